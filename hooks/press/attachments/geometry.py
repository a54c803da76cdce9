"""Where the mark stands on a page of a document: pure functions of boxes, rotation and the campaign's rule.

Shown space: origin at the visible page's top left as the reader sees it, x rightwards, y downwards. User space: the
page's own coordinates (PDF 32000-1, 8.3.2.3). Lengths of both are in the page's units of `unit`/72 inch.
"""

from __future__ import annotations

from dataclasses import dataclass

from press.campaign.badge import Extent, Style, extent_of
from press.campaign.model import Campaign, Layout, SizeRule, Variant

Rect = tuple[float, float, float, float]
"""(left, bottom, right, top) in user space."""

Matrix = tuple[float, float, float, float, float, float]
"""(a b c d e f) as PDF's `cm` takes it."""

_LEAST_POINTS = 6.0
"""Words smaller than this on paper cannot be read."""


@dataclass(frozen=True, slots=True)
class Stance:
    """A size and a margin tried for the mark, as factors of what the rule asks for."""

    size: float
    margin: float


STANCES = (
    *(Stance(1, 1), Stance(1, 0.6), Stance(0.9, 0.6), Stance(0.8, 0.6)),
    *(Stance(0.8, 0.45), Stance(0.7, 0.45), Stance(0.6, 0.45)),
)
"""Tried in this order where the corner is taken: closer to the corner, then a little smaller.

The last one stands above the running head of an A4 page printed from Word (its words are then 15 points high); 4.7 mm
from the edge it is within what office printers print.
"""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as its reader sees it.

    visible  crop box within media box, user space
    turn     clockwise rotation when shown: 0, 90, 180 or 270
    unit     UserUnit
    """

    visible: Rect
    turn: int = 0
    unit: float = 1.0

    @property
    def width(self) -> float:
        """Shown width."""
        left, bottom, right, top = self.visible
        return top - bottom if self.turn in {90, 270} else right - left

    @property
    def height(self) -> float:
        """Shown height."""
        left, bottom, right, top = self.visible
        return right - left if self.turn in {90, 270} else top - bottom

    @property
    def short(self) -> float:
        """The short side."""
        return min(self.width, self.height)


@dataclass(frozen=True, slots=True)
class Spot:
    """The mark's box in shown space, and the type size of its words."""

    left: float
    top: float
    width: float
    height: float
    text: float


def visible_box(media: Rect, crop: Rect | None) -> Rect:
    """Return crop box ∩ media box, both put in order; the media box where they do not meet (as viewers do)."""
    media = _ordered(media)
    if crop is None:
        return media
    crop = _ordered(crop)
    meet = (max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3]))
    return meet if meet[0] < meet[2] and meet[1] < meet[3] else media


def _ordered(rect: Rect) -> Rect:
    return min(rect[0], rect[2]), min(rect[1], rect[3]), max(rect[0], rect[2]), max(rect[1], rect[3])


def quarter_turn(rotate: float) -> int:
    """Return /Rotate as 0, 90, 180 or 270 (the standard wants multiples of 90; others are rounded down)."""
    return int(rotate // 90 % 4) * 90


def spot_for(page: Page, rule: SizeRule, extent: Extent, stance: Stance, widest: float) -> Spot:
    """Return the mark's place at the top left.

    The type size is the rule's share of the short side: attached documents are read page by page, so the rule's `card`
    (the size of a thumbnail) does not bind. It never falls below 6 points on paper as long as the mark then takes no
    more than `widest` of the width and half the height.

    Args:
        page: the page.
        rule: the campaign's rule for documents.
        extent: the mark's size in type sizes, plate included.
        stance: the variation tried.
        widest: greatest share of the page's width.
    """
    wanted = max(rule.text * page.short * stance.size, _LEAST_POINTS / page.unit)
    text = min(wanted, page.width * widest / extent.width, page.height * 0.5 / extent.height)
    margin = rule.margin * page.short * stance.margin
    width, height = extent.width * text, extent.height * text
    left, top = min(margin, page.width - width), min(margin, page.height - height)
    return Spot(left, top, width, height, text)


def layout_for(page: Page, campaign: Campaign) -> Layout:
    """Return one line where it takes at most `campaign.widest` of the page's width, else the stacked layout."""
    line = extent_of(campaign, Style(Variant.DARK, Layout.LINE))
    fits = line.width * campaign.document.text * page.short <= campaign.widest * page.width
    return Layout.LINE if fits else Layout.STACKED


def to_user(page: Page, x: float, y: float) -> tuple[float, float]:
    """Return the user-space point shown at (x, y)."""
    left, bottom, right, top = page.visible
    return {
        0: (left + x, top - y),
        90: (left + y, bottom + x),
        180: (right - x, bottom + y),
        270: (right - y, top - x),
    }[page.turn]


def user_rect(page: Page, spot: Spot) -> Rect:
    """Return the spot's box in user space."""
    one = to_user(page, spot.left, spot.top)
    other = to_user(page, spot.left + spot.width, spot.top + spot.height)
    return _ordered((*one, *other))


def placing(page: Page, spot: Spot, form: tuple[float, float]) -> Matrix:
    """Return the matrix that draws a form of (width, height) upright in the spot as the reader sees it."""
    across, up = spot.width / form[0], spot.height / form[1]
    e, f = to_user(page, spot.left, spot.top + spot.height)
    cos, sin = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[page.turn]
    return across * cos, across * sin, -up * sin, up * cos, e, f
