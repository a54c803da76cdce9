"""From a decoded picture to its marked renditions, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from press.campaign.model import Campaign
from press.errors import MediaError
from press.imaging.canvas import Seen
from press.imaging.codes import Code, codes_under, hidden_code
from press.imaging.decode import Family, Frame, Picture
from press.imaging.drawn import Treatment
from press.imaging.encode import family_for
from press.imaging.geometry import Fit, Size
from press.imaging.note import carries, read_note, write_note
from press.imaging.treatment import Product, choose_treatment, fits, prepare

WIDTHS = (480, 960)
"""Narrower forms that pages offer in `srcset`, in px."""

FULL_WIDTH = 1600
"""Widest form; nothing is ever enlarged."""

_SAMPLED_FRAMES = 3
"""Frames of an animation that decide the treatment: first, middle, last."""


class TooSmallError(MediaError):
    """The picture cannot carry a mark one could read."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """One rendition's frames, ready to be written."""

    width: int
    height: int
    family: Family
    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class Marked:
    """A picture's renditions, ascending by width (the last is the full one), and the note they carry."""

    renditions: tuple[Rendered, ...]
    note: str
    treatment: Treatment | None
    already: bool = False
    """Whether the source carried the present mark and was only resized."""
    hidden: Code | None = None
    """The code that could be read before and that the mark hides."""


def render(picture: Picture, campaign: Campaign, product: Product) -> Marked:
    """Mark a picture at every width pages use, each at its own pixel size.

    Raises:
        TooSmallError: not even the full width carries a readable mark.
    """
    sized = _scaled(picture)
    fitted = [(frames, fits(_size(frames[0].image), campaign, product)) for frames in sized]
    if fitted[-1][1] is None:
        raise TooSmallError(f"图片只有 {picture.width}×{picture.height} 像素，放不下看得清的标识")
    kept = [(frames, fit) for frames, fit in fitted if fit is not None]
    stated = _carried(picture, campaign, product)
    treatment = stated or _treatment(kept, campaign, product)
    renditions = [
        _rendered(picture, frames if stated else _with_mark(frames, fit, treatment, campaign, product))
        for frames, fit in kept
    ]
    note = write_note(campaign, product.anchor, treatment, product.label)
    hidden = None if stated else _hidden(kept[-1], renditions[-1], treatment, campaign, product)
    return Marked(tuple(renditions), note, treatment, stated is not None, hidden)


def _hidden(
    full: tuple[tuple[Frame, ...], Fit], marked: Rendered, treatment: Treatment, campaign: Campaign, product: Product
) -> Code | None:
    """Return the code that the mark hides on the full width's first frame."""
    before, after = full[0][0].image, marked.frames[0].image
    box = prepare(campaign, product, full[1], treatment, _size(before)).box
    return hidden_code(codes_under(Seen(before), box), Seen(after))


def render_plain(picture: Picture) -> Marked:
    """Resize a picture to every width pages use, without a mark: for documents outside every campaign."""
    renditions = tuple(_rendered(picture, frames) for frames in _scaled(picture))
    return Marked(renditions, "", None)


def _scaled(picture: Picture) -> list[tuple[Frame, ...]]:
    full = min(FULL_WIDTH, picture.width)
    sized: list[tuple[Frame, ...]] = []
    frames = picture.frames
    for width in sorted({full, *(width for width in WIDTHS if width < full)}, reverse=True):
        # Each width is made from the next larger one: the loss cannot be seen, the time halves.
        frames = tuple(Frame(_narrowed(frame.image, width, picture), frame.duration) for frame in frames)
        sized.insert(0, frames)
    return sized


def _narrowed(image: Image.Image, width: int, source: Picture) -> Image.Image:
    if width == image.width:
        return image
    height = max(1, round(source.height * width / source.width))
    return image.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=3.0)


def _carried(picture: Picture, campaign: Campaign, product: Product) -> Treatment | None:
    """Return the treatment of the mark a picture already carries, proved by its pixels."""
    treatment = read_note(picture.note, campaign, product.anchor)
    size = Size(picture.width, picture.height)
    fit = fits(size, campaign, product)
    if treatment is None or fit is None:
        return None
    mark = prepare(campaign, product, fit, treatment, size)
    return treatment if all(carries(frame.image, mark.drawn, mark.box) for frame in picture.frames) else None


def _treatment(sized: Sequence[tuple[tuple[Frame, ...], Fit]], campaign: Campaign, product: Product) -> Treatment:
    canvases: list[Image.Image] = []
    fits_: list[Fit] = []
    for frames, fit in sized:
        for frame in _sampled(frames):
            canvases.append(frame.image)
            fits_.append(fit)
    return choose_treatment(canvases, fits_, campaign, product)


def _sampled(frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
    if len(frames) <= _SAMPLED_FRAMES:
        return frames
    return frames[0], frames[len(frames) // 2], frames[-1]


def _with_mark(
    frames: tuple[Frame, ...], fit: Fit, treatment: Treatment, campaign: Campaign, product: Product
) -> tuple[Frame, ...]:
    mark = prepare(campaign, product, fit, treatment, _size(frames[0].image))
    marked: list[Frame] = []
    for frame in frames:
        canvas = frame.image.copy()
        mark.drawn.put_on(canvas, mark.box)
        marked.append(Frame(canvas, frame.duration))
    return tuple(marked)


def _rendered(picture: Picture, frames: tuple[Frame, ...]) -> Rendered:
    image = frames[0].image
    return Rendered(image.width, image.height, family_for(picture, image.height), frames)


def _size(image: Image.Image) -> Size:
    return Size(image.width, image.height)
