"""Where and how the mark goes on every page of a PDF: decided for the whole document before anything is written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types

from press.attachments.geometry import STANCES, Page, Spot, layout_for, spot_for
from press.attachments.ground import Ground, grounds_of, style_on
from press.attachments.seen import shows_mark
from press.campaign.badge import Style, extent_of
from press.campaign.model import Campaign, Variant


@dataclass(frozen=True, slots=True)
class Placed:
    """The mark on one page. `covers`: something written lies under it."""

    spot: Spot
    style: Style
    covers: bool


def plan_pages(data: bytes, pages: Sequence[Page], campaign: Campaign) -> list[Placed | None]:
    """Decide place and style of the mark for each page; None for a page that shows the mark already.

    Pages of one shape take the same place, the one free on most of them; a page where it is taken takes the first that
    is free there. Where none is free the mark stands on a plate in the first place.

    Raises:
        pdfium.PdfiumError: PDFium cannot open the file or a page of it.
    """
    measured: list[list[Ground]] = []
    shown: list[bool] = []
    document = pdfium.PdfDocument(data)
    try:
        document.init_forms()
        for number, page in enumerate(pages):
            opened = document[number]
            grounds = grounds_of(opened, page, _tried(page, campaign), campaign)
            measured.append(grounds)
            shown.append(any(one.taken for one in grounds) and shows_mark(opened, page, campaign))
            opened.close()
    finally:
        document.close()
    favourites = _favourites(pages, measured)
    return [
        None if seen else _placed(page, grounds, favourites[_shape(page)], campaign)
        for page, grounds, seen in zip(pages, measured, shown, strict=True)
    ]


def _tried(page: Page, campaign: Campaign) -> list[Spot]:
    bare = Style(Variant.DARK, layout_for(page, campaign))
    return [_spot(page, campaign, bare, stance) for stance in range(len(STANCES))]


def _spot(page: Page, campaign: Campaign, style: Style, stance: int) -> Spot:
    return spot_for(page, campaign.document, extent_of(campaign, style), STANCES[stance], campaign.widest)


def _shape(page: Page) -> tuple[int, int]:
    return round(page.width), round(page.height)


def _favourites(pages: Sequence[Page], measured: Sequence[Sequence[Ground]]) -> dict[tuple[int, int], int]:
    free: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    for page, grounds in zip(pages, measured, strict=True):
        free[_shape(page)].update({stance: not ground.taken for stance, ground in enumerate(grounds)})
    return {shape: max(range(len(STANCES)), key=lambda n: (counts[n], -n)) for shape, counts in free.items()}


def _placed(page: Page, grounds: Sequence[Ground], favourite: int, campaign: Campaign) -> Placed:
    order = [favourite, *range(len(STANCES))]
    stance = next((n for n in order if not grounds[n].taken), None)
    if stance is None:
        # Nothing is free: rather over a picture than over writing, else where the rule says.
        stance = next((n for n in order if not grounds[n].written), 0)
    ground = grounds[stance]
    style = style_on(ground, layout_for(page, campaign), campaign)
    return Placed(_spot(page, campaign, style, stance), style, ground.written)
