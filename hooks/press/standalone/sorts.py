"""What each file is, told from its content, and who marks it."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from press.attachments.kind import MAX_BYTES, FileKind, kind_of
from press.errors import MediaError, MediaLimitError, UnreadableMediaError
from press.imaging.svg_mark import is_svg
from press.tools.ffmpeg import Ffmpeg
from press.video.probe import Film, NoPictureError, probe

_HEAD = 4096

_OTHER_PICTURES = (
    (b"8BPS", "Photoshop 文件"),
    (b"\0\0\0\x0cjP", "JPEG 2000 图片"),
    (b"\xff\x4f\xff\x51", "JPEG 2000 图片"),
    (b"%!PS", "PostScript 文件"),
    (b"\xc5\xd0\xd3\xc6", "PostScript 文件"),
    (b"\0\0\1\0", "图标文件"),
    (b"\xd7\xcd\xc6\x9a", "WMF 图形"),
    (b"\0\0\0\x0cJXL", "JPEG XL 图片"),
    (b"gimp xcf", "GIMP 文件"),
    (b"\x1f\x8b", "压缩包"),
)


_BIG_TIFF = (b"II+\0", b"MM\0+")


class Desk(Enum):
    """Who marks a file."""

    PICTURE = "picture"
    SVG = "svg"
    FILM = "film"
    DOCUMENT = "document"
    NONE = "none"
    """Nobody: it is of a kind that carries no mark, or cannot be told."""


@dataclass(frozen=True, slots=True)
class Sort:
    """A file's desk, its kind in Chinese, the film's facts if it is one, and what is wrong if anything is."""

    desk: Desk
    label: str
    film: Film | None = None
    fault: MediaError | OSError | None = None


def sort_file(file: Path, ffmpeg: Ffmpeg) -> Sort:
    """Tell what a file is. What goes wrong is in the result."""
    try:
        return _sort(file, ffmpeg)
    except NoPictureError as error:
        return Sort(Desk.NONE, "录音", fault=error)
    except (MediaError, OSError) as error:
        return Sort(Desk.NONE, "文件", fault=error)


def _sort(file: Path, ffmpeg: Ffmpeg) -> Sort:
    if not stat.S_ISREG(file.stat().st_mode):
        raise UnreadableMediaError("这不是普通文件")  # reading a pipe or a device might never end
    with file.open("rb") as stream:
        head = stream.read(_HEAD)
    if is_svg(head):
        return Sort(Desk.SVG, "矢量图")
    kind = _kind(file)
    if kind is FileKind.FILM:
        return _film(file, ffmpeg)
    if kind is FileKind.UNKNOWN:
        return _unknown(file, head, ffmpeg)
    if kind is FileKind.EMPTY:
        return Sort(Desk.NONE, kind.value, fault=UnreadableMediaError("文件是空的（0 字节）"))
    desk = Desk.PICTURE if kind is FileKind.PICTURE else Desk.DOCUMENT
    return Sort(desk, "PDF" if kind is FileKind.PDF else kind.value)


def _kind(file: Path) -> FileKind:
    try:
        return kind_of(file)
    except MediaLimitError:
        if file.stat().st_size <= MAX_BYTES:
            raise  # an archive that unpacks to too much
        return FileKind.FILM  # of files so large only films are taken


def _film(file: Path, ffmpeg: Ffmpeg) -> Sort:
    try:
        return Sort(Desk.FILM, "视频", film=probe(file, ffmpeg))
    except NoPictureError:
        raise
    except MediaError as error:
        return Sort(Desk.NONE, "视频", fault=error)


def _unknown(file: Path, head: bytes, ffmpeg: Ffmpeg) -> Sort:
    """Look closer at what the common signatures do not tell: films without one, and kinds to be named."""
    if head.startswith(_BIG_TIFF):
        return Sort(Desk.PICTURE, "图片")
    for start, label in _OTHER_PICTURES:
        if head.startswith(start):
            return Sort(Desk.NONE, label)
    if _is_text(head):
        return Sort(Desk.NONE, "文本文件")
    try:
        return Sort(Desk.FILM, "视频", film=probe(file, ffmpeg))
    except NoPictureError:
        raise
    except MediaError:
        return Sort(Desk.NONE, "认不出的文件")


def _is_text(head: bytes) -> bool:
    if b"\0" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            head[: len(head) // 4 * 4].decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < len(head) - 8:
                continue
        return True
    return False
