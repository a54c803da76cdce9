"""The stage: the one folder Typst may read. Templates and prepared pictures lie in it, named after their content."""

from __future__ import annotations

import hashlib
import io
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageCms

from press.errors import UnreadableMediaError
from press.imaging.decode import open_picture
from press.imaging.svg_drawing import draw_svg
from press.imaging.svg_safety import svg_fault

RECIPE = 1
"""Raise when prepared pictures would come out different."""
_LONGEST_SIDE = 6000
"""px; a 2.4 m board at 96 ppi needs 2,300 for its widest picture, A3 at 300 ppi 3,300."""
_QUALITY = 92
_SVG_WIDTH_PX = 2400
_ART_WIDTH_PX = 2400
"""The mark is at most 54 mm high, and some ten times as wide as high: sharper than any format asks for."""
_SHADED = re.compile(rb"<(?:\w+:)?(?:linearGradient|radialGradient|pattern|filter|mask)\b")
_WHITE = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class StagedPicture:
    """A picture on the stage: path from Typst's root, and size in px."""

    file: str
    width: int
    height: int

    @property
    def ratio(self) -> float:
        """Width over height."""
        return self.width / self.height


@dataclass(frozen=True, slots=True)
class Stage:
    """A prepared folder.

    root   Typst's root
    fonts  folder of the print fonts
    """

    root: Path
    fonts: Path


def open_stage(folder: Path, overlays: Path) -> Stage:
    """Lay out the templates and the mark's drawing in a folder of their own digest.

    Args:
        folder: where stages live, e.g. `.cache/print`; made when missing.
        overlays: the project's overlays, with `print/`, `badge/` and `fonts/`.
    """
    own = overlays / "print"
    sources = [*sorted(own.glob("*.typ")), own / "palette.json", overlays / "badge" / "mark.typ"]
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.name.encode() + b"\0" + source.read_bytes())
    root = folder.absolute() / f"stage-{digest.hexdigest()[:16]}"
    for source in sources:
        target, data = root / source.parent.name / source.name, source.read_bytes()
        if not target.is_file() or target.read_bytes() != data:  # a damaged one would stop every sheet, for ever
            _write(target, data)
    return Stage(root, overlays.absolute() / "fonts")


def stage_picture(stage: Stage, file: Path, profile: Path) -> tuple[StagedPicture, StagedPicture]:
    """Prepare one picture file for screen (sRGB) and press (CMYK by the profile), once a content.

    Transparent pixels stand on white; orientation is applied; a picture larger than any sheet needs is reduced. SVG is
    drawn at a width that is sharp on every format.

    Raises:
        MediaError: unreadable, over the limits, or an SVG that holds a script or an outside reference.
    """
    data = file.read_bytes()
    key = hashlib.sha256(b"%d\0" % RECIPE + data + b"\0" + _digest(profile)).hexdigest()[:24]
    screen, press = (stage.root / "img" / f"{key}-{kind}.jpg" for kind in ("rgb", "cmyk"))
    if not (screen.is_file() and press.is_file()):
        picture = _pixels(stage, file, data)
        _write(screen, _jpeg(picture))
        _write(press, _jpeg(ImageCms.applyTransform(picture, cmyk_transform(profile)) or picture))
    with Image.open(screen) as opened:
        size = opened.size
    staged = [StagedPicture(f"/img/{path.name}", *size) for path in (screen, press)]
    return staged[0], staged[1]


@lru_cache(maxsize=256)
def staged_digest(root: Path, picture: StagedPicture) -> str:
    """Return the SHA-256 of a staged file; what is staged never changes."""
    return hashlib.sha256((root / picture.file.lstrip("/")).read_bytes()).hexdigest()


def stage_art(stage: Stage, file: Path) -> str:
    """Put official artwork (checked by `press.campaign.art`) on the stage; return its path from Typst's root.

    Colours that run into each other cannot be put into inks one by one, so a drawing with gradients or filters becomes
    a picture, transparent where it was.
    """
    data = file.read_bytes()
    shaded = file.suffix.lower() == ".svg" and _SHADED.search(data) is not None
    name = f"{hashlib.sha256(data).hexdigest()[:24]}{'.png' if shaded else file.suffix.lower()}"
    target = stage.root / "img" / name
    if not target.is_file():
        _write(target, _png(draw_svg(data, stage.fonts.parent, _ART_WIDTH_PX)) if shaded else data)
    return f"/img/{name}"


def to_cmyk(colour: str, profile: Path) -> tuple[float, float, float, float]:
    """Return a `#RRGGBB` colour in per cent of the profile's inks, as the pictures are converted."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    image = ImageCms.applyTransform(Image.new("RGB", (1, 1), (red, green, blue)), cmyk_transform(profile))
    pixel = image.getpixel((0, 0)) if image is not None else None
    if not isinstance(pixel, tuple):
        raise UnreadableMediaError("颜色配置文件不能用来换算颜色")
    inks = tuple(round(value / 2.55, 1) for value in pixel)
    return inks[0], inks[1], inks[2], inks[3]


def _pixels(stage: Stage, file: Path, data: bytes) -> Image.Image:
    if file.suffix.lower() == ".svg" or data.lstrip()[:5] in {b"<?xml", b"<svg "}:
        fault = svg_fault(data)
        if fault is not None:
            raise UnreadableMediaError(fault)
        picture = draw_svg(data, stage.fonts.parent, _SVG_WIDTH_PX)
    else:
        picture = open_picture(file).frames[0].image
    if picture.mode == "RGBA":
        ground = Image.new("RGB", picture.size, _WHITE)
        ground.paste(picture, mask=picture.getchannel("A"))
        picture = ground
    picture = picture.convert("RGB")
    picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return picture


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, subsampling=0, optimize=False)
    return out.getvalue()


@cache
def _digest(file: Path) -> bytes:
    return hashlib.sha256(file.read_bytes()).digest()


@cache
def cmyk_transform(profile: Path) -> ImageCms.ImageCmsTransform:
    """Return the transform from sRGB to a profile's inks, made once a process."""
    # Relative colorimetric with black point compensation: what prepress tools do by default.
    return ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"),
        ImageCms.ImageCmsProfile(io.BytesIO(profile.read_bytes())),
        "RGB",
        "CMYK",
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )


def _write(target: Path, data: bytes) -> None:
    """Write under a temporary name and rename: a killed run leaves no half file, two runs do not meet."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    part.write_bytes(data)
    part.replace(target)


def missing_pictures(addresses: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """Return the addresses that no file stands behind, in order."""
    there = set(known)
    return tuple(dict.fromkeys(address for address in addresses if address not in there))
