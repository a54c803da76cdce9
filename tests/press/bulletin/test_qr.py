"""QR codes are read back by an independent decoder."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import segno
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from press.bulletin.qr import LONGEST_ADDRESS, QUIET_ZONE, qr_matrix, qr_svg, qr_view
from press.errors import PressError

URL = "https://xinglin.example/articles/san-fu-tie.html"
SVG = "{http://www.w3.org/2000/svg}"


def raster(svg: str, scale: int = 4) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """Stroke the runs of the path on a white ground, the way a renderer does."""
    root = ET.fromstring(svg)  # noqa: S314 - our own markup
    side = int(root.attrib["viewBox"].split()[2])
    image = np.full((side * scale, side * scale), 255, np.uint8)
    path = root.findall(f"{SVG}path")[1].attrib["d"]
    steps = re.findall(r"m(-?\d+)( ?-?\d+)h(\d+)", path)
    assert "M0 .5" + "".join(f"m{x}{y}h{length}" for x, y, length in steps) == path
    x = y = 0
    for dx, dy, length in steps:
        x, y, end = x + int(dx), y + int(dy), x + int(dx) + int(length)
        image[y * scale : (y + 1) * scale, x * scale : end * scale] = 0
        x = end
    return image


def read(image: np.ndarray[tuple[int, int], np.dtype[np.uint8]]) -> str:
    (found,) = zxingcpp.read_barcodes(image)
    assert found.format == zxingcpp.BarcodeFormat.QRCode
    return str(found.text)


def test_svg_is_read_back() -> None:
    assert read(raster(qr_svg(URL, "扫码看全文"))) == URL


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
    image = raster(qr_svg(URL, "a"), scale=1)
    inner = image[QUIET_ZONE:-QUIET_ZONE, QUIET_ZONE:-QUIET_ZONE]
    assert (inner == 0).sum() == (image == 0).sum()
    assert inner[0, 0] == inner[0, -1] == inner[-1, 0] == 0


def test_markup_is_named_and_plain() -> None:
    svg = qr_svg(URL, '看 <“全文”> & "更多"')
    root = ET.fromstring(svg)  # noqa: S314 - our own markup
    assert root.attrib["role"] == "img"
    assert root.attrib["shape-rendering"] == "crispEdges"
    assert root.findtext(f"{SVG}title") == '看 <“全文”> & "更多"'
    assert not re.search(r"\b(id|style|class|on\w+)=", svg)
    assert "\n" not in svg


def test_same_input_same_bytes() -> None:
    assert qr_svg(URL, "a") == qr_svg(URL, "a")


def test_a_damaged_code_is_still_read() -> None:
    image = raster(qr_svg(URL, "a"))
    middle = image.shape[0] // 2
    image[middle - 10 : middle + 10, middle - 10 : middle + 10] = 255
    assert read(image) == URL


def test_chinese_addresses_are_encoded() -> None:
    view = qr_view("https://卫生.中国/专题/三伏.html?题=一#段", "扫一扫")
    assert read(raster(view.svg)) == (
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
    assert read(raster(qr_svg(longest, "a"))) == longest
    with pytest.raises(PressError, match="太长"):
        qr_svg(longest + "a", "a")


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
