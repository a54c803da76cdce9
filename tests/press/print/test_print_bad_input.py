"""Bad input: each fault is one clear finding, before anything is typeset."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from press.findings import Finding, Severity
from press.imaging.svg_safety import svg_fault
from press.print.content import SheetContent, SheetPanel, SheetPicture
from press.print.preflight import Order, preflight
from press.print.prepare import prepare_board
from press.print.sheet import SheetFormat
from press.print.typeset import Workshop, typeset

Find = Callable[..., tuple[Finding, ...]]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">{}</svg>'


@pytest.fixture
def findings(board: SheetContent, formats: dict[str, SheetFormat], workshop: Workshop) -> Find:
    def _findings(html: str, pictures: dict[str, Path] | None = None) -> tuple[Finding, ...]:
        content = replace(board, panels=(SheetPanel("试", html),), pictures=pictures or {})
        return prepare_board(content, workshop.stage, formats["a4"].profile.file).findings

    return _findings


def _only(found: tuple[Finding, ...], rule: str, severity: Severity = Severity.ERROR) -> Finding:
    assert [(f.rule_id, f.severity) for f in found] == [(rule, severity)]
    assert found[0].path == "docs/bulletins/2026-11.md"
    assert found[0].hint
    return found[0]


def test_an_emoji_is_named_with_its_place(findings: Find) -> None:
    found = _only(findings("<p>多喝水😀有益</p>"), "print/missing-glyph")
    assert "😀" in found.message
    assert "U+1F600" in found.message
    assert "多喝水" in found.message


def test_a_rare_character_without_a_glyph(findings: Find) -> None:
    found = _only(findings("<p>药名\U00031350。䗪虫、𩾌、黄芪。</p>"), "print/missing-glyph")
    assert "U+31350" in found.message
    assert "字" in found.message


def test_a_missing_picture(findings: Find) -> None:
    found = _only(findings('<p>字</p><p><img src="没有.jpg" alt=""></p>'), "print/picture-missing")
    assert "没有.jpg" in found.message


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("空.jpg", b""),
        ("断.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF"),
        ("字.png", "不是图片".encode()),
        ("脚本.svg", SVG.format("<script>alert(1)</script>").encode()),
        ("外链.svg", SVG.format('<image xlink:href="https://x.example/a.png"/>').encode()),
    ],
)
def test_a_picture_that_cannot_be_printed(name: str, data: bytes, findings: Find, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    found = _only(findings(f'<p>字</p><p><img src="{name}" alt=""></p>', {name: file}), "print/picture-unusable")
    assert name in found.message


def test_a_sound_svg_is_drawn(findings: Find, tmp_path: Path) -> None:
    file = tmp_path / "图.svg"
    file.write_text(SVG.format('<rect width="9" height="9" fill="#a8322a"/>'), encoding="utf-8")
    assert findings('<p>字</p><p><img src="图.svg" alt=""></p>', {"图.svg": file}) == ()


@pytest.mark.parametrize(
    "inside",
    [
        '<rect onclick="x()"/>',
        "<style>@import url(https://x.example/a.css);</style>",
        '<rect style="fill:url(https://x.example/#a)"/>',
        "<foreignObject/>",
        '<a href="javascript:x()"/>',
        '<image href="data:text/html,x"/>',
    ],
)
def test_what_an_svg_may_not_hold(inside: str) -> None:
    assert svg_fault(SVG.format(inside).encode()) is not None
    assert svg_fault(SVG.format('<rect fill="url(#g)"/>').encode()) is None


def test_entities_and_broken_svg_are_refused() -> None:
    bomb = b'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>'
    assert svg_fault(bomb) is not None
    assert svg_fault(b"<svg") is not None


def test_a_word_of_300_characters(
    board: SheetContent,
    formats: dict[str, SheetFormat],
    workshop: Workshop,
    findings: Find,
) -> None:
    html = f"<p>{'说明。' * 300}</p><p>{'x' * 300}</p>"
    found = _only(findings(html), "print/unbreakable-word", Severity.WARNING)
    assert "300" in found.message
    checked = typeset(replace(board, panels=(SheetPanel("长词", html),)), formats["a4"], workshop)
    assert checked.value is not None
    codes = [code.address for code in board.more_codes]
    report = preflight(checked.value.print_pdf, Order(formats["a4"], codes, "千名医师讲中医"))
    assert report.findings == ()


def test_an_empty_bulletin(board: SheetContent, formats: dict[str, SheetFormat], workshop: Workshop) -> None:
    checked = typeset(replace(board, panels=()), formats["a4"], workshop)
    assert checked.value is None
    assert [f.rule_id for f in checked.findings] == ["print/empty-bulletin"]


def test_raw_html_never_reaches_the_typesetter(findings: Find) -> None:
    html = '<p onclick="x()">字</p><script>alert(1)</script><iframe src="https://x.example"></iframe>'
    found = _only(findings(html), "print/not-printable", Severity.WARNING)
    assert "<script>" in found.message
    assert "<iframe>" in found.message


def test_unclosed_and_odd_markup_is_typeset(
    board: SheetContent, formats: dict[str, SheetFormat], workshop: Workshop
) -> None:
    html = (
        "<p>一&nbsp;二<br>三<p>四<ul><li>五<ul><li>六</ul></ul><hr><dl><dt>词<dd>义</dl><blockquote><p>引</blockquote>"
        "<pre><code>a &lt; b\nc</code></pre><h4>小题</h4><h2>大题</h2><p>H<sub>2</sub>O 10<sup>3</sup> <mark>重</mark>"
        '<table><tr><th colspan="2">甲<tr><td>乙<td rowspan="x">丙</table>'
        "<details open><summary>问</summary><p>答</details>"
        '<p>注<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup></p><div class="footnote"><ol>'
        '<li id="fn:1"><p>脚注文字<a class="footnote-backref" href="#fnref:1">↩</a></p></li></ol></div>'
    )
    checked = typeset(replace(board, panels=(SheetPanel("杂", html * 2),)), formats["a3"], workshop)
    assert checked.value is not None
    assert checked.findings == ()


def test_transparent_and_huge_and_turned_pictures(findings: Find, tmp_path: Path, workshop: Workshop) -> None:
    clear = tmp_path / "透明.png"
    Image.new("RGBA", (400, 300), (0, 0, 0, 0)).save(clear)
    turned = tmp_path / "转.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (400, 200), (9, 120, 60)).save(turned, exif=exif)
    html = '<p>字</p><p><img src="a" alt=""></p><p><img src="b" alt=""></p>'
    assert findings(html, {"a": clear, "b": turned}) == ()
    sizes = set()
    for file in (workshop.stage.root / "img").glob("*-cmyk.jpg"):
        with Image.open(file) as opened:
            sizes.add(opened.size)
    assert (200, 400) in sizes


def test_a_board_picture_that_is_gone(
    board: SheetContent, formats: dict[str, SheetFormat], workshop: Workshop, tmp_path: Path
) -> None:
    panel = replace(board.panels[0], picture=SheetPicture(tmp_path / "没了.jpg"))
    checked = typeset(replace(board, panels=(panel,)), formats["a4"], workshop)
    assert checked.value is None
    assert [f.rule_id for f in checked.findings] == ["print/picture-missing"]
