"""The format file: what ships is sound, and every kind of fault is one clear finding with its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import ImageCms

from press.findings import Severity
from press.print.formats import load_formats, profile_fault

Write = Callable[[str], Path]
OVERLAY = Path(__file__).parents[3] / "overlays" / "print"

GOOD = """\
profiles:
  fogra39: {file: coated_fogra39.icc, condition: FOGRA39}
formats:
  - id: a4
    name: A4
    trim: [210, 297]
    margin: 12
    columns: 2
    gutter: 7
    body: [9, 13]
    viewing: 300
    ppi: 300
    profile: fogra39
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    (tmp_path / "icc").mkdir()
    (tmp_path / "icc" / "coated_fogra39.icc").write_bytes((OVERLAY / "icc" / "coated_fogra39.icc").read_bytes())

    def _write(text: str) -> Path:
        file = tmp_path / "formats.yml"
        file.write_text(text, encoding="utf-8")
        return file

    return _write


def test_the_shipped_formats_are_sound_and_complete() -> None:
    checked = load_formats(OVERLAY / "formats.yml", OVERLAY.parents[1])
    assert checked.findings == ()
    sizes = {sheet.id: sheet.trim for sheet in checked.value}
    assert sizes == {
        "a4": (210, 297), "dadu16": (210, 285), "a3": (297, 420), "duikai": (570, 840), "zhanban": (900, 1200),
        "xuanchuanlan": (2400, 1200), "yilabao": (800, 2000), "sanzhe": (297, 210),
    }  # fmt: skip
    assert all(sheet.bleed == 3 and sheet.safe >= 5 for sheet in checked.value)


def test_a_good_file_reads(write: Write) -> None:
    checked = load_formats(write(GOOD), write(GOOD).parent)
    assert [sheet.name for sheet in checked.value] == ["A4"]
    assert checked.value[0].small == 7.2


@pytest.mark.parametrize(
    "case",
    [
        ("margin: 12", "margin: -4", "print/format-invalid", 7, "不能小于"),
        ("trim: [210, 297]", "trim: [210, 0]", "print/format-invalid", 6, "不能小于"),
        ("columns: 2", "colums: 2", "print/unknown-key", 8, "colums"),
        ("body: [9, 13]", "body: [13, 9]", "print/format-invalid", 4, "最小字号"),
        ("columns: 2", "columns: 9", "print/format-invalid", 4, "8 个字"),
        ("profile: fogra39", "profile: fogra93", "print/profile-unknown", 13, "fogra93"),
        ("coated_fogra39.icc", "nobody.icc", "print/profile-missing", 2, "nobody.icc"),
        ("coated_fogra39.icc", "../../secret.icc", "print/format-invalid", 2, "secret"),
        ("ppi: 300", "ppi: 300\n    hang: 1450", "print/format-too-high", 13, "够不着"),
        ("columns: 2", "columns: zwei", "print/format-invalid", 8, "zwei"),
    ],
)
def test_each_fault_is_named_with_its_line(write: Write, case: tuple[str, str, str, int, str]) -> None:
    old, new, rule, line, word = case
    file = write(GOOD.replace(old, new))
    checked = load_formats(file, file.parent)
    found = next(finding for finding in checked.findings if finding.rule_id == rule)
    assert found.severity is Severity.ERROR
    assert word in found.message
    assert found.hint
    assert (found.path, found.line) == ("formats.yml", line)
    assert checked.value == ()


def test_one_faulty_format_leaves_the_others(write: Write) -> None:
    second = GOOD.split("formats:\n")[1].replace("id: a4", "id: a5").replace("margin: 12", "margin: -1")
    file = write(GOOD + second)
    checked = load_formats(file, file.parent)
    assert [sheet.id for sheet in checked.value] == ["a4"]
    assert len(checked.findings) == 1


@pytest.mark.parametrize("text", ["", "[]", "formats: [", "profiles: 3\nformats: 4\n"])
def test_a_file_that_is_no_format_file(write: Write, text: str) -> None:
    file = write(text)
    checked = load_formats(file, file.parent)
    assert checked.value == ()
    assert checked.findings


def test_an_rgb_profile_is_refused(tmp_path: Path) -> None:
    rgb = tmp_path / "srgb.icc"
    rgb.write_bytes(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    fault = profile_fault(rgb)
    assert fault is not None
    assert fault[0] == "print/profile-not-cmyk"
    (tmp_path / "noise.icc").write_bytes(b"noise")
    broken = profile_fault(tmp_path / "noise.icc")
    assert broken is not None
    assert broken[0] == "print/profile-unreadable"
