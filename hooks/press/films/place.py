"""Where the mark stands in a film, how it is made legible there, and whether it stands there already."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from press.campaign.model import Campaign
from press.imaging.drawn import Treatment
from press.imaging.geometry import Anchor, Box, Margin, Size
from press.imaging.note import carries, read_note
from press.imaging.render import TooSmallError
from press.imaging.treatment import Mark, Product, beside_label, choose_treatment, fits, prepare
from press.model import AiLabel
from press.tools.ffmpeg import Ffmpeg
from press.video.burn import canvas_of
from press.video.poster import poster_frame
from press.video.probe import Film

WEB = "web"

_MOMENTS = (0.02, 0.5, 0.97)
"""Where a film is looked at, in shares of its length: start, middle, end."""

_PHONE = 16 / 9
"""Height of the screen for which a platform's inset is given, in widths."""


def film_product(campaign: Campaign, platform: str, canvas: Size, label: AiLabel | None = None) -> Product:
    """Return how a film is marked: bottom right, on a plate, clear of the platform's own buttons and of an AI label.

    A platform's inset is measured on a full-screen 9:16 film. A film of another shape is shown there across the whole
    width with bars above and below: what the lower bar holds of the buttons need not be kept clear in the film, while
    the column at the right has the same breadth.
    """
    rule, inset = campaign.video, campaign.inset(platform)
    shape = canvas.height / canvas.width
    if shape >= _PHONE or platform == WEB:
        margin = Margin(inset.right, inset.bottom)
    else:
        bar = (_PHONE - shape) / 2
        widths = canvas.width / canvas.short
        right = inset.right * widths if inset.right > rule.margin else rule.margin
        margin = Margin(right, max(rule.margin, (inset.bottom - bar) * widths))
    return beside_label(Product(rule, Anchor.BOTTOM_RIGHT, margin, plated=True), label)


def sample_frames(file: Path, film: Film, ffmpeg: Ffmpeg) -> tuple[Image.Image, ...]:
    """Return frames from start, middle and end, as large as the new film will be.

    Raises:
        UnreadableMediaError: no frame can be decoded.
        MediaLimitError: it took too long.
    """
    canvas = canvas_of(film)
    moments = [film.duration * share for share in _MOMENTS] if film.duration else [0.0]
    stills = (poster_frame(file, film, ffmpeg, width=film.width, at=moment) for moment in moments)
    return tuple(still.image.crop((0, 0, canvas.width, canvas.height)) for still in stills)


def place_mark(frames: Sequence[Image.Image], campaign: Campaign, platform: str, label: AiLabel | None = None) -> Mark:
    """Draw the mark for a film that shows these frames; its place is even in x and y, as 4:2:0 wants it.

    Raises:
        TooSmallError: the film cannot carry a mark one could read.
    """
    canvas = Size(frames[0].width, frames[0].height)
    product = film_product(campaign, platform, canvas, label)
    fitted = fits(canvas, campaign, product)
    if fitted is None:
        raise TooSmallError(f"视频画面只有 {canvas.width}×{canvas.height} 像素，放不下看得清的标识")
    treatment = choose_treatment(frames, [fitted] * len(frames), campaign, product)
    return _evened(prepare(campaign, product, fitted, treatment, canvas))


def carried_for(
    frames: Sequence[Image.Image], note: str, campaign: Campaign, label: AiLabel | None = None
) -> str | None:
    """Return the platform whose mark a film carries already, by its note and by its pixels; else None."""
    treatment = read_note(note, campaign, Anchor.BOTTOM_RIGHT)
    if treatment is None:
        return None
    canvas = Size(frames[0].width, frames[0].height)
    platforms = dict.fromkeys((WEB, *(name for name, _ in campaign.platforms)))
    return next(
        (
            name
            for name in platforms
            if _shows(frames, campaign, treatment, film_product(campaign, name, canvas, label))
        ),
        None,
    )


def _shows(frames: Sequence[Image.Image], campaign: Campaign, treatment: Treatment, product: Product) -> bool:
    canvas = Size(frames[0].width, frames[0].height)
    fitted = fits(canvas, campaign, product)
    if fitted is None or fitted.layout is not treatment.style.layout:
        return False
    mark = _evened(prepare(campaign, product, fitted, treatment, canvas))
    return all(carries(frame, mark.drawn, mark.box) for frame in frames)


def _evened(mark: Mark) -> Mark:
    box = mark.box
    return Mark(mark.drawn, Box(box.left // 2 * 2, box.top // 2 * 2, box.width, box.height), mark.treatment)
