"""The `<head>` of every kind of page: title, description, canonical address, Open Graph, JSON-LD."""

from __future__ import annotations

import datetime as dt
from typing import Final

from press.site.absolute import absolute_url
from press.site.structured_data import (
    SiteFacts,
    article_data,
    board_data,
    graphic_data,
    iso_duration,
    video_data,
    website_data,
)
from press.site.views import (
    ArticleView,
    BoardView,
    GraphicView,
    HeadView,
    HomeView,
    ListView,
    PictureView,
    VideoView,
)

_LOCALE: Final = "zh_CN"
_LONGEST_DESCRIPTION: Final = 120
"""Characters: what search engines and chat cards show of a Chinese text."""


def head_view(view: object, site: SiteFacts, *, title: str, url: str, description: str = "") -> HeadView:
    """Return what a page says of itself.

    Args:
        view: the page's own view from `press.site.views`, or None for a plain page.
        site: name, address and publisher of the site.
        title: the page's title, without the site's; the home page's may equal the site's.
        url: site-relative address of the page.
        description: plain text, e.g. the document's excerpt; cut to 120 characters. Empty: made from the view.

    Returns:
        The head. Further pages of a list are kept out of search engines. Without a site address
        there is no canonical address, no `og:url` and no `og:image`.
    """
    summary = _summary(description or _own_words(view))
    return HeadView(
        title=title if isinstance(view, HomeView) or title == site.title else f"{title} - {site.title}",
        description=summary,
        canonical=absolute_url(site.address, url),
        properties=_open_graph(view, site, title, url, summary),
        json_ld=_data(view, site, summary),
        robots="noindex" if isinstance(view, ListView) and view.pager.page > 1 else "",
    )


def _summary(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST_DESCRIPTION else f"{plain[: _LONGEST_DESCRIPTION - 1]}…"


def _own_words(view: object) -> str:
    match view:
        case ArticleView():
            return "；".join(view.key_points)
        case BoardView():
            return f"{view.month_label}科普宣传栏：" + "、".join(panel.title for panel in view.panels)
        case ListView():
            return f"{view.heading}，{view.note}" if view.note else view.heading
        case _:
            return ""


def _data(view: object, site: SiteFacts, description: str) -> str:
    match view:
        case ArticleView():
            return article_data(view, site, description)
        case VideoView():
            return video_data(view, site, description)
        case BoardView():
            return board_data(view, site, description)
        case GraphicView():
            return graphic_data(view, site, description)
        case HomeView():
            return website_data(site, description)
        case _:
            return ""


def _open_graph(view: object, site: SiteFacts, title: str, url: str, description: str) -> tuple[tuple[str, str], ...]:
    """Return the Open Graph properties (ogp.me); what is unknown is left out."""
    pairs = [
        ("og:title", title),
        ("og:type", _type(view)),
        ("og:site_name", site.title),
        ("og:locale", _LOCALE),
        ("og:description", description),
        ("og:url", absolute_url(site.address, url)),
        *_image(_picture(view), site),
        *_details(view),
    ]
    return tuple(pair for pair in pairs if pair[1])


def _type(view: object) -> str:
    match view:
        case ArticleView() | BoardView() | GraphicView():
            return "article"
        case VideoView():
            return "video.other"
        case _:
            return "website"


def _picture(view: object) -> PictureView | None:
    match view:
        case ArticleView():
            return view.cover
        case VideoView():
            return view.poster
        case GraphicView():
            return view.picture
        case BoardView():
            return next((panel.picture for panel in view.panels if panel.picture), None)
        case _:
            return None


def _image(picture: PictureView | None, site: SiteFacts) -> tuple[tuple[str, str], ...]:
    if picture is None or not site.address:
        return ()
    return (
        ("og:image", absolute_url(site.address, picture.url)),
        ("og:image:width", str(picture.width)),
        ("og:image:height", str(picture.height)),
        ("og:image:alt", picture.alt),
    )


def _details(view: object) -> tuple[tuple[str, str], ...]:
    match view:
        case ArticleView():
            dates = (("article:published_time", _day(view.date)), ("article:modified_time", _day(view.reviewed)))
            return (*dates, *(("article:tag", link.text) for link in view.topics))
        case VideoView() if iso_duration(view.duration):
            return (("video:duration", str(_seconds(view.duration))),)
        case _:
            return ()


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _seconds(clock: str) -> int:
    total = 0
    for part in clock.split(":"):
        total = total * 60 + int(part)
    return total
