"""Makes the short films that ship in docs/videos from the slides in tests/demo/art/slides.

Run from the project root: `python -m tests.demo.make_videos`. Each film fades in from black, drifts over its slides
with crossfades between them and has a silent sound track. Encoded on one thread without time stamps: the same sources
and the same ffmpeg give the same bytes.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg  # type: ignore[import-untyped]  # ships no type information
from PIL import Image

from tests.demo.drawing import DOCS, draw

FRAMES_PER_SECOND = 25
FADE_IN = 0.8
"""Seconds from black to the first slide."""
CROSSFADE = 0.5
"""Seconds two slides share."""
DRIFT = 0.045
"""Share of the frame a slide grows by while it stands."""
OVERSAMPLING = 1.25
"""Pixels drawn for one shown, so that the drift stays sharp."""

_TO_BT709 = "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"
_SAY_BT709 = "setparams=colorspace=bt709:color_primaries=bt709:color_trc=bt709:range=tv"


@dataclass(frozen=True, slots=True)
class Film:
    """One film: its slides' source and how long each stands, crossfade included, in seconds."""

    slug: str
    size: tuple[int, int]
    seconds: tuple[float, ...]


LANDSCAPE, PORTRAIT = (1280, 720), (720, 1280)

FILMS = (
    Film("ba-duan-jin", LANDSCAPE, (2.4, 2.3, 2.3, 2.3, 2.3, 2.6)),
    Film("liang-xue-ya", PORTRAIT, (2.2, 2.1, 2.1, 2.1, 2.1, 2.4)),
    Film("jian-zhong-yao", LANDSCAPE, (2.4, 2.4, 2.4, 2.2, 2.6)),
    Film("fang-yi-yang-hua-tan", LANDSCAPE, (2.6, 2.2, 2.2, 2.2, 2.4)),
)


def zoomed(slide: Image.Image, size: tuple[int, int], progress: float, *, towards: bool) -> Image.Image:
    """Return the slide at `size`, drawn nearer (or further) by `progress` of the drift, about its centre."""
    share = progress if towards else 1 - progress
    inset = DRIFT / 2 * share
    width, height = slide.size
    box = (width * inset, height * inset, width * (1 - inset), height * (1 - inset))
    return slide.resize(size, Image.Resampling.BICUBIC, box=box)


def frames(film: Film, slides: Sequence[Image.Image]) -> Iterator[bytes]:
    """Yield the film's frames as raw RGB bytes."""
    black = Image.new("RGB", film.size)
    starts = [sum(film.seconds[:index]) - CROSSFADE * index for index in range(len(film.seconds))]
    for number in range(round((starts[-1] + film.seconds[-1]) * FRAMES_PER_SECOND)):
        now = number / FRAMES_PER_SECOND
        picture = black
        for index, (start, lasts, slide) in enumerate(zip(starts, film.seconds, slides, strict=True)):
            if not start <= now < start + lasts:
                continue
            shown = zoomed(slide, film.size, (now - start) / lasts, towards=index % 2 == 0)
            opacity = min(1.0, (now - start) / (CROSSFADE if index else FADE_IN))
            picture = Image.blend(picture, shown, opacity)
        yield picture.tobytes()


def command(film: Film, target: Path) -> list[str]:
    """Return the ffmpeg command that reads raw frames from standard input."""
    width, height = film.size
    picture = [
        "-f",
        "rawvideo",
        "-pix_fmt",
        "rgb24",
        "-s",
        f"{width}x{height}",
        "-r",
        str(FRAMES_PER_SECOND),
        "-i",
        "-",
    ]
    sound = ["-f", "lavfi", "-i", "anullsrc=channel_layout=mono:sample_rate=44100", "-shortest"]
    colours = ["-vf", f"{_TO_BT709},{_SAY_BT709}"]
    codecs = ["-c:v", "libx264", "-preset", "slow", "-crf", "25", "-tune", "animation", "-threads", "1"]
    codecs += ["-c:a", "aac", "-b:a", "32k"]
    exact = ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", "-map_metadata", "-1"]
    program = str(imageio_ffmpeg.get_ffmpeg_exe())
    start = [program, "-hide_banner", "-loglevel", "error", "-y"]
    return [*start, *picture, *sound, *colours, *codecs, *exact, "-movflags", "+faststart", str(target)]


def make(film: Film, docs: Path) -> Path:
    """Draw, move and encode one film below `docs`."""
    target = docs / "videos" / f"{film.slug}.mp4"
    target.parent.mkdir(parents=True, exist_ok=True)
    slides = draw(f"slides/{film.slug}.typ", scale=OVERSAMPLING)
    with subprocess.Popen(command(film, target), stdin=subprocess.PIPE) as encoder:
        if encoder.stdin is None:
            raise RuntimeError("the encoder has no standard input")
        for frame in frames(film, slides):
            encoder.stdin.write(frame)
        encoder.stdin.close()
        if encoder.wait() != 0:
            raise RuntimeError(f"{film.slug}: the encoder failed")
    return target


def main() -> None:
    """Make all films and say how large they became."""
    for film in FILMS:
        target = make(film, DOCS)
        sys.stdout.write(f"{target.stat().st_size / 1000:7.1f} kB  {target.name}\n")


if __name__ == "__main__":
    main()
