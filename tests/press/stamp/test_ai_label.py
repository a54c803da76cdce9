"""A declared label of AI-made content is never covered: the mark moves below or above it, and the check follows."""

from __future__ import annotations

import subprocess
from pathlib import Path, PurePosixPath

import pytest
from PIL import Image, ImageChops

from press.cache import Cache
from press.campaign.model import Campaign
from press.check.demands import demand_for
from press.check.films import check_film
from press.check.pictures import check_picture
from press.check.product import Product
from press.content.ai_label import beside_file, is_sidecar, parse_label
from press.films.burnt import FilmRequest, burn_films
from press.imaging.keep import keep_marked
from press.imaging.render import TooSmallError
from press.imaging.svg_mark import mark_svg
from press.model import AiLabel
from press.progress import SilentReporter
from press.stamp.declared import declared_label
from press.stamp.pictures import mark_pictures
from press.stamp.products import document_product
from press.stamp.requests import PictureRequest
from press.tools.ffmpeg import Ffmpeg, find_ffmpeg

ROOT = Path(__file__).resolve().parents[3]
UPPER_LEFT, LOWER_RIGHT = AiLabel(False, "left", 0.12), AiLabel(True, "right", 0.2)


def changed(one: Image.Image, other: Image.Image) -> tuple[int, int, int, int]:
    box = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("左上", UPPER_LEFT),
        (" 右下角 20%\n", LOWER_RIGHT),
        ("右下，20％", LOWER_RIGHT),
        ("上方", AiLabel(False, "middle", 0.12)),
        ("中下", AiLabel(True, "middle", 0.12)),
        ("", None),
        ("不知道", None),
        ("左", None),
        ("左上 200%", None),
    ],
)
def test_declarations(text: str, label: AiLabel | None) -> None:
    assert parse_label(text) == label


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_beside_the_file_declares(tmp_path: Path, encoding: str) -> None:
    note = tmp_path / "海报.jpg.ai.txt"
    assert beside_file(tmp_path / "海报.jpg") is None
    note.write_text("左上\n", encoding)
    assert beside_file(tmp_path / "海报.jpg") == UPPER_LEFT
    assert is_sidecar(note)
    note.write_text("那里", encoding)
    (finding,) = declared_label(tmp_path / "海报.jpg", "docs/海报.jpg").findings
    assert (finding.rule_id, finding.path) == ("stamp/ai-label", "docs/海报.jpg.ai.txt")


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".tif", ".webp"])
def test_the_mark_of_a_picture_keeps_clear_and_is_found(suffix: str, campaign: Campaign, tmp_path: Path) -> None:
    size = (1000, 800)
    Image.new("RGB", size, "#dfe8d8").save(tmp_path / f"a{suffix}")
    out = tmp_path / f"o{suffix}"
    product = document_product(campaign, UPPER_LEFT)
    keep_marked(tmp_path / f"a{suffix}", campaign, lambda _: product, out)
    with Image.open(tmp_path / f"a{suffix}") as before, Image.open(out) as after:
        if suffix == ".png":
            assert changed(before, after)[1] >= 0.12 * 800
        assert before.size == after.size
    demands = [demand_for(Product.PICTURE, campaign)]
    assert check_picture(out, [campaign], demands).faults == ()
    # The same pixels without the statement stand in the wrong place.
    with Image.open(out) as marked:
        marked.convert("RGB").save(tmp_path / "bare.png")
    (fault,) = check_picture(tmp_path / "bare.png", [campaign], demands).faults
    assert fault.rule in {"check/margin", "check/wrong-corner"}
    # And what states a label must stand beside it.
    again = keep_marked(out, campaign, lambda _: product, tmp_path / "again")
    assert again.already


def test_a_label_elsewhere_moves_nothing(campaign: Campaign) -> None:
    plain = document_product(campaign)
    for label in (None, LOWER_RIGHT, AiLabel(False, "right", 0.12)):
        assert document_product(campaign, label) == plain


def test_no_room_is_told(campaign: Campaign, tmp_path: Path) -> None:
    Image.new("RGB", (1000, 400), "white").save(tmp_path / "a.png")
    product = document_product(campaign, AiLabel(False, "left", 0.9))
    with pytest.raises(TooSmallError):
        keep_marked(tmp_path / "a.png", campaign, lambda _: product, tmp_path / "o.png")


def test_drawings_keep_clear(campaign: Campaign, tmp_path: Path) -> None:
    shape = b'<rect width="800" height="600" fill="#eee"/>'
    data = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 600">' + shape + b"</svg>"
    mark_svg(data, campaign, lambda _: document_product(campaign, UPPER_LEFT), tmp_path / "o.svg")
    assert check_picture(tmp_path / "o.svg", [campaign], [demand_for(Product.PICTURE, campaign)]).faults == ()


def test_every_width_of_a_page_picture_keeps_clear(campaign: Campaign, cache: Cache, tmp_path: Path) -> None:
    file, path = tmp_path / "a.png", PurePosixPath("graphics/a.png")
    Image.new("RGB", (1600, 1200), "#dfe8d8").save(file)
    request = PictureRequest(path, file, label=UPPER_LEFT)
    done = mark_pictures([request], [campaign], cache, SilentReporter(), 1).value[path]
    for rendition in (*done.renditions, done.full):
        with Image.open(rendition.file) as opened:
            plain = Image.new("RGB", opened.size, "#dfe8d8")
            assert changed(plain, opened)[1] >= 0.12 * opened.height
        assert check_picture(rendition.file, [campaign], [demand_for(Product.PICTURE, campaign)]).faults == ()


def test_a_film_keeps_clear_and_is_found(campaign: Campaign, cache: Cache, tmp_path: Path) -> None:
    film, path = tmp_path / "a.mp4", PurePosixPath("videos/a.mp4")
    words = ["-f", "lavfi", "-i", "color=#dfe8d8:s=640x360:d=2:r=10", "-pix_fmt", "yuv420p", f"file:{film}"]
    subprocess.run([str(find_ffmpeg()), "-v", "error", "-nostdin", *words], check=True)
    for label, lowest in ((None, 1.0), (LOWER_RIGHT, 0.8)):
        request = FilmRequest(path, film, label=label)
        made = burn_films([request], [campaign], cache, SilentReporter(), 2).value[path]
        ffmpeg = Ffmpeg(find_ffmpeg())
        run = ffmpeg.run(made.file, [], ["-frames:v", "1", "-c:v", "ppm", "-f", "image2pipe", "pipe:1"])
        shown = Image.frombytes("RGB", (640, 360), run.output[-640 * 360 * 3 :])
        solid = Image.new("RGB", shown.size, "#dfe8d8")
        difference = ImageChops.difference(shown, solid).convert("L").point(lambda level: 255 if level > 40 else 0)
        box = difference.getbbox()
        assert box is not None
        assert box[3] <= lowest * 360
        assert check_film(made.file, [campaign], [demand_for(Product.FILM, campaign)], ffmpeg).faults == ()
