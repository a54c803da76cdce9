"""QR codes that the mark would hide: found before it is drawn, looked for again afterwards.

A code is looked for only where the corner is as sharp and as far from grey as modules are, and not more closely than
a code that people scan needs it: of a photograph this costs some hundredths of its encoding.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

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

_EDGE = 0.02
"""How deep into a code the mark may reach, in sides of the code: so uncertain is a place read off a few pixels."""

_CORNER = 0.6
_BESIDE = 0.15
"""How far the corner goes that may hold a code, down and beyond the mark, in short sides."""

_ACROSS = 400
"""Px across which the part in question is looked at, at least: a code a quarter as wide still has three a module."""

_APART, _MIDDLE = 60, 0.35
"""Least distance of dark and light (0–255), and where between them a tone is neither."""

_JUMP = 0.6
"""Share of the way from dark to light that neighbours must be apart to be modules: nature has softer edges."""

_FLAT, _PURE_FLAT = 0.07, 0.04
"""Share of such neighbours below which nothing is a code; less where there are hardly any tones between.

Measured: on photographs and posters with a code in the corner at least 0.08; of 97 pictures without one, 15 are
looked at.
"""

_SPECKS = 0.04
"""Share of the darkest and of the lightest pixels that say nothing of what dark and light are here."""

_MIXED, _PURE, _DARK = 0.6, 0.15, 0.03
"""Share of such tones above which nothing is a code, and below which all may be one; least share of dark ones."""


class CodeError(MediaError):
    """The picture is a code that could be read no more if it were marked."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code that can be read.

    text     what it says
    share    how much of the picture's area it fills
    part     of the picture in which it was read
    covered  whether the mark lies on its modules, not only on the quiet zone
    """

    text: str
    share: float
    part: tuple[int, int, int, int]
    covered: bool = False

    @property
    def whole(self) -> bool:
        """Whether the picture is a code rather than shows one."""
        return self.share >= WHOLE


def codes_under(canvas: Seen, box: Box) -> tuple[Code, ...]:
    """Return the codes that touch the mark's box, quiet zone included, before the mark is drawn."""
    for part in _parts(canvas, box):
        near = [(code, place) for code, place in _read(canvas, part) if _touch(place, box, _REACH)]
        if near:
            return tuple(replace(code, covered=_touch(place, box, -_EDGE)) for code, place in near)
    return ()


def hidden_code(codes: tuple[Code, ...], canvas: Seen) -> Code | None:
    """Return the largest of the codes that the mark covers or that can be read no more on the marked canvas.

    A covered code may still be read off the very pixels, but hardly off paper, askew and in poor light: the mark has
    used up the errors that the code can correct.
    """
    lost = (code for code in codes if code.covered or not _is_read(canvas, code))
    return max(lost, key=lambda code: code.share, default=None)


def _is_read(canvas: Seen, code: Code) -> bool:
    """Whether a code is read as before, and closely."""
    return all(code.text in {one.text for one, _ in _read(canvas, code.part, step)} for step in (None, 1))


def _parts(canvas: Seen, box: Box) -> tuple[tuple[int, int, int, int], ...]:
    """Return the parts of the picture that may hold a code under the mark, none if its tones allow none."""
    near = _grown(canvas, box, box.height)
    step = max(1, round(((near[2] - near[0]) * (near[3] - near[1]) / _LOOKED_AT) ** 0.5))
    few = _on_white(canvas.sample(near, step)).convert("L")
    counts = np.cumsum(few.histogram())
    low, high = (int(np.searchsorted(counts, share * counts[-1])) for share in (_SPECKS, 1 - _SPECKS))
    if high - low < _APART:
        return ()
    tones = np.asarray(few, dtype=np.int16)
    jumps = sum(float((np.abs(np.diff(tones, axis=axis)) > _JUMP * (high - low)).mean()) for axis in (0, 1))
    dark, bright = tones < low + _MIDDLE * (high - low), tones > high - _MIDDLE * (high - low)
    mixed = 1.0 - float(dark.mean()) - float(bright.mean())
    pure = mixed < _PURE
    if mixed > _MIXED or float(dark.mean()) < _DARK or jumps < (_PURE_FLAT if pure else _FLAT):
        return ()
    corner = _corner(canvas, box)
    return (corner, (0, 0, canvas.width, canvas.height)) if pure else (corner,)


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


def _touch(code: Box, mark: Box, reach: float) -> bool:
    """Whether the mark meets a code that is grown by `reach` of its side all round."""
    x, y = code.width * reach, code.height * reach
    beside = code.right + x <= mark.left or mark.right <= code.left - x
    return not (beside or code.bottom + y <= mark.top or mark.bottom <= code.top - y)
