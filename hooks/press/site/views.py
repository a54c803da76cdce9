"""Values that templates print. Plain frozen data: no template needs to compute, no view knows a template.

Every `url` is relative to the site root (`articles/san-fu-tie.html`); templates pass it through the engine's `url`
filter, which makes it relative to the page. Texts are unescaped: templates must escape them (`| e`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from press.bulletin import qr
from press.calendar import days

CalendarDay = days.CalendarDay
CalendarStrip = days.CalendarStrip
QrView = qr.QrView


@dataclass(frozen=True, slots=True)
class Link:
    """A named address inside the site."""

    text: str
    url: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class MarkView:
    """The campaign's mark on a page."""

    text: str
    """Accessible name, e.g. 千名医师讲中医."""
    url: str
    """SVG address."""
    width: int
    height: int
    """Intrinsic size of the SVG in CSS px (only the ratio matters)."""


@dataclass(frozen=True, slots=True)
class PictureView:
    """A marked picture in the widths pages use."""

    url: str
    """Fallback `src`."""
    width: int
    height: int
    """Intrinsic size of the fallback in px."""
    alt: str
    srcset: tuple[tuple[str, int], ...] = ()
    """(url, width in px) ascending; empty when there is only one size."""

    @property
    def portrait(self) -> bool:
        """Whether the picture is taller than wide."""
        return self.height > self.width


@dataclass(frozen=True, slots=True)
class DoctorView:
    """A doctor as shown beside a text."""

    name: str
    title: str
    institution: str
    department: str
    url: str
    """The doctor's list page; empty when there is none (a reviewer given by plain name)."""
    example: bool = False
    count: int = 0
    """Published documents."""

    @property
    def called_example(self) -> bool:
        """Whether pages say that this is a placeholder: once, not again where the name says it already."""
        return self.example and "示例" not in self.name

    @property
    def line(self) -> str:
        """Title, institution, department joined with ideographic spaces."""
        return "\u3000".join(part for part in (self.title, self.institution, self.department) if part)


@dataclass(frozen=True, slots=True)
class CardView:
    """One document in a list."""

    kind: str
    """article, video, graphic or bulletin."""
    kind_label: str
    title: str
    url: str
    date: dt.date | None = None
    doctors: tuple[str, ...] = ()
    excerpt: str = ""
    picture: PictureView | None = None
    duration: str = ""
    """`3:05`, empty when unknown or not a video."""
    speaker: str = ""

    @property
    def date_text(self) -> str:
        """`2026年11月3日` or an empty string."""
        return f"{self.date.year}年{self.date.month}月{self.date.day}日" if self.date else ""


@dataclass(frozen=True, slots=True)
class SourceView:
    """A named source, with an outside address or none."""

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class PanelView:
    """One panel of a board: an article, a video or the officer's own section."""

    kind: str
    """article, video, own."""
    title: str
    html: str = ""
    """Rendered, sanitised HTML (print unescaped)."""
    url: str = ""
    doctors: tuple[str, ...] = ()
    picture: PictureView | None = None
    qr: QrView | None = None
    whole: bool = False
    duration: str = ""


@dataclass(frozen=True, slots=True)
class SheetView:
    """A board on one sheet format, to be pulled. Lengths in mm."""

    name: str
    size: str
    preview_url: str
    width: float
    height: float
    print_url: str
    """Empty when preflight refused the print file."""
    print_size: str
    screen_url: str
    screen_size: str
    stock: str = ""


@dataclass(frozen=True, slots=True)
class BoardSheets:
    """Everything a shop can pull for one board."""

    sheets: tuple[SheetView, ...]
    job_sheet_url: str
    bundle_url: str
    """ZIP of the print files, job sheet and check sums."""
    volume_url: str = ""
    """The year's boards in one PDF; empty when there is none."""
    volume_name: str = ""


