"""QR codes that the mark would hide: found before it is drawn, looked for again afterwards.

A code is looked for only where the corner is as restless and as far from grey as modules are, and not more closely than
a code that people scan needs it: of a photograph this costs some hundredths of its encoding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import zxingcpp
from PIL import Image

from press.errors import MediaError
from press.imaging.canvas import Seen
from press.imaging.geometry import Box

WHOLE = 0.3
"""A picture whose area a code fills so far is a code."""

_LOOKED_AT = 3_000
"""Pixels of the corner that tell whether it can hold modules."""

_REACH = 0.16
"""Quiet zone in sides of the code: four modules of the smallest symbol (ISO/IEC 18004, 6.3.8)."""

_CORNER = 0.6
_BESIDE = 0.15
"""How far the corner goes that may hold a code, down and beyond the mark, in short sides."""

_ACROSS = 400
"""Px across which the part in question is looked at, at least: a code a quarter as wide still has three a module."""

_APART, _MIDDLE, _FLAT = 60, 0.35, 0.12
"""Least distance of dark and light (0–255); where between them a tone is neither; share of neighbours that differ."""

_SPECKS = 0.05
"""Share of the darkest and of the lightest pixels that say nothing of what dark and light are here."""

_MIXED, _PURE, _DARK = 0.5, 0.15, 0.05
"""Share of such tones above which nothing is a code, and below which all may be one; least share of dark ones."""


class CodeError(MediaError):
    """The picture is a code that could be read no more if it were marked."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code that can be read: what it says, the share of the picture's area it fills, and the part it was read in."""

    text: str
    share: float
    part: tuple[int, int, int, int]

    @property
    def whole(self) -> bool:
        """Whether the picture is a code rather than shows one."""
        return self.share >= WHOLE


def codes_under(canvas: Seen, box: Box) -> tuple[Code, ...]:
    """Return the codes that touch the mark's box, quiet zone included, before the mark is drawn."""
    part = _part(canvas, box)
    return () if part is None else tuple(code for code, place in _read(canvas, part) if _touch(place, box))


def hidden_code(codes: tuple[Code, ...], canvas: Seen) -> Code | None:
    """Return the largest of the codes that can be read no more on the marked canvas: not as before, or not closely."""
    lost = [
        code
        for code in codes
        if not all(code.text in {one.text for one, _ in _read(canvas, code.part, step)} for step in (None, 1))
    ]
    return max(lost, key=lambda code: code.share, default=None)


def _part(canvas: Seen, box: Box) -> tuple[int, int, int, int] | None:
    """Return the part of the picture that may hold a code under the mark, if its tones allow one."""
    near = _grown(canvas, box, box.height)
    step = max(1, round(((near[2] - near[0]) * (near[3] - near[1]) / _LOOKED_AT) ** 0.5))
    few = _on_white(canvas.sample(near, step)).convert("L")
    counts = np.cumsum(few.histogram())
    low, high = (int(np.searchsorted(counts, share * counts[-1])) for share in (_SPECKS, 1 - _SPECKS))
    if high - low < _APART:
        return None
    tones = np.asarray(few)
    light = tones > (low + high) // 2
    restless = float((light[:, 1:] != light[:, :-1]).mean() + (light[1:] != light[:-1]).mean())
    dark, bright = tones < low + _MIDDLE * (high - low), tones > high - _MIDDLE * (high - low)
    mixed = 1.0 - float(dark.mean()) - float(bright.mean())
    if restless < _FLAT or mixed > _MIXED or float(dark.mean()) < _DARK:
        return None
    return (0, 0, canvas.width, canvas.height) if mixed < _PURE else _corner(canvas, box)


def _corner(canvas: Seen, box: Box) -> tuple[int, int, int, int]:
    """Return the part around the mark, out to the picture's edges on its side."""
    short = min(canvas.width, canvas.height)
    across, down = round(box.width + _BESIDE * short), round(_CORNER * short)
    left = 0 if box.left + box.right < canvas.width else max(0, box.left - round(_BESIDE * short))
    top = 0 if box.top + box.bottom < canvas.height else max(0, box.bottom - down)
    return left, top, min(canvas.width, box.left + across), min(canvas.height, max(box.bottom, top + down))


def _grown(canvas: Seen, box: Box, by: int) -> tuple[int, int, int, int]:
    right, bottom = min(canvas.width, box.right + by), min(canvas.height, box.bottom + by)
    return max(0, box.left - by), max(0, box.top - by), right, bottom


def _read(canvas: Seen, part: tuple[int, int, int, int], step: int | None = None) -> list[tuple[Code, Box]]:
    step = step or max(1, (part[2] - part[0]) // _ACROSS)
    image = _on_white(canvas.sample(part, step)).convert("L")
    kinds = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found: list[tuple[Code, Box]] = []
    # Squares are found turned as they may be; light codes on dark few phones read.
    for one in zxingcpp.read_barcodes(
        image, formats=kinds, try_rotate=False, try_invert=False, try_downscale=step == 1
    ):
        place = one.position
        corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        left, top = min(corner.x for corner in corners), min(corner.y for corner in corners)
        width, height = max(corner.x for corner in corners) - left, max(corner.y for corner in corners) - top
        box = Box(part[0] + left * step, part[1] + top * step, width * step, height * step)
        found.append((Code(one.text, box.width * box.height / (canvas.width * canvas.height), part), box))
    return found


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    page = Image.new("RGBA", image.size, "white")
    page.alpha_composite(image)
    return page


def _touch(code: Box, mark: Box) -> bool:
    x, y = code.width * _REACH, code.height * _REACH
    beside = code.right + x <= mark.left or mark.right <= code.left - x
    return not (beside or code.bottom + y <= mark.top or mark.bottom <= code.top - y)
