"""List pages in bounded length: a list of a thousand articles is many small pages, not one large one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from press.model import Document, Month
from press.site.addresses import ARCHIVE, AUDIENCE, TOPICS, doctor_url, list_url, month_url
from press.site.context import SiteContext, people_of
from press.site.views import CardView, Link, ListView, PagerView

PAGE_LENGTH = 30
"""Cards on one list page."""
PAGER_REACH = 2
"""Neighbouring pages a pager links to on each side."""
FACET_LENGTH = 24
"""Links in one row of narrower lists; the full row stands on the section's own index."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list, at its site-relative address."""

    url: str
    view: ListView


@dataclass(frozen=True, slots=True)
class Listing:
    """A list before it is cut into pages. `address(n)` gives the address of page n (1-based)."""

    heading: str
    documents: Sequence[Document]
    address: Callable[[int], str]
    unit: str = "篇"
    layout: str = "lines"
    facets: tuple[tuple[str, tuple[Link, ...]], ...] = ()
    doctor_id: str | None = None


def _shown(page: int, pages: int) -> list[int]:
    """Page numbers a pager offers: the ends and the neighbours, so that its length does not grow with the list."""
    near = range(page - PAGER_REACH, page + PAGER_REACH + 1)
    return sorted({1, pages, *(number for number in near if 1 <= number <= pages)})


def _pager(address: Callable[[int], str], page: int, pages: int) -> PagerView:
    return PagerView(
        page=page,
        pages=pages,
        links=tuple(Link(str(number), address(number)) for number in _shown(page, pages)),
        previous_url=address(page - 1) if page > 1 else "",
        next_url=address(page + 1) if page < pages else "",
    )


Cards = dict[PurePosixPath, CardView]
"""Cards made before, by the path of their document: an article stands in five lists or more."""


def _card(context: SiteContext, document: Document, cards: Cards) -> CardView:
    known = cards.get(document.path)
    return known or cards.setdefault(document.path, context.card(document))


def paginate(context: SiteContext, listing: Listing, cards: Cards) -> Iterator[ListPage]:
    """Yield the pages of a list; an empty list is one empty page. `cards` are taken from, and added to."""
    total = len(listing.documents)
    pages = max(1, -(-total // PAGE_LENGTH))
    for page in range(1, pages + 1):
        part = listing.documents[(page - 1) * PAGE_LENGTH : page * PAGE_LENGTH]
        yield ListPage(
            listing.address(page),
            ListView(
                heading=listing.heading,
                note=f"共 {total} {listing.unit}" if total else "",
                layout=listing.layout,
                cards=tuple(_card(context, document, cards) for document in part),
                facets=listing.facets if page == 1 else (),
                pager=_pager(listing.address, page, pages),
                doctor=context.doctor(listing.doctor_id),
            ),
        )


def _group(documents: Iterable[Document], keys: Callable[[Document], Iterable[str]]) -> dict[str, list[Document]]:
    groups: dict[str, list[Document]] = {}
    for document in documents:
        for key in keys(document):
            groups.setdefault(key, []).append(document)
    return groups


def _month_of(document: Document) -> Iterable[str]:
    return (str(Month(document.published.year, document.published.month)),) if document.published else ()


def _month(text: str) -> Month:
    year, month = text.split("-")
    return Month(int(year), int(month))


def _by_size(groups: dict[str, list[Document]], url: Callable[[str], str]) -> tuple[Link, ...]:
    ordered = sorted(groups, key=lambda name: (-len(groups[name]), name))
    return tuple(Link(name, url(name), len(groups[name])) for name in ordered)


def _months(groups: dict[str, list[Document]]) -> tuple[Link, ...]:
    return tuple(
        Link(_month(text).label, month_url(_month(text)), len(groups[text])) for text in sorted(groups, reverse=True)
    )


def _newest_first(documents: Iterable[Document]) -> list[Document]:
    ordered = sorted(documents, key=lambda document: document.slug)
    return sorted(ordered, key=lambda document: -(document.published.toordinal() if document.published else 0))


def _section(folder: str, heading: str, documents: Sequence[Document], unit: str, layout: str) -> Listing:
    return Listing(heading, documents, lambda page: list_url(folder, page=page), unit, layout)


def listings(context: SiteContext) -> Iterator[Listing]:
    """Yield every list of the site: sections, topics, audiences, months, doctors."""
    library, names = context.library, context.names
    everything = _newest_first((*library.articles, *library.videos, *library.graphics))
    spoken = _newest_first((*library.articles, *library.videos))
    topics = _group(everything, lambda document: document.topics)
    audiences = _group(everything, lambda document: document.audience)
    months = _group(everything, _month_of)
    topic_links, audience_links, month_links = (
        _by_size(topics, names.topic_url),
        _by_size(audiences, names.audience_url),
        _months(months),
    )
    rows = (
        ("专题", topic_links[:FACET_LENGTH]),
        ("适宜人群", audience_links),
        ("按月查看", month_links[:FACET_LENGTH]),
    )
    facets = tuple((name, links) for name, links in rows if links)
    yield Listing("科普文章", library.articles, lambda page: list_url("articles", page=page), facets=facets)
    yield _section("videos", "科普视频", library.videos, "部", "films")
    yield _section("graphics", "科普图文", library.graphics, "幅", "pictures")
    yield _section("bulletins", "月度科普宣传栏", library.bulletins, "期", "boards")
    yield Listing("全部专题", (), lambda page: list_url(TOPICS, page=page), facets=(("专题", topic_links),))
    yield Listing("适宜人群", (), lambda page: list_url(AUDIENCE, page=page), facets=(("人群", audience_links),))
    yield Listing("按月查看", (), lambda page: list_url(ARCHIVE, page=page), facets=(("月份", month_links),))
    for topic, documents in sorted(topics.items()):
        yield Listing(f"专题：{topic}", documents, _numbered(TOPICS, names.topics[topic]))
    for audience, documents in sorted(audiences.items()):
        yield Listing(f"写给{audience}", documents, _numbered(AUDIENCE, names.audiences[audience]))
    for text, documents in sorted(months.items()):
        yield Listing(f"{_month(text).label}的科普", documents, _numbered(ARCHIVE, text))
    by_doctor = _group(spoken, people_of)
    for key, doctor in sorted(library.doctors.items()):
        name = doctor_url(key).removeprefix("doctors/").removesuffix(".html")
        yield Listing(doctor.name, by_doctor.get(key, []), _numbered("doctors", name), doctor_id=key)


def _numbered(folder: str, name: str) -> Callable[[int], str]:
    return lambda page: list_url(folder, name, page)
