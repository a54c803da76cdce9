"""The mark as drawn for one canvas: its pixels, where its words are, and what surrounds them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image, ImageColor, ImageFilter

from press.campaign.badge import Style, badge_png, extent_of
from press.campaign.model import Campaign, Variant
from press.imaging.contrast import Mask, Pixels, colour_luminance, thinned, worst_contrast
from press.imaging.geometry import Box, Size

_STROKE = 0.06
"""Breadth of a Song stroke in type sizes: as far around the words the ground counts."""

_HALO = 0.34
"""Reach of the halo in type sizes."""

_HALO_STRENGTH = 0.86

_VISIBLE = 96
"""Alpha from which a pixel counts as part of a stroke."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """How the mark is made legible: its style (words, layout, plate), and whether a soft halo surrounds it."""

    style: Style
    halo: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """The mark at its final size.

    image   RGBA pixels, plate included
    near    pixels under the words or within a stroke of them, same size as `image`
    words   relative luminance of the words
    plate   RGB of the plate and its opacity (0: none)
    glow    alpha of the halo, larger than `image` by `reach` on every side; None without one
    glow_colour  RGB of the halo
    reach   px
    """

    image: Image.Image
    near: Mask
    words: float
    plate: tuple[tuple[int, int, int], float]
    glow: Image.Image | None
    glow_colour: tuple[int, int, int]
    reach: int

    @property
    def size(self) -> Size:
        """Size in px."""
        return Size(self.image.width, self.image.height)

    def legibility(self, under: Image.Image, step: int) -> float:
        """Return the contrast of the words on the final ground.

        Args:
            under: the RGB picture where the mark will lie, every `step`-th row and column of it (`Seen.sample`).
            step: at least 1.
        """
        ground = under
        if self.glow is not None:
            right, lower = self.reach + under.width * step, self.reach + under.height * step
            inner = self.glow.resize(under.size, Image.Resampling.NEAREST, (self.reach, self.reach, right, lower))
            ground = under.copy()
            ground.paste(self.glow_colour, (0, 0), inner)
        pixels: Pixels = np.asarray(ground)
        colour, opacity = self.plate
        if opacity > 0:
            plate = np.array(colour, dtype=np.float32) * np.float32(opacity)
            pixels = (pixels * np.float32(1 - opacity) + plate).astype(np.uint8)
        return worst_contrast(pixels, thinned(self.near, step), self.words)

    def put_on(self, canvas: Image.Image, box: Box) -> None:
        """Draw the mark into an RGB or RGBA canvas, in place."""
        if self.glow is not None:
            glow = Image.new("RGBA", self.glow.size, self.glow_colour)
            glow.putalpha(self.glow)
            _over(canvas, glow, box.left - self.reach, box.top - self.reach)
        _over(canvas, self.image, box.left, box.top)


@lru_cache(maxsize=96)
def draw_mark(campaign: Campaign, treatment: Treatment, text: float) -> Drawn:
    """Draw the mark with words of `text` px. The result is shared between threads and must not be changed."""
    style = treatment.style
    bare_style = Style(style.variant, style.layout)
    whole, bare = extent_of(campaign, style), extent_of(campaign, bare_style)
    image = _png(campaign, style, whole.height * text)
    shape = image if style.plate == 0 else _png(campaign, bare_style, bare.height * text)
    offset = (round((whole.width - bare.width) / 2 * text), round((whole.height - bare.height) / 2 * text))
    words = np.asarray(shape.getchannel("A")) >= _VISIBLE
    if campaign.art is None:
        words = words.copy()
        words[:, : round(bare.height * text)] = False  # the seal carries its own ground
    light = style.variant is Variant.LIGHT
    colours = campaign.colours
    reach = round(_HALO * text) if treatment.halo else 0
    return Drawn(
        image=image,
        near=_near(words, offset, image, max(1, round(_STROKE * text))),
        words=_words_luminance(campaign, shape, words, light=light),
        plate=(_rgb(colours.ink), style.plate),
        glow=_glow(image, reach) if treatment.halo else None,
        glow_colour=_rgb(colours.ink if light else colours.paper),
        reach=reach,
    )


def _png(campaign: Campaign, style: Style, height: float) -> Image.Image:
    return badge_png(
        campaign, height_px=max(1, int(height)), variant=style.variant, layout=style.layout, plate=style.plate
    )


def _near(words: Mask, offset: tuple[int, int], image: Image.Image, breadth: int) -> Mask:
    canvas = Image.new("L", image.size)
    canvas.paste(Image.fromarray(words.astype(np.uint8) * 255), offset)
    near: Mask = np.asarray(canvas.filter(ImageFilter.MaxFilter(2 * breadth + 1))) > 0
    return near


def _words_luminance(campaign: Campaign, shape: Image.Image, words: Mask, *, light: bool) -> float:
    if campaign.art is None:
        return colour_luminance(_rgb(campaign.colours.paper if light else campaign.colours.ink))
    pixels = np.asarray(shape.convert("RGB"))[words]
    mean = pixels.mean(axis=0) if pixels.size else np.zeros(3)
    return colour_luminance((int(mean[0]), int(mean[1]), int(mean[2])))


def _glow(image: Image.Image, reach: int) -> Image.Image:
    wide = Image.new("L", (image.width + 2 * reach, image.height + 2 * reach))
    wide.paste(image.getchannel("A"), (reach, reach))
    grown = wide.filter(ImageFilter.MaxFilter(2 * max(1, reach // 2) + 1))
    soft = grown.filter(ImageFilter.GaussianBlur(max(1.0, reach / 3)))
    return soft.point([round(level * _HALO_STRENGTH) for level in range(256)])


def _over(canvas: Image.Image, layer: Image.Image, left: int, top: int) -> None:
    if canvas.mode == "RGBA":
        # Pillow takes no negative place: a halo over the edge loses what lies outside first.
        canvas.alpha_composite(layer, (max(left, 0), max(top, 0)), (max(-left, 0), max(-top, 0)))
    else:
        canvas.paste(layer, (left, top), layer)


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return red, green, blue
