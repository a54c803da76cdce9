"""Opening pictures nobody vouches for: limits first, then pixels in one known form.

What a file is, its content says, never its name. The result is upright (EXIF orientation applied), in sRGB, mode RGB or
RGBA, with every frame of an animation. Position, camera serial numbers and all other metadata stay behind; only author
and copyright come along.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import pillow_heif
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from press.errors import MediaError, MediaLimitError, UnreadableMediaError
from press.imaging.colour import to_srgb
from press.imaging.keep_labels import NO_LABELS, Labels, read_labels

MAX_BYTES = 100_000_000
"""Of the file."""

MAX_PIXELS = 80_000_000
"""Decoded at once; all frames of an animation together. Below Pillow's own alarm at 89 million."""

MAX_SIDE = 65_500
"""JPEG's own limit (JPEG_MAX_DIMENSION of libjpeg)."""

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "HEIF", "AVIF")
"""Decoders let near the file (JPEG finds MPO itself). Others are not asked: EPS, for one, runs a foreign program."""

_SOFTWARE, _ORIENTATION = 0x0131, 0x0112
"""EXIF tags."""

_LYING = frozenset({5, 6, 7, 8})
"""Orientations whose stored height is the width one sees."""


class Family(StrEnum):
    """What a picture is written as."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    GIF = "image/gif"


@dataclass(frozen=True, slots=True)
class Frame:
    """One upright sRGB picture (RGB or RGBA), shown for `duration` ms (0 in a still)."""

    image: Image.Image
    duration: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded file: at least one frame, all of one size and mode.

    loop       repetitions of an animation (0: for ever), None: once
    labels     author, copyright and the label of AI-made content
    note       what the file says of the mark it carries, empty when nothing (see `press.imaging.note`)
    """

    frames: tuple[Frame, ...]
    family: Family
    loop: int | None = None
    labels: Labels = NO_LABELS
    note: str = ""

    @property
    def width(self) -> int:
        """Width in px, upright."""
        return self.frames[0].image.width

    @property
    def height(self) -> int:
        """Height in px, upright."""
        return self.frames[0].image.height

    @property
    def animated(self) -> bool:
        """Whether there is more than one frame."""
        return len(self.frames) > 1


def open_picture(file: Path, width: int | None = None) -> Picture:
    """Decode a picture file of any supported kind.

    Args:
        file: a JPEG, MPO, PNG, GIF, WebP, TIFF, BMP, HEIC or AVIF, whatever its name.
        width: the widest the caller will use; lets a JPEG be decoded at a half, a quarter or an eighth of its size.

    Raises:
        UnreadableMediaError: empty, truncated, corrupt, or no picture.
        MediaLimitError: more bytes or pixels than the limits.
    """
    with guarded(read_limited(file)) as opened:
        return _decode(opened, width)


@contextmanager
def guarded(data: bytes) -> Iterator[Image.Image]:
    """Open a picture's bytes by their content; whatever decoders raise in the block is turned into a `MediaError`.

    Raises:
        UnreadableMediaError: truncated, corrupt, or no picture.
        MediaLimitError: a side or the pixels over the limits.
    """
    _register_heif()
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
            _check_sides(opened)
            yield opened
    except MediaError:
        raise
    except UnidentifiedImageError as error:
        raise UnreadableMediaError("不是能识别的图片") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise MediaLimitError("图片的像素太多") from error
    except Exception as error:  # decoders raise anything from OSError to struct.error on broken bytes
        raise UnreadableMediaError("图片已损坏或没有下载完整") from error


