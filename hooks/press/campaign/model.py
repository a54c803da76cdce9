"""A campaign: the branding rule as frozen values. Built only by `press.campaign.load`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Colours:
    """The mark's colours as `#RRGGBB`: the seal's ground, dark words, and light words (also the seal's characters)."""

    seal: str
    ink: str
    paper: str


@dataclass(frozen=True, slots=True)
class SizeRule:
    """How large the mark is on one kind of product. Lengths are fractions of the canvas's short side.

    text       type size of the mark's words
    largest    type size never above this
    card       smallest box (width, height in px) in which the product is shown; None: that side does not bind
    card_text  type size in px that words must keep when shown in that box
    margin     distance from the canvas's edges
    """

    text: float
    largest: float
    card: tuple[int | None, int | None]
    card_text: float
    margin: float


@dataclass(frozen=True, slots=True)
class Inset:
    """Distance from the right and the lower edge that keeps clear of a platform's buttons (fractions, short side)."""

    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class BurnRule:
    """Whether films published on the site carry the mark in their own pixels, and the largest film in bytes that do."""

    enabled: bool = True
    max_bytes: int = 200_000_000


class Variant(StrEnum):
    """Colour of the mark's words."""

    DARK = "dark"
    """Dark words, for light grounds."""
    LIGHT = "light"
    """Light words, for dark grounds."""


class Layout(StrEnum):
    """One line, or the words broken into several lines for narrow canvases."""

    LINE = "line"
    STACKED = "stacked"


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign and its mark.

    path      its YAML file, posix, relative to the project root
    overlays  absolute folder that holds `badge/` and `fonts/`
    year      text under the mark's hairline; empty for none
    art       official artwork that takes the drawing's place (dark words, or for every ground), absolute
    art_light the same for dark grounds
    widest    the mark is at most this share of the canvas's width
    least_text  type size in px below which words cannot be read
    contrast  least WCAG contrast between words and what lies under them
    recipe    digest of everything that decides the mark's pixels: text, colours, sizes, art, drawing, font, typesetter
    """

    id: str
    title: str
    text: str
    stacked: tuple[str, ...]
    seal: str
    source: str
    starts: dt.date
    ends: dt.date | None
    goal: int
    colours: Colours
    document: SizeRule
    video: SizeRule
    path: str
    overlays: Path
    year: str = ""
    art: Path | None = None
    art_light: Path | None = None
    widest: float = 0.62
    least_text: float = 11.0
    contrast: float = 4.5
    platforms: tuple[tuple[str, Inset], ...] = field(default=())
    burn: BurnRule = BurnRule()
    recipe: str = ""

    def __hash__(self) -> int:
        """Hash what tells campaigns apart: all drawing is looked up by campaign."""
        return hash((self.id, self.recipe))

    def covers(self, day: dt.date) -> bool:
        """Whether the campaign is in force on a day; both ends count."""
        return self.starts <= day and (self.ends is None or day <= self.ends)

    def inset(self, platform: str) -> Inset:
        """Return a platform's inset; an unknown platform takes the video margin on both sides."""
        return dict(self.platforms).get(platform, Inset(self.video.margin, self.video.margin))
