"""QR codes are read back by an independent decoder."""

from __future__ import annotations

import base64
import io
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import segno
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from press.bulletin.qr import LONGEST_ADDRESS, QUIET_ZONE, qr_image, qr_matrix, qr_view
from press.errors import PressError

URL = "https://xinglin.example/articles/san-fu-tie.html"


def raster(markup: str, scale: int = 4) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """Decode the picture in the markup and enlarge it with sharp edges, the way a browser does."""
    data = base64.b64decode(str(ET.fromstring(f"{markup[:-1]}/>").attrib["src"]).removeprefix("data:image/png;base64,"))  # noqa: S314 - our own markup
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.format == "PNG"
        modules = np.asarray(picture.convert("L"))
    return np.kron(modules, np.ones((scale, scale), np.uint8)).astype(np.uint8)


def read(image: np.ndarray[tuple[int, int], np.dtype[np.uint8]]) -> str:
    (found,) = zxingcpp.read_barcodes(image)
    assert found.format == zxingcpp.BarcodeFormat.QRCode
    return str(found.text)


def test_the_picture_is_read_back() -> None:
    assert read(raster(qr_image(URL, "扫码看全文"))) == URL


def test_matrix_for_print_is_read_back() -> None:
    modules = np.pad(np.array(qr_matrix(URL)), QUIET_ZONE)
    image = np.where(np.kron(modules, np.ones((3, 3), bool)), 0, 255).astype(np.uint8)
    assert read(image) == URL


@given(st.text(alphabet="abcxyz0189-/=&%._~", max_size=200), st.integers(0, 7))
@settings(max_examples=30, deadline=None)
def test_every_address_and_mask_is_read_back(rest: str, mask: int) -> None:
    url = f"https://xinglin.example/{rest}"
    modules = np.pad(np.array(qr_matrix(url, mask)), QUIET_ZONE)
    assert read(np.where(np.kron(modules, np.ones((3, 3), bool)), 0, 255).astype(np.uint8)) == url


def test_the_quiet_zone_is_light() -> None:
    image = raster(qr_image(URL, "a"), scale=1)
    inner = image[QUIET_ZONE:-QUIET_ZONE, QUIET_ZONE:-QUIET_ZONE]
    assert (inner == 0).sum() == (image == 0).sum()
    assert inner[0, 0] == inner[0, -1] == inner[-1, 0] == 0


def test_markup_is_named_and_plain() -> None:
    markup = qr_image(URL, '看 <“全文”> & "更多"')
    image = ET.fromstring(f"{markup[:-1]}/>")  # noqa: S314 - our own markup
    assert image.attrib["alt"] == image.attrib["title"] == '看 <“全文”> & "更多"'
    assert image.attrib.keys() == {"src", "width", "height", "alt", "title"}
    assert int(image.attrib["width"]) == len(raster(markup))
    assert len(markup) < 900


def test_same_input_same_bytes() -> None:
    assert qr_image(URL, "a") == qr_image(URL, "a")


def test_a_damaged_code_is_still_read() -> None:
    image = raster(qr_image(URL, "a"))
    middle = image.shape[0] // 2
    image[middle - 10 : middle + 10, middle - 10 : middle + 10] = 255
    assert read(image) == URL


def test_chinese_addresses_are_encoded() -> None:
    view = qr_view("https://卫生.中国/专题/三伏.html?题=一#段", "扫一扫")
    assert read(raster(view.image)) == (
        "https://xn--rlr479e.xn--fiqs8s/%E4%B8%93%E9%A2%98/%E4%B8%89%E4%BC%8F.html?%E9%A2%98=%E4%B8%80#%E6%AE%B5"
    )
    assert (view.caption, view.url) == ("扫一扫", "https://卫生.中国/专题/三伏.html?题=一#段")


@pytest.mark.parametrize(
    "url", ["", "articles/a.html", "//x.cn/a", "javascript:alert(1)", "mailto:a@b.cn", "https:///a", "https://x..中/"]
)
def test_what_is_no_absolute_address_is_refused(url: str) -> None:
    with pytest.raises(PressError, match="site_url"):
        qr_matrix(url)


def test_the_limit_of_length() -> None:
    longest = "https://x.cn/" + "a" * (LONGEST_ADDRESS - 13)
    assert read(raster(qr_image(longest, "a"))) == longest
    with pytest.raises(PressError, match="太长"):
        qr_image(longest + "a", "a")


@given(st.text(alphabet="abcxyz0189-/=&%._~ABC", max_size=LONGEST_ADDRESS - 9), st.integers(0, 7))
@settings(max_examples=60, deadline=None)
def test_a_chosen_mask_gives_what_the_general_encoder_gives(rest: str, mask: int) -> None:
    url = f"https://x/{rest}"[:LONGEST_ADDRESS]
    wanted = segno.make_qr(url, error="m", boost_error=True, mask=mask).matrix
    assert qr_matrix(url, mask) == tuple(tuple(bool(module) for module in row) for row in wanted)


@pytest.mark.parametrize("length", [9, 14, 15, 26, 27, 42, 84, 106, 107, 152, 180, 213, 251, 287, LONGEST_ADDRESS])
def test_every_size_equals_the_general_encoder(length: int) -> None:
    url = "https://x".ljust(length, "y")
    wanted = segno.make_qr(url, error="m", boost_error=True, mask=5).matrix
    assert qr_matrix(url, 5) == tuple(tuple(bool(module) for module in row) for row in wanted)
