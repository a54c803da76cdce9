"""From every mode and profile Pillow knows to 8-bit sRGB."""

from __future__ import annotations

import io
from functools import cache

import numpy as np
from PIL import Image, ImageCms

_ALPHA_MODES = frozenset({"RGBA", "LA", "PA", "La", "RGBa"})
_DEEP_MODES = frozenset({"I", "I;16", "I;16B", "I;16L", "I;16N", "F"})
_OPAQUE = 255


def to_srgb(image: Image.Image) -> Image.Image:
    """Return the picture as RGB, or RGBA where any pixel is transparent. EXIF stays attached for the orientation.

    An embedded profile is honoured (perceptual intent, as viewers do); a damaged one is taken for sRGB.

    Raises:
        Exception: whatever the decoder raises while loading broken bytes.
    """
    profile = image.info.get("icc_profile")
    flat, alpha = _split_alpha(image)
    colours = _with_profile(flat, profile) if profile else _plain(flat)
    if alpha is not None and alpha.getextrema()[0] != _OPAQUE:
        colours.putalpha(alpha)
    if "exif" in image.info:
        colours.info["exif"] = image.info["exif"]
    return colours


def _split_alpha(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    if image.mode in _DEEP_MODES:
        return _to_eight_bits(image), None
    if image.mode in _ALPHA_MODES or "transparency" in image.info:
        full = image.convert("RGBA")
        return full.convert("RGB"), full.getchannel("A")
    if image.mode in {"P", "1", "RGBX", "HSV", "YCbCr"}:
        return image.convert("RGB"), None
    image.load()
    return image, None


def _to_eight_bits(image: Image.Image) -> Image.Image:
    values = np.nan_to_num(np.asarray(image).astype(np.float64))
    top = float(values.max(initial=0.0))
    if image.mode.startswith("I;16") or 255.0 < top <= 65535.0:  # noqa: PLR2004 - the ranges of 8 and 16 bits
        values /= 257.0
    elif top > 65535.0:  # noqa: PLR2004 - beyond 16 bits only the relation counts
        values *= 255.0 / top
    elif image.mode == "F" and top <= 1.0:
        values *= 255.0
    return Image.fromarray(np.clip(np.rint(values), 0, 255).astype(np.uint8))


def _with_profile(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if image.mode == "RGB" and "srgb" in ImageCms.getProfileDescription(source).lower():
            return image.copy()
        turned = ImageCms.profileToProfile(image, source, _srgb(), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return _plain(image)  # a damaged profile, or one for another colour space: viewers ignore it as well
    return turned if turned is not None else _plain(image)


def _plain(image: Image.Image) -> Image.Image:
    if image.mode == "LAB":
        lab = ImageCms.profileToProfile(image, ImageCms.createProfile("LAB"), _srgb(), outputMode="RGB")
        return lab if lab is not None else image.convert("RGB")
    return image.convert("RGB") if image.mode != "RGB" else image.copy()


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
