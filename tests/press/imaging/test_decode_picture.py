from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pillow_heif
import pytest
from PIL import Image, ImageCms, ImageDraw

from press.errors import MediaError, MediaLimitError, UnreadableMediaError
from press.imaging.decode import Family, open_picture

RED, WHITE = (200, 30, 30), (255, 255, 255)


def scene(mode: str = "RGB", size: tuple[int, int] = (64, 40)) -> Image.Image:
    """White with a red top left quarter: shows every turn and flip."""
    image = Image.new("RGB", size, WHITE)
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2 - 1, size[1] // 2 - 1), fill=RED)
    return image.convert(mode)


def corner(image: Image.Image) -> tuple[int, int, int]:
    red, green, blue = image.convert("RGB").getpixel((6, 6))  # type: ignore[misc]  # RGB pixels are triples
    return red, green, blue


def is_red(colour: tuple[int, int, int]) -> bool:
    return colour[0] > 140 and colour[1] < 110 and colour[2] < 110


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_orientation_is_applied(tmp_path: Path, orientation: int, form: str) -> None:
    undo = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }
    stored = scene()
    for step in undo.get(orientation, []):
        stored = stored.transpose(step)
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "a", format=form, exif=exif)
    opened = open_picture(tmp_path / "a")
    assert (opened.width, opened.height) == (64, 40)
    assert is_red(corner(opened.frames[0].image))
    assert not is_red(opened.frames[0].image.convert("RGB").getpixel((60, 36)))  # type: ignore[arg-type]  # triples


@pytest.mark.parametrize(
    ("mode", "form", "family", "result"),
    [
        ("RGB", "JPEG", Family.JPEG, "RGB"),
        ("L", "JPEG", Family.JPEG, "RGB"),
        ("CMYK", "JPEG", Family.JPEG, "RGB"),
        ("CMYK", "TIFF", Family.JPEG, "RGB"),
        ("1", "PNG", Family.PNG, "RGB"),
        ("P", "PNG", Family.PNG, "RGB"),
        ("LA", "PNG", Family.PNG, "RGB"),
        ("RGBA", "PNG", Family.PNG, "RGB"),
        ("I;16", "PNG", Family.PNG, "RGB"),
        ("P", "GIF", Family.GIF, "RGB"),
        ("RGB", "BMP", Family.JPEG, "RGB"),
        ("RGB", "AVIF", Family.JPEG, "RGB"),
        ("F", "TIFF", Family.JPEG, "RGB"),
        ("LAB", "TIFF", Family.JPEG, "RGB"),
    ],
)
def test_every_mode_becomes_srgb(tmp_path: Path, mode: str, form: str, family: Family, result: str) -> None:
    if mode == "I;16":
        deep = np.asarray(scene("L")).astype(np.uint16) * 257
        image = Image.fromarray(deep)
    elif mode == "LAB":
        turned = ImageCms.profileToProfile(
            scene(), ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB"
        )
        assert turned is not None
        image = turned
    else:
        image = scene(mode)
    image.save(tmp_path / "a", format=form)
    opened = open_picture(tmp_path / "a")
    assert (opened.family, opened.frames[0].image.mode) == (family, result)
    pixels = np.asarray(opened.frames[0].image)
    assert pixels[-4, -4].min() > 240
    dark = pixels[6, 6].mean()
    assert 60 < dark < 150 or mode in {"1", "P"}


def test_transparency_survives(tmp_path: Path) -> None:
    image = scene("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    for form, family in (("PNG", Family.PNG), ("WEBP", Family.WEBP), ("TIFF", Family.PNG), ("AVIF", Family.PNG)):
        image.save(tmp_path / "a", format=form)
        opened = open_picture(tmp_path / "a")
        assert (opened.family, opened.frames[0].image.mode) == (family, "RGBA")
    palette = scene("P")
    palette.save(tmp_path / "a", format="PNG", transparency=0)
    assert open_picture(tmp_path / "a").frames[0].image.mode in {"RGB", "RGBA"}


def test_heic(tmp_path: Path) -> None:
    pillow_heif.from_pillow(scene(size=(128, 80))).save(str(tmp_path / "a.heic"), quality=90)
    opened = open_picture(tmp_path / "a.heic")
    assert (opened.family, opened.width, opened.height) == (Family.JPEG, 128, 80)
    assert is_red(corner(opened.frames[0].image))


@pytest.mark.parametrize(("form", "family"), [("GIF", Family.GIF), ("WEBP", Family.WEBP), ("PNG", Family.PNG)])
def test_every_frame_of_an_animation_is_kept(tmp_path: Path, form: str, family: Family) -> None:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "lime", "blue")]
    frames[0].save(
        tmp_path / "a", format=form, save_all=True, append_images=frames[1:], duration=[100, 200, 300], loop=0
    )
    opened = open_picture(tmp_path / "a")
    assert (opened.family, len(opened.frames), opened.loop) == (family, 3, 0)
    assert [frame.duration for frame in opened.frames] == [100, 200, 300]
    assert [max(range(3), key=corner(frame.image).__getitem__) for frame in opened.frames] == [0, 1, 2]


