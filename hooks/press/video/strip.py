"""A film copied without what it says of where and with what it was taken: its streams stay bit for bit as they are.

Phones write the place into a film's metadata, some cameras record it second by second in a data track. Kept are
picture, sound, subtitles, chapters, languages and rotation, and of the metadata what `burn_tracks` names.
"""

from __future__ import annotations

import errno
import re
from pathlib import Path

from press.errors import UnreadableMediaError
from press.imaging.note import names_a_mark
from press.tools.ffmpeg import Ffmpeg
from press.video.burn_tracks import find_tracks
from press.video.probe import stream_lines

STRIP_VERSION = 1
"""Raised by hand whenever another file may come out."""

_INPUT = re.compile(r"^Input #0, (\S+), from ", re.MULTILINE)
_QUICKTIME = re.compile(r"^    major_brand     : (\w+)", re.MULTILINE)

_BRANDS = {"qt": "mov", "3gp4": "3gp", "3gp5": "3gp"}
"""Brands of the MP4 family that hold codecs MP4 does not."""

_MUXERS = {"avi": "avi", "mpegts": "mpegts", "mpeg": "vob", "flv": "flv", "asf": "asf", "ogg": "ogg"}
"""ffmpeg's name of a container as it is read → as it is written."""

_LEAST_SECONDS, _BYTES_A_SECOND = 120.0, 2_000_000
"""Time allowed: a slow disk still copies so much."""


def strip(film: Path, out: Path, ffmpeg: Ffmpeg) -> None:
    """Write a copy without private metadata, in the same kind of container.

    Args:
        film: the film, or a recording.
        out: a name of our own; may hold half a film when an error is raised.
        ffmpeg: the program.

    Raises:
        UnreadableMediaError: it cannot be read, or its container cannot be written.
        MediaLimitError: it took too long.
        OSError: the disk is full.
    """
    said = ffmpeg.run(film, [], [], seconds=30.0).said
    muxer = _muxer(said, film)
    if muxer is None:
        raise UnreadableMediaError("视频的格式不能改写")
    seconds = _LEAST_SECONDS + film.stat().st_size / _BYTES_A_SECOND
    words = ["-map", "0:V?", "-map", "0:a?", "-map", "0:s?", "-dn", "-c", "copy", "-strict", "unofficial"]
    words += ["-map_metadata:g", "-1", "-map_metadata:s", "-1", "-map_chapters", "0", *_kept(film, said, ffmpeg)]
    if muxer in {"mov", "mp4", "3gp"}:
        words += ["-write_tmcd", "0", "-movflags", "+faststart+use_metadata_tags"]
    target = ["-fflags", "+bitexact", "-y", "-f", muxer, f"file:{out.absolute()}"]
    run = ffmpeg.run(film, [], [*words, *target], seconds=seconds)
    if run.code != 0 and "No space left on device" in run.said:
        raise OSError(errno.ENOSPC, "No space left on device", str(out))
    if run.code != 0 or not out.is_file() or _kinds(said) != _kinds(ffmpeg.run(out, [], [], seconds=30.0).said):
        raise UnreadableMediaError("视频改写没有成功")


def _muxer(said: str, film: Path) -> str | None:
    found = _INPUT.search(said)
    names = found[1].split(",") if found else []
    if "mov" in names:
        brand = _QUICKTIME.search(said)
        return _BRANDS.get(brand[1].lower() if brand else "", "mp4")
    if "matroska" in names:
        return "webm" if film.suffix.lower() == ".webm" else "matroska"
    return next((_MUXERS[name] for name in names if name in _MUXERS), None)


def _kept(film: Path, said: str, ffmpeg: Ffmpeg) -> list[str]:
    tracks = find_tracks(film, ffmpeg, short_side=1)
    note = (("comment", tracks.note),) if names_a_mark(tracks.note) else ()
    words = [word for key, value in (*tracks.metadata, *note) for word in ("-metadata", f"{key}={value}")]
    counts = {"audio": 0, "subtitle": 0}
    for line in stream_lines(said):
        if line.kind in counts:
            stated = [f"-metadata:s:{line.kind[0]}:{counts[line.kind]}", f"language={line.language}"]
            words += stated if line.language else []
            counts[line.kind] += 1
    return words


def _kinds(said: str) -> list[str]:
    """Return what is shown and heard: a chapter track, a cover or a data track is none of it."""
    shown = [one for one in stream_lines(said) if "(attached pic)" not in one.text]
    return sorted(one.kind for one in shown if one.kind in {"video", "audio", "subtitle"})
