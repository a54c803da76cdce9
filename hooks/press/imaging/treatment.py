"""Choosing the quietest treatment that can be read: bare words, then a halo, then a plate of growing opacity."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageColor

from press.campaign.badge import Style, extent_of
from press.campaign.model import Campaign, Layout, SizeRule, Variant
from press.imaging.canvas import Seen
from press.imaging.contrast import luminance, stride
from press.imaging.drawn import Drawn, Treatment, draw_mark
from press.imaging.geometry import Anchor, Box, Fit, Margin, Size, fit, place
from press.model import AiLabel

PLATES = (0.68, 0.80, 0.92)
"""Opacities of the plate, softest first. The last is legible on anything."""

_RESERVE = 1.06
"""JPEG and palettes shift colours a little after measuring: ask for so much more than the minimum."""

_RESTLESS = 0.13
"""Standard deviation of luminance above which bare or haloed words drown in texture, whatever their contrast."""


_SEAL_APART = 60.0
"""Distance in RGB from the seal's colour below which the seal would melt into the ground."""

_GAP = 0.02
"""Between a declared label and the mark, in fractions of the short side."""

_NEARLY = 2.8
"""Bare contrast from which a halo helps; below it would be a glow that shouts, and a plate is calmer."""


@dataclass(frozen=True, slots=True)
class Product:
    """What is being marked: its size rule, corner and margins, and whether the mark always stands on a plate.

    `label` is the vertical margin that keeps the mark clear of a declared label of AI-made content; 0: there is none.
    """

    rule: SizeRule
    anchor: Anchor
    margin: Margin
    plated: bool
    label: float = 0.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark ready to be put on a canvas of one size."""

    drawn: Drawn
    box: Box
    treatment: Treatment


def fits(canvas: Size, campaign: Campaign, product: Product) -> Fit | None:
    """Return layout and size of the mark on a canvas, with room for a plate; None when the canvas is too small."""
    extents = {
        layout: extent_of(campaign, Style(Variant.LIGHT, layout, PLATES[0])) for layout in (Layout.LINE, Layout.STACKED)
    }
    chosen = fit(canvas, product.rule, extents, campaign)
    if chosen is None or not product.label:
        return chosen
    # Clear of the label and still clear of the opposite edge.
    free = canvas.height - math.ceil((product.margin.y + product.rule.margin) * canvas.short)
    return chosen if chosen.mark.height <= free else None


def beside_label(product: Product, label: AiLabel | None) -> Product:
    """Return the product with its mark below (above) a declared label that stands in the mark's way.

    A label in the other corner of the same edge is not in its way: the mark takes at most `widest` of the width.
    """
    right, lower = product.anchor.value
    if label is None or label.lower != lower or label.side == ("left" if right else "right"):
        return product
    inset = max(product.margin.y, label.reach + _GAP)
    return replace(product, margin=Margin(product.margin.x, inset), label=inset)


def prepare(campaign: Campaign, product: Product, chosen: Fit, treatment: Treatment, canvas: Size) -> Mark:
    """Draw the mark for a canvas and place it."""
    drawn = draw_mark(campaign, treatment, round(chosen.text, 2))
    return Mark(drawn, place(canvas, drawn.size, product.anchor, product.margin), treatment)


def choose_treatment(
    canvases: Sequence[Image.Image | Seen], fitted: Sequence[Fit], campaign: Campaign, product: Product
) -> Treatment:
    """Return the quietest treatment whose words reach the campaign's contrast on every canvas.

    Args:
        canvases: the same picture in several sizes, or several frames: RGB or RGBA. Where a canvas is transparent,
            both a white and a black page behind it count.
        fitted: the mark's layout and size, one a canvas.
        campaign: whose mark, and how much contrast.
        product: rule, corner and margins.
    """
    wanted = campaign.contrast * _RESERVE
    layout = fitted[0].layout
    seen = [canvas if isinstance(canvas, Seen) else Seen(canvas) for canvas in canvases]
    for treatment in _candidates(seen[0], fitted[0], campaign, product, layout):
        worst = min(
            _legibility(canvas, one, campaign, product, treatment) for canvas, one in zip(seen, fitted, strict=True)
        )
        if worst >= wanted:
            return treatment
    return Treatment(Style(Variant.LIGHT, layout, PLATES[-1]))


def _candidates(canvas: Seen, fitted: Fit, campaign: Campaign, product: Product, layout: Layout) -> Iterator[Treatment]:
    if not product.plated:
        dark, light = Style(Variant.DARK, layout), Style(Variant.LIGHT, layout)
        mean, spread, off_seal = _ground(canvas, fitted, campaign, product)
        order = (dark, light) if mean > 0.18 else (light, dark)  # noqa: PLR2004 - black and white contrast alike there
        if spread <= _RESTLESS and off_seal >= _SEAL_APART:
            bare = [Treatment(style) for style in order]
            yield from bare
            close = (one for one in bare if _legibility(canvas, fitted, campaign, product, one) >= _NEARLY)
            yield from (Treatment(one.style, halo=True) for one in close)
    yield from (Treatment(Style(Variant.LIGHT, layout, plate)) for plate in PLATES)


def _ground(canvas: Seen, fitted: Fit, campaign: Campaign, product: Product) -> tuple[float, float, float]:
    """Return mean and spread of luminance where a bare mark would lie, and how far that ground is from the seal."""
    size = Size(canvas.width, canvas.height)
    mark = prepare(campaign, product, fitted, Treatment(Style(Variant.DARK, fitted.layout)), size)
    grounds = [np.asarray(under) for under in _under(canvas, mark)]
    shown = [luminance(pixels) for pixels in grounds]
    seal = np.array(ImageColor.getrgb(campaign.colours.seal)[:3])
    means = [np.array([pixels[..., channel].mean() for channel in range(3)]) for pixels in grounds]
    off_seal = min(float(np.linalg.norm(mean - seal)) for mean in means)
    return float(shown[0].mean()), max(float(values.std()) for values in shown), off_seal


def _legibility(canvas: Seen, fitted: Fit, campaign: Campaign, product: Product, treatment: Treatment) -> float:
    mark = prepare(campaign, product, fitted, treatment, Size(canvas.width, canvas.height))
    return min(mark.drawn.legibility(under, _step(mark)) for under in _under(canvas, mark))


def _step(mark: Mark) -> int:
    return stride(mark.box.width, mark.box.height)


def _under(canvas: Seen, mark: Mark) -> list[Image.Image]:
    """Return a sample of what will lie under the mark, once for every colour that may shine through it."""
    region = canvas.sample(mark.box.corners, _step(mark))
    if region.mode != "RGBA":
        return [region]
    pages = [Image.new("RGBA", region.size, colour) for colour in ("white", "black")]
    for page in pages:
        page.alpha_composite(region)
    return [page.convert("RGB") for page in pages]
