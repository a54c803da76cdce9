"""Finding the mark in a picture: every size it may have is tried in one corner, coarsely first, then to the pixel."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from PIL import Image

from press.campaign.model import Campaign
from press.check.correlate import Grey, Peak, correlation, strongest
from press.check.likeness import Form, Likeness, forms_of, likeness, proportions

_COARSE = 12
"""Height in px at which the mark is looked for first: its words are then 8 px high, a blur that forgives 3 %."""

_STEP = 1.05
"""Ratio of neighbouring sizes tried first."""

_MIDDLE = 26
_FINEST = 60
"""Height in px above which looking closer tells nothing more."""

_HOPE = 0.45
"""A place that agrees less when seen coarsely is not looked at again. Marks were seen so with 0.56 at least."""

_PLAIN = 0.7
"""A place that agrees so well when seen coarsely settles which form was drawn."""

_SURE = 0.8
"""A place that agrees so well needs no rival."""

_TRIED = 3
"""Places looked at again."""

_ROUND = {_MIDDLE: 0.5, _FINEST: 0.15}
"""Breadth of the strip round a known place that is searched again, in heights of the mark."""


class Corner(Enum):
    """A corner of the canvas: (right, lower)."""

    TOP_LEFT = (False, False)
    TOP_RIGHT = (True, False)
    BOTTOM_LEFT = (False, True)
    BOTTOM_RIGHT = (True, True)

    @property
    def label(self) -> str:
        """The Chinese word for it."""
        right, lower = self.value
        return f"{'右' if right else '左'}{'下' if lower else '上'}角"


@dataclass(frozen=True, slots=True)
class Area:
    """Where to look: a corner, how far from its two edges (px), and for which type sizes (px)."""

    corner: Corner
    reach: tuple[float, float]
    sizes: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """The bare mark (no plate) where it agrees best; px of the picture, fractions where it lies between pixels.

    score  −1…1: correlation of the words; below 0 they are lighter than their ground
    """

    form: Form
    left: float
    top: float
    width: float
    height: float
    score: float

    @property
    def right(self) -> float:
        """First column to the right."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """First row below."""
        return self.top + self.height


Rect = tuple[float, float, float, float]
"""(left, top, right, bottom) in px of the picture."""


def locate(picture: Image.Image, campaign: Campaign, area: Area) -> Place | None:
    """Return where the mark agrees best, None where nothing resembles it.

    Args:
        picture: mode L.
        campaign: whose mark.
        area: where to look.
    """
    coarse: list[Place] = []
    for form in forms_of(campaign):
        coarse += _coarse(picture, campaign, form, area)
        if any(abs(place.score) > _PLAIN for place in coarse):
            break
    hopes = sorted(coarse, key=lambda place: -abs(place.score))[:_TRIED]
    best: Place | None = None
    for hope in hopes:
        if abs(hope.score) < _HOPE or (best is not None and abs(best.score) > abs(hope.score) + 0.25):
            continue
        near = _again(picture, campaign, hope, [hope.height * (1 + n / 100) for n in (-3, -1.5, 0, 1.5, 3)], _MIDDLE)
        if abs(near.score) < _HOPE:
            continue
        sharp = _again(picture, campaign, near, _exact_heights(near.height), _FINEST)
        best = sharp if best is None or abs(sharp.score) > abs(best.score) else best
        if abs(best.score) > _SURE:
            break
    return best


def aligned(picture: Image.Image, place: Place, shape: Likeness, border: int) -> Image.Image:
    """Return the picture round a place, scaled so that the mark lies on it as `shape` does, `border` px from each edge.

    What lies outside the picture is black.
    """
    scale = place.height / shape.height
    left, top = place.left - border * scale, place.top - border * scale
    size = (shape.width + 2 * border, shape.height + 2 * border)
    exact = scale == 1.0 and left == round(left) and top == round(top)
    if exact:
        return picture.crop((round(left), round(top), round(left) + size[0], round(top) + size[1]))
    outer = (math.floor(left) - 2, math.floor(top) - 2, math.ceil(left + size[0] * scale) + 2)
    cut = picture.crop((*outer, math.ceil(top + size[1] * scale) + 2))
    inside = (left - outer[0], top - outer[1])
    box = (*inside, inside[0] + size[0] * scale, inside[1] + size[1] * scale)
    return cut.resize(size, Image.Resampling.BICUBIC, box=box)


def finest(campaign: Campaign, place: Place) -> Likeness:
    """Return the mark's likeness at the size at which a place is best looked at."""
    return likeness(campaign, place.form, max(6, min(round(place.height), _FINEST)))


