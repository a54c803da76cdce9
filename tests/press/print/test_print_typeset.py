"""Sheets: every format is full, whole, decodable and clean; text that does not fit is said, never dropped."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageFilter, ImageStat

from press.findings import Severity
from press.print.content import LeafletContent, SheetContent, SheetPanel, VolumeContent
from press.print.leaflet import one_sided, typeset_leaflet
from press.print.preflight import Order, preflight
from press.print.prepare import prepare_board
from press.print.sheet import SheetFormat, page_boxes, points
from press.print.stage import open_stage
from press.print.typeset import TypesetSheet, Workshop, board_job, fit_job, proved_screen, typeset
from press.print.volume import typeset_volume

Made = Callable[[str], TypesetSheet]
GOLDEN = Path(__file__).parents[2] / "golden" / "print"
OVERLAYS = Path(__file__).parents[3] / "overlays"
ALL = ("a4", "dadu16", "a3", "duikai", "zhanban", "xuanchuanlan", "yilabao", "sanzhe")
WORDS = "千名医师讲中医"
MOST_DIFFERENCE = 3.0
"""Mean grey levels a golden may differ by: a moved block differs by ten and more, another zlib or libjpeg by none."""


def order(sheet: SheetFormat, board: SheetContent) -> Order:
    return Order(sheet, [code.address for code in board.codes], WORDS, "docs/bulletins/2026-11.md")


@pytest.mark.parametrize("name", ALL)
def test_each_format_passes_preflight(name: str, made: Made, board: SheetContent) -> None:
    sheet = made(name)
    report = preflight(sheet.print_pdf, order(sheet.format, board))
    assert report.findings == ()
    assert report.passed
    assert sheet.format.body[0] <= sheet.body_size <= sheet.format.body[1]
    assert dict(report.facts)["成品尺寸"] == sheet.format.size_label


@pytest.mark.parametrize("name", ALL)
def test_every_code_decodes_from_the_rendered_sheet(name: str, made: Made, board: SheetContent) -> None:
    found: set[str] = set()
    document = pypdfium2.PdfDocument(made(name).screen_pdf)
    for page in document:
        image = page.render(scale=2400 / max(page.get_size())).to_pil()
        found |= {one.text for one in zxingcpp.read_barcodes(image)}
    document.close()
    assert found == {code.address for code in board.codes}


@pytest.mark.parametrize("name", ["a3", "a4", "sanzhe"])
def test_no_character_is_lost(name: str, made: Made, board: SheetContent) -> None:
    document = pypdfium2.PdfDocument(made(name).print_pdf)
    printed = Counter("".join(page.get_textpage().get_text_range() for page in document))
    document.close()
    wanted = Counter("".join(re.sub(r"<[^>]*>|\s", "", panel.html) + panel.title for panel in board.panels))
    assert not {
        character: count for character, count in wanted.items() if printed[character] < count and character != " "
    }


def test_columns_end_level(made: Made) -> None:
    sheet = made("a3")
    document = pypdfium2.PdfDocument(sheet.print_pdf)
    text = document[0].get_textpage()
    boxes = page_boxes(sheet.format)
    ends: dict[int, float] = {}
    for at in range(text.count_rects()):
        left, bottom, _right, top = text.get_rect(at)
        column = int((left - boxes.trim[0] - points(sheet.format.margin) + 1) / points(sheet.format.column_width + 8))
        # Body text: at least the fitted size high, above the QR band.
        if top - bottom > sheet.body_size * 0.7 and bottom > boxes.trim[1] + points(100):
            ends[column] = min(ends.get(column, 1e9), bottom)
    document.close()
    assert len(ends) == 3
    assert max(ends.values()) - min(ends.values()) < sheet.body_size


def test_same_input_same_bytes(
    made: Made, board: SheetContent, formats: dict[str, SheetFormat], workshop: Workshop, tmp_path: Path
) -> None:
    again = typeset(
        board, formats["a4"], replace(workshop, stage=open_stage(tmp_path / "另一处 stage", OVERLAYS))
    ).value
    assert again is not None
    first = made("a4")
    assert again.print_pdf == first.print_pdf
    assert again.screen_pdf == first.screen_pdf
    assert again.previews == first.previews


def test_screen_pdf_is_tagged_linked_and_bookmarked(
    board: SheetContent, formats: dict[str, SheetFormat], workshop: Workshop
) -> None:
    linked = SheetPanel(
        "看一看", '<p>详见<a href="https://www.nhc.gov.cn/">国家卫生健康委员会</a>。</p>' + board.panels[0].html
    )
    content = replace(board, panels=(linked, *board.panels[1:]))
    checked = typeset(content, formats["a3"], workshop)
    assert checked.value is not None
    with pikepdf.open(io.BytesIO(checked.value.screen_pdf)) as pdf:
        metadata = pdf.Root.Metadata.read_bytes()
        assert b"pdfaid:part" in metadata
        assert b"pdfuaid:part" in metadata
        assert bool(pdf.Root.MarkInfo.Marked)
        assert "/Outlines" in pdf.Root
        assert str(pdf.Root.Lang) == "zh-CN"
        links = [str(a.A.URI) for page in pdf.pages for a in page.obj.get("/Annots", []) if "/A" in a]
    # Nobody scans the screen he reads on: there the codes are links.
    assert set(links) == {"https://www.nhc.gov.cn/", *(code.address for code in content.codes)}
    with pikepdf.open(io.BytesIO(checked.value.print_pdf)) as pdf:
        assert all("/Annots" not in page.obj for page in pdf.pages)


@pytest.mark.parametrize("name", ["a4", "a3", "sanzhe"])
def test_a_wrong_fit_is_found_out_on_the_sheet_and_mended(
    name: str, board: SheetContent, formats: dict[str, SheetFormat], workshop: Workshop
) -> None:
    sheet = formats[name]
    prepared = prepare_board(board, workshop.stage, sheet.profile.file)
    job = board_job(board, prepared.value, sheet, workshop)
    right = fit_job(job, sheet, workshop)
    loose = replace(right, tops=None)  # as where reckoning and layout disagree
    assert proved_screen(job, sheet, workshop, loose)[0] == loose
    wrong = replace(right, size=right.size * 1.2, pitch=right.pitch * 1.2)
    mended, screen = proved_screen(job, sheet, workshop, wrong)
    assert screen is not None
    assert mended.size < wrong.size
    assert mended.size == pytest.approx(right.size, rel=0.06)


def test_text_that_runs_over_is_an_error_with_figure_and_way_out(
    board: SheetContent, formats: dict[str, SheetFormat], workshop: Workshop
) -> None:
    panels = tuple(replace(board.panels[0], title=f"第{n}篇", html=board.panels[1].html * 3) for n in range(5))
    large, chosen = replace(board, panels=panels), formats["sanzhe"]
    checked = typeset(large, chosen, workshop, (formats["yilabao"], chosen))
    assert checked.value is None
    (found,) = checked.findings
    assert (found.rule_id, found.severity) == ("print/overflow", Severity.ERROR)
    over = re.search(r"多出约 (\d+) 个字", found.message)
    assert over is not None
    assert "易拉宝" in found.hint
    characters = len(re.sub(r"<[^>]*>|\s", "", "".join(panel.html for panel in panels)))
    assert 100 < int(over[1]) < characters
    # The figure is honest ("约"): with that much less and a fifth of it for line ends, the text fits.
    cut = characters - int(int(over[1]) * 1.2)
    shorter = replace(large, panels=_cut(panels, cut))
    assert typeset(shorter, chosen, workshop).value is not None


def _cut(panels: tuple[SheetPanel, ...], keep: int) -> tuple[SheetPanel, ...]:
    out = []
    for panel in panels:
        texts = [text for text in re.findall(r"<p>(.*?)</p>", panel.html) if text]
        kept = []
        for text in texts:
            kept.append(text[:keep])
            keep = max(0, keep - len(text))
        out.append(replace(panel, html="".join(f"<p>{text}</p>" for text in kept if text) or "<p>。</p>"))
    return tuple(out)


def test_thirty_thousand_characters_fit_nowhere(
    board: SheetContent, formats: dict[str, SheetFormat], workshop: Workshop
) -> None:
    long = "<p>" + "</p><p>".join(["冬季早睡晚起，适当保暖，饮食有节，起居有常，不妄作劳。" * 12] * 96) + "</p>"
    checked = typeset(replace(board, panels=(SheetPanel("长文", long),)), formats["a3"], workshop)
    assert checked.value is None
    assert checked.findings[0].rule_id == "print/overflow"
    assert "所有规格都排不下" in checked.findings[0].hint


def test_little_text_is_a_notice(board: SheetContent, formats: dict[str, SheetFormat], workshop: Workshop) -> None:
    checked = typeset(replace(board, panels=(SheetPanel("短讯", "<p>今天立冬。</p>"),)), formats["a3"], workshop)
    assert checked.value is not None
    (found,) = checked.findings
    assert (found.rule_id, found.severity) == ("print/half-empty", Severity.NOTICE)


def test_a_table_of_too_many_columns(board: SheetContent, formats: dict[str, SheetFormat], workshop: Workshop) -> None:
    cells = "".join(f"<td>第{n}项</td>" for n in range(14))
    wide = SheetPanel("大表", f"<p>{'说明文字。' * 200}</p><table><tr>{cells}</tr></table>")
    checked = typeset(replace(board, panels=(wide,)), formats["a3"], workshop)
    assert checked.value is None
    assert checked.findings[0].rule_id == "print/table-too-wide"


_ROWS = "".join(f"<tr><td>第{n}味</td><td>每次用量，煎服</td></tr>" for n in range(1, 71))
_TALL = {
    "表格": (f"<table><thead><tr><th>药材</th><th>用法</th></tr></thead><tbody>{_ROWS}</tbody></table>", "药材、用法"),
    "提示框": ('<div class="admonition tip"><p class="admonition-title">牢记</p>'
               + "<p>煎药用砂锅，先泡半小时。</p>" * 70 + "</div>", "牢记煎药用砂锅，先泡"),
    "引文": (f"<blockquote>{'<p>早卧晚起，必待日光。</p>' * 70}</blockquote>", "早卧晚起，必待日光。"),
}  # fmt: skip


@pytest.mark.parametrize("kind", _TALL)
def test_a_part_higher_than_a_column_is_named(
    kind: str, board: SheetContent, formats: dict[str, SheetFormat], workshop: Workshop
) -> None:
    part, words = _TALL[kind]
    content = replace(board, panels=(*board.panels[:1], SheetPanel("煎药常识", f"<p>先看这里。</p>{part}")))
    checked = typeset(content, formats["a3"], workshop, tuple(formats.values()))
    assert checked.value is None
    (found,) = checked.findings
    assert (found.rule_id, found.severity, found.path) == ("print/part-too-tall", Severity.ERROR, board.path)
    assert found.message.startswith(f"《煎药常识》里以“{words}”开头的{kind}比“A3 海报”的一栏还高")
    lines, room = map(int, re.findall(r"(\d+) 行", found.message))
    assert lines > room > 20
    assert "分成两" in found.hint or "拆成两" in found.hint
    assert "易拉宝" in found.hint


@pytest.mark.parametrize("colour", ["青", "墨"])
def test_other_colour_themes(
    colour: str, board: SheetContent, formats: dict[str, SheetFormat], workshop: Workshop
) -> None:
    checked = typeset(replace(board, colour=colour), formats["sanzhe"], workshop)
    assert checked.value is not None
    assert preflight(checked.value.print_pdf, order(formats["sanzhe"], board)).findings == ()


def test_leaflet(article: LeafletContent, formats: dict[str, SheetFormat], workshop: Workshop) -> None:
    checked = typeset_leaflet(article, formats["a4"], workshop)
    assert checked.findings == ()
    assert checked.value is not None
    assert article.qr is not None
    sheet = one_sided(formats["a4"])
    assert preflight(checked.value.print_pdf, Order(sheet, [article.qr.address], WORDS)).findings == ()
    compare(checked.value.preview_png, "leaflet.png")


def test_volume(board: SheetContent, formats: dict[str, SheetFormat], workshop: Workshop) -> None:
    october = replace(board, slug="2026-10", month=10, title="2026年10月科普宣传栏", theme="敬老月")
    faulty = replace(board, panels=(SheetPanel("坏", "<p>😀</p>"),), path="docs/bulletins/2026-12.md")
    content = VolumeContent(2026, "科普宣传栏合订本", (october, board, faulty), ("某县卫生健康局",))
    checked = typeset_volume(content, formats["a4"], workshop)
    assert {finding.rule_id for finding in checked.findings} == {"print/missing-glyph"}
    assert checked.value is not None
    document = pypdfium2.PdfDocument(checked.value)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    assert "目录" in pages[1]
    assert "敬老月" in pages[1]
    assert "合订本" in pages[0]
    assert all(WORDS in page for page in pages)


@pytest.mark.parametrize("name", ALL)
def test_golden(name: str, made: Made) -> None:
    for number, preview in enumerate(made(name).previews, 1):
        compare(preview, f"{name}-{number}.png")


def test_golden_comparison_can_fail(made: Made) -> None:
    with Image.open(io.BytesIO(made("a3").preview_png)) as opened:
        moved = ImageChops.offset(opened.convert("RGB"), 0, 60)
    out = io.BytesIO()
    moved.save(out, "PNG")
    with pytest.raises(AssertionError):
        compare(out.getvalue(), "a3-1.png", may_write=False)


def compare(png: bytes, name: str, *, may_write: bool = True) -> None:
    with Image.open(io.BytesIO(png)) as opened:
        small = opened.convert("RGB")
    small.thumbnail((360, 360), Image.Resampling.BOX)
    golden = GOLDEN / name
    if may_write and os.environ.get("PRESS_WRITE_GOLDEN") == "1" and not os.environ.get("CI"):
        golden.parent.mkdir(parents=True, exist_ok=True)
        small.quantize(64).save(golden, optimize=True)
    with Image.open(golden) as opened:
        known = opened.convert("RGB")
    assert known.size == small.size
    soft = [picture.filter(ImageFilter.GaussianBlur(1)) for picture in (known, small)]
    difference = ImageStat.Stat(ImageChops.difference(*soft).convert("L")).mean[0]
    assert difference < MOST_DIFFERENCE


@pytest.mark.skipif(shutil.which("gs") is None, reason="Ghostscript is not installed")
def test_text_and_codes_stand_on_the_black_plate_alone(made: Made, board: SheetContent, tmp_path: Path) -> None:
    source = tmp_path / "a4.pdf"
    source.write_bytes(made("a4").print_pdf)
    ghostscript = shutil.which("gs") or ""
    command = [
        ghostscript,
        "-q",
        "-dSAFER",
        "-dNOPAUSE",
        "-dBATCH",
        "-sDEVICE=tiffsep",
        "-r120",
        f"-o{tmp_path}/p%d.tif",
    ]
    subprocess.run([*command, str(source)], check=True, timeout=120)
    plates = {}
    for ink in ("Cyan", "Magenta", "Yellow", "Black"):
        with Image.open(tmp_path / f"p1({ink}).tif") as opened:
            plates[ink] = opened.convert("L")
    codes = zxingcpp.read_barcodes(plates["Black"])
    assert {code.text for code in codes} == {code.address for code in board.codes}
    for code in codes:
        corners = code.position
        box = (corners.top_left.x, corners.top_left.y, corners.bottom_right.x, corners.bottom_right.y)
        for ink in ("Cyan", "Magenta", "Yellow"):
            assert plates[ink].crop(box).getextrema() == (255, 255)
    # Where body text is black, the colour plates show the even tint of the paper: no ghost, no knocked-out letter.
    scale = 120 / 25.4
    left, top = (3 + 10 + 14) * scale, (3 + 10 + 88) * scale
    text = (round(left), round(top), round(left + 70 * scale), round(top + 18 * scale))
    assert plates["Black"].crop(text).getextrema()[0] == 0
    for ink in ("Cyan", "Magenta", "Yellow"):
        low, high = plates[ink].crop(text).getextrema()
        assert float(high) - float(low) <= 2


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_qpdf_finds_no_fault(made: Made, tmp_path: Path) -> None:
    source = tmp_path / "a4.pdf"
    source.write_bytes(made("a4").print_pdf)
    subprocess.run([shutil.which("qpdf") or "", "--check", str(source)], check=True, timeout=60, capture_output=True)
