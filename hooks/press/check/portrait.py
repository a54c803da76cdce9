"""Whether a picture placed in a document, or a page's SVG, is the mark and nothing but the mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from press.campaign.model import Campaign
from press.check.legibility import contrast_of
from press.check.likeness import forms_of, proportions
from press.check.locate import Area, Corner, Place, locate
from press.check.sight import CHARACTER, FOUND, SEAL
from press.check.wholeness import wholeness_of

_HEIGHT = 72
"""Px at which a portrait is looked at."""

_BORDER = 24
"""Px of ground round it."""

_FILLS = 0.78
"""Least share of the picture's width that the bare mark takes: a plate takes the rest."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """A picture that shows the mark.

    campaign  whose
    text      type size of the words as a share of the picture's height
    contrast  of the words on the ground they are looked at
    """

    campaign: Campaign
    text: float
    contrast: float


def portrait(image: Image.Image, campaigns: Sequence[Campaign], grounds: Sequence[str] = ("white",)) -> Portrait | None:
    """Return the mark a picture shows, None when it shows something else, less, or more.

    Args:
        image: any mode.
        campaigns: whose marks may be shown.
        grounds: colours it may stand on; it need be seen on one of them.
    """
    width = max(1, round(image.width * _HEIGHT / max(image.height, 1)))
    if width > 60 * _HEIGHT:
        return None
    small = image.convert("RGBA").resize((width, _HEIGHT), Image.Resampling.BICUBIC)
    looked = (_on(small, ground, campaign) for ground in grounds for campaign in campaigns)
    return max((one for one in looked if one), key=lambda one: one.contrast, default=None)


def _on(small: Image.Image, ground: str, campaign: Campaign) -> Portrait | None:
    page = Image.new("RGBA", (small.width + 2 * _BORDER, small.height + 2 * _BORDER), ground)
    page.alpha_composite(small, (_BORDER, _BORDER))
    shown = page.convert("RGB")
    place = locate(shown.convert("L"), campaign, _area(campaign))
    if place is None or abs(place.score) < FOUND or not _fills(place, small):
        return None
    whole = wholeness_of(shown, place, campaign)
    if whole.seal < SEAL or whole.weakest < CHARACTER:
        return None
    up = proportions(campaign, place.form)[1]
    return Portrait(campaign, place.height / up / _HEIGHT, contrast_of(shown, place, campaign))


def _area(campaign: Campaign) -> Area:
    ups = [proportions(campaign, form)[1] for form in forms_of(campaign)]
    reach = 2.0 * _BORDER
    return Area(Corner.TOP_LEFT, (reach, reach), (0.5 * _HEIGHT / max(ups), 1.05 * _HEIGHT / min(ups)))


def _fills(place: Place, small: Image.Image) -> bool:
    inside = place.left >= _BORDER - 2 and place.right <= _BORDER + small.width + 2
    return inside and place.width >= _FILLS * small.width
