"""Judging one canvas: is the mark in its corner, whole, large enough, clear of the edge, and legible?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from PIL import Image

from press.campaign.model import Campaign, Layout, SizeRule
from press.check import faults
from press.check.faults import Fault
from press.check.legibility import contrast_of
from press.check.likeness import Form, proportions
from press.check.locate import Area, Corner, Place, locate
from press.check.sighting import Sighting
from press.check.wholeness import Wholeness, wholeness_of

FOUND = 0.7
"""Correlation from which a place counts as the mark.

Measured on 126 pictures of the corpora and the demo: at most 0.60 in unmarked originals, at least 0.82 in the 355
renditions made of them. Of Pillow's own test pictures no unmarked one
was taken for marked, and all 305 renditions were found.
"""

SEAL = 0.5
"""Correlation from which the seal counts as whole."""

CHARACTER = 0.5
"""Correlation from which a character counts as being there."""

_HUE = 90.0
"""Distance in RGB at which a seal has another colour: JPEG and video stay below 30, ink-jet profiles below 60."""

_TOLERANCE = 0.9
"""Measuring from finished pixels loses up to a tenth of contrast to compression."""

_PLATE = 0.45
"""A plate reaches so far beyond the bare mark, in type sizes."""

_SLACK = 2.0
"""Pixels by which a margin may differ through rounding."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What the branding rule wants of one kind of canvas. Lengths are fractions of the short side.

    insets  allowed distances (x, y) from the corner's edges
    near    the mark may come so much closer, as a factor of the inset
    far     and stand so much farther off
    text    least type size
    card    whether words must stay readable in the rule's card (a thumbnail on a phone)
    hue     whether the seal must have the campaign's colour
    """

    corner: Corner
    insets: tuple[tuple[float, float], ...]
    rule: SizeRule
    text: float
    near: float = 0.75
    far: float = 1.35
    card: bool = True
    hue: bool = True


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was seen (None: nothing), and what is wrong with it (None: nothing)."""

    seen: Sighting | None
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class _Hit:
    campaign: Campaign
    corner: Corner
    place: Place
    text: float


def judge(
    image: Image.Image, campaigns: Sequence[Campaign], demands: Sequence[Demand], canvas: tuple[int, int] | None = None
) -> Judgement:
    """Look for the mark of any campaign and judge the best.

    Args:
        image: RGB, or RGBA: where it is transparent it is looked at on white and on black.
        campaigns: at least one.
        demands: one for each campaign.
        canvas: the whole canvas in px if `image` is only its upper left part; why nothing is found is then left to
            `explain`.
    """
    size = canvas or image.size
    grounds = list(_grounds(image))
    grey = grounds[0].convert("L")
    pairs = list(zip(campaigns, demands, strict=True))
    hit = _first_hit(grey, pairs, size)
    if hit is None:
        nothing = faults.missing(demands[0].corner.label)
        return Judgement(None, nothing if canvas else _explain(grey, pairs, size))
    demand = demands[campaigns.index(hit.campaign)]
    contrast = min(contrast_of(ground, hit.place, hit.campaign) for ground in grounds)
    whole = wholeness_of(grounds[0], hit.place, hit.campaign)
    seen = _sighting(hit, size, contrast, whole)
    return Judgement(seen, _fault(seen, hit, demand, size, whole))


def explain(image: Image.Image, campaigns: Sequence[Campaign], demands: Sequence[Demand]) -> Fault:
    """Return why `judge` found nothing on a canvas: the mark is elsewhere, or nowhere. Arguments as for `judge`."""
    grey = next(_grounds(image)).convert("L")
    return _explain(grey, list(zip(campaigns, demands, strict=True)), image.size)


def least_size(size: tuple[int, int], demand: Demand, campaign: Campaign) -> float:
    """Return the least type size in px the rule allows on a canvas: the branding rule's own formula, with a tenth off.

    The share of the short side, more where the card asks for it, never more than the rule's ceiling or than what fits
    the width in two lines.
    """
    short = min(size)
    wanted = demand.text * short
    if demand.card:
        card_width, card_height = demand.rule.card
        shrink = max(size[0] / card_width if card_width else 0.0, size[1] / card_height if card_height else 0.0)
        wanted = max(wanted, demand.rule.card_text * shrink)
    across, _ = proportions(campaign, Form(Layout.STACKED))
    widest = campaign.widest * size[0] / (across + 2 * _PLATE)
    return max(min(wanted, demand.rule.largest * short, widest), campaign.least_text if demand.card else 0.0) * 0.9


