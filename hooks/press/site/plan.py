"""Planning: every page with its address, its template and what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePosixPath

from press.model import Article, Bulletin, Document, Graphic, Library, Month, Video
from press.site.addresses import DOCTORS, HOME, document_url, list_url
from press.site.boards import board_view
from press.site.context import SiteContext, bulletin_title
from press.site.documents import article_view, graphic_view, video_view
from press.site.front import current_bulletin, doctors_view, home_view
from press.site.lists import Cards, ListPage, listings, paginate
from press.site.planned import MakeView, PlannedPage

HOME_SOURCE = "index.md"


def _ignore_texts(make: Callable[[], object]) -> MakeView:
    return lambda _texts: make()


def _document_page(context: SiteContext, document: Document, printed: frozenset[str]) -> PlannedPage:
    url = document_url(document)
    title = document.title
    prints: tuple[str, ...] = ()
    make: MakeView
    if isinstance(document, Article):
        template, make = "article.html", _ignore_texts(partial(article_view, context, document))
    elif isinstance(document, Video):
        template, make = "video.html", _ignore_texts(partial(video_view, context, document))
    elif isinstance(document, Graphic):
        template, make = "graphic.html", _ignore_texts(partial(graphic_view, context, document))
    elif isinstance(document, Bulletin):
        bulletin = document
        title = bulletin_title(bulletin)
        template, make = "bulletin.html", lambda texts: board_view(context, bulletin, texts, url)
        prints = printed_by(context, bulletin)
    else:
        template, make = "main.html", lambda _texts: None
    source = engine_source(document)
    return PlannedPage(source, url, title, template, make, document, prints, source in printed)


def engine_source(document: Document) -> str:
    """Return the name by which the engine knows a document: its Markdown file, or `<file>.md` for bare media."""
    path = document.path
    return path.as_posix() if path.suffix.lower() == ".md" else f"{path.as_posix()}.md"


def _constant(view: object) -> MakeView:
    return lambda _texts: view


def _list_page(page: ListPage) -> PlannedPage:
    source = PurePosixPath(page.url).with_suffix(".md").as_posix()
    number = page.view.pager.page
    title = page.view.heading if number == 1 else f"{page.view.heading}（第{number}页）"
    return PlannedPage(source, page.url, title, "list.html", _constant(page.view))


def plan_pages(context: SiteContext, title: str) -> Iterator[PlannedPage]:
    """Yield every page of the site: home, documents, lists, doctors."""
    library = context.library
    home = next((page for page in library.plain if page.path.as_posix() == HOME_SOURCE), None)
    board = current_bulletin(library, Month(context.today.year, context.today.month))
    yield PlannedPage(
        HOME_SOURCE,
        HOME,
        title,
        "home.html",
        lambda texts: home_view(context, texts),
        home,
        printed_by(context, board) if board else (),
    )
    printed = frozenset(source for bulletin in library.bulletins for source in printed_by(context, bulletin))
    if context.leaflets:
        printed |= {article.path.as_posix() for article in library.articles}
    for document in published(library):
        if document is not home:
            yield _document_page(context, document, printed)
    cards: Cards = {}
    for listing in listings(context):
        for page in paginate(context, listing, cards):
            yield _list_page(page)
    doctors = PurePosixPath(list_url(DOCTORS))
    yield PlannedPage(
        doctors.with_suffix(".md").as_posix(),
        doctors.as_posix(),
        "科普医师",
        "doctors.html",
        _ignore_texts(partial(doctors_view, context)),
    )


def published(library: Library) -> Iterator[Document]:
    """Yield every document that gets a page."""
    yield from library.articles
    yield from library.videos
    yield from library.graphics
    yield from library.bulletins
    yield from library.plain


def printed_by(context: SiteContext, bulletin: Bulletin) -> tuple[str, ...]:
    """Return the sources whose rendered text a board prints: its articles' and its own."""
    articles = (context.articles.get(item.article) for item in bulletin.items)
    return (bulletin.path.as_posix(), *(article.path.as_posix() for article in articles if article))
