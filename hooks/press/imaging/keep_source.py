"""Opening a picture that is to come out as it went in: its own format, size, colour space and profile.

Where `press.imaging.decode.open_picture` turns everything into 8-bit sRGB for the web, here colours stay as they are
(CMYK and 16-bit grey included); only palettes and odd modes become the nearest mode that can be drawn on. Plain grey
becomes RGB: the seal has the campaign's colour.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image, ImageSequence, JpegImagePlugin

from press.imaging.colour import to_srgb
from press.imaging.decode import check_pixels, exif_tags, guarded, note_of
from press.imaging.keep_labels import Labels, read_labels

_DRAWN_ON = frozenset({"RGB", "RGBA", "CMYK", "I;16"})
"""Modes that the mark can be drawn on; all others are turned into one of them."""

_SEVERAL = frozenset({"GIF", "WEBP", "PNG", "AVIF", "TIFF"})
"""Formats whose every frame or page is kept."""

_DEPTH = 8
_BITS_PER_SAMPLE = 258
_HDR = frozenset({16, 18})
"""Transfer characteristics PQ and HLG (ITU-T H.273)."""

_ORIENTATION = 0x0112
_TURNS: dict[object, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each EXIF orientation."""


@dataclass(frozen=True, slots=True)
class KeptFrame:
    """One upright frame or page in its own mode, its ICC profile (empty: sRGB), and ms shown."""

    image: Image.Image
    profile: bytes = b""
    duration: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """A decoded file.

    frames   at least one; pages of a TIFF may differ in size and mode
    form     Pillow's name of the format it is written as again
    options  how the source was written, as arguments of Pillow's `save`
    labels   rights and AI label
    note     what it says of the mark it carries
    remarks  what cannot come along, in Chinese
    """

    frames: tuple[KeptFrame, ...]
    form: str
    options: dict[str, Any]
    labels: Labels
    note: str
    remarks: tuple[str, ...]


def open_kept(data: bytes) -> Kept:
    """Decode a picture file's bytes.

    Raises:
        UnreadableMediaError: truncated, corrupt, or no picture.
        MediaLimitError: too many pixels.
    """
    with guarded(data) as opened:
        tags = exif_tags(opened)
        form = {"MPO": "JPEG"}.get(opened.format or "", opened.format or "")
        count = int(getattr(opened, "n_frames", 1))
        check_pixels(opened, count if opened.format in _SEVERAL else 1)
        options = _options(opened, form, data)  # before decoding: Pillow forgets some of it afterwards
        labels, note, remarks = read_labels(opened, tags), note_of(opened, tags), _remarks(opened, data, count)
        frames = _frames(opened, count)
        return Kept(frames, form, options, labels, note, tuple(remarks))


def _frames(opened: Image.Image, count: int) -> tuple[KeptFrame, ...]:
    if count == 1 or opened.format not in _SEVERAL:
        # Saved as it is, a TIFF would take its old JPEG tables along, which fit the new pixels no more.
        return (_frame(opened, copied=opened.format == "TIFF"),)
    # An APNG's default image stands in for viewers that cannot show the animation.
    skip = 1 if getattr(opened, "default_image", False) else 0
    frames: list[KeptFrame] = []
    for number, frame in enumerate(ImageSequence.Iterator(opened)):
        check_pixels(frame, count)
        if number >= skip:
            frames.append(_frame(frame, copied=True))
    if opened.format != "TIFF" and len({frame.image.mode for frame in frames}) > 1:
        return tuple(KeptFrame(frame.image.convert("RGBA"), frame.profile, frame.duration) for frame in frames)
    return tuple(frames)


def _frame(opened: Image.Image, *, copied: bool = False) -> KeptFrame:
    opened.load()
    duration = int(opened.info.get("duration", 0) or 0)
    profile = opened.info.get("icc_profile") or b""
    image, profile = _drawable(opened, profile if isinstance(profile, bytes) else b"")
    turn = None if opened.format == "TIFF" else _TURNS.get(_orientation(opened))  # Pillow turns a TIFF by itself
    if turn is not None:
        image = image.transpose(turn)
    elif copied and image is opened:
        image = opened.copy()
    image.info = {}
    return KeptFrame(image, profile, duration)


def _orientation(opened: Image.Image) -> object:
    """Return the EXIF orientation; Pillow's own answer would heed XMP too, which viewers ignore."""
    exif = Image.Exif()
    try:
        exif.load(opened.info.get("exif") or _hex_exif(opened))
        return exif.get(_ORIENTATION)
    except Exception:  # noqa: BLE001 - an unreadable orientation means none
        return None


