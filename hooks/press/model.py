"""The things this product publishes, as frozen values. Built only by `press.content` from checked input.

Paths are `PurePosixPath` relative to `docs/`. Dates are plain `datetime.date`. Texts are NFC, line ends are LF.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath

AUDIENCES = (
    "全体居民",
    "青少年",
    "妇女",
    "老年人",
    "残疾人",
    "0-6岁儿童家长",
    "流动人口",
    "低收入人口",
)
"""Whom a document is for: the seven key groups of the campaign plan (篇6) and everybody."""


class Kind(StrEnum):
    """What a document is; decides its folder, its page and the corner its mark goes to."""

    ARTICLE = "article"
    VIDEO = "video"
    GRAPHIC = "graphic"
    BULLETIN = "bulletin"
    PLAIN = "plain"

    @property
    def label(self) -> str:
        """The Chinese word shown to readers."""
        return {"article": "文章", "video": "视频", "graphic": "图文", "bulletin": "宣传栏", "plain": "页面"}[
            self.value
        ]


@dataclass(frozen=True, slots=True)
class Doctor:
    """One entry of `docs/doctors.yml`. The four public facts the 2025 advertisement guidelines (art. 7) allow."""

    id: str
    name: str
    title: str = ""
    """职称, e.g. 主任医师."""
    institution: str = ""
    department: str = ""
    example: bool = False
    """A placeholder that ships with the demo; pages call it 示例 and counters leave it out."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement comes from: a title, and an address if there is one (http or https only)."""

    title: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class AiLabel:
    """Where the visible label of AI-made content (GB 45438) stands on a picture or film.

    lower  at the lower edge (else the upper)
    side   `left`, `middle` or `right`
    reach  how far it reaches into the picture, in fractions of the short side
    """

    lower: bool
    side: str
    reach: float


@dataclass(frozen=True, slots=True)
class Document:
    """What every document has.

    path        its Markdown file, relative to docs/ (for a bare picture or video: that file itself)
    slug        ASCII, fixed at creation, unique within its kind; the page is `<section>/<slug>.html`
    published   None when the front matter gives no valid date
    excerpt     plain text, at most 120 characters
    body_line   1-based line of the file at which the Markdown body starts (for findings)
    digest      SHA-256 hex of the source bytes
    """

    path: PurePosixPath
    kind: Kind
    slug: str
    title: str
    published: dt.date | None = None
    excerpt: str = ""
    topics: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """Old site-relative addresses (`articles/old-name.html`), each to become a redirect page."""
    draft: bool = False
    body_line: int = 1
    digest: str = ""
    rare: str = ""
    """Rare characters of the file, which need a glyph of ours on phones."""


@dataclass(frozen=True, slots=True)
class Article(Document):
    """A text by a doctor."""

    authors: tuple[str, ...] = ()
    """Doctor ids, all defined."""
    reviewer: str | None = None
    """Doctor id if defined, else a plain name."""
    reviewed: dt.date | None = None
    review_due: dt.date | None = None
    sources: tuple[Source, ...] = ()
    literacy: tuple[int, ...] = ()
    """Item numbers (1–66) of 中国公民健康素养（2024年版）."""
    cover: PurePosixPath | None = None
    video: str | None = None
    """Slug of a video document."""
    key_points: tuple[str, ...] = ()
    excerpt_mark: bool = False
    """Whether the body has `<!-- more -->`; what stands before it is the excerpt a bulletin may print."""


@dataclass(frozen=True, slots=True)
class Video(Document):
    """A film. Exactly one of `file` and `address` is set unless a finding says otherwise."""

    file: PurePosixPath | None = None
    address: str | None = None
    """http(s) address of a film published elsewhere; needs `poster`."""
    poster: PurePosixPath | None = None
    poster_time: float | None = None
    """Seconds into the film at which to take the poster frame; None: choose."""
    speaker: str | None = None
    """Doctor id if defined, else a plain name."""
    duration: float | None = None
    """Seconds as written by the author; the probed value wins where there is a file."""
    ai_label: AiLabel | None = None


@dataclass(frozen=True, slots=True)
class Graphic(Document):
    """A picture meant to circulate on its own: poster, infographic, long image."""

    picture: PurePosixPath | None = None
    alt: str = ""
    author: str | None = None
    ai_label: AiLabel | None = None


class Show(StrEnum):
    """How much of an article a bulletin takes."""

    WHOLE = "whole"
    EXCERPT = "excerpt"


@dataclass(frozen=True, slots=True)
class BulletinItem:
    """One article on a board."""

    article: str
    """Slug of the article."""
    show: Show = Show.EXCERPT


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month."""

    year: int
    month: int

    def __str__(self) -> str:
        """`2026-11`."""
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def label(self) -> str:
        """`2026年11月`."""
        return f"{self.year}年{self.month}月"

    @property
    def first_day(self) -> dt.date:
        """The first of the month."""
        return dt.date(self.year, self.month, 1)


@dataclass(frozen=True, slots=True)
class Bulletin(Document):
    """One month's notice board (月度科普宣传栏). Its slug is the month, e.g. `2026-11`."""

    month: Month = field(default_factory=lambda: Month(1970, 1))
    issue: int | None = None
    theme: str = ""
    items: tuple[BulletinItem, ...] = ()
    videos: tuple[str, ...] = ()
    """Slugs of video documents."""
    colour: str = "朱"
    """Theme of board and sheets: 朱, 青 or 墨."""
    reviewer: str | None = None
    reviewed: dt.date | None = None


@dataclass(frozen=True, slots=True)
class County:
    """`docs/county.yml`: who publishes. Empty strings mean "not given" and are never invented."""

    name: str = ""
    site_title: str = ""
    organisers: tuple[str, ...] = ()
    """主办."""
    producers: tuple[str, ...] = ()
    """承办."""
    phone: str = ""
    address: str = ""
    email: str = ""
    icp: str = ""
    """ICP备案号, copied as given."""
    police: str = ""
    """公安备案号."""
    site_code: str = ""
    """政府网站标识码."""


@dataclass(frozen=True, slots=True)
class Library:
    """Everything in docs/, checked. Every sequence is ordered newest first, then by slug; drafts are left out."""

    county: County = field(default_factory=County)
    doctors: Mapping[str, Doctor] = field(default_factory=dict)
    articles: tuple[Article, ...] = ()
    videos: tuple[Video, ...] = ()
    graphics: tuple[Graphic, ...] = ()
    bulletins: tuple[Bulletin, ...] = ()
    plain: tuple[Document, ...] = ()
    drafts: tuple[PurePosixPath, ...] = ()
    """Source files that must not be published because they are drafts."""
    withheld: tuple[PurePosixPath, ...] = ()
    """Source files that cannot be published (undecodable, duplicate slug …); each has an ERROR finding."""
    pictures: tuple[PictureUse, ...] = ()
    """Every picture file under docs/ that documents show, with the document's date."""


@dataclass(frozen=True, slots=True)
class PictureUse:
    """A picture file that is published, and the date that decides which campaign's mark it carries.

    A picture used by several documents takes the date of the earliest (by date, then path), so that the mark of a
    printed or circulated picture does not change when a later document uses it again.
    """

    path: PurePosixPath
    on: dt.date | None
    standalone: bool = False
    """True for a graphic's own picture (网络图文)."""
