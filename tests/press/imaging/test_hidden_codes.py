"""A mark that would spoil a QR code is told; one that leaves it readable is not."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import segno
import zxingcpp
from PIL import Image

from press.campaign.model import Campaign
from press.imaging.canvas import Seen
from press.imaging.codes import CodeError, codes_under, hidden_code
from press.imaging.geometry import Box, Size
from press.imaging.keep import keep_marked
from press.imaging.treatment import choose_treatment, fits, prepare
from press.stamp.products import document_product, poster_product

ADDRESS = "https://example.cn/yun-ling/tcm?from=poster"


def code(border: int, *, scale: int = 20, error: str = "m", dark: str = "black") -> Image.Image:
    data = io.BytesIO()
    segno.make_qr(ADDRESS, error=error).save(data, kind="png", scale=scale, border=border, dark=dark)
    return Image.open(data).convert("RGB")


def photo(width: int = 1600, height: int = 1200) -> Image.Image:
    noise = np.random.default_rng(1).integers(0, 256, (height // 8, width // 8, 3), dtype=np.uint8)
    return Image.fromarray(noise).resize((width, height), Image.Resampling.BICUBIC)


def on(ground: Image.Image, place: tuple[int, int], side: int) -> Image.Image:
    ground.paste(code(2).resize((side, side)), place)
    return ground


def marked(image: Image.Image, campaign: Campaign) -> tuple[bool, bool]:
    """Mark the picture in place; return whether a code under the mark was found, and whether it is hidden now."""
    product, size = document_product(campaign), Size(image.width, image.height)
    fitted = fits(size, campaign, product)
    assert fitted is not None
    mark = prepare(campaign, product, fitted, choose_treatment([image], [fitted], campaign, product), size)
    codes = codes_under(Seen(image), mark.box)
    mark.drawn.put_on(image, mark.box)
    return bool(codes), hidden_code(codes, Seen(image)) is not None


@pytest.mark.parametrize("border", [0, 1, 2, 4, 6, 8])
@pytest.mark.parametrize("error", ["l", "m", "q", "h"])
@pytest.mark.parametrize("dark", ["black", "#1a6f37"])
def test_a_picture_of_a_code_is_hidden_unless_it_is_still_read(
    campaign: Campaign, border: int, error: str, dark: str
) -> None:
    image = code(border, error=error, dark=dark)
    _, hidden = marked(image, campaign)
    assert hidden or zxingcpp.read_barcodes(image)
    if border <= 4:  # the mark lies on the first rows of modules
        assert hidden
    if border >= 8:
        assert not hidden


@pytest.mark.parametrize(
    "picture",
    [
        on(photo(), (60, 60), 300),
        on(photo(), (60, 60), 600),
        on(photo(4000, 3000), (200, 150), 900),
        on(Image.new("RGB", (1600, 2400), "white"), (100, 100), 300),
        on(Image.new("RGB", (1600, 2400), "#f4e9d8"), (400, 60), 600),
        code(1, scale=10),
    ],
)
def test_a_code_in_the_marks_corner_is_hidden(campaign: Campaign, picture: Image.Image) -> None:
    assert marked(picture.copy(), campaign) == (True, True)


@pytest.mark.parametrize(
    "picture",
    [
        on(photo(), (1200, 800), 300),
        on(Image.new("RGB", (1600, 2400), "white"), (100, 1800), 400),
        on(Image.new("RGB", (1600, 2400), "white"), (100, 400), 400),
        photo(),
        Image.new("RGB", (800, 600), "white"),
    ],
)
def test_a_code_elsewhere_or_none_is_no_matter(campaign: Campaign, picture: Image.Image) -> None:
    assert marked(picture.copy(), campaign) == (False, False)


def test_a_transparent_code_is_looked_at_on_white() -> None:
    image = code(1).convert("RGBA")
    image.putalpha(image.convert("L").point(lambda level: 255 - level))
    codes = codes_under(Seen(image), Box(40, 40, 200, 60))
    assert [(one.text, one.whole, one.covered) for one in codes] == [(ADDRESS, True, True)]
    (beside,) = codes_under(Seen(image), Box(0, 0, 200, 22))
    assert not beside.covered
    assert hidden_code((beside,), Seen(image)) is None


def test_a_film_frame_has_its_code_at_the_other_end(campaign: Campaign) -> None:
    image = on(Image.new("RGB", (1280, 720), "white"), (1280 - 300, 720 - 300), 280)
    product, size = poster_product(campaign), Size(1280, 720)
    fitted = fits(size, campaign, product)
    assert fitted is not None
    mark = prepare(campaign, product, fitted, choose_treatment([image], [fitted], campaign, product), size)
    assert [one.whole for one in codes_under(Seen(image), mark.box)] == [False]


def test_a_kept_picture_says_so_and_a_code_is_refused(campaign: Campaign, tmp_path: Path) -> None:
    on(photo(), (60, 60), 400).save(tmp_path / "a.jpg", quality=92)
    result = keep_marked(tmp_path / "a.jpg", campaign, lambda _: document_product(campaign), tmp_path / "out.jpg")
    assert result.hides
    code(2).save(tmp_path / "b.png")
    with pytest.raises(CodeError, match="二维码"):
        keep_marked(tmp_path / "b.png", campaign, lambda _: document_product(campaign), tmp_path / "out.png")
    assert not (tmp_path / "out.png").exists()
    code(8, error="l").save(tmp_path / "c.png")
    assert not keep_marked(
        tmp_path / "c.png", campaign, lambda _: document_product(campaign), tmp_path / "out.png"
    ).hides
