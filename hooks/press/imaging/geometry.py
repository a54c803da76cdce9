"""Where the mark goes and how large it is: pure functions of canvas, mark and rule, the same for every medium.

Every length that is configured is a fraction of the canvas's short side (EBU R 95 states its safe areas so); there is
no "1 or more means pixels". Boxes are in whole pixels, origin top left, y downwards.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from press.campaign.badge import Extent
from press.campaign.model import Campaign, Layout, SizeRule


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in px, at least 1."""

    width: int
    height: int

    @property
    def short(self) -> int:
        """The short side."""
        return min(self.width, self.height)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in px: `left` and `top` belong to it, `right` and `bottom` are the first column and row outside."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """First column to the right of the box."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """First row below the box."""
        return self.top + self.height

    @property
    def corners(self) -> tuple[int, int, int, int]:
        """(left, top, right, bottom), as Pillow takes it."""
        return self.left, self.top, self.right, self.bottom


class Anchor(Enum):
    """A corner; the value says whether it is the right and whether it is the lower one."""

    TOP_LEFT = (False, False)
    TOP_RIGHT = (True, False)
    BOTTOM_LEFT = (False, True)
    BOTTOM_RIGHT = (True, True)


@dataclass(frozen=True, slots=True)
class Margin:
    """Distance from the nearest vertical (`x`) and horizontal (`y`) edge, in fractions of the short side."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Fit:
    """The chosen layout, its type size in px and the mark's size in px."""

    layout: Layout
    text: float
    mark: Size


def place(canvas: Size, mark: Size, anchor: Anchor, margin: Margin) -> Box:
    """Return the mark's box on the canvas.

    A margin that would push the mark over the opposite edge gives way: the box always lies inside the canvas.

    Raises:
        ValueError: the mark is larger than the canvas.
    """
    if mark.width > canvas.width or mark.height > canvas.height:
        raise ValueError("the mark is larger than the canvas")
    right, lower = anchor.value
    x = min(math.ceil(margin.x * canvas.short), canvas.width - mark.width)
    y = min(math.ceil(margin.y * canvas.short), canvas.height - mark.height)
    left = canvas.width - mark.width - x if right else x
    top = canvas.height - mark.height - y if lower else y
    return Box(left, top, mark.width, mark.height)


def type_size(canvas: Size, rule: SizeRule) -> float:
    """Return the type size in px that a rule asks for on a canvas.

    The nominal share of the short side, raised until the words keep `card_text` px when the whole canvas is shown
    inside the rule's card, and never above the rule's ceiling.
    """
    card_width, card_height = rule.card
    shrink = max(
        canvas.width / card_width if card_width else 0.0,
        canvas.height / card_height if card_height else 0.0,
    )
    wanted = max(rule.text * canvas.short, rule.card_text * shrink)
    return min(wanted, rule.largest * canvas.short)


def fit(canvas: Size, rule: SizeRule, extents: dict[Layout, Extent], campaign: Campaign) -> Fit | None:
    """Choose layout and size of the mark for a canvas.

    One line where it takes at most `campaign.widest` of the width, else stacked; a stacked mark still too wide is made
    smaller. A ceiling too low for `least_text` on a small canvas gives way as far as width and height allow.

    Args:
        canvas: the picture's size as shown (after rotation).
        rule: the product's size rule.
        extents: the mark's size in type sizes, per layout, plate included.
        campaign: for `widest` and `least_text`.

    Returns:
        None when words of `least_text` px do not fit: the picture is too small to be marked.
    """
    wanted = max(type_size(canvas, rule), campaign.least_text)
    room = Size(
        math.floor(canvas.width * campaign.widest),
        canvas.height - 2 * math.ceil(rule.margin * canvas.short),
    )
    for layout in (Layout.LINE, Layout.STACKED):
        extent = extents[layout]
        possible = min(room.width / extent.width, room.height / extent.height * _TALLEST)
        text = wanted if layout is Layout.LINE else min(wanted, possible)
        if text <= possible and text >= campaign.least_text:
            return Fit(layout, text, _whole(extent, text))
    return None


_TALLEST = 0.5
"""A mark never takes more than half of the height between the margins."""


def _whole(extent: Extent, text: float) -> Size:
    height = max(1, math.floor(extent.height * text))
    return Size(math.ceil(extent.width * height / extent.height - 1e-6), height)
