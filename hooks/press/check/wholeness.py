"""Whether the whole mark is there: each character of its words for itself, and its seal.

The words together still agree well when one character is covered or another stands in its place; the worst character
alone does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageColor

from press.campaign.model import Campaign, Layout
from press.check.correlate import Grey, correlation
from press.check.likeness import Likeness
from press.check.locate import Place, aligned, finest

_SHIFT = 1
"""Px by which a part may lie beside its place: the size found is right to half a per cent."""

_PLAIN = 0.05
"""Standard deviation below which a part of artwork shows nothing to compare."""

_MIDDLE = 0.5
"""Luma between the seal's colour and its characters'."""


@dataclass(frozen=True, slots=True)
class Wholeness:
    """What was measured.

    weakest  −1…1: how well the worst character of the words agrees
    seal     −1…1: how well the seal agrees; 1 where the mark has none
    hue      distance of the seal's colour from the campaign's, in RGB (0–441); 0 where the mark has none
    """

    weakest: float
    seal: float
    hue: float


def wholeness_of(picture: Image.Image, place: Place, campaign: Campaign) -> Wholeness:
    """Compare the parts of the mark found at a place of an RGB picture."""
    shape = finest(campaign, place)
    patch = aligned(picture, place, shape, _SHIFT)
    luma: Grey = np.asarray(patch.convert("L"), dtype=np.float32) / 255.0
    sign = 1.0 if place.score > 0 else -1.0
    words = luma[:, shape.offset :]
    agreed = [
        float((sign * correlation(words[top : bottom + 2 * _SHIFT, left : right + 2 * _SHIFT], part)).max())
        for top, bottom, left, right in _cells(shape, place, campaign)
        if (part := shape.words[top:bottom, left:right]).std() > _PLAIN
    ]
    return Wholeness(min(agreed, default=1.0), *_seal(luma, np.asarray(patch, dtype=np.uint8), shape, campaign))


def _cells(shape: Likeness, place: Place, campaign: Campaign) -> Iterator[tuple[int, int, int, int]]:
    """Yield (top, bottom, left, right) of each character within the words; of artwork, of pieces about as wide as high.

    The characters of a line are spread evenly (overlays/badge/mark.typ). A year below is left to its line's characters.
    """
    used = np.flatnonzero(shape.words.max(axis=0) > _PLAIN)
    if not used.size:
        return
    left, right, height = int(used[0]), int(used[-1]) + 1, shape.height
    lines: tuple[str, ...] = (campaign.text,)
    if campaign.art is not None:
        lines = ("□" * max(1, round((right - left) / height)),)
    elif place.form.layout is Layout.STACKED:
        lines = campaign.stacked if not campaign.year else (max(campaign.stacked, key=len),)
    rows = np.linspace(0, height, len(lines) + 1).round().astype(int)
    for line, (top, bottom) in zip(lines, pairwise(rows), strict=True):
        columns = np.linspace(left, right, len(line) + 1).round().astype(int)
        for start, end in pairwise(columns):
            yield int(top), int(bottom), int(start), int(end)


def _seal(luma: Grey, patch: npt.NDArray[np.uint8], shape: Likeness, campaign: Campaign) -> tuple[float, float]:
    if shape.seal is None:
        return 1.0, 0.0
    side = shape.height
    score = float(correlation(luma[:, : side + 2 * _SHIFT], shape.seal).max())
    ground = patch[_SHIFT : _SHIFT + side, _SHIFT : _SHIFT + side][shape.seal < _MIDDLE]
    if not ground.size:
        return score, 0.0
    wanted = np.array(ImageColor.getrgb(campaign.colours.seal)[:3], dtype=np.float64)
    return score, float(np.linalg.norm(np.median(ground, axis=0) - wanted))