def _hex_exif(opened: Image.Image) -> bytes:
    """Return the EXIF block that ImageMagick writes into PNG as hexadecimal text, three lines of heading first."""
    return bytes.fromhex("".join(str(opened.info.get("Raw profile type exif", "")).split("\n")[3:]))


def _drawable(opened: Image.Image, profile: bytes) -> tuple[Image.Image, bytes]:
    """Return the picture in a mode that can be drawn on, and the profile that still fits it."""
    if opened.mode in _DRAWN_ON and "transparency" not in opened.info:
        return opened, profile
    if opened.mode in {"1", "L"} and not profile and "transparency" not in opened.info:
        turned = opened.convert("RGB")
    elif opened.mode.startswith("I;16"):
        turned = Image.fromarray(np.asarray(opened).astype(np.uint16))  # Pillow's own way clips to 8 bits
    elif opened.mode in {"P", "PA", "RGB", "RGBX", "RGBa"}:
        transparent = opened.has_transparency_data
        turned = opened.convert("RGBA" if transparent else "RGB")
    else:  # grey with a profile, LA, LAB, YCbCr, HSV, 32-bit grey: their profiles fit no other mode
        turned, profile = to_srgb(opened), b""
    return turned, profile


def _options(opened: Image.Image, form: str, data: bytes) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if form == "JPEG":
        tables = getattr(opened, "quantization", None) or {}
        options = {
            "qtables": [list(table) for _, table in sorted(tables.items())],
            "subsampling": JpegImagePlugin.get_sampling(opened),
            "progressive": bool(opened.info.get("progressive")),
        }
    elif form == "TIFF":
        options = {"compression": opened.info.get("compression")}
    elif form == "WEBP":
        options = {"lossless": _webp_lossless(data)}
    if form in {"GIF", "PNG", "WEBP"} and isinstance(opened.info.get("loop"), int):
        options["loop"] = opened.info["loop"]
    dpi = opened.info.get("dpi")
    if form in {"JPEG", "PNG", "TIFF", "BMP"} and isinstance(dpi, tuple) and all(0 < value < 1e5 for value in dpi):  # noqa: PLR2004 - dots per inch of any device
        options["dpi"] = (float(dpi[0]), float(dpi[1]))
    return options


def _webp_lossless(data: bytes) -> bool:
    """Walk the container's chunks (RFC 9649): lossless frames are `VP8L`, lossy ones `VP8 `."""
    place, names = 12, set()
    while place + 8 <= len(data):
        name, size = data[place : place + 4], struct.unpack_from("<I", data, place + 4)[0]
        names.add(name)
        # A frame of an animation holds chunks of its own behind sixteen bytes of its own header.
        place += 8 + 16 if name == b"ANMF" else 8 + size + size % 2
    return b"VP8L" in names and b"VP8 " not in names


def _colour_depth(opened: Image.Image, data: bytes) -> int:
    """Return the bits of one colour channel as stored; of grey, which is kept as it is, and where unknown: 8."""
    if opened.format == "PNG":
        return data[24] if data[25:26] != b"\0" else _DEPTH  # IHDR: bit depth, colour type (0: grey)
    if opened.format == "TIFF" and not opened.mode.startswith(("I", "F")):
        bits = getattr(opened, "tag_v2", {}).get(_BITS_PER_SAMPLE)
        return max(bits) if isinstance(bits, tuple) and bits else _DEPTH
    found = opened.info.get("bit_depth")
    return found if isinstance(found, int) else _DEPTH


def _transfer(opened: Image.Image) -> object:
    nclx = opened.info.get("nclx_profile")
    return nclx.get("transfer_characteristics") if isinstance(nclx, dict) else None


def _remarks(opened: Image.Image, data: bytes, count: int) -> list[str]:
    remarks: list[str] = []
    if opened.format in {"MPO", "HEIF"} and count > 1:
        remarks.append("文件里附带的另外几幅图（预览、立体图、HDR 增强等）没有保留")
    depth = _colour_depth(opened, data)
    if depth > _DEPTH:
        remarks.append(f"{depth} 位彩色已转成普通的 8 位：所用的图片程序库存不下更多（肉眼看不出；印刷用图请保留原件）")
    if _transfer(opened) in _HDR:
        remarks.append("这是 HDR 照片，已按普通照片处理，颜色可能偏淡；请打开看一看，必要时在手机里另存为 JPG 再加标识")
    if opened.mode in {"I", "F"}:
        remarks.append("科研用的高精度灰度图已转成普通灰度图")
    return remarks
