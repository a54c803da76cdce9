"""How well the mark can be read where it stands, told from the finished pixels alone.

The words' ink and the ground round them are two clusters of pixels: which pixel belongs to which, the rendered mark
laid over the place says. Contrast is the ratio of WCAG 2.2 (success criterion 1.4.3) of the ink's median luminance to
the ground, of which the worst tenth is left out: compression leaves echoes beside every stroke.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from press.campaign.model import Campaign
from press.check.likeness import Likeness, proportions
from press.check.locate import Place, aligned, finest

Floats = npt.NDArray[np.float64]

_INK = 0.9
"""Share of a pixel covered by a stroke from which it shows the ink's colour."""

_LARGE, _SMALL = 20.0, 11.0
"""Type sizes in px from which strokes are some pixels wide, and at which they are one."""

_RING = 0.25
"""Breadth of the strip looked at round the mark, in type sizes: less than a plate reaches."""

_NEAR = 0.12
"""How far from a stroke the ground counts, in type sizes: two strokes' breadth."""

_VISIBLE = 96
"""Cover (0–255) from which a pixel belongs to a stroke."""

_WORST = 10.0
"""Per cent of the ground left out."""


def contrast_of(picture: Image.Image, place: Place, campaign: Campaign) -> float:
    """Return the contrast (WCAG ratio, 1–21) of the mark found at a place of an RGB picture."""
    shape = finest(campaign, place)
    text = shape.height / proportions(campaign, place.form)[1]
    border = max(2, round(_RING * text))
    patch = np.asarray(aligned(picture, place, shape, border), dtype=np.uint8)
    inside = _inside(picture, place, shape, border)
    return _contrast(patch, shape, text, border, inside)


def _contrast(
    patch: npt.NDArray[np.uint8], shape: Likeness, text: float, border: int, inside: npt.NDArray[np.bool_]
) -> float:
    reach = max(2, round(_NEAR * text))
    cover = np.zeros(patch.shape[:2])
    left = border + shape.offset
    cover[border : border + shape.height, left : border + shape.width] = shape.words
    strokes = Image.fromarray((cover * 255).astype(np.uint8))
    touched, near = strokes.filter(ImageFilter.MaxFilter(3)), strokes.filter(ImageFilter.MaxFilter(2 * reach + 1))
    free = (np.asarray(touched) == 0) & (np.asarray(near) > _VISIBLE) & inside
    grounds = _luminance(patch[free])
    if not grounds.size:
        return 1.0
    ink = _ink(patch, cover, free, text)
    ratios = (np.maximum(grounds, ink) + 0.05) / (np.minimum(grounds, ink) + 0.05)
    return float(np.percentile(ratios, _WORST))


def _ink(patch: npt.NDArray[np.uint8], cover: Floats, free: npt.NDArray[np.bool_], text: float) -> float:
    """Return the luminance of the ink: the median of what strokes cover wholly.

    Of words so small that their strokes are a pixel wide nothing is covered wholly once a picture is compressed: there
    the pixels farthest from the ground show the ink. (WCAG takes colours as they are before smoothing.)
    """
    solid = _luminance(patch[cover >= _INK * cover.max()])
    if not solid.size:
        return float(np.median(_luminance(patch[free])))
    lighter = float(np.median(solid)) > float(np.median(_luminance(patch[free])))
    farthest = 50.0 + 40.0 * float(np.clip((_LARGE - text) / (_LARGE - _SMALL), 0.0, 1.0))
    return float(np.percentile(solid, farthest if lighter else 100.0 - farthest))


def _inside(picture: Image.Image, place: Place, shape: Likeness, border: int) -> npt.NDArray[np.bool_]:
    """Return which pixels of the aligned patch lie on the picture at all."""
    scale = place.height / shape.height
    columns = place.left + (np.arange(shape.width + 2 * border) + 0.5 - border) * scale
    rows = place.top + (np.arange(shape.height + 2 * border) + 0.5 - border) * scale
    across = (columns >= 0) & (columns < picture.width)
    down = (rows >= 0) & (rows < picture.height)
    return np.asarray(down[:, None] & across[None, :])


def _luminance(pixels: npt.NDArray[np.uint8]) -> Floats:
    """Return the relative luminance of sRGB pixels, as WCAG 2.2 defines it."""
    share = pixels.astype(np.float64) / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004 - the curve's own constants
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))
