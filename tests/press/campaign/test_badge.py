from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from lxml import etree
from PIL import Image

from press.campaign.badge import Style, badge_png, badge_svg, extent_of
from press.campaign.model import Campaign, Layout, Variant

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = ROOT / "tests" / "golden" / "mark"
SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}href"

STYLES = [(variant, layout) for variant in Variant for layout in Layout]


@pytest.mark.parametrize(("variant", "layout"), STYLES)
def test_svg_is_small_closed_and_named(campaign: Campaign, variant: Variant, layout: Layout) -> None:
    data = badge_svg(campaign, variant, layout)
    assert len(data) < 12_000
    root = etree.fromstring(data)
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert root.findtext(f"{SVG}title") == campaign.text
    tags = {etree.QName(element).localname for element in root.iter()}
    assert tags <= {"svg", "title", "g", "path", "use", "defs", "symbol"}
    references = [value for element in root.iter() for key, value in element.attrib.items() if key == XLINK]
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    assert references
    assert {reference.removeprefix("#") for reference in references} == ids


def test_svg_is_the_same_every_time_and_in_every_thread(campaign: Campaign) -> None:
    with ThreadPoolExecutor(4) as pool:
        results = set(pool.map(lambda _: badge_svg(campaign), range(8)))
    assert results == {badge_svg(campaign)}


@pytest.mark.parametrize("height", [16, 17, 31, 54, 119])
@pytest.mark.parametrize("plate", [0.0, 0.68])
def test_png_has_exactly_the_height_asked_for(campaign: Campaign, height: int, plate: float) -> None:
    for layout in Layout:
        drawn = badge_png(campaign, height_px=height, layout=layout, plate=plate)
        extent = extent_of(campaign, Style(Variant.DARK, layout, plate))
        assert (drawn.mode, drawn.height) == ("RGBA", height)
        assert abs(drawn.width - height * extent.width / extent.height) <= 1


def test_variants_differ_in_the_words_and_share_the_seal(campaign: Campaign) -> None:
    dark = np.asarray(badge_png(campaign, height_px=60, variant=Variant.DARK))
    light = np.asarray(badge_png(campaign, height_px=60, variant=Variant.LIGHT))
    assert (dark[:, :60] == light[:, :60]).all()
    words = dark[:, 70:, 3] > 250
    assert dark[:, 70:, :3][words].mean() < 60
    assert light[:, 70:, :3][words].mean() > 200


def test_year_and_colour_change_the_drawing(campaign: Campaign) -> None:
    plain = badge_png(campaign, height_px=60)
    assert badge_png(replace(campaign, year="2026"), height_px=60).tobytes() != plain.tobytes()
    blue = np.asarray(badge_png(replace(campaign, colours=replace(campaign.colours, seal="#234E57")), height_px=60))
    assert tuple(blue[30, 2, :3]) == (0x23, 0x4E, 0x57)


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_official_art_takes_the_drawings_place(campaign: Campaign, tmp_path: Path, kind: str) -> None:
    overlays = tmp_path / "overlays"
    shutil.copytree(ROOT / "overlays" / "badge", overlays / "badge")
    (overlays / "fonts").mkdir()
    art = overlays / "badge" / f"official.{kind}"
    if kind == "svg":
        art.write_text(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 100">'
            '<path fill="#00f" d="M0 0h400v100h-400z"/></svg>',
            encoding="utf-8",
        )
    else:
        Image.new("RGB", (800, 200), "blue").save(art)
    official = replace(campaign, overlays=overlays.resolve(), art=art.resolve())
    drawn = np.asarray(badge_png(official, height_px=50))
    assert drawn.shape[:2] == (50, 200)
    assert tuple(drawn[25, 100]) == (0, 0, 255, 255)
    assert len(badge_svg(official)) > 100


def _compare(name: str, picture: Image.Image) -> None:
    """Compare with a golden picture."""
    golden = GOLDEN / name
    with Image.open(golden) as opened:
        wanted = np.asarray(opened.convert("RGB")).astype(int)
    found = np.asarray(picture.convert("RGB")).astype(int)
    assert found.shape == wanted.shape
    difference = np.abs(found - wanted)
    assert difference.mean() < 1.0
    assert (difference.max(axis=2) > 48).mean() < 0.005


@pytest.mark.parametrize(
    ("name", "ground", "options"),
    [
        ("line_dark.png", "#FBF7EF", {}),
        ("stacked_dark.png", "#FBF7EF", {"layout": Layout.STACKED}),
        ("line_light.png", "#3F7D5B", {"variant": Variant.LIGHT}),
        ("line_plate.png", "#FFFFFF", {"variant": Variant.LIGHT, "plate": 0.68}),
        ("stacked_plate.png", "#D99A2B", {"variant": Variant.LIGHT, "plate": 0.68, "layout": Layout.STACKED}),
    ],
)
def test_golden(campaign: Campaign, name: str, ground: str, options: dict[str, object]) -> None:
    drawn = badge_png(campaign, height_px=48, **options)  # type: ignore[arg-type]  # the table above spells them right
    page = Image.new("RGB", (drawn.width + 16, drawn.height + 16), ground)
    page.paste(drawn, (8, 8), drawn)
    _compare(name, page)


def test_golden_comparison_can_fail(campaign: Campaign) -> None:
    drawn = badge_png(replace(campaign, text="万名医师讲中医"), height_px=48)
    page = Image.new("RGB", (drawn.width + 16, drawn.height + 16), "#FBF7EF")
    page.paste(drawn, (8, 8), drawn)
    with pytest.raises(AssertionError):
        _compare("line_dark.png", page)
