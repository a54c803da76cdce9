"""Whether the mark's words can be read where they stand: WCAG contrast against the pixels really there.

Relative luminance and contrast ratio are those of WCAG 2.2 (definitions "relative luminance" and "contrast ratio",
success criterion 1.4.3). WCAG speaks of one text colour on one ground; a picture has many. The figure used here is the
ratio at the *worst five per cent* of the ground's pixels: of all pixels under the words and within a stroke's breadth
of them, 95 % contrast at least so much. The last twentieth are specks that do not stop anyone from reading.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
"""RGB, shape (height, width, 3)."""

Mask = npt.NDArray[np.bool_]
"""Shape (height, width)."""

WORST_SHARE = 5.0
"""Per cent of the ground's pixels that may contrast less."""

_KNEE = 0.04045
"""Where the sRGB curve leaves its straight foot (IEC 61966-2-1)."""

_ENOUGH = 2_500
"""Pixels that are looked at in any case: their worst twentieth moves by less than the reserve asked for."""

_channel = np.arange(256, dtype=np.float64) / 255.0
_LINEAR: npt.NDArray[np.float64] = np.where(_channel <= _KNEE, _channel / 12.92, ((_channel + 0.055) / 1.055) ** 2.4)
_RED, _GREEN, _BLUE = (share * _LINEAR for share in (0.2126, 0.7152, 0.0722))


def luminance(pixels: Pixels) -> npt.NDArray[np.float64]:
    """Return the relative luminance (0–1) of sRGB pixels, shape (…, 3) → (…)."""
    # `take` is three times as fast as indexing.
    shares = _RED.take(pixels[..., 0]) + _GREEN.take(pixels[..., 1]) + _BLUE.take(pixels[..., 2])
    return np.asarray(shares, dtype=np.float64)


def ratio(one: float | npt.NDArray[np.float64], other: float | npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the contrast ratio (1–21) of two luminances; symmetric."""
    lighter, darker = np.maximum(one, other), np.minimum(one, other)
    return np.asarray((lighter + 0.05) / (darker + 0.05), dtype=np.float64)


def colour_luminance(colour: tuple[int, int, int]) -> float:
    """Return the relative luminance of one colour."""
    return float(luminance(np.array(colour, dtype=np.uint8)))


def stride(width: int, height: int) -> int:
    """Return how many rows and columns of a ground of that size (px) to go on at a time.

    Always odd: of stripes one, two or four pixels broad, as screens and drawing programs make them, an even step would
    see one colour only.
    """
    return max(1, (math.isqrt(width * height // _ENOUGH) + 1) // 2 * 2 - 1)


def thinned(mask: Mask, step: int) -> Mask:
    """Return every `step`-th row and column of a mask, those that `Seen.sample` shows of a picture."""
    rows, columns = (length // step * step for length in mask.shape)
    return mask[step // 2 : rows : step, step // 2 : columns : step]


def worst_contrast(ground: Pixels, near: Mask, words: float) -> float:
    """Return the contrast ratio that all but the worst 5 % of the ground's pixels reach.

    Args:
        ground: the pixels below the words, as finally composed but without the words themselves.
        near: which of them lie under the words or within a stroke's breadth.
        words: relative luminance of the words.
    """
    # Luminance first: picking out triples takes longer than computing some in vain.
    ratios = ratio(luminance(ground)[near], words)
    if not ratios.size:
        return 1.0
    rank = round((ratios.size - 1) * WORST_SHARE / 100.0)
    return float(np.partition(ratios, rank)[rank])
