"""Pictures come out as they went in, but for the mark and for what nobody else needs to know."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pillow_heif
import pytest
from PIL import Image, ImageCms, ImageDraw, ImageFilter
from PIL.PngImagePlugin import PngInfo

from press.campaign.model import Campaign
from press.errors import MediaError, MediaLimitError, UnreadableMediaError
from press.imaging.decode import open_picture
from press.imaging.geometry import Box, Size, place
from press.imaging.keep import keep_marked
from press.imaging.keep_source import open_kept
from press.imaging.render import TooSmallError
from press.imaging.treatment import fits
from press.stamp.products import document_product

pillow_heif.register_heif_opener(thumbnails=False)

SIZE = (640, 400)
SMALL = (256, 200)
"""For HEIC, whose encoder takes its time."""
GPS = 0x8825


def photo(size: tuple[int, int] = SIZE, mode: str = "RGB") -> Image.Image:
    """Soft colours with some texture: what a codec has to work for."""
    x, y = np.meshgrid(np.linspace(0, 1, size[0]), np.linspace(0, 1, size[1]))
    waves = 90 + 50 * np.sin(9 * x + 5 * y) + 30 * np.cos(31 * x * y)
    noise = np.random.default_rng(7).normal(0, 6, (size[1], size[0]))
    channels = [waves + noise, waves * 0.8 + 40 + noise, 220 - waves + noise]
    image = Image.fromarray(np.clip(np.stack(channels, axis=-1), 0, 255).astype(np.uint8))
    ImageDraw.Draw(image).ellipse((350, 120, 560, 330), fill=(200, 60, 40))
    return image.filter(ImageFilter.GaussianBlur(0.6)).convert(mode)


def mark_box(size: tuple[int, int], campaign: Campaign) -> Box:
    product = document_product(campaign)
    canvas = Size(*size)
    fitted = fits(canvas, campaign, product)
    assert fitted is not None
    return place(canvas, fitted.mark, product.anchor, product.margin)


def likeness(one: Image.Image, other: Image.Image, box: Box) -> float:
    """Mean SSIM (Wang et al. 2004, 7×7 windows) of luma outside the mark and a margin about it."""
    x, y = (np.asarray(image.convert("L"), dtype=np.float64) for image in (one, other))

    def mean(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        total = np.cumsum(np.cumsum(np.pad(values, ((4, 3), (4, 3)), mode="edge"), 0), 1)
        return np.asarray((total[7:, 7:] - total[:-7, 7:] - total[7:, :-7] + total[:-7, :-7]) / 49)

    mx, my = mean(x), mean(y)
    vx, vy, both = mean(x * x) - mx * mx, mean(y * y) - my * my, mean(x * y) - mx * my
    low, high = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    ssim = ((2 * mx * my + low) * (2 * both + high)) / ((mx * mx + my * my + low) * (vx + vy + high))
    outside = np.ones(x.shape, dtype=bool)
    outside[max(0, box.top - 24) : box.bottom + 24, max(0, box.left - 24) : box.right + 24] = False
    return float(ssim[outside].mean())


def keep(campaign: Campaign, file: Path) -> Path:
    out = file.with_name(f"out{file.suffix}")
    before = file.read_bytes()
    result = keep_marked(file, campaign, lambda _: document_product(campaign), out)
    assert not result.already
    assert file.read_bytes() == before
    return out


def shows_mark(before: Image.Image, after: Image.Image, box: Box) -> bool:
    """Whether something with the mark's strong contrast was drawn in the box."""
    one, two = (np.asarray(image.convert("L").crop(box.corners)).astype(int) for image in (before, after))
    return bool(np.abs(one - two).max() > 60 and np.ptp(two) > 100)


def has_red(image: Image.Image) -> bool:
    red, green, _ = (np.asarray(channel).astype(int) for channel in image.split())
    return bool((red - green > 60).any())


CASES: list[tuple[str, str, dict[str, Any]]] = [
    ("a.jpg", "RGB", {"quality": 90}),
    ("low.jpg", "RGB", {"quality": 30}),
    ("444.jpg", "RGB", {"quality": 95, "subsampling": 0, "progressive": True}),
    ("grey.jpg", "L", {"quality": 90}),
    ("cmyk.jpg", "CMYK", {"quality": 92}),
    ("a.png", "RGB", {}),
    ("alpha.png", "RGBA", {}),
    ("grey.png", "L", {}),
    ("greyalpha.png", "LA", {}),
    ("palette.png", "P", {}),
    ("bits.png", "1", {}),
    ("a.webp", "RGB", {"quality": 92, "method": 0}),
    ("exact.webp", "RGB", {"lossless": True, "method": 0}),
    ("a.gif", "P", {}),
    ("lzw.tif", "RGB", {"compression": "tiff_lzw"}),
    ("jpeg.tif", "RGB", {"compression": "jpeg", "quality": 95}),
    ("cmyk.tif", "CMYK", {}),
    ("fax.tif", "1", {"compression": "group4"}),
    ("a.heic", "RGB", {"quality": 92}),
    ("a.avif", "RGB", {"quality": 92, "speed": 10}),
    ("a.bmp", "RGB", {}),
]


