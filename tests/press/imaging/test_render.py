from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from press.campaign.badge import Style
from press.campaign.model import Campaign, Layout, Variant
from press.imaging.contrast import luminance, ratio
from press.imaging.decode import Family, Frame, Picture, open_picture
from press.imaging.drawn import Treatment
from press.imaging.encode import save_picture
from press.imaging.geometry import Anchor, Margin, Size
from press.imaging.keep_labels import Labels
from press.imaging.note import carries, names_a_mark, read_note, write_note
from press.imaging.render import TooSmallError, render
from press.imaging.treatment import PLATES, Product, choose_treatment, fits, prepare

ROOT = Path(__file__).resolve().parents[3]
XMP = (
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    b'xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/">'
    b'<rdf:Description TC260:AIGC="{&quot;Label&quot;:&quot;1&quot;}"/>'
    b"</rdf:RDF>"
)
GOLDEN = ROOT / "tests" / "golden" / "mark"


@pytest.fixture
def document(campaign: Campaign) -> Product:
    margin = campaign.document.margin
    return Product(campaign.document, Anchor.TOP_LEFT, Margin(margin, margin), plated=False)


@pytest.fixture
def film(campaign: Campaign) -> Product:
    margin = campaign.video.margin
    return Product(campaign.video, Anchor.BOTTOM_RIGHT, Margin(margin, margin), plated=True)


def plain(colour: str, size: tuple[int, int] = (640, 360), mode: str = "RGB") -> Image.Image:
    return Image.new(mode, size, colour)


def noise(low: int, high: int, size: tuple[int, int] = (640, 360)) -> Image.Image:
    pixels = np.random.default_rng(5).integers(low, high, (size[1] // 4, size[0] // 4, 3), dtype=np.uint8)
    return Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC)


def gradient(size: tuple[int, int] = (640, 360)) -> Image.Image:
    return Image.linear_gradient("L").rotate(90).resize(size).convert("RGB")


def still(image: Image.Image, family: Family = Family.JPEG) -> Picture:
    return Picture((Frame(image),), family)


def chosen(image: Image.Image, campaign: Campaign, product: Product) -> Treatment:
    fitted = fits(Size(image.width, image.height), campaign, product)
    assert fitted is not None
    return choose_treatment([image], [fitted], campaign, product)


@pytest.mark.parametrize(
    ("ground", "expected"),
    [
        (plain("white"), Treatment(Style(Variant.DARK))),
        (plain("#FBF7EF"), Treatment(Style(Variant.DARK))),
        (plain("black"), Treatment(Style(Variant.LIGHT))),
        (plain("#234E57"), Treatment(Style(Variant.LIGHT))),
        (noise(0, 255), Treatment(Style(Variant.LIGHT, plate=PLATES[0]))),
        (plain("#A8322A"), Treatment(Style(Variant.LIGHT, plate=PLATES[0]))),  # the seal would melt into it
    ],
)
def test_the_quietest_sufficient_treatment(
    campaign: Campaign, document: Product, ground: Image.Image, expected: Treatment
) -> None:
    assert chosen(ground, campaign, document) == expected


def test_a_mid_grey_gets_help(campaign: Campaign, document: Product) -> None:
    treatment = chosen(plain("#8A8A8A"), campaign, document)
    assert treatment.halo or treatment.style.plate > 0


def test_a_film_always_gets_a_plate(campaign: Campaign, film: Product) -> None:
    for ground in (plain("white"), plain("black"), noise(0, 255)):
        assert chosen(ground, campaign, film).style.plate >= PLATES[0]


def test_a_transparent_picture_is_legible_on_white_and_on_black(campaign: Campaign, document: Product) -> None:
    clear = Image.new("RGBA", (1280, 720), (0, 0, 0, 0))
    assert chosen(clear, campaign, document).style.plate > 0


GROUNDS = [
    plain("white"), plain("black"), plain("#777777"), plain("#A8322A"), plain("#FFFF00"), gradient(),
    noise(0, 255), noise(0, 90), noise(180, 255), noise(90, 170), plain("white", (540, 4000)),
    gradient((480, 854)), noise(0, 255, (640, 480)), noise(0, 255, (2000, 400)),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(GROUNDS)))
