"""One good frame of a film: upright, in square pixels and standard colours, and not black.

Measured (design notes on scale): films often begin black; looking at key frames only and letting ffmpeg's `thumbnail`
filter choose the most typical of twenty costs a quarter of a second, where looking at every frame costs six.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageStat

from press.errors import UnreadableMediaError
from press.tools.ffmpeg import Ffmpeg
from press.video.probe import Film

POSTER_VERSION = 1
"""Raised by hand whenever another frame may come out."""

_DARK = 26.0
"""Mean luma (0–255) below which a frame counts as black, unless it has contrast (white words on black)."""

_CONTRAST = 20.0
"""Standard deviation of luma that a dark frame must have to be shown."""

_FLAT = 9.0
"""Standard deviation of luma below which a frame shows nothing (fades, title cards without a title)."""

_LATER = (0.1, 0.3, 0.5, 0.7)
"""Where to look next, in shares of the length."""

TONE_MAP = (
    "zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=hable:desat=0,"
    "zscale=t=bt709:m=bt709:r=tv,format=yuv420p,"
)
"""HDR to SDR; 203 cd/m² is reference white (ITU-R BT.2408)."""


@dataclass(frozen=True, slots=True)
class Still:
    """A frame as RGB, and whether nothing better than a dark or empty one was found."""

    image: Image.Image
    dull: bool


def poster_frame(file: Path, film: Film, ffmpeg: Ffmpeg, *, width: int, at: float | None = None) -> Still:
    """Take one frame of a film.

    Args:
        file: the film.
        film: its facts from `probe`.
        ffmpeg: the program.
        width: the frame is made at most so wide, never enlarged.
        at: seconds; None chooses a frame that is neither black nor empty.

    Raises:
        UnreadableMediaError: no frame can be decoded.
        MediaLimitError: it took too long.
    """
    if at is not None:
        image = _first(file, film, ffmpeg, width, _exact(at, film))
        if image is None:
            raise UnreadableMediaError("视频里取不出画面，文件可能已损坏")
        return Still(image, dull=_is_dull(image))
    best: Image.Image | None = None
    for before, chooser in _places(film):
        image = _grab(file, film, ffmpeg, width, before, chooser)
        if image is None:
            continue
        if not _is_dull(image):
            return Still(image, dull=False)
        best = image if best is None or _spread(image) > _spread(best) else best
    if best is None:
        raise UnreadableMediaError("视频里取不出画面，文件可能已损坏")
    return Still(best, dull=True)


def _places(film: Film) -> Iterator[tuple[Sequence[str], str]]:
    """Yield input options and chooser of each attempt, cheapest first."""
    yield ["-skip_frame", "nokey"], "thumbnail=20,"
    for share in _LATER if film.duration else ():
        yield ["-ss", f"{(film.duration or 0) * share:.3f}"], "thumbnail=20,"
    yield [], ""


def _exact(at: float, film: Film) -> Iterator[tuple[Sequence[str], str]]:
    """Yield the moment asked for, then earlier ones: the last frame often ends before the stated length."""
    moments = [at, max(0.0, at - 0.5), (film.duration or at) * 0.9, 0.0]
    for moment in dict.fromkeys(moments):
        yield ["-ss", f"{moment:.3f}"], ""


def _first(
    file: Path, film: Film, ffmpeg: Ffmpeg, width: int, attempts: Iterator[tuple[Sequence[str], str]]
) -> Image.Image | None:
    grabbed = (_grab(file, film, ffmpeg, width, before, chooser) for before, chooser in attempts)
    return next((image for image in grabbed if image is not None), None)


def _grab(  # noqa: PLR0913, PLR0917 - one ffmpeg call with all it depends on
    file: Path, film: Film, ffmpeg: Ffmpeg, width: int, before: Sequence[str], chooser: str
) -> Image.Image | None:
    """Return one frame; None where ffmpeg wrote none (it may do so and still exit 0)."""
    across = min(width, film.width)
    down = max(1, round(film.height * across / film.width))
    filters = f"{chooser}{TONE_MAP if film.hdr else ''}scale={across}:{down}:flags=lanczos,setsar=1"
    # ffmpeg turns the picture upright before these filters (-autorotate is on by default).
    after = ["-map", "0:V:0", "-an", "-sn", "-vf", filters, "-frames:v", "1", "-fps_mode", "vfr"]
    run = ffmpeg.run(file, before, [*after, "-c:v", "ppm", "-f", "image2pipe", "pipe:1"])
    if not run.output:
        return None
    with Image.open(io.BytesIO(run.output), formats=["PPM"]) as frame:
        return frame.convert("RGB")


def _is_dull(image: Image.Image) -> bool:
    luma = ImageStat.Stat(image.convert("L"))
    return luma.stddev[0] < (_CONTRAST if luma.mean[0] < _DARK else _FLAT)


def _spread(image: Image.Image) -> float:
    return ImageStat.Stat(image.convert("L")).stddev[0]