def _coarse(picture: Image.Image, campaign: Campaign, form: Form, area: Area) -> Iterator[Place]:
    across, up = proportions(campaign, form)
    for text in _sizes(*area.sizes):
        reach_x, reach_y = area.reach
        rect = _at_corner(picture, area.corner, across * text + reach_x, up * text + reach_y)
        found = _probe(picture, campaign, form, up * text, _COARSE, rect)
        if found is not None:
            yield found


def _again(picture: Image.Image, campaign: Campaign, place: Place, heights: Sequence[float], closer: int) -> Place:
    strip = max(3.0, _ROUND[closer] * place.height)
    rect = (place.left - strip, place.top - strip, place.right + strip, place.bottom + strip)
    found = [_probe(picture, campaign, place.form, height, min(round(height), closer), rect) for height in heights]
    return max((one for one in found if one is not None), key=lambda one: abs(one.score), default=place)


def _probe(  # noqa: PLR0913, PLR0917 - one measurement with all it depends on
    picture: Image.Image, campaign: Campaign, form: Form, height: float, target: int, rect: Rect
) -> Place | None:
    """Look for the mark `height` px high in a part of the picture, scaled so that it is `target` px high."""
    shape = likeness(campaign, form, target)
    scale = height / target
    window, origin = _window(picture, rect, scale)
    if window.shape[0] < shape.height or window.shape[1] < shape.width:
        return None
    peak: Peak = strongest(correlation(window[:, shape.offset :], shape.words))
    left, top = origin[0] + peak.left * scale, origin[1] + peak.top * scale
    return Place(form, left, top, shape.width * scale, height, peak.score)


def _window(picture: Image.Image, rect: Rect, scale: float) -> tuple[Grey, tuple[float, float]]:
    left, top = max(0, math.floor(rect[0])), max(0, math.floor(rect[1]))
    right, bottom = min(picture.width, math.ceil(rect[2])), min(picture.height, math.ceil(rect[3]))
    size = (math.floor((right - left) / scale), math.floor((bottom - top) / scale))
    if min(size) < 1:
        return np.zeros((0, 0), dtype=np.float32), (0.0, 0.0)
    box = (left, top, left + size[0] * scale, top + size[1] * scale)
    if scale == 1.0:
        scaled = picture.crop((left, top, right, bottom))
    else:
        scaled = picture.resize(size, Image.Resampling.BILINEAR, box=box, reducing_gap=2.0)
    return np.asarray(scaled, dtype=np.float32) / 255.0, (left, top)


def _at_corner(picture: Image.Image, corner: Corner, width: float, height: float) -> Rect:
    right, lower = corner.value
    x = max(0.0, picture.width - width) if right else 0.0
    y = max(0.0, picture.height - height) if lower else 0.0
    return x, y, min(x + width, picture.width), min(y + height, picture.height)


def _sizes(smallest: float, largest: float) -> Iterator[float]:
    count = max(1, math.ceil(math.log(max(largest / smallest, 1.0)) / math.log(_STEP)))
    for number in range(count + 1):
        yield smallest * (largest / smallest) ** (number / count)


def _exact_heights(height: float) -> list[float]:
    """Return the heights to try at last: whole pixels, as pictures are marked, and fine steps, as films are scaled."""
    whole = round(height)
    near = max(1, round(height * 0.012))
    return sorted({height, *(float(n) for n in range(whole - near, whole + near + 1))})
