"""Films: the mark must be in the picture from beginning to end, so frames of start, middle and end are looked at."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PIL import Image

from press.campaign.model import Campaign
from press.check import faults
from press.check.labels import judged_beside_label
from press.check.sight import Demand, judge
from press.check.sighting import Sighting
from press.check.verdict import Verdict
from press.errors import UnreadableMediaError
from press.tools.ffmpeg import Ffmpeg
from press.video.probe import Film, NoPictureError, probe

_LONGEST = 1600
"""Px: frames are looked at no larger."""

_EDGE = 0.4
"""Seconds from the beginning and the end: the very first and last frame may be lost to an edit list."""

_STEP_BACK = 1.0
"""Seconds to go back when a film ends before the length it states."""


def check_film(file: Path, campaigns: Sequence[Campaign], demands: Sequence[Demand], ffmpeg: Ffmpeg) -> Verdict:
    """Judge one film by three frames; a sound file shows nothing and carries nothing.

    Raises:
        MediaError: no picture can be decoded, or it took too long.
    """
    try:
        film = probe(file, ffmpeg)
    except NoPictureError:
        return Verdict(exempt="只有声音，没有画面")
    seen: list[Sighting] = []
    for word, at in _moments(film).items():
        looked = partial(judge, _frame(file, film, at, ffmpeg), campaigns)
        judgement = judged_beside_label(looked, demands, partial(_note, file, ffmpeg))
        if judgement.fault is not None:
            return Verdict((faults.some(word, judgement.fault),), judgement.seen, places=len(seen) + 1)
        seen += [judgement.seen] if judgement.seen else []
    return Verdict(seen=min(seen, key=lambda one: one.contrast, default=None), places=len(seen))


def _note(file: Path, ffmpeg: Ffmpeg) -> str:
    """Return what a film says of its mark."""
    run = ffmpeg.run(file, [], ["-map_chapters", "-1", "-f", "ffmetadata", "pipe:1"], seconds=30.0)
    return run.output.decode("utf-8", "replace")


def _moments(film: Film) -> dict[str, float]:
    length = film.duration or 0.0
    if length <= 3 * _EDGE:
        return {"画面": length / 2}
    return {"片头": _EDGE, "片中": length / 2, "片尾": length - _EDGE}


def _frame(file: Path, film: Film, at: float, ffmpeg: Ffmpeg) -> Image.Image:
    for moment in (at, max(0.0, at - _STEP_BACK), at * 0.9, 0.0):
        image = _grab(file, film, moment, ffmpeg)
        if image is not None:
            return image
    raise UnreadableMediaError("视频里取不出画面，文件可能已损坏")


def _grab(file: Path, film: Film, at: float, ffmpeg: Ffmpeg) -> Image.Image | None:
    scale = min(1.0, _LONGEST / max(film.width, film.height))
    size = f"{max(1, round(film.width * scale))}:{max(1, round(film.height * scale))}"
    # ffmpeg turns the picture upright before these filters (-autorotate is on by default).
    after = ["-map", "0:V:0", "-an", "-sn", "-vf", f"scale={size}:flags=area,setsar=1", "-frames:v", "1"]
    run = ffmpeg.run(file, ["-ss", f"{at:.3f}"], [*after, "-c:v", "ppm", "-f", "image2pipe", "pipe:1"])
    if not run.output:
        return None
    with Image.open(io.BytesIO(run.output), formats=["PPM"]) as frame:
        return frame.convert("RGB")