def _grounds(image: Image.Image) -> Iterator[Image.Image]:
    if image.mode != "RGBA":
        yield image.convert("RGB")
        return
    for colour in ("white", "black"):
        page = Image.new("RGBA", image.size, colour)
        page.alpha_composite(image)
        yield page.convert("RGB")


def _first_hit(grey: Image.Image, pairs: Sequence[tuple[Campaign, Demand]], size: tuple[int, int]) -> _Hit | None:
    """Return the best place in the right corner; sizes the rule allows first, all others only if those show nothing."""
    for wide in (False, True):
        hits = [hit for campaign, demand in pairs if (hit := _look(grey, campaign, demand, size, wide=wide))]
        if hits:
            return max(hits, key=lambda hit: abs(hit.place.score))
    return None


def _look(grey: Image.Image, campaign: Campaign, demand: Demand, size: tuple[int, int], *, wide: bool) -> _Hit | None:
    short = min(size)
    least = least_size(size, demand, campaign)
    largest = max(demand.rule.largest * short, least) * 1.12
    sizes = (max(5.0, 0.35 * least), 1.6 * largest) if wide else (least, largest)
    reach = _reach(demand, short, largest)
    place = locate(grey, campaign, Area(demand.corner, reach, sizes))
    if place is None or abs(place.score) < FOUND:
        return None
    return _Hit(campaign, demand.corner, place, place.height / proportions(campaign, place.form)[1])


def _reach(demand: Demand, short: int, largest: float) -> tuple[float, float]:
    x = max(inset[0] for inset in demand.insets) * demand.far * short
    y = max(inset[1] for inset in demand.insets) * demand.far * short
    more = _PLATE * largest + 0.03 * short
    return x + more, y + more


def _explain(grey: Image.Image, pairs: Sequence[tuple[Campaign, Demand]], size: tuple[int, int]) -> Fault:
    """Say where the mark is instead, if it is anywhere."""
    wanted = pairs[0][1].corner
    for campaign, demand in pairs:
        for corner in Corner:
            if corner is not demand.corner and _look(grey, campaign, replace(demand, corner=corner), size, wide=False):
                return faults.wrong_corner(corner.label, wanted.label)
    for campaign, demand in pairs:
        if _look(grey, campaign, replace(demand, insets=((0.4, 0.4),)), size, wide=False):
            return faults.far_off(wanted.label)
    return faults.missing(wanted.label)


def _sighting(hit: _Hit, size: tuple[int, int], contrast: float, whole: Wholeness) -> Sighting:
    place, short = hit.place, min(size)
    right, lower = hit.corner.value
    x = size[0] - place.right if right else place.left
    y = size[1] - place.bottom if lower else place.top
    return Sighting(
        campaign=hit.campaign.id,
        corner=hit.corner.name,
        box=(round(place.left, 1), round(place.top, 1), round(place.width, 1), round(place.height, 1)),
        text=round(hit.text, 1),
        share=round(hit.text / short, 4),
        margin=(round(x / short, 4), round(y / short, 4)),
        score=round(abs(place.score), 3),
        contrast=round(contrast, 2),
        weakest=round(whole.weakest, 2),
        seal=round(whole.seal, 2),
    )


def _fault(seen: Sighting, hit: _Hit, demand: Demand, size: tuple[int, int], whole: Wholeness) -> Fault | None:
    place, campaign = hit.place, hit.campaign
    if min(place.left, place.top, size[0] - place.right, size[1] - place.bottom) < -_SLACK:
        return faults.cut_off()
    if seen.seal < SEAL or seen.weakest < CHARACTER:
        return faults.damaged_mark()
    if seen.contrast < campaign.contrast * _TOLERANCE:
        return faults.contrast(seen.contrast, campaign.contrast)
    if demand.hue and whole.hue > _HUE:
        return faults.colour()
    return _size_fault(seen, hit, demand, size)


def _size_fault(seen: Sighting, hit: _Hit, demand: Demand, size: tuple[int, int]) -> Fault | None:
    least = least_size(size, demand, hit.campaign)
    if hit.text < least and demand.card:
        return faults.too_small(hit.text, least / 0.9)
    if hit.text < least:
        return faults.small_share(seen.share, demand.text)
    return None if _in_place(seen, hit, demand, size) else faults.margin(demand.corner.label)


def _in_place(seen: Sighting, hit: _Hit, demand: Demand, size: tuple[int, int]) -> bool:
    short = min(size)
    slack, plate = _SLACK / short, _PLATE * hit.text / short

    def fits(margin: float, inset: float) -> bool:
        return demand.near * inset - slack <= margin <= demand.far * inset + plate + slack

    return any(all(map(fits, seen.margin, inset)) for inset in demand.insets)
