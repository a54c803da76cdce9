"""The home page, the page of doctors, and what every page shares."""

from __future__ import annotations

from collections.abc import Mapping

from press.calendar.strip import calendar_strip
from press.model import Bulletin, Library, Month
from press.site.addresses import HOME, document_url, list_url
from press.site.boards import board_view
from press.site.context import SiteContext
from press.site.planned import RenderedText
from press.site.views import DoctorsView, FooterView, HomeView, Link, MarkView, SiteView

LATEST = 8
FILMS = 4
GRAPHICS = 4


def current_bulletin(library: Library, month: Month) -> Bulletin | None:
    """Return the board of `month`, else the latest one before it, else the earliest there is."""
    boards = sorted(library.bulletins, key=lambda bulletin: bulletin.month)
    due = [bulletin for bulletin in boards if bulletin.month <= month]
    return due[-1] if due else (boards[0] if boards else None)


def doctors_view(context: SiteContext) -> DoctorsView:
    """Return all doctors: real ones first, by published documents."""
    views = [view for key in context.library.doctors if (view := context.doctor(key))]
    views.sort(key=lambda view: (view.example, -view.count, view.url))
    real = sum(not view.example for view in views)
    return DoctorsView(tuple(views), real, context.goal, len(views) - real)


def home_view(context: SiteContext, texts: Mapping[str, RenderedText]) -> HomeView:
    """Return the home page as of `context.today`."""
    library = context.library
    month = Month(context.today.year, context.today.month)
    bulletin = current_bulletin(library, month)
    doctors = doctors_view(context)
    return HomeView(
        board=board_view(context, bulletin, texts, HOME) if bulletin else None,
        calendar=calendar_strip(month, context.observances),
        latest=tuple(context.card(article) for article in library.articles[:LATEST]),
        videos=tuple(context.card(video) for video in library.videos[:FILMS]),
        graphics=tuple(context.card(graphic) for graphic in library.graphics[:GRAPHICS]),
        doctors=tuple(view for view in doctors.doctors if view.count)[:LATEST],
        doctor_count=doctors.count,
        doctor_goal=doctors.goal,
    )


def menu(library: Library) -> tuple[Link, ...]:
    """Return the short menu: landing pages only, and the officer's own top-level pages after them."""
    fixed = (
        Link("首页", HOME),
        Link("宣传栏", list_url("bulletins")),
        Link("文章", list_url("articles")),
        Link("视频", list_url("videos")),
        Link("图文", list_url("graphics")),
        Link("医师", list_url("doctors")),
    )
    own = (page for page in library.plain if len(page.path.parts) == 1 and page.path.stem != "index")
    return (*fixed, *(Link(page.title, document_url(page)) for page in own))


def site_view(library: Library, title: str, mark: MarkView, rare_font_url: str) -> SiteView:
    """Return what every page shares."""
    county = library.county
    return SiteView(
        title=county.site_title or title,
        county=county.name,
        mark=mark,
        menu=menu(library),
        footer=FooterView(
            organisers=county.organisers,
            producers=county.producers,
            phone=county.phone,
            address=county.address,
            email=county.email,
            icp=county.icp,
            police=county.police,
            site_code=county.site_code,
        ),
        rare_font_url=rare_font_url,
    )