@pytest.mark.parametrize("filmed", [False, True])
def test_contrast_measured_again_on_the_encoded_file(
    campaign: Campaign, document: Product, film: Product, number: int, *, filmed: bool
) -> None:
    """Independent of the renderer: the brightest and darkest pixels around the words of the decoded JPEG."""
    product = film if filmed else document
    marked = render(still(GROUNDS[number]), campaign, product)
    for rendition in marked.renditions:
        buffer = io.BytesIO()
        rendition.frames[0].image.save(buffer, "JPEG", quality=85)
        with Image.open(buffer) as opened:
            pixels = np.asarray(opened.convert("RGB"))
        canvas = Size(rendition.width, rendition.height)
        fitted = fits(canvas, campaign, product)
        assert fitted is not None
        assert marked.treatment is not None
        mark = prepare(campaign, product, fitted, marked.treatment, canvas)
        box = mark.box
        region = pixels[box.top : box.bottom, box.left : box.right]
        core = np.asarray(Image.fromarray(mark.drawn.near.astype(np.uint8) * 255).filter(ImageFilter.MinFilter(3)))
        assert core.any()
        values = luminance(region)[mark.drawn.near]
        light = marked.treatment.style.variant is Variant.LIGHT
        words, ground = np.percentile(values, (98, 30) if light else (2, 70))
        assert float(ratio(float(words), float(ground))) >= campaign.contrast * 0.97


@pytest.mark.parametrize(
    ("width", "expected"), [(320, [320]), (480, [480]), (500, [480, 500]), (1000, [480, 960, 1000])]
)
def test_widths(campaign: Campaign, document: Product, width: int, expected: list[int]) -> None:
    marked = render(still(plain("white", (width, width))), campaign, document)
    assert [r.width for r in marked.renditions] == expected


def test_nothing_is_wider_than_the_page_needs(campaign: Campaign, document: Product) -> None:
    marked = render(still(plain("white", (4000, 3000))), campaign, document)
    assert [(r.width, r.height) for r in marked.renditions] == [(480, 360), (960, 720), (1600, 1200)]


def test_the_corner(campaign: Campaign, document: Product, film: Product) -> None:
    for product, right, lower in ((document, False, False), (film, True, True)):
        (small, *_) = render(still(plain("white")), campaign, product).renditions
        changed = np.argwhere(np.asarray(small.frames[0].image.convert("L")) < 200)
        top, left = changed.min(axis=0)
        bottom, end = changed.max(axis=0)
        assert (left > small.width / 2) == right
        assert (top > small.height / 2) == lower
        margin = 0.05 * small.height
        edges = (small.width - 1 - end, small.height - 1 - bottom) if right else (left, top)
        assert all(margin - 2 <= edge <= margin + 4 for edge in edges)


def test_too_small_is_said(campaign: Campaign, document: Product) -> None:
    for size in ((1, 1), (100, 60), (2000, 12)):
        with pytest.raises(TooSmallError):
            render(still(plain("white", size)), campaign, document)


def test_every_frame_carries_the_mark(campaign: Campaign, document: Product, tmp_path: Path) -> None:
    frames = tuple(Frame(plain(colour, (500, 400)), 80) for colour in ("white", "black", "#D99A2B"))
    source = Picture(frames, Family.WEBP, loop=0)
    marked = render(source, campaign, document)
    assert marked.treatment is not None
    for family in (Family.GIF, Family.WEBP, Family.PNG):
        file = tmp_path / "a"
        save_picture(file, family, marked.renditions[-1].frames, source, marked.note)
        again = open_picture(file)
        assert [frame.duration for frame in again.frames] == [80, 80, 80]
        fitted = fits(Size(500, 400), campaign, document)
        assert fitted is not None
        mark = prepare(campaign, document, fitted, marked.treatment, Size(500, 400))
        assert all(carries(frame.image, mark.drawn, mark.box) for frame in again.frames)


@pytest.mark.parametrize("family", list(Family))
def test_marking_twice_changes_nothing(campaign: Campaign, document: Product, tmp_path: Path, family: Family) -> None:
    source = still(noise(60, 120, (900, 600)), family)
    once = render(source, campaign, document)
    save_picture(tmp_path / "a", family, once.renditions[-1].frames, source, once.note)
    reopened = open_picture(tmp_path / "a")
    twice = render(reopened, campaign, document)
    assert twice.already
    assert twice.renditions[-1].frames[0].image.tobytes() == reopened.frames[0].image.tobytes()


