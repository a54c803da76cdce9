from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from lxml import etree
from PIL import Image

from press.campaign.model import Campaign
from press.errors import UnreadableMediaError
from press.imaging.render import TooSmallError
from press.imaging.svg_drawing import draw_svg
from press.imaging.svg_mark import is_svg, mark_svg
from press.stamp.products import document_product

PICTURE = """<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="100 50 400 300" width="400mm" height="300mm">{extra}
<rect id="g0" x="100" y="50" width="400" height="300" fill="{ground}"/></svg>"""


def marked(campaign: Campaign, folder: Path, data: bytes) -> bytes:
    out = folder / "out.svg"
    result = mark_svg(data, campaign, lambda _: document_product(campaign), out)
    assert not result.already
    return out.read_bytes()


def pixels(data: bytes, campaign: Campaign) -> Image.Image:
    return draw_svg(data, campaign.overlays, 1000, 750).convert("RGB")


@pytest.mark.parametrize("ground", ["#ffffff", "#101010", "#7a4a30", "#a8322a"])
def test_the_mark_stands_top_left_and_nothing_else_changes(campaign: Campaign, tmp_path: Path, ground: str) -> None:
    data = PICTURE.format(extra="", ground=ground).encode()
    before, after = (np.asarray(pixels(one, campaign)) for one in (data, marked(campaign, tmp_path, data)))
    changed = np.argwhere((before != after).any(axis=-1))
    assert 20 <= changed[:, 0].min() < 60
    assert 20 <= changed[:, 1].min() < 60
    assert changed[:, 0].max() < 200
    assert changed[:, 1].max() < 620
    luma = np.asarray(Image.fromarray(after).convert("L"))[30:130, 30:500]
    assert int(luma.max()) - int(luma.min()) > 120


def test_it_is_a_nested_element_with_its_size_in_user_units(campaign: Campaign, tmp_path: Path) -> None:
    root = etree.fromstring(marked(campaign, tmp_path, PICTURE.format(extra="", ground="white").encode()))
    nested = root[-1]
    assert etree.QName(nested).localname == "svg"
    assert 100 < float(str(nested.get("x"))) < 130
    assert 50 < float(str(nested.get("y"))) < 80
    assert root.get("width") == "400mm"


def test_the_pictures_style_sheet_does_not_repaint_the_mark(campaign: Campaign, tmp_path: Path) -> None:
    style = "<style>path,g,use{fill:lime;stroke:blue;stroke-width:9}</style>"
    looks = []
    for extra in ("", style):
        data = marked(campaign, tmp_path, PICTURE.format(extra=extra, ground="white").encode())
        looks.append(np.asarray(pixels(data, campaign)).astype(int))
    assert np.abs(looks[0] - looks[1]).max() <= 2


def test_nothing_is_marked_twice(campaign: Campaign, tmp_path: Path) -> None:
    data = marked(campaign, tmp_path, PICTURE.format(extra="", ground="white").encode())
    again = mark_svg(data, campaign, lambda _: document_product(campaign), tmp_path / "again.svg")
    assert again.already
    assert not (tmp_path / "again.svg").exists()


def test_a_mark_that_was_covered_does_not_count(campaign: Campaign, tmp_path: Path) -> None:
    data = marked(campaign, tmp_path, PICTURE.format(extra="", ground="white").encode())
    covered = data.replace(b"</svg>", b"</svg>", 1).rpartition(b"</svg>")[0] + b'<rect width="999" height="999"/></svg>'
    result = mark_svg(covered, campaign, lambda _: document_product(campaign), tmp_path / "again.svg")
    assert not result.already
    assert result.old_mark


@pytest.mark.parametrize(
    "extra",
    [
        "<script>alert(1)</script>",
        '<rect onload="x()"/>',
        '<image href="http://example.org/a.png"/>',
        '<image href="file:///etc/passwd"/>',
        '<image xlink:href="../a.png" xmlns:xlink="http://www.w3.org/1999/xlink"/>',
        "<style>@import url(http://example.org/a.css);</style>",
        '<rect style="fill:url(http://example.org/a.svg#g)"/>',
        "<foreignObject/>",
        '<animate attributeName="x"/>',
    ],
)
def test_scripts_and_outside_references_are_refused(campaign: Campaign, tmp_path: Path, extra: str) -> None:
    with pytest.raises(UnreadableMediaError):
        marked(campaign, tmp_path, PICTURE.format(extra=extra, ground="white").encode())


def test_entities_are_refused(campaign: Campaign, tmp_path: Path) -> None:
    lol = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>'
    with pytest.raises(UnreadableMediaError):
        marked(campaign, tmp_path, lol.encode())


@pytest.mark.parametrize("box", ["", "0 0 0 10", "a b c d", "0 0 1e9 1"])
def test_a_picture_without_a_size_is_named(campaign: Campaign, tmp_path: Path, box: str) -> None:
    data = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="100%"/>'.encode()
    with pytest.raises(UnreadableMediaError, match="viewBox"):
        marked(campaign, tmp_path, data)


def test_a_strip_is_too_narrow(campaign: Campaign, tmp_path: Path) -> None:
    data = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 9"/>'
    with pytest.raises(TooSmallError):
        marked(campaign, tmp_path, data)


def test_what_an_svg_is() -> None:
    assert is_svg(PICTURE.encode())
    assert is_svg(b'\xef\xbb\xbf<svg:svg xmlns:svg="http://www.w3.org/2000/svg"/>')
    assert not is_svg(b"<html><svg></svg></html>")
    assert not is_svg(b"\x89PNG<svg")