@pytest.mark.parametrize(("name", "mode", "options"), CASES, ids=[case[0] for case in CASES])
def test_format_size_and_look_are_kept(
    campaign: Campaign, tmp_path: Path, name: str, mode: str, options: dict[str, Any]
) -> None:
    file = tmp_path / name
    form = {".heic": "HEIF", ".tif": "TIFF", ".jpg": "JPEG"}.get(file.suffix, file.suffix[1:].upper())
    size = SMALL if form == "HEIF" else SIZE
    photo(size).convert(mode).save(file, format=form, **options)
    out = keep(campaign, file)
    with Image.open(file) as before, Image.open(out) as after:
        assert after.format == form
        assert after.size == size
        box = mark_box(size, campaign)
        assert shows_mark(before, after, box)
        assert likeness(before, after, box) >= 0.98
        if mode in {"RGB", "RGBA", "CMYK"} and form != "GIF":
            assert after.mode == mode
        if form != "GIF" and mode != "CMYK":
            assert has_red(after.convert("RGB").crop(box.corners)), "the seal has its colour on grey, too"


def test_unchanged_blocks_of_a_jpeg_stay_as_they_were(campaign: Campaign, tmp_path: Path) -> None:
    photo().save(tmp_path / "a.jpg", quality=90, subsampling=0)
    out = keep(campaign, tmp_path / "a.jpg")
    one, two = (np.asarray(Image.open(file)).astype(int)[200:] for file in (tmp_path / "a.jpg", out))
    assert np.abs(one - two).max() <= 3


def test_sixteen_bits_of_grey_are_kept(campaign: Campaign, tmp_path: Path) -> None:
    values = np.linspace(0, 65535, SIZE[0] * SIZE[1]).reshape(SIZE[1], SIZE[0]).astype(np.uint16)
    for name in ("deep.png", "deep.tif"):
        Image.fromarray(values).save(tmp_path / name)
        with Image.open(keep(campaign, tmp_path / name)) as after:
            assert after.mode == "I;16"
            deep = np.asarray(after)
        assert (deep[200:] == values[200:]).all()
        assert (deep[:100, :300] != values[:100, :300]).any()


def display_profile() -> bytes:
    """A profile with its own description, so that it cannot be taken for plain sRGB."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()


@pytest.mark.parametrize(("name", "form"), [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP"), ("a.tif", "TIFF")])
def test_profiles_survive(campaign: Campaign, tmp_path: Path, name: str, form: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    photo().save(tmp_path / name, format=form, icc_profile=profile)
    with Image.open(keep(campaign, tmp_path / name)) as after:
        assert after.info["icc_profile"] == profile


def test_a_profile_for_other_colours_does_no_harm(campaign: Campaign, tmp_path: Path) -> None:
    photo().save(tmp_path / "a.jpg", icc_profile=display_profile())
    with Image.open(tmp_path / "a.jpg") as before, Image.open(keep(campaign, tmp_path / "a.jpg")) as after:
        assert likeness(before, after, mark_box(SIZE, campaign)) >= 0.98


def metadata() -> Image.Exif:
    exif = Image.Exif()
    exif[0x013B] = "张医生".encode()
    exif[0x8298] = "某县卫健局".encode()
    exif[0x010F] = "CameraMaker"
    exif.get_ifd(0x8769)[0xA431] = "SERIAL-12345"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (51.0, 30.0, 12.0)
    return exif


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tif", "a.heic", "a.avif"])
def test_rights_stay_and_places_go(campaign: Campaign, tmp_path: Path, name: str) -> None:
    form = {"heic": "HEIF", "tif": "TIFF", "jpg": "JPEG"}.get(name[2:], name[2:].upper())
    photo(SMALL).save(tmp_path / name, format=form, exif=metadata())
    out = keep(campaign, tmp_path / name)
    data = out.read_bytes()
    assert b"SERIAL-12345" not in data
    assert b"CameraMaker" not in data
    with Image.open(out) as after:
        exif = after.getexif()
        assert not exif.get_ifd(GPS)
        assert str(exif[0x8298]).encode("latin-1").startswith("某县卫健局".encode())
        assert str(exif[0x013B]).encode("latin-1").startswith("张医生".encode())


XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/"
 xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="51,30N" TC260:AIGC='{"Label":"1"}'>
<dc:rights><rdf:Alt><rdf:li>某县卫健局</rdf:li></rdf:Alt></dc:rights></rdf:Description></rdf:RDF></x:xmpmeta>"""


