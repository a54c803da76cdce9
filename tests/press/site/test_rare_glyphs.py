"""Characters that phones lack: found, subset, named when no font has them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # fontTools ships no types

from press.content.rare import rare_characters
from press.findings import Severity
from press.site.rare_glyphs import FONT_FAMILY, rare_font_files, subset_font

FONTS = Path(__file__).resolve().parents[3] / "overlays" / "fonts"
RARE = "䶮㙟鿍"


def test_only_han_beyond_gbk_is_rare() -> None:
    text = "三伏贴ABC，。①々〇é😀\ue000\uf8ff\U000f0000﨑镕喆" + RARE + "𬱟䶮"
    assert rare_characters(text) == tuple(sorted([*RARE, "𬱟"]))
    assert rare_characters("普通文字") == ()


def test_compatibility_ideographs_of_gbk_are_common() -> None:
    assert rare_characters("\ufa0c\ufa29\uf92c") == ()


def test_nothing_rare_writes_nothing(tmp_path: Path) -> None:
    made = rare_font_files({}, tmp_path)
    assert (dict(made.value.files), made.value.stylesheet, made.findings) == ({}, "", ())


def test_the_subset_draws_each_character_and_nothing_else() -> None:
    data = subset_font(FONTS, RARE)
    assert data[:4] == b"wOF2"
    assert len(data) < 10_000
    with TTFont(io.BytesIO(data)) as font, TTFont(FONTS / "NotoSansSC_400Regular.ttf", lazy=True) as whole:
        cmap = font.getBestCmap()
        assert sorted(cmap) == sorted(ord(character) for character in RARE)
        assert all(font["glyf"][name].numberOfContours > 0 for name in cmap.values())
        assert font["head"].modified == whole["head"].modified
        assert any("Open Font License" in str(record) for record in font["name"].names)


def test_same_characters_same_bytes() -> None:
    assert subset_font(FONTS, RARE) == subset_font(FONTS, RARE[::-1])


def test_style_sheet_names_the_font_and_its_range() -> None:
    made = rare_font_files(dict.fromkeys(RARE, "docs/a.md"), FONTS)
    assert made.findings == ()
    css = made.value.files[made.value.stylesheet].decode()
    (font,) = (name for name in made.value.files if name.endswith(".woff2"))
    assert f'font-family: "{FONT_FAMILY}"' in css
    assert "unicode-range: U+365F, U+4DAE, U+9FCD" in css
    assert f'url("{font.rsplit("/", 1)[1]}")' in css
    assert font.rsplit("/", 1)[0] == made.value.stylesheet.rsplit("/", 1)[0]


def test_what_the_font_lacks_is_named_with_its_file() -> None:
    made = rare_font_files({"𠮷": "docs/doctors.yml", "䶮": "docs/a.md"}, FONTS)
    (finding,) = made.findings
    assert (finding.rule_id, finding.severity, finding.path) == (
        "site/rare-character", Severity.WARNING, "docs/doctors.yml",
    )  # fmt: skip
    assert "𠮷" in finding.message
    assert "U+20BB7" in finding.message
    assert made.value.stylesheet
    assert "U+20BB7" not in made.value.files[made.value.stylesheet].decode()


def test_only_lacking_characters_write_nothing() -> None:
    made = rare_font_files({"𠮷": "docs/a.md"}, FONTS)
    assert not made.value.files
    assert made.value.stylesheet == ""


def test_a_missing_font_is_one_finding(tmp_path: Path) -> None:
    made = rare_font_files(dict.fromkeys(RARE, "docs/a.md"), tmp_path)
    assert [finding.rule_id for finding in made.findings] == ["site/rare-font-missing"]
    assert not made.value.files


@pytest.mark.parametrize("character", ["𬱟", "㛃"])
def test_characters_of_doctors_names(character: str) -> None:
    assert rare_characters(f"示例医师{character}") == (character,)
