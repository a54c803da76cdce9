"""Whether a page already shows the mark: exported from a marked Word file, or printed from the site.

Such a file bears no note of ours, so the mark is looked for in the page's pixels: first its seal by colour, then all of
it by likeness.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
from PIL import Image, ImageColor, ImageFilter

from press.attachments.geometry import Page
from press.attachments.ground import corner_pixels
from press.campaign.badge import badge_png
from press.campaign.model import Campaign, Layout, Variant
from press.imaging.contrast import Mask, Pixels

_WORDS_PX = 30.0
"""Type size of a mark of nominal size in the picture searched."""

_REACH = 0.15
"""The mark's upper left corner lies no farther from the page's than this share of the short side."""

_SMALLEST, _LARGEST = 0.35, 1.5
"""Sizes accepted, as factors of the nominal one: the site's own mark is small on paper."""

_TINT = 40
"""Channel steps by which a printed seal may differ from the campaign's colour."""

_SQUARE = 0.12
_ALIKE = 0.68
"""Correlation of brightness that every column of characters reaches.

Seen: 0.95–0.99 after export or JPEG, 0.71 at half the nominal size; 0.63 where only the last two characters differ.
"""

_INK = 40
"""Brightness steps between a row's words and its ground."""

_GAP = 0.12
"""Part of the seal's width beyond it that is not compared: its edge, blurred, is like the edge of any red square."""


@dataclass(frozen=True, slots=True)
class _Seal:
    left: int
    top: int
    width: int
    height: int


def shows_mark(page: pdfium.PdfPage, shape: Page, campaign: Campaign) -> bool:
    """Whether the campaign's mark (as drawn by us, not official artwork) is visible at a page's top left."""
    if campaign.art is not None:
        return False
    scale = _WORDS_PX / (campaign.document.text * shape.short)
    pixels = corner_pixels(page, min(shape.width, shape.short * 0.85), min(shape.height, shape.short * 0.4), scale)
    seal = _find_seal(pixels, campaign)
    reach = _REACH * shape.short * scale
    if seal is None or seal.left > reach or seal.top > reach:
        return False
    nominal = 1.5 * _WORDS_PX
    if not _SMALLEST <= seal.height / nominal <= _LARGEST or abs(seal.width / seal.height - 1) > _SQUARE:
        return False
    looks = [(seal.height + more, variant, layout) for variant in Variant for layout in Layout for more in (0, -1, 1)]
    columns = {Layout.LINE: len(campaign.text), Layout.STACKED: max(len(line) for line in campaign.stacked)}
    return any(_likeness(pixels, seal, _drawn(campaign, *look), columns[look[2]]) >= _ALIKE for look in looks)


@lru_cache(maxsize=64)
def _drawn(campaign: Campaign, height: int, variant: Variant, layout: Layout) -> Image.Image:
    return badge_png(campaign, height_px=height, variant=variant, layout=layout)


def _find_seal(pixels: Pixels, campaign: Campaign) -> _Seal | None:
    """Return the box of the uppermost, then leftmost patch of the seal's colour."""
    colour = np.array(ImageColor.getrgb(campaign.colours.seal)[:3], dtype=np.int16)
    mask = np.abs(pixels.astype(np.int16) - colour).max(axis=2) <= _TINT
    if not mask.any():
        return None
    # Rows, columns within them, then rows within those: what stands beside or below is cut off.
    top, bottom = _first_run(mask.any(axis=1))
    left, right = _first_run(mask[top:bottom].any(axis=0))
    first, last = _first_run(mask[top:bottom, left:right].any(axis=1))
    return _Seal(left, top + first, right - left, last - first)


def _first_run(line: Mask) -> tuple[int, int]:
    start = int(np.argmax(line))
    rest = line[start:]
    return start, start + (len(rest) if rest.all() else int(np.argmin(rest)))


def _likeness(pixels: Pixels, seal: _Seal, mark: Image.Image, columns: int) -> float:
    """Compare the words with a drawn mark's on the page's own ground, over small shifts.

    Returns:
        The best found over the shifts of the correlation that the worst column of characters has.
    """
    start = round(seal.width * (1 + _GAP))
    under = pixels[seal.top : seal.top + seal.height, seal.left + start : seal.left + mark.width]
    if not under.size:
        return 0.0
    red, green, blue = (int(n) for n in np.median(under.reshape(-1, 3), axis=0))
    drawn = Image.new("RGB", mark.size, (red, green, blue))
    drawn.paste(mark, mask=mark.getchannel("A"))
    # Blurred by a stroke: half a pixel more or less in height moves the last character by two.
    soft = ImageFilter.GaussianBlur(mark.height / 16)
    wanted = _brightness(drawn.filter(soft))[:, start:]
    rows = np.ptp(wanted, axis=1) > _INK  # blank rows are alike on any page
    if not rows.any():
        return 0.0
    best = 0.0
    for top in range(max(0, seal.top - 1), seal.top + 2):
        for left in range(max(0, seal.left - 1), seal.left + 2):
            part = pixels[top : top + mark.height, left : left + mark.width]
            found = _brightness(Image.fromarray(part).filter(soft))[:, start:] if part.size else wanted[:0]
            if found.shape == wanted.shape:
                cells = (np.array_split(one[rows], columns, axis=1) for one in (found, wanted))
                best = max(best, min(_correlation(one, other) for one, other in zip(*cells, strict=True)))
    return best


def _brightness(image: Image.Image) -> npt.NDArray[np.float64]:
    return np.asarray(image.convert("L"), dtype=np.float64)


def _correlation(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> float:
    one, other = one - one.mean(), other - other.mean()
    scale = float(np.sqrt((one * one).sum() * (other * other).sum()))
    return float((one * other).sum()) / scale if scale > 0 else 0.0