@pytest.mark.parametrize(
    ("name", "form"), [("a.jpg", "JPEG"), ("a.webp", "WEBP"), ("a.png", "PNG"), ("a.avif", "AVIF")]
)
def test_the_label_of_made_pictures_stays(campaign: Campaign, tmp_path: Path, name: str, form: str) -> None:
    options: dict[str, Any] = {"xmp": XMP.encode()}
    if form == "PNG":
        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", XMP)
        options = {"pnginfo": info}
    photo().save(tmp_path / name, format=form, **options)
    out = keep(campaign, tmp_path / name)
    with Image.open(out) as after:
        packet = after.info["xmp"]
        assert b"AIGC" in packet
        assert b"Label" in packet
        assert b"GPS" not in packet
        assert str(after.getexif()[0x8298]).encode("latin-1") == "某县卫健局".encode()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize(("name", "form"), [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP"), ("a.tif", "TIFF")])
def test_pictures_are_turned_upright(
    campaign: Campaign, tmp_path: Path, name: str, form: str, orientation: int
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    photo((320, 200)).save(tmp_path / name, format=form, exif=exif)
    upright = open_picture(tmp_path / name)
    out = keep(campaign, tmp_path / name)
    with Image.open(out) as after:
        assert after.size == (upright.width, upright.height)
        assert after.getexif().get(0x0112, 1) == 1
        assert likeness(upright.frames[0].image, after, mark_box(after.size, campaign)) > 0.97


@pytest.mark.parametrize(("name", "form"), [("a.gif", "GIF"), ("a.webp", "WEBP"), ("a.png", "PNG"), ("a.avif", "AVIF")])
def test_every_frame_of_an_animation_is_marked(campaign: Campaign, tmp_path: Path, name: str, form: str) -> None:
    frames = [photo((320, 240)).point(lambda level, step=step: level * (6 - step) // 6) for step in range(4)]
    timing: dict[str, Any] = {"duration": [100, 200, 300, 400], "save_all": True, "append_images": frames[1:]}
    timing |= {"loop": 3} if form != "AVIF" else {}
    frames[0].save(tmp_path / name, format=form, **timing)
    out = keep(campaign, tmp_path / name)
    before, after = open_picture(tmp_path / name), open_picture(out)
    assert [frame.duration for frame in after.frames] == [frame.duration for frame in before.frames]
    assert after.loop == before.loop
    box = mark_box((320, 240), campaign)
    for one, two in zip(before.frames, after.frames, strict=True):
        assert shows_mark(one.image, two.image, box)
        assert likeness(one.image, two.image, box) >= 0.98


def test_every_page_of_a_scan_is_marked_at_its_own_size(campaign: Campaign, tmp_path: Path) -> None:
    pages = [photo((640, 400)), photo((400, 640)).convert("RGBA"), photo((500, 500)).convert("CMYK")]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:], compression="tiff_lzw")
    out = keep(campaign, tmp_path / "a.tif")
    with Image.open(out) as after:
        assert getattr(after, "n_frames", 1) == 3
        for number, page in enumerate(pages):
            after.seek(number)
            assert (after.size, after.mode) == (page.size, page.mode)
            assert shows_mark(page, after, mark_box(page.size, campaign))


def test_transparency_is_kept(campaign: Campaign, tmp_path: Path) -> None:
    clear = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    ImageDraw.Draw(clear).rectangle((200, 150, 399, 299), fill=(30, 90, 60, 255))
    for name in ("a.png", "a.webp", "a.gif"):
        options = {"lossless": True} if name.endswith("webp") else {}
        clear.save(tmp_path / name, **options)
        alpha = open_picture(keep(campaign, tmp_path / name)).frames[0].image.getchannel("A")
        assert alpha.getpixel((100, 250)) == 0
        assert alpha.getpixel((300, 250)) == 255
        assert alpha.crop(mark_box((400, 300), campaign).corners).getextrema()[1] == 255


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.gif", "a.tif", "cmyk.jpg", "a.heic"])
def test_nothing_is_marked_twice(campaign: Campaign, tmp_path: Path, name: str) -> None:
    form = {"heic": "HEIF", "tif": "TIFF", "jpg": "JPEG"}.get(name.split(".")[1], name[2:].upper())
    photo(SMALL, "CMYK" if "cmyk" in name else "RGB").save(tmp_path / name, format=form)
    out = keep(campaign, tmp_path / name)
    again = keep_marked(out, campaign, lambda _: document_product(campaign), tmp_path / "again")
    assert again.already
    assert not (tmp_path / "again").exists()


def test_a_copied_note_without_a_mark_is_not_believed(campaign: Campaign, tmp_path: Path) -> None:
    photo().save(tmp_path / "a.jpg")
    with Image.open(keep(campaign, tmp_path / "a.jpg")) as marked:
        exif = marked.getexif()
    photo().save(tmp_path / "b.jpg", exif=exif)
    result = keep_marked(tmp_path / "b.jpg", campaign, lambda _: document_product(campaign), tmp_path / "c.jpg")
    assert not result.already
    assert result.old_mark


def test_the_same_picture_gives_the_same_bytes(campaign: Campaign, tmp_path: Path) -> None:
    for name in ("a.jpg", "a.png", "a.webp", "a.heic"):
        photo(SMALL).save(tmp_path / name, format="HEIF" if name.endswith("heic") else None)
        first = keep(campaign, tmp_path / name).read_bytes()
        assert keep(campaign, tmp_path / name).read_bytes() == first


def test_resolution_is_kept_for_print(campaign: Campaign, tmp_path: Path) -> None:
    for name in ("a.jpg", "a.png", "a.tif"):
        photo().save(tmp_path / name, dpi=(300, 300))
        with Image.open(keep(campaign, tmp_path / name)) as after:
            assert [round(float(value)) for value in after.info["dpi"]] == [300, 300]


def bomb() -> bytes:
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", UnreadableMediaError),
        (b"no picture at all", UnreadableMediaError),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), UnreadableMediaError),
        (bomb(), MediaLimitError),
    ],
    ids=["empty", "text", "broken", "bomb"],
)
def test_bad_files_are_refused(campaign: Campaign, tmp_path: Path, data: bytes, error: type[MediaError]) -> None:
    (tmp_path / "a.png").write_bytes(data)
    with pytest.raises(error):
        keep_marked(tmp_path / "a.png", campaign, lambda _: document_product(campaign), tmp_path / "o.png")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "GIF", "HEIF", "AVIF"])