def test_a_foreign_profile_is_converted(tmp_path: Path) -> None:
    linear = scene()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    linear.save(tmp_path / "same", format="PNG", icc_profile=profile.tobytes())
    same = np.asarray(open_picture(tmp_path / "same").frames[0].image)
    assert np.abs(same.astype(int) - np.asarray(linear).astype(int)).max() <= 2
    linear.save(tmp_path / "broken", format="PNG", icc_profile=b"no profile at all")
    assert is_red(corner(open_picture(tmp_path / "broken").frames[0].image))


def test_private_metadata_stays_behind_and_the_author_comes_along(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x013B] = b"Li"
    exif[0x8298] = "©县卫健局".encode()
    exif[0xA431] = "SERIAL-123"
    exif.get_ifd(0x8825)[1] = "N"
    scene().save(tmp_path / "a.jpg", exif=exif)
    opened = open_picture(tmp_path / "a.jpg")
    assert opened.labels.artist == b"Li"
    assert opened.labels.copyright.decode() == "©县卫健局"
    assert opened.frames[0].image.info == {}


def test_the_name_does_not_matter(tmp_path: Path) -> None:
    scene().save(tmp_path / "其实是 PNG.jpg", format="PNG")
    assert open_picture(tmp_path / "其实是 PNG.jpg").family is Family.PNG


def test_large_jpegs_are_decoded_smaller(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (800, 6400), "white").save(tmp_path / "lying.jpg", exif=exif)
    assert open_picture(tmp_path / "lying.jpg", 1600).width == 1600
    Image.new("RGB", (800, 6400), "white").save(tmp_path / "long.jpg")
    assert open_picture(tmp_path / "long.jpg", 1600).width == 800


def _png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(60_000, 60_000), (20_000, 20_000), (70_000, 10), (9_000, 9_500)])
def test_bombs_are_refused_before_decoding(tmp_path: Path, size: tuple[int, int]) -> None:
    (tmp_path / "bomb.png").write_bytes(_png_header(*size))
    with pytest.raises(MediaLimitError):
        open_picture(tmp_path / "bomb.png")


NO_PICTURES = [b"", b"text", b"GIF89a", b"\xff\xd8\xff\xe0", b"%!PS-Adobe-3.0 EPSF-3.0\n", b"<svg/>"]


@pytest.mark.parametrize("content", NO_PICTURES)
def test_what_is_no_picture_is_unreadable(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.jpg").write_bytes(content)
    with pytest.raises(UnreadableMediaError):
        open_picture(tmp_path / "a.jpg")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "AVIF"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_truncated_files_are_unreadable_or_whole(tmp_path: Path, form: str, share: float) -> None:
    noisy: Any = Image.effect_noise((160, 120), 90).convert("RGB")
    buffer = io.BytesIO()
    noisy.save(buffer, format=form)
    data = buffer.getvalue()
    (tmp_path / "a").write_bytes(data[: int(len(data) * share)])
    with pytest.raises(MediaError):
        open_picture(tmp_path / "a")


def test_flipped_bytes_never_escape_as_another_error(tmp_path: Path) -> None:
    generator = np.random.default_rng(7)
    for form in ("JPEG", "PNG", "GIF", "WEBP", "TIFF"):
        buffer = io.BytesIO()
        scene().save(buffer, format=form)
        for _ in range(25):
            data = bytearray(buffer.getvalue())
            for position in generator.integers(0, len(data), 6):
                data[position] = int(generator.integers(0, 256))
            (tmp_path / "a").write_bytes(data)
            try:
                assert open_picture(tmp_path / "a").frames[0].image.mode in {"RGB", "RGBA"}
            except MediaError:
                continue
