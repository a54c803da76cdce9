"""What a sheet says, as frozen values. Built by the site's glue from its views; nothing here knows the site.

All texts are plain unless called `html`, which is Python-Markdown's sanitised output.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from press.campaign.model import Campaign

COLOURS = {"朱": "zhu", "青": "qing", "墨": "mo"}
"""Colour themes by the word a bulletin's front matter uses."""


@dataclass(frozen=True, slots=True)
class QrTarget:
    """A QR code: the absolute address it encodes, the site-relative address of the document it leads to, its words."""

    address: str
    target: str
    title: str
    caption: str = "扫码看全文"


@dataclass(frozen=True, slots=True)
class SheetPicture:
    """A picture file and its alternative text."""

    file: Path
    alt: str = ""


@dataclass(frozen=True, slots=True)
class SheetPanel:
    """One article, video or section of a board.

    doctors  one line a doctor, ready to print
    whole    False when `html` is an excerpt: a line sends readers to the QR code
    """

    title: str
    html: str = ""
    doctors: tuple[str, ...] = ()
    picture: SheetPicture | None = None
    qr: QrTarget | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class SheetDoctor:
    """A doctor as the sheet names him or her."""

    name: str
    title: str = ""
    institution: str = ""


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One day of the calendar strip; `kind` is 节气, 三伏, 数九 or 健康日."""

    date: dt.date
    name: str
    kind: str
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class SheetContent:
    """One bulletin.

    slug      `2026-11`, for file names
    pictures  address in the panels' HTML → picture file; an address that is missing here is a finding
    path      the bulletin's Markdown, posix, relative to the project root, for findings
    """

    slug: str
    title: str
    year: int
    month: int
    panels: tuple[SheetPanel, ...]
    theme: str = ""
    issue: int | None = None
    tagline: str = ""
    organisers: tuple[str, ...] = ()
    producers: tuple[str, ...] = ()
    calendar: tuple[CalendarEntry, ...] = ()
    doctors: tuple[SheetDoctor, ...] = ()
    sources: tuple[str, ...] = ()
    reviewer: str = ""
    reviewed: dt.date | None = None
    phone: str = ""
    more_codes: tuple[QrTarget, ...] = ()
    """Codes beyond those of the panels: videos, the bulletin's own page."""
    colour: str = "朱"
    pictures: Mapping[str, Path] = field(default_factory=dict)
    path: str | None = None

    @property
    def month_label(self) -> str:
        """`2026年11月`."""
        return f"{self.year}年{self.month}月"

    @property
    def codes(self) -> tuple[QrTarget, ...]:
        """Every QR code of the sheet, in reading order."""
        return (*(panel.qr for panel in self.panels if panel.qr is not None), *self.more_codes)


@dataclass(frozen=True, slots=True)
class LeafletContent:
    """One article for one household."""

    slug: str
    title: str
    html: str
    published: dt.date | None = None
    key_points: tuple[str, ...] = ()
    doctors: tuple[SheetDoctor, ...] = ()
    picture: SheetPicture | None = None
    qr: QrTarget | None = None
    organisers: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    reviewer: str = ""
    reviewed: dt.date | None = None
    phone: str = ""
    colour: str = "朱"
    pictures: Mapping[str, Path] = field(default_factory=dict)
    path: str | None = None


@dataclass(frozen=True, slots=True)
class VolumeContent:
    """The yearly volume (合订本): all bulletins of a year, oldest first."""

    year: int
    title: str
    boards: tuple[SheetContent, ...]
    organisers: tuple[str, ...] = ()
    colour: str = "朱"


@dataclass(frozen=True, slots=True)
class SheetMark:
    """The campaign's mark as a sheet draws it; colours as `#RRGGBB`, `art` absolute."""

    words: tuple[str, ...]
    seal: str
    ink: str = "#24211D"
    paper: str = "#FBF7EF"
    colour: str = "#A8322A"
    year: str = ""
    art: Path | None = None


def mark_of(campaign: Campaign) -> SheetMark:
    """Return the mark of a campaign for print sheets."""
    colours = campaign.colours
    return SheetMark(
        (campaign.text,), campaign.seal, colours.ink, colours.paper, colours.seal, campaign.year, campaign.art
    )