def test_truncated_files_are_refused(campaign: Campaign, tmp_path: Path, form: str) -> None:
    out = io.BytesIO()
    photo().save(out, form)
    (tmp_path / "a").write_bytes(out.getvalue()[: len(out.getvalue()) // 2])
    with pytest.raises(UnreadableMediaError):
        keep_marked(tmp_path / "a", campaign, lambda _: document_product(campaign), tmp_path / "o")


@pytest.mark.parametrize("size", [(1, 1), (65_000, 8), (40, 40)])
def test_what_cannot_carry_a_readable_mark_is_told(campaign: Campaign, tmp_path: Path, size: tuple[int, int]) -> None:
    Image.new("RGB", size, "white").save(tmp_path / "a.png")
    with pytest.raises(TooSmallError, match=f"{size[0]}×{size[1]}"):
        keep_marked(tmp_path / "a.png", campaign, lambda _: document_product(campaign), tmp_path / "o.png")


def test_a_picture_65000_wide_keeps_its_width(campaign: Campaign, tmp_path: Path) -> None:
    Image.new("L", (65_000, 300), 200).save(tmp_path / "a.png")
    with Image.open(keep(campaign, tmp_path / "a.png")) as after:
        assert after.size == (65_000, 300)


def test_the_full_size_comes_out(campaign: Campaign, tmp_path: Path) -> None:
    Image.new("RGB", (3000, 2000), "#88aa88").save(tmp_path / "a.jpg")
    with Image.open(keep(campaign, tmp_path / "a.jpg")) as after:
        assert after.size == (3000, 2000)


def test_lost_depth_is_told(tmp_path: Path) -> None:
    raw = np.zeros((64, 64, 3), np.uint16).tobytes()
    pillow_heif.from_bytes("RGB;16", (64, 64), raw).save(tmp_path / "a.heic", quality=50)
    Image.new("RGB", (64, 64)).save(tmp_path / "b.heic", format="HEIF")
    Image.new("RGB", (64, 64)).save(tmp_path / "a.tif")
    shallow = (tmp_path / "a.tif").read_bytes()
    Image.fromarray(np.zeros((64, 64), np.uint16)).save(tmp_path / "grey.tif")
    (told,) = open_kept((tmp_path / "a.heic").read_bytes()).remarks
    assert told.startswith("10 位彩色")
    for data in ((tmp_path / "b.heic").read_bytes(), shallow, (tmp_path / "grey.tif").read_bytes()):
        assert open_kept(data).remarks == ()
