"""Everything published that is neither page nor media: redirects, feed, site map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain
from operator import itemgetter

from press.findings import Checked
from press.model import Article, Bulletin, Document
from press.site.addresses import document_url
from press.site.assemble import Assembled
from press.site.feed import ENTRIES, FEED_URL, atom_feed
from press.site.inputs import SiteInputs
from press.site.plan import published
from press.site.redirects import Alias, redirect_pages
from press.site.sitemap import PageDate, sitemap_files


@dataclass(frozen=True, slots=True)
class MachineFiles:
    """Files by site-relative address; `redirects` of them are marked HTML pages."""

    files: Mapping[str, bytes]
    redirects: int


def _aliases(assembled: Assembled, inputs: SiteInputs) -> Iterator[Alias]:
    for document in published(assembled.context.library):
        mark = assembled.marks.on(document.published, inputs.today)
        for address in document.aliases:
            yield Alias(address, document_url(document), document.title, inputs.shown(document.path), mark)


def _dated(assembled: Assembled) -> Iterator[PageDate]:
    """Every document and landing page; further pages of a list stay out (they change with every new article)."""
    for page in assembled.plan.pages.values():
        document = page.document
        reviewed = document.reviewed if isinstance(document, Article | Bulletin) else None
        if document is not None:
            yield page.url, reviewed or document.published
        elif "/page-" not in page.url:
            yield page.url, None


def _newest(documents: Iterable[Document]) -> list[Document]:
    """Return the documents that stand in the feed: a card is made of these only."""
    dated = (
        (-document.published.toordinal(), document_url(document), document)
        for document in documents
        if document.published
    )
    return [document for _, _, document in nsmallest(ENTRIES, dated, key=itemgetter(0, 1))]


def machine_files(assembled: Assembled, inputs: SiteInputs) -> Checked[MachineFiles]:
    """Make the redirects, the feed and the site map."""
    context, library = assembled.context, assembled.context.library
    taken = [*(page.url for page in assembled.plan.pages.values()), *assembled.plan.copies, *assembled.marks.files]
    redirects = redirect_pages(_aliases(assembled, inputs), taken, context.address)
    files: dict[str, bytes] = dict(redirects.value)
    revised = {document_url(article): article.reviewed for article in library.articles if article.reviewed}
    news = _newest(chain(library.articles, library.videos, library.graphics, library.bulletins))
    feed = atom_feed(map(context.card, news), context.title, context.address, revised)
    if feed is not None:
        files[FEED_URL] = feed
    files.update(sitemap_files(_dated(assembled), context.address))
    return Checked(MachineFiles(files, len(redirects.value)), redirects.findings)
