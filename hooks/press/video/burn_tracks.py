"""What must come along when a film is written anew: sound, subtitles, title and author; and what must not.

Position, device and the rest of a film's metadata stay behind: what is kept is named here, everything else is dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from press.tools.ffmpeg import Ffmpeg
from press.video.probe import stream_lines

_COPIED_SOUND = frozenset({"aac", "mp3"})
"""Sound that MP4 holds and every phone plays: taken over unchanged."""

_TEXT_SUBTITLES = frozenset({"subrip", "ass", "ssa", "mov_text", "webvtt", "text", "srt"})

_KEPT = ("title", "artist", "copyright", "AIGC")
"""Metadata that survives. AIGC is the implicit label of made content (GB 45438), which no one may take away."""

_NOTE = "comment"
"""Where the note of the mark stands in an MP4."""

_LONGEST = 1000
"""Characters kept of one value."""

_MATRICES = {
    "bt709": "bt709",
    "smpte170m": "smpte170m",
    "bt470bg": "smpte170m",
    "fcc": "smpte170m",
    "bt2020nc": "bt2020",
}
_HD = 720
"""Short side from which players take a film without a stated matrix for BT.709."""

_DOLBY = re.compile(r"DOVI configuration record: .*\bprofile: 5\b")
_FIELD = re.compile(r"\b(?:top|bottom) (?:first|coded first)\b")


@dataclass(frozen=True, slots=True)
class Track:
    """One sound or subtitle track.

    place     its number among the film's tracks of its kind
    copied    taken over unchanged (else encoded anew)
    language  ISO 639-2 code, empty when not stated
    """

    place: int
    copied: bool
    language: str


@dataclass(frozen=True, slots=True)
class Tracks:
    """What a film holds beside its picture, and how the picture is coded.

    sound        tracks that can be kept
    subtitles    tracks of text
    lost         kinds of track that an MP4 cannot hold, in Chinese
    matrix       YUV matrix of the picture by ffmpeg's name
    interlaced   the picture consists of half frames
    rgb          the picture is not YUV at all
    dolby_only   Dolby Vision without a picture for other screens: colours come out wrong
    metadata     what is kept of title, author and rights, in order
    note         what the film says of the mark it carries
    """

    sound: tuple[Track, ...]
    subtitles: tuple[Track, ...]
    lost: tuple[str, ...]
    matrix: str
    interlaced: bool
    rgb: bool
    dolby_only: bool
    metadata: tuple[tuple[str, str], ...]
    note: str


def find_tracks(film: Path, ffmpeg: Ffmpeg, short_side: int) -> Tracks:
    """Look at a film that `press.video.probe.probe` accepted.

    Raises:
        MediaLimitError: it took too long.
    """
    run = ffmpeg.run(film, [], ["-map_chapters", "-1", "-f", "ffmetadata", "pipe:1"], seconds=30.0)
    tags = read_metadata(run.output.decode("utf-8", "replace"))
    return read_tracks(run.said, tags, short_side)


def read_tracks(said: str, tags: dict[str, str], short_side: int) -> Tracks:
    """Sort out what ffmpeg says of its input."""
    stated = {key.lower(): value for key, value in reversed(tags.items())}  # Matroska shouts
    said = said.partition("\nOutput #0")[0].partition("\nStream mapping")[0]
    lines = stream_lines(said)
    sound: list[Track] = []
    subtitles: list[Track] = []
    lost: list[str] = []
    counts = {"audio": 0, "subtitle": 0}
    for line in lines:
        if line.kind not in counts:
            continue
        place, codec = counts[line.kind], re.split(r"[ ,]", line.text, maxsplit=1)[0]
        counts[line.kind] += 1
        if line.kind == "audio" and codec != "none":
            sound.append(Track(place, codec in _COPIED_SOUND, line.language))
        elif line.kind == "subtitle" and codec in _TEXT_SUBTITLES:
            subtitles.append(Track(place, codec == "mov_text", line.language))
        else:
            lost.append("音轨" if line.kind == "audio" else "图形字幕")
    picture = next((one.text for one in lines if one.kind == "video" and "(attached pic)" not in one.text), "")
    return Tracks(
        sound=tuple(sound),
        subtitles=tuple(subtitles),
        lost=tuple(dict.fromkeys(lost)),
        matrix=_matrix(picture, short_side),
        interlaced=_FIELD.search(picture) is not None,
        rgb=re.search(r", (?:gbr|rgb|bgr|argb|abgr|0rgb|pal8|x2rgb)", picture) is not None,
        dolby_only=_DOLBY.search(said) is not None,
        metadata=tuple((key, stated[key.lower()][:_LONGEST]) for key in _KEPT if stated.get(key.lower())),
        note=stated.get(_NOTE, ""),
    )


def _matrix(picture: str, short_side: int) -> str:
    stated = re.search(r", \w+\(([^()]*)\)", picture)
    words = re.split(r"[/, ]+", stated[1]) if stated else []
    known = [_MATRICES[word] for word in words if word in _MATRICES]
    return known[0] if known else "bt709" if short_side >= _HD else "smpte170m"


def read_metadata(text: str) -> dict[str, str]:
    """Read the global part of ffmpeg's own metadata format (documentation of the ffmetadata muxer)."""
    found: dict[str, str] = {}
    # A backslash takes the meaning from what follows, a line's end included.
    for line in re.findall(r"(?:\\.|[^\\\n])+", text, re.DOTALL)[1:]:
        if line.startswith("["):
            break
        pair = re.match(r"((?:\\.|[^=\\])+)=(.*)$", line, re.DOTALL)
        if pair:
            key, value = (re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL) for part in pair.groups())
            found.setdefault(key, value)
    return found