@dataclass(frozen=True, slots=True)
class BoardView:
    """A bulletin board."""

    title: str
    url: str
    month_label: str
    issue: int | None
    theme: str
    colour: str
    """朱, 青 or 墨."""
    colour_key: str
    """zhu, qing or mo: for class names."""
    panels: tuple[PanelView, ...] = ()
    calendar: CalendarStrip | None = None
    doctors: tuple[DoctorView, ...] = ()
    organisers: tuple[str, ...] = ()
    producers: tuple[str, ...] = ()
    phone: str = ""
    reviewer: DoctorView | None = None
    reviewed: dt.date | None = None
    sources: tuple[SourceView, ...] = ()
    previous: Link | None = None
    following: Link | None = None
    qr: QrView | None = None
    printed: BoardSheets | None = None


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article's page beside its text."""

    title: str
    url: str
    date: dt.date | None
    authors: tuple[DoctorView, ...] = ()
    reviewer: DoctorView | None = None
    reviewed: dt.date | None = None
    review_due: dt.date | None = None
    overdue: bool = False
    """Whether review_due lies before the build's date."""
    key_points: tuple[str, ...] = ()
    audience: tuple[Link, ...] = ()
    topics: tuple[Link, ...] = ()
    literacy: tuple[tuple[int, str], ...] = ()
    """(number, text) of 健康素养66条; text may be empty where the official wording could not be sourced."""
    sources: tuple[SourceView, ...] = ()
    cover: PictureView | None = None
    video: CardView | None = None
    qr: QrView | None = None
    boards: tuple[Link, ...] = ()
    """Bulletins that print it."""
    leaflet: SheetView | None = None
    """The article on one side of A4; made for articles that stand on a board."""
    newer: Link | None = None
    older: Link | None = None


@dataclass(frozen=True, slots=True)
class VideoView:
    """A video's page."""

    title: str
    url: str
    date: dt.date | None
    poster: PictureView | None
    speaker: DoctorView | None = None
    duration: str = ""
    file_url: str = ""
    """Site address of the film itself; empty for one published elsewhere."""
    file_type: str = ""
    """MIME type of `file_url`."""
    address: str = ""
    """Outside address: shown as poster and link, nothing is loaded from it."""
    portrait: bool = False
    topics: tuple[Link, ...] = ()
    audience: tuple[Link, ...] = ()
    articles: tuple[CardView, ...] = ()
    """Articles that name this video."""
    qr: QrView | None = None


@dataclass(frozen=True, slots=True)
class GraphicView:
    """A graphic's page: the marked picture, and a full-size download."""

    title: str
    url: str
    date: dt.date | None
    picture: PictureView | None
    download_url: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class PagerView:
    """Where a bounded list page stands among its siblings."""

    page: int = 1
    pages: int = 1
    links: tuple[Link, ...] = ()
    """One per page; `text` is the number."""
    previous_url: str = ""
    next_url: str = ""


@dataclass(frozen=True, slots=True)
class ListView:
    """A list page: all articles, one topic, one audience, one doctor, one month, videos, graphics, bulletins."""

    heading: str
    note: str = ""
    """One line under the heading, e.g. 共 128 篇."""
    layout: str = "lines"
    """lines (date, title, doctor), films (video cards), pictures (graphics) or boards (bulletins)."""
    cards: tuple[CardView, ...] = ()
    facets: tuple[tuple[str, tuple[Link, ...]], ...] = ()
    """Named rows of links to narrower lists: ("专题", links) …"""
    pager: PagerView = field(default_factory=PagerView)
    doctor: DoctorView | None = None
    """Set on a doctor's list."""


@dataclass(frozen=True, slots=True)
class DoctorsView:
    """The page of doctors, with the campaign's count."""

    doctors: tuple[DoctorView, ...]
    count: int
    """Doctors who are no placeholders."""
    goal: int
    example_count: int = 0


@dataclass(frozen=True, slots=True)
class HomeView:
    """The home page."""

    board: BoardView | None
    calendar: CalendarStrip
    latest: tuple[CardView, ...] = ()
    videos: tuple[CardView, ...] = ()
    graphics: tuple[CardView, ...] = ()
    doctors: tuple[DoctorView, ...] = ()
    doctor_count: int = 0
    doctor_goal: int = 1000


@dataclass(frozen=True, slots=True)
class FooterView:
    """The foot of every page; empty strings are not shown."""

    organisers: tuple[str, ...] = ()
    producers: tuple[str, ...] = ()
    phone: str = ""
    address: str = ""
    email: str = ""
    icp: str = ""
    police: str = ""
    site_code: str = ""


@dataclass(frozen=True, slots=True)
class HeadView:
    """What one page says of itself in its `<head>`."""

    title: str
    """Full `<title>`."""
    description: str = ""
    canonical: str = ""
    """Absolute address; empty when the site has no address of its own."""
    properties: tuple[tuple[str, str], ...] = ()
    """Open Graph: (property, content)."""
    json_ld: str = ""
    """JSON-LD with `<`, `>` and `&` escaped as \\u003c …: safe inside a `<script type="application/ld+json">`."""
    robots: str = ""
    """`noindex` for pages that only list, else empty."""


@dataclass(frozen=True, slots=True)
class SiteView:
    """The same on every page."""

    title: str
    county: str
    mark: MarkView
    menu: tuple[Link, ...]
    footer: FooterView
    rare_font_url: str = ""
    """Stylesheet address of the rare-character subset; empty when no rare character is used."""
