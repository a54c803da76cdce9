"""What the mark looks like, as patterns to look for: drawn by the campaign's own drawing, and nothing else is asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image

from press.campaign.badge import Style, badge_png, extent_of
from press.campaign.model import Campaign, Layout, Variant
from press.check.correlate import Grey

_SEAL_GAP = 1.04
"""Where the words begin at the earliest, in heights of the mark: right of its square seal."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way the mark may be drawn: what differs in shape, not in colour."""

    layout: Layout
    variant: Variant = Variant.DARK


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """The bare mark at one height in px.

    words   how much of each pixel the words cover, right of `offset`; of official artwork: its darkness on white (its
            lightness on black for a light variant)
    offset  columns of the mark left of `words`
    seal    luma of the seal, the square at the left; None with official artwork
    """

    width: int
    height: int
    words: Grey
    offset: int
    seal: Grey | None


def forms_of(campaign: Campaign) -> tuple[Form, ...]:
    """Return the forms to look for: one line and stacked; artwork has one form, and a second one for dark grounds."""
    if campaign.art is None:
        return Form(Layout.LINE), Form(Layout.STACKED)
    dark = Form(Layout.LINE)
    return (dark, Form(Layout.LINE, Variant.LIGHT)) if campaign.art_light else (dark,)


def proportions(campaign: Campaign, form: Form) -> tuple[float, float]:
    """Return the mark's width and height in multiples of its type size."""
    extent = extent_of(campaign, Style(form.variant, form.layout))
    return extent.width, extent.height


@lru_cache(maxsize=400)
def likeness(campaign: Campaign, form: Form, height: int) -> Likeness:
    """Draw the bare mark `height` px high. The result is shared between threads and must not be changed."""
    drawn = badge_png(campaign, height_px=height, variant=form.variant, layout=form.layout)
    alpha = np.asarray(drawn.getchannel("A"), dtype=np.float32) / 255.0
    if campaign.art is not None:
        return Likeness(drawn.width, height, _art(drawn, form), 0, None)
    offset = min(round(height * _SEAL_GAP), drawn.width - 1)
    luma = np.asarray(drawn.convert("L"), dtype=np.float32) / 255.0
    return Likeness(drawn.width, height, alpha[:, offset:], offset, luma[:, :height])


def _art(drawn: Image.Image, form: Form) -> Grey:
    light = form.variant is Variant.LIGHT
    ground = Image.new("RGBA", drawn.size, "black" if light else "white")
    ground.alpha_composite(drawn)
    luma = np.asarray(ground.convert("L"), dtype=np.float32) / 255.0
    return luma if light else 1.0 - luma