def read_limited(file: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        UnreadableMediaError: it is empty.
        MediaLimitError: it is larger than `MAX_BYTES`.
        OSError: it cannot be read.
    """
    size = file.stat().st_size
    if size == 0:
        raise UnreadableMediaError("文件是空的（0 字节）")
    if size > MAX_BYTES:
        raise MediaLimitError(f"文件有 {size / 1e6:.0f} MB，超过 {MAX_BYTES // 1_000_000} MB 的上限")
    return file.read_bytes()


@cache
def _register_heif() -> None:
    # Embedded thumbnails would answer `draft` in the picture's place.
    pillow_heif.register_heif_opener(thumbnails=False)
    # Pillow's English remarks on damaged metadata are nobody's business here; limits are checked below.
    warnings.filterwarnings("ignore", module=r"PIL\.")


def _decode(opened: Image.Image, width: int | None) -> Picture:
    tags = exif_tags(opened)
    if opened.format in {"JPEG", "MPO"} and width is not None:
        lies = tags.get(_ORIENTATION) in _LYING
        opened.draft(None, (1, width) if lies else (width, 1))
    labels = read_labels(opened, tags)
    frames = _frames(opened)
    kind = opened.format or ""
    transparent = frames[0].image.mode == "RGBA"
    return Picture(
        frames=frames,
        family=_family(kind, transparent=transparent, animated=len(frames) > 1),
        loop=_loop(opened),
        labels=labels,
        note=note_of(opened, tags),
    )


def exif_tags(opened: Image.Image) -> dict[int, object]:
    """Return the EXIF tags of the first directory; none where the block is damaged."""
    try:
        return dict(opened.getexif())
    except Exception:  # noqa: BLE001 - a damaged EXIF block is no reason to refuse the picture
        return {}


def _check_sides(opened: Image.Image) -> None:
    if max(opened.size) > MAX_SIDE:
        raise MediaLimitError(f"图片有 {opened.width}×{opened.height} 像素，边长超过 {MAX_SIDE}")


def check_pixels(opened: Image.Image, count: int) -> None:
    """Refuse what would take too much memory.

    Raises:
        MediaLimitError: `count` frames of the picture's size exceed `MAX_PIXELS`.
    """
    if opened.width * opened.height * count > MAX_PIXELS:
        many = f"（{count} 帧）" if count > 1 else ""
        raise MediaLimitError(f"图片有 {opened.width}×{opened.height} 像素{many}，超过上限")


def _frames(opened: Image.Image) -> tuple[Frame, ...]:
    count = getattr(opened, "n_frames", 1) if opened.format in {"GIF", "WEBP", "PNG", "AVIF"} else 1
    check_pixels(opened, count)
    if count == 1:
        return (Frame(_upright(opened)),)
    skip = 1 if getattr(opened, "default_image", False) else 0
    frames: list[Frame] = []
    for number, frame in enumerate(ImageSequence.Iterator(opened)):
        if number >= skip:
            frames.append(Frame(_upright(frame), int(frame.info.get("duration", 0) or 0)))
    if any(frame.image.mode == "RGBA" for frame in frames):
        return tuple(Frame(frame.image.convert("RGBA"), frame.duration) for frame in frames)
    return tuple(frames)


def _upright(opened: Image.Image) -> Image.Image:
    image = to_srgb(opened)
    try:
        turned = ImageOps.exif_transpose(image)
    except Exception:  # noqa: BLE001 - an unreadable orientation means none
        turned = image
    clean = turned.copy() if turned is opened else turned
    clean.info = {}
    return clean


def _family(kind: str, *, transparent: bool, animated: bool) -> Family:
    same = {"JPEG": Family.JPEG, "MPO": Family.JPEG, "PNG": Family.PNG, "GIF": Family.GIF, "WEBP": Family.WEBP}
    if kind in same:
        return same[kind]
    if animated:
        return Family.WEBP
    return Family.PNG if transparent else Family.JPEG


def _loop(opened: Image.Image) -> int | None:
    loop = opened.info.get("loop")
    return int(loop) if isinstance(loop, int) else None


def note_of(opened: Image.Image, tags: dict[int, object]) -> str:
    """Return what a picture says of the mark it carries."""
    value = opened.info.get("comment") if opened.format == "GIF" else tags.get(_SOFTWARE)
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    return value if isinstance(value, str) else ""
