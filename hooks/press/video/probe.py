"""What a film is: length, size as seen, streams. Read off what ffmpeg says of its input (the package has no ffprobe).

The lines parsed are those of `av_dump_format` (libavformat/dump.c): two spaces and "Stream #", four where the stream
belongs to a group (a film with a time code), while text from the film's own metadata is always indented deeper, so that
a title cannot pose as a stream.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from press.errors import UnreadableMediaError
from press.tools.ffmpeg import Ffmpeg

_STREAM = re.compile(r"^  (  )?Stream #0:(\d+)(?:\[\w+\])?(?:\((\w+)\))?\S*: (\w+): (.*)$")
_GROUP = "  Stream group #0:"
_DURATION = re.compile(r"^  Duration: (?:(\d+):(\d\d):(\d\d(?:\.\d+)?)|N/A)")
_SIZE = re.compile(r"(?:^|, )(\d{1,5})x(\d{1,5})(?: \[SAR (\d+):(\d+) DAR \d+:\d+\])?(?=[, ]|$)")
_SAR = re.compile(r", SAR (\d+):(\d+) DAR \d+:\d+")
_TURN = re.compile(r"^\s+(?:displaymatrix|Display Matrix): rotation of (-?\d+(?:\.\d+)?) degrees$")
_TIME = re.compile(r"time=(\d+):(\d\d):(\d\d(?:\.\d+)?)")
_HDR = re.compile(r"/(smpte2084|arib-std-b67)\b")


class NoPictureError(UnreadableMediaError):
    """A sound file: it can be read, but shows nothing."""


@dataclass(frozen=True, slots=True)
class Film:
    """A film's facts.

    duration  seconds, None when unknown
    width, height  in square pixels, upright: what a viewer sees
    rotation  degrees clockwise that players turn the stored picture: 0, 90, 180 or 270
    codec     ffmpeg's name of the picture's codec
    hdr       transfer of a high-dynamic-range film (`smpte2084` for PQ, `arib-std-b67` for HLG), else empty
    streams   kinds in order: video, audio, data, subtitle
    """

    duration: float | None
    width: int
    height: int
    rotation: int
    codec: str
    hdr: str
    streams: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StreamLine:
    """One stream: kind, description, language (ISO 639-2, empty when not stated), degrees clockwise to turn it."""

    kind: str
    text: str
    language: str = ""
    turn: int = 0


def probe(film: Path, ffmpeg: Ffmpeg) -> Film:
    """Look into a film without decoding it.

    Raises:
        UnreadableMediaError: empty, broken, or no film.
        NoPictureError: sound only.
        MediaLimitError: it took too long.
    """
    if film.stat().st_size == 0:
        raise UnreadableMediaError("文件是空的（0 字节）")
    said = ffmpeg.run(film, [], [], seconds=30.0).said
    streams = stream_lines(said)
    if not streams:
        raise UnreadableMediaError("不是能识别的视频，或文件已损坏")
    pictures = [one for one in streams if one.kind == "video" and "(attached pic)" not in one.text]
    if not pictures:
        raise NoPictureError("只有声音，没有画面")
    text, turn = pictures[0].text, pictures[0].turn
    width, height = _shown_size(text, turn)
    hdr = _HDR.search(text)
    return Film(
        duration=_duration(said) or _measured_duration(film, ffmpeg),
        width=width,
        height=height,
        rotation=turn,
        codec=text.split(" ", 1)[0].rstrip(","),
        hdr=hdr[1] if hdr else "",
        streams=tuple(one.kind for one in streams),
    )


def stream_lines(said: str) -> list[StreamLine]:
    """Return what is said of every stream, in the streams' order."""
    found: dict[int, StreamLine] = {}
    last, grouped = -1, False
    for line in said.splitlines():
        match = _STREAM.match(line)
        if match and (grouped or not match[1]):
            grouped, last = bool(match[1]), int(match[2])
            language = "" if match[3] in {None, "und"} else match[3]
            found[last] = StreamLine(match[4].lower(), match[5], language)
            continue
        grouped = line.startswith(_GROUP) or (grouped and line.startswith("   "))
        turn = _TURN.match(line)
        if turn and last >= 0:
            # The matrix turns counter-clockwise for positive angles (libavutil/display.h).
            found[last] = replace(found[last], turn=round(-float(turn[1]) / 90) * 90 % 360)
    return [found[number] for number in sorted(found)]


def _shown_size(text: str, turn: int) -> tuple[int, int]:
    size = _SIZE.search(text)
    if size is None or size[1] == "0" or size[2] == "0":
        raise UnreadableMediaError("视频没有写明画面大小，可能已损坏")
    width, height = int(size[1]), int(size[2])
    ratio = _SAR.search(text)  # the container's own ratio, printed apart when it differs, wins as in players
    across, down = (ratio[1], ratio[2]) if ratio else (size[3], size[4])
    aspect = Fraction(int(across), int(down)) if across and down and int(across) and int(down) else Fraction(1)
    if not Fraction(1, 10) < aspect < 10:  # noqa: PLR2004 - nothing real lies beyond; a damaged header does
        aspect = Fraction(1)
    # Stretched, never squeezed: the side that is too short in square pixels grows.
    if aspect >= 1:
        width = round(width * aspect)
    else:
        height = round(height / aspect)
    return (height, width) if turn in {90, 270} else (width, height)


def _duration(said: str) -> float | None:
    for line in said.splitlines():
        match = _DURATION.match(line)
        if match:
            return _seconds(match) if match[1] is not None else None
    return None


def _measured_duration(film: Path, ffmpeg: Ffmpeg) -> float | None:
    """Read a film without a stated length to its end, without decoding."""
    run = ffmpeg.run(film, [], ["-map", "0:v:0", "-c", "copy", "-f", "null", "pipe:1"], seconds=60.0)
    times = list(_TIME.finditer(run.said))
    return (_seconds(times[-1]) or None) if times else None


def _seconds(match: re.Match[str]) -> float:
    return int(match[1]) * 3600 + int(match[2]) * 60 + float(match[3])
