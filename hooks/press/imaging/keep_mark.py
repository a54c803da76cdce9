"""Drawing the mark into a picture in the picture's own colour space: no pixel outside the mark is touched."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageCms

from press.imaging.drawn import Drawn
from press.imaging.geometry import Box


def draw_into(canvas: Image.Image, profile: bytes, drawn: Drawn, box: Box) -> None:
    """Draw the mark into a canvas of mode RGB, RGBA, CMYK or I;16 in place.

    Args:
        canvas: the picture.
        profile: its ICC profile, empty for sRGB; one that cannot be used is taken for sRGB, as viewers do.
        drawn: the mark.
        box: its place.
    """
    if drawn.glow is not None:
        glow = Image.new("RGBA", drawn.glow.size, drawn.glow_colour)
        glow.putalpha(drawn.glow)
        _over(canvas, profile, glow, box.left - drawn.reach, box.top - drawn.reach)
    _over(canvas, profile, drawn.image, box.left, box.top)


def _over(canvas: Image.Image, profile: bytes, layer: Image.Image, left: int, top: int) -> None:
    if canvas.mode == "RGB" and not profile:
        canvas.paste(layer, (left, top), layer)
        return
    colours, alpha = in_colours_of(layer.convert("RGB"), canvas.mode, profile), layer.getchannel("A")
    if canvas.mode == "RGBA":
        colours.putalpha(alpha)
        canvas.alpha_composite(colours, (max(left, 0), max(top, 0)), (max(-left, 0), max(-top, 0)))
    elif canvas.mode == "I;16":
        _over_deep(canvas, colours, alpha, (left, top))
    else:
        canvas.paste(colours, (left, top), alpha)


def _over_deep(canvas: Image.Image, grey: Image.Image, alpha: Image.Image, place: tuple[int, int]) -> None:
    left, top = place
    part = (max(left, 0), max(top, 0), min(left + grey.width, canvas.width), min(top + grey.height, canvas.height))
    inside = (part[0] - left, part[1] - top, part[2] - left, part[3] - top)
    under = np.asarray(canvas.crop(part)).astype(np.float64)
    share = np.asarray(alpha.crop(inside)) / 255.0
    mixed = under * (1 - share) + np.asarray(grey.crop(inside)) * 257.0 * share
    canvas.paste(Image.fromarray(np.rint(mixed).astype(np.uint16)), part)


def in_colours_of(layer: Image.Image, mode: str, profile: bytes) -> Image.Image:
    """Return an sRGB layer in the colours of a canvas: RGB, L or CMYK under a profile (relative colorimetric)."""
    target = {"RGBA": "RGB", "I;16": "L"}.get(mode, mode)
    if profile:
        try:
            turned = ImageCms.profileToProfile(
                layer,
                ImageCms.createProfile("sRGB"),
                ImageCms.ImageCmsProfile(io.BytesIO(profile)),
                renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
                outputMode=target,
            )
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            turned = None  # damaged, or for another colour space
        if turned is not None:
            return turned
    return layer.convert(target)