def test_a_note_without_the_mark_is_not_believed(campaign: Campaign, document: Product) -> None:
    treatment = Treatment(Style(Variant.DARK))
    for colour in ("white", "#24211D", "#A8322A"):
        liar = replace(still(plain(colour)), note=write_note(campaign, Anchor.TOP_LEFT, treatment))
        marked = render(liar, campaign, document)
        assert not marked.already
        assert marked.renditions[0].frames[0].image.getcolors(2) is None


def test_notes(campaign: Campaign) -> None:
    treatment = Treatment(Style(Variant.LIGHT, Layout.STACKED, 0.8), halo=True)
    note = write_note(campaign, Anchor.BOTTOM_RIGHT, treatment)
    assert note.isascii()
    assert read_note(note, campaign, Anchor.BOTTOM_RIGHT) == treatment
    assert read_note(note, campaign, Anchor.TOP_LEFT) is None
    assert read_note(note, replace(campaign, recipe="other"), Anchor.BOTTOM_RIGHT) is None
    assert read_note(note.rsplit(" ", 1)[0] + " a/b", campaign, Anchor.BOTTOM_RIGHT) is None
    assert read_note("GIMP 2.10", campaign, Anchor.TOP_LEFT) is None
    assert names_a_mark(note)
    assert not names_a_mark("GIMP 2.10")


def test_author_and_copyright_are_written_and_nothing_else(
    campaign: Campaign, document: Product, tmp_path: Path
) -> None:
    source = replace(still(plain("white", (400, 300))), labels=Labels("李医师".encode(), "©县卫健局".encode(), XMP))
    marked = render(source, campaign, document)
    for family in (Family.JPEG, Family.PNG, Family.WEBP):
        save_picture(tmp_path / "a", family, marked.renditions[-1].frames, source, marked.note)
        with Image.open(tmp_path / "a") as opened:
            exif = dict(opened.getexif())
            assert opened.getexif().get_ifd(0x8825) == {}
        assert set(exif) == {0x0131, 0x013B, 0x8298}
        assert exif[0x013B].encode("latin-1").decode() == "李医师"
        again = open_picture(tmp_path / "a")
        assert (again.labels.artist.decode(), again.labels.copyright.decode()) == ("李医师", "©县卫健局")
        assert again.labels.xmp == XMP


def test_jpeg_is_baseline_and_subsampled(campaign: Campaign, document: Product, tmp_path: Path) -> None:
    source = still(noise(0, 255, (640, 480)))
    marked = render(source, campaign, document)
    save_picture(tmp_path / "a.jpg", Family.JPEG, marked.renditions[-1].frames, source, marked.note)
    with Image.open(tmp_path / "a.jpg") as opened:
        assert "progressive" not in opened.info
        assert opened.layer[0][1:3] == (2, 2)  # type: ignore[attr-defined]  # of the JPEG plugin only
    data = (tmp_path / "a.jpg").read_bytes()
    save_picture(tmp_path / "b.jpg", Family.JPEG, marked.renditions[-1].frames, source, marked.note)
    assert (tmp_path / "b.jpg").read_bytes() == data


@pytest.mark.parametrize(
    ("name", "size", "ground", "filmed"),
    [
        ("picture_paper.png", (480, 320), "#FBF7EF", False),
        ("picture_ink.png", (480, 320), "#24211D", False),
        ("picture_grey.png", (480, 320), "#8A8A8A", False),
        ("poster_16x9.png", (480, 270), "#D99A2B", True),
        ("poster_9x16.png", (270, 480), "#3F7D5B", True),
    ],
)
def test_golden(  # noqa: PLR0913, PLR0917 - a table of pictures
    campaign: Campaign,
    document: Product,
    film: Product,
    name: str,
    size: tuple[int, int],
    ground: str,
    filmed: bool,  # noqa: FBT001 - a column of the table
) -> None:
    marked = render(still(plain(ground, size)), campaign, film if filmed else document)
    found = np.asarray(marked.renditions[-1].frames[0].image).astype(int)
    with Image.open(GOLDEN / name) as opened:
        wanted = np.asarray(opened.convert("RGB")).astype(int)
    assert found.shape == wanted.shape
    difference = np.abs(found - wanted)
    assert difference.mean() < 0.5
    assert (difference.max(axis=2) > 48).mean() < 0.002
