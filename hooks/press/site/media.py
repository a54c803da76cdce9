"""Marked pictures and posters as pages use them: addresses, widths, and the files to publish."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from press.model import Video
from press.site.views import PictureView
from press.stamp.requests import MarkedPicture, MarkedPoster, Rendition

MEDIA_FOLDER = "assets/media"
"""Published folder of marked pictures; names are digests of the bytes, so a browser may keep them for ever."""

_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif"}


def rendition_url(rendition: Rendition) -> str:
    """Return the site-relative address of one rendition."""
    suffix = _SUFFIXES.get(rendition.mime) or mimetypes.guess_extension(rendition.mime) or ".bin"
    return f"{MEDIA_FOLDER}/{rendition.digest[:20]}{suffix}"


def picture_view(marked: MarkedPicture, alt: str) -> PictureView:
    """Return the view of a marked picture: its largest form as fallback, every width in `srcset`."""
    by_width = {rendition.width: rendition for rendition in (*marked.renditions, marked.full)}
    srcset = tuple((rendition_url(by_width[width]), width) for width in sorted(by_width))
    return PictureView(
        url=rendition_url(marked.full),
        width=marked.full.width,
        height=marked.full.height,
        alt=alt,
        srcset=srcset if len(srcset) > 1 else (),
    )


@dataclass(frozen=True, slots=True)
class MediaIndex:
    """Everything marked in this build, by source path relative to docs/ (a poster: by its video document's path)."""

    pictures: Mapping[PurePosixPath, MarkedPicture] = field(default_factory=dict)
    posters: Mapping[PurePosixPath, MarkedPoster] = field(default_factory=dict)
    films: Mapping[PurePosixPath, str] = field(default_factory=dict)
    """Film file → site-relative address of what is published of it."""

    def film_url(self, file: PurePosixPath | None) -> str:
        """Return the address of a film, an empty string when there is none."""
        return self.films.get(file, "") if file else ""

    def picture(self, path: PurePosixPath | None, alt: str) -> PictureView | None:
        """Return the view of a source picture, None when it could not be marked (a finding says why)."""
        marked = self.pictures.get(path) if path else None
        return picture_view(marked, alt) if marked else None

    def poster(self, video: Video) -> PictureView | None:
        """Return the view of a video's thumbnail."""
        marked = self.posters.get(video.path)
        return picture_view(marked.picture, f"视频《{video.title}》的画面") if marked else None

    def seconds(self, video: Video) -> float | None:
        """Return the film's length: probed where there is a file, else as the author wrote it."""
        marked = self.posters.get(video.path)
        return marked.duration if marked and marked.duration else video.duration

    def assets(self) -> dict[str, Path]:
        """Return site-relative address → file in the cache, for every rendition."""
        marked = [*self.pictures.values(), *(poster.picture for poster in self.posters.values())]
        renditions = [rendition for picture in marked for rendition in (*picture.renditions, picture.full)]
        return {rendition_url(rendition): rendition.file for rendition in renditions}


def clock(seconds: float | None) -> str:
    """Return `3:05` or `1:02:03`, an empty string when unknown. A film of part of a second counts as one."""
    if not seconds or seconds <= 0:
        return ""
    whole = max(1, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, secs = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{secs:02d}" if hours else f"{minutes}:{secs:02d}"
