"""What the search index is told of a page beside the page's own words."""

from __future__ import annotations

from collections.abc import Iterator

from press.model import Article, Bulletin, Document, Graphic
from press.search.entry_facts import EntryFacts
from press.site.addresses import HOME
from press.site.context import SiteContext, people_of
from press.site.planned import PlannedPage


def is_found(page: PlannedPage) -> bool:
    """Whether readers can find a page by searching: no list, and not the home page."""
    return page.document is not None and page.url != HOME


def entry_facts(page: PlannedPage, context: SiteContext) -> EntryFacts | None:
    """Return what the index is told of a page; None for one that is not to be found."""
    document = page.document
    if document is None or not is_found(page):
        return None
    doctors = context.doctors(people_of(document))
    return EntryFacts(
        url=page.url,
        title=page.title,
        kind=document.kind.value,
        date=document.published,
        doctors=tuple(doctor.name for doctor in doctors),
        topics=document.topics,
        audience=document.audience,
        before=tuple(_printed(document, context)),
        after=(*(f"{doctor.name} {doctor.line}" for doctor in doctors), "、".join(document.topics)),
    )


def _printed(document: Document, context: SiteContext) -> Iterator[str]:
    """Words that a page shows outside its text."""
    if isinstance(document, Article):
        yield from document.key_points
    elif isinstance(document, Graphic):
        yield document.alt
    elif isinstance(document, Bulletin):
        yield document.theme
        articles = (context.articles.get(item.article) for item in document.items)
        videos = (context.videos.get(slug) for slug in document.videos)
        yield from (other.title for other in (*articles, *videos) if other)
