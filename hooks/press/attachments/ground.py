"""What lies under the mark on a PDF page, measured on the page as rendered; and how the mark is then drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
from PIL import ImageColor

from press.attachments.geometry import Page, Spot, user_rect
from press.campaign.badge import Style
from press.campaign.model import Campaign, Layout, Variant
from press.imaging.contrast import Pixels, colour_luminance, luminance, worst_contrast

_WORDS_PX = 16.0
"""Type size of the words in the measured picture: a printed line under them is then one to two pixels thick."""

_NEAR = 32
"""Channel steps within which a pixel counts as the ground's own colour (JPEG noise stays below)."""

_NEAR_EM = 0.15
"""Type sizes around the mark that are looked at too: what touches it disturbs it."""

_INKED = 0.004
"""Share of other pixels from which the place counts as taken."""

_PLAIN = 0.6
"""Share of the ground's own colour from which what else is there counts as writing, not as a picture."""

_BRIGHT = 0.18
"""Luminance that looks half as bright as white (L* 50)."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What lies under the mark in one place.

    taken    something other than an even ground is there
    written  text, or marks on an even ground: covering it loses something
    bright   the ground is nearer to white than to black
    dark_words, light_words  contrast ratio that dark and light words would have
    """

    taken: bool
    written: bool
    bright: bool
    dark_words: float
    light_words: float


def grounds_of(page: pdfium.PdfPage, shape: Page, spots: Iterable[Spot], campaign: Campaign) -> list[Ground]:
    """Measure several places on a page; the corner that holds them all is rendered once.

    Args:
        page: the page as PDFium opened it.
        shape: the same page's geometry.
        spots: places, all at the top left.
        campaign: for the colours of the words.

    Returns:
        One measurement a place, in order.
    """
    given = list(spots)
    scale = _WORDS_PX / max(spot.text for spot in given)
    reach = _NEAR_EM * max(spot.text for spot in given)
    width, height = max(s.left + s.width for s in given) + reach, max(s.top + s.height for s in given) + reach
    pixels = corner_pixels(page, width, height, scale)
    return [_ground(page, shape, spot, _cut(pixels, spot, scale), campaign) for spot in given]


def style_on(ground: Ground, layout: Layout, campaign: Campaign) -> Style:
    """Return the quietest style that can be read on a ground: bare words, else an opaque plate.

    The plate is opaque because PDF/A-1 allows no transparency, and half-covered text disturbs the mark.
    """
    has_light = campaign.art is None or campaign.art_light is not None
    if not ground.taken and ground.dark_words >= campaign.contrast:
        return Style(Variant.DARK, layout)
    if not ground.taken and has_light and ground.light_words >= campaign.contrast:
        return Style(Variant.LIGHT, layout)
    if ground.bright or not has_light:
        return Style(Variant.DARK, layout, plate=1.0, light_plate=True)
    return Style(Variant.LIGHT, layout, plate=1.0)


def corner_pixels(page: pdfium.PdfPage, width: float, height: float, scale: float) -> Pixels:
    """Render the upper left `width` × `height` of a page, in its own units, with `scale` pixels a unit."""
    full_width, full_height = page.get_size()
    right, bottom = max(0.0, full_width - width), max(0.0, full_height - height)
    bitmap = page.render(scale=scale, crop=(0, bottom, right, 0), rev_byteorder=True)
    try:
        return np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8)
    finally:
        bitmap.close()


def _cut(pixels: Pixels, spot: Spot, scale: float) -> Pixels:
    near = _NEAR_EM * spot.text
    top, left = (max(0, int((start - near) * scale)) for start in (spot.top, spot.left))
    bottom, right = int((spot.top + spot.height + near) * scale) + 1, int((spot.left + spot.width + near) * scale) + 1
    cut = pixels[top:bottom, left:right]
    return cut if cut.size else pixels


def _ground(page: pdfium.PdfPage, shape: Page, spot: Spot, pixels: Pixels, campaign: Campaign) -> Ground:
    own = np.median(pixels.reshape(-1, 3), axis=0)
    other = float((np.abs(pixels.astype(np.int16) - own).max(axis=2) > _NEAR).mean())
    taken = other > _INKED
    colours = campaign.colours
    everywhere = np.ones(pixels.shape[:2], dtype=np.bool_)
    return Ground(
        taken=taken,
        written=taken and (1 - other >= _PLAIN or _has_text(page, shape, spot)),
        bright=float(np.median(luminance(pixels))) >= _BRIGHT,
        dark_words=worst_contrast(pixels, everywhere, _luminance(colours.ink)),
        light_words=worst_contrast(pixels, everywhere, _luminance(colours.paper)),
    )


def _luminance(colour: str) -> float:
    red, green, blue = ImageColor.getrgb(colour)[:3]
    return colour_luminance((red, green, blue))


def _has_text(page: pdfium.PdfPage, shape: Page, spot: Spot) -> bool:
    left, bottom, right, top = user_rect(shape, spot)
    text_page = page.get_textpage()
    try:
        return bool(text_page.get_text_bounded(left=left, bottom=bottom, right=right, top=top).strip())
    finally:
        text_page.close()
