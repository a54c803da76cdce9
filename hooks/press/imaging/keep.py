"""A picture in, the same picture with the mark out: same format, size and profile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from press.campaign.model import Campaign
from press.imaging.canvas import Seen
from press.imaging.codes import Code, CodeError, codes_under, hidden_code
from press.imaging.decode import read_limited
from press.imaging.drawn import Treatment
from press.imaging.geometry import Fit, Size
from press.imaging.keep_encode import save_kept
from press.imaging.keep_mark import draw_into
from press.imaging.keep_source import Kept, KeptFrame, open_kept
from press.imaging.note import carries, names_a_mark, read_note, write_note
from press.imaging.render import TooSmallError
from press.imaging.treatment import Product, choose_treatment, fits, prepare

KEEP_VERSION = 2
"""Raised by hand whenever another file may come out."""

ProductFor = Callable[[Size], Product]
"""How a canvas of a size is marked: on a cover for a platform the margins depend on its shape."""

_SAMPLED = 3
"""Frames of an animation that decide the treatment: first, middle, last."""


@dataclass(frozen=True, slots=True)
class KeptResult:
    """What came of a picture.

    form      Pillow's name of its format, or SVG
    frames    frames or pages marked
    already   it carried the mark and nothing was written
    old_mark  it said that it carries another mark of ours
    hides     the mark hides a QR code that could be read before
    remarks   what could not come along, in Chinese
    """

    form: str
    frames: int
    already: bool = False
    old_mark: bool = False
    hides: bool = False
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Page:
    """A frame with its view in sRGB, how it is marked and the mark's size on it."""

    frame: KeptFrame
    seen: Seen
    product: Product
    fit: Fit

    @property
    def size(self) -> Size:
        return Size(self.seen.width, self.seen.height)


def keep_marked(file: Path, campaign: Campaign, product_for: ProductFor, out: Path) -> KeptResult:
    """Write a marked copy of a picture.

    Args:
        file: the original, whatever its name.
        campaign: whose mark.
        product_for: size rule, corner and margins for a canvas.
        out: where the copy goes; may hold half a picture when an error is raised.

    Raises:
        TooSmallError: the picture cannot carry a mark one could read.
        CodeError: it is a QR code that would be spoiled.
        UnreadableMediaError: truncated, corrupt, or no picture.
        MediaLimitError: too many bytes or pixels.
        OSError: a file cannot be read or written.
    """
    kept = open_kept(read_limited(file))
    pages = [_page(frame, campaign, product_for) for frame in kept.frames]
    told = names_a_mark(kept.note)
    if told and _carried(pages, kept.note, campaign):
        return KeptResult(kept.form, len(pages), already=True)
    treatments = _treatments(kept, pages, campaign)
    hidden = _draw(pages, treatments, campaign)
    product = pages[0].product
    save_kept(out, kept, write_note(campaign, product.anchor, treatments[0], product.label))
    return KeptResult(kept.form, len(pages), old_mark=told, hides=hidden, remarks=kept.remarks)


def keep_clean(file: Path, out: Path) -> None:
    """Write a copy of a picture without the mark, freed of private metadata. Arguments and errors as `keep_marked`."""
    save_kept(out, open_kept(read_limited(file)), "")


def _draw(pages: Sequence[_Page], treatments: Sequence[Treatment], campaign: Campaign) -> bool:
    """Draw the mark into every page; return whether it hides a code on the first."""
    hidden: Code | None = None
    for number, (page, treatment) in enumerate(zip(pages, treatments, strict=True)):
        mark = prepare(campaign, page.product, page.fit, treatment, page.size)
        codes = () if number else codes_under(page.seen, mark.box)
        draw_into(page.frame.image, page.frame.profile, mark.drawn, mark.box)
        hidden = hidden or hidden_code(codes, Seen(page.frame.image, page.frame.profile))
        if hidden and hidden.whole:
            raise CodeError("这是一张二维码，加上标识就扫不出来了")
    return hidden is not None


def _page(frame: KeptFrame, campaign: Campaign, product_for: ProductFor) -> _Page:
    seen = Seen(frame.image, frame.profile)
    size = Size(seen.width, seen.height)
    product = product_for(size)
    fit = fits(size, campaign, product)
    if fit is None:
        raise TooSmallError(f"图片只有 {seen.width}×{seen.height} 像素，放不下看得清的标识")
    return _Page(frame, seen, product, fit)


def _carried(pages: Sequence[_Page], note: str, campaign: Campaign) -> bool:
    treatment = read_note(note, campaign, pages[0].product.anchor)
    if treatment is None:
        return False
    first = pages[:1] if len({page.size for page in pages}) > 1 else pages  # a note speaks of one treatment only
    marks = [prepare(campaign, page.product, page.fit, treatment, page.size) for page in first]
    return all(carries(page.seen, mark.drawn, mark.box) for page, mark in zip(first, marks, strict=True))


def _treatments(kept: Kept, pages: Sequence[_Page], campaign: Campaign) -> list[Treatment]:
    """Return one treatment for all frames of an animation, one for each page of a TIFF."""
    if kept.form == "TIFF":
        return [choose_treatment([page.seen], [page.fit], campaign, page.product) for page in pages]
    some = pages if len(pages) <= _SAMPLED else [pages[0], pages[len(pages) // 2], pages[-1]]
    chosen = choose_treatment([page.seen for page in some], [page.fit for page in some], campaign, pages[0].product)
    return [chosen] * len(pages)
