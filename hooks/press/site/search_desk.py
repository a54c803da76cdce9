"""What the search index is told of each page, and only when it does not know it already."""

from __future__ import annotations

from collections.abc import Iterator

from press.model import Article, Bulletin, Document, Graphic
from press.search.entry import PageEntry
from press.search.html_text import PageText
from press.search.index import SearchFiles, SearchIndex
from press.search.pinyin import load_terms
from press.site.context import SiteContext, people_of
from press.site.file_store import FileStore, StoredFile
from press.site.inputs import SiteInputs
from press.site.page_store import PageStore, digest_of
from press.site.plan import PlannedPage

TERMS = "tcm_terms.txt"


class SearchDesk:
    """Feeds one build's pages to the index.

    Args:
        inputs: where cache and terms lie.
        context: the library.
        store: remembers what the index was last told of each page; None: tell it everything.
    """

    def __init__(self, inputs: SiteInputs, context: SiteContext, store: PageStore | None) -> None:
        self._context = context
        self._store = store
        self._folder = inputs.cache
        self._terms = load_terms(inputs.overlays / "rules" / TERMS)
        self._words: dict[str, PageText] = {}

    def take(self, page: PlannedPage, words: PageText) -> None:
        """Note the words of a page that was rendered now."""
        self._words[page.source] = words

    def finish(self, pages: list[PlannedPage], text_keys: dict[str, str], files: FileStore) -> dict[str, StoredFile]:
        """Bring the index up to date and return its files by site-relative address.

        Args:
            pages: every page that can be found.
            text_keys: by source, the key of the page's rendered text.
            files: where those that are new are written.

        Raises:
            press.search.store.StoreError: If the index cannot be written.
        """
        index = SearchIndex(self._folder / "search.sqlite", self._terms)
        try:
            told = self._tell(index, pages, text_keys)
            made = index.finish({page.url for page in pages})
            stored = {address: _stored(address, digest, made, files) for address, digest in made.digests.items()}
            if self._store is not None:
                self._store.put_indexed(told)
        finally:
            index.close()
        return stored

    def _tell(self, index: SearchIndex, pages: list[PlannedPage], text_keys: dict[str, str]) -> dict[str, str]:
        known, before = index.known(), self._store.indexed() if self._store else {}
        told: dict[str, str] = {}
        for page in pages:
            if page.document is None:
                continue
            key = digest_of(text_keys.get(page.source, ""), page.title, page.url, self._said(page.document))
            told[page.url] = key
            if page.url not in known or before.get(page.url) != key:
                index.add(self._entry(page, page.document, self._words_of(page, text_keys)))
        return told

    def _words_of(self, page: PlannedPage, text_keys: dict[str, str]) -> PageText:
        words = self._words.get(page.source)
        if words is None and self._store is not None:
            words = self._store.words(text_keys.get(page.source, ""))
        return words or PageText((), "")

    def _said(self, document: Document) -> tuple[object, ...]:
        """Everything of an entry beside the page's own words."""
        doctors = self._context.doctors(people_of(document))
        return (
            document.kind.value,
            document.published,
            tuple(doctor.name for doctor in doctors),
            tuple(f"{doctor.name} {doctor.line}" for doctor in doctors),
            document.topics,
            document.audience,
            tuple(self._printed(document)),
        )

    def _printed(self, document: Document) -> Iterator[str]:
        """Words that a page shows outside its text."""
        if isinstance(document, Article):
            yield from document.key_points
        elif isinstance(document, Graphic):
            yield document.alt
        elif isinstance(document, Bulletin):
            yield document.theme
            articles = (self._context.articles.get(item.article) for item in document.items)
            videos = (self._context.videos.get(slug) for slug in document.videos)
            yield from (other.title for other in (*articles, *videos) if other)

    def _entry(self, page: PlannedPage, document: Document, words: PageText) -> PageEntry:
        doctors = self._context.doctors(people_of(document))
        shown = (
            *self._printed(document),
            words.text,
            *(f"{doctor.name} {doctor.line}" for doctor in doctors),
            "、".join(document.topics),
        )
        return PageEntry(
            url=page.url,
            title=page.title,
            kind=document.kind.value,
            date=document.published,
            doctors=tuple(doctor.name for doctor in doctors),
            topics=document.topics,
            audience=document.audience,
            headings=words.headings,
            text="\n".join(part for part in shown if part),
        )


def _stored(address: str, digest: str, made: SearchFiles, files: FileStore) -> StoredFile:
    stamps = files.stamps(digest)
    return StoredFile(digest, stamps) if stamps is not None else files.keep(made.read(address), text=True)
