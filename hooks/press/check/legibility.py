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

_ENOUGH = 24
"""Pixels of pure ink from which their median is trusted; below, the colour is extrapolated from the stroke's edges."""

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
    border, reach = max(2, round(_RING * text)), max(2, round(_NEAR * text))
    patch = np.asarray(aligned(picture, place, shape, border), dtype=np.uint8)
    inside = _inside(picture, place, shape, border)
    return _contrast(patch, shape, border, reach, inside)


def _contrast(
    patch: npt.NDArray[np.uint8], shape: Likeness, border: int, reach: int, inside: npt.NDArray[np.bool_]
) -> float:
    cover = np.zeros(patch.shape[:2])
    left = border + shape.offset
    cover[border : border + shape.height, left : border + shape.width] = shape.words
    strokes = Image.fromarray((cover * 255).astype(np.uint8))
    touched, near = strokes.filter(ImageFilter.MaxFilter(3)), strokes.filter(ImageFilter.MaxFilter(2 * reach + 1))
    free = (np.asarray(touched) == 0) & (np.asarray(near) > _VISIBLE) & inside
    grounds = _luminance(patch[free])
    if not grounds.size:
        return 1.0
    ink = _ink(patch, cover, free)
    ratios = (np.maximum(grounds, ink) + 0.05) / (np.minimum(grounds, ink) + 0.05)
    return float(np.percentile(ratios, _WORST))


def _ink(patch: npt.NDArray[np.uint8], cover: Floats, free: npt.NDArray[np.bool_]) -> float:
    solid = cover >= _INK * cover.max()
    if int(solid.sum()) >= _ENOUGH:
        return float(np.median(_luminance(patch[solid])))
    ground = np.median(patch[free], axis=0)
    weights = cover[cover > 0.3]  # noqa: PLR2004 - fainter pixels say little
    shift = ((patch[cover > 0.3] - ground) * weights[:, None]).sum(axis=0) / max(float((weights**2).sum()), 1e-9)  # noqa: PLR2004 - as above
    colour = np.clip(ground + shift, 0, 255).astype(np.uint8)
    return float(_luminance(colour[None, :])[0])


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
