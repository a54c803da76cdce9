"""What is asked of the stamp, and what it gives back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from press.model import AiLabel


@dataclass(frozen=True, slots=True)
class PictureRequest:
    """A picture to be marked top left.

    path  its name in findings and results, relative to docs/
    file  where its bytes are
    on    the date that decides the campaign; None takes the newest
    label where a label of AI-made content stands on it
    """

    path: PurePosixPath
    file: Path
    on: dt.date | None = None
    label: AiLabel | None = None


@dataclass(frozen=True, slots=True)
class PosterRequest:
    """A film's thumbnail, to be marked bottom right.

    path   the video document's path, relative to docs/
    video  the film, or None when it is published elsewhere
    still  a poster picture the author gave; it wins over a frame of the film
    at     seconds into the film at which to take the frame; None: choose a good one
    on     the date that decides the campaign; None takes the newest
    label  where a label of AI-made content stands on it
    """

    path: PurePosixPath
    video: Path | None = None
    still: Path | None = None
    at: float | None = None
    on: dt.date | None = None
    label: AiLabel | None = None


@dataclass(frozen=True, slots=True)
class Rendition:
    """One encoded picture in the cache, `width` × `height` px; `digest` is the SHA-256 hex of its bytes."""

    file: Path
    width: int
    height: int
    mime: str
    digest: str


@dataclass(frozen=True, slots=True)
class MarkedPicture:
    """A marked picture: its largest form, and the narrower ones for `srcset`, ascending."""

    path: PurePosixPath
    full: Rendition
    renditions: tuple[Rendition, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkedPoster:
    """A marked thumbnail, and what was learnt of the film: seconds (None: unknown), display width and height in px."""

    picture: MarkedPicture
    duration: float | None
    width: int
    height: int
