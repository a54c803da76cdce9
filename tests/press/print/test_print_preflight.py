"""Preflight is proved: every fault it is there for is put into a good file, and it must see it."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from press.findings import Severity
from press.print.content import SheetContent
from press.print.preflight import Order, preflight
from press.print.sheet import page_boxes, points
from press.print.typeset import TypesetSheet

Made = Callable[[str], TypesetSheet]
Change = Callable[[pikepdf.Pdf], None]


def _after(pdf: pikepdf.Pdf, content: bytes) -> None:
    page = pdf.pages[0]
    old = page.obj.Contents.read_bytes()
    page.obj.Contents = pdf.make_stream(b"q\n" + old + b"\nQ\n" + content)


def _rectangle(x: float, y: float, width: float, height: float, colour: bytes = b"0 0 0 0 k") -> bytes:
    return b"q /OPn gs " + colour + f" {x} {y} {width} {height} re f Q".encode()


def _replace(pdf: pikepdf.Pdf, old: bytes, new: bytes) -> None:
    page = pdf.pages[0]
    content = page.obj.Contents.read_bytes()
    assert old in content
    page.obj.Contents = pdf.make_stream(content.replace(old, new))


def _no_bleed(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0].obj["/BleedBox"]


def _wrong_trim(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.TrimBox = Array([0, 0, 500, 500])


def _annotated(pdf: pikepdf.Pdf) -> None:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(link)])


def _no_intent(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/OutputIntents"]


def _no_metadata(pdf: pikepdf.Pdf) -> None:
    del pdf.Root["/Metadata"]


def _font_gone(pdf: pikepdf.Pdf) -> None:
    for font in pdf.pages[0].obj.Resources.Font.values():
        descriptor = font.DescendantFonts[0].FontDescriptor
        for key in ("/FontFile2", "/FontFile3"):
            if key in descriptor:
                del descriptor[key]


def _show(pdf: pikepdf.Pdf, settings: bytes, string: bytes = b"<0001>") -> None:
    font = next(iter(pdf.pages[0].obj.Resources.Font.keys())).encode()
    _after(pdf, b"q BT " + settings.replace(b"FONT", font) + b" 1 0 0 1 300 400 Tm " + string + b" Tj ET Q")


CASES: dict[str, tuple[Change, str]] = {
    "no bleed box": (_no_bleed, "print/boxes"),
    "wrong trim": (_wrong_trim, "print/boxes"),
    "link": (_annotated, "print/annotation"),
    "no output intent": (_no_intent, "print/output-intent"),
    "no XMP": (_no_metadata, "print/pdfx-metadata"),
    "font not embedded": (_font_gone, "print/font-not-embedded"),
    "RGB area": (lambda pdf: _after(pdf, b"q 1 0 0 rg 50 50 9 9 re f Q"), "print/colour-space"),
    "grey line": (lambda pdf: _after(pdf, b"q 0.5 G 50 50 m 90 90 l S Q"), "print/colour-space"),
    "gradient": (lambda pdf: _after(pdf, b"q /Pattern cs /p0 scn 50 50 9 9 re f Q"), "print/colour-space"),
    "too much ink": (lambda pdf: _after(pdf, _rectangle(60, 60, 9, 9, b"1 1 1 1 k")), "print/ink-limit"),
    "four-colour black text": (lambda pdf: _show(pdf, b"FONT 12 Tf .7 .7 .7 .9 k"), "print/text-not-k"),
    "RGB text": (lambda pdf: _show(pdf, b"FONT 12 Tf 0 0 0 rg"), "print/colour-space"),
    "black without overprint": (lambda pdf: _show(pdf, b"/OPn gs FONT 12 Tf 0 0 0 1 k"), "print/no-overprint"),
    "empty box for a character": (lambda pdf: _show(pdf, b"FONT 12 Tf 0 .9 .9 .2 k", b"<0000>"), "print/missing-glyph"),
    "tiny text": (lambda pdf: _show(pdf, b"FONT 4 Tf 0 .9 .9 .2 k"), "print/text-too-small"),
    "text at the edge": (
        lambda pdf: _after(pdf, b"q BT " + next(iter(pdf.pages[0].obj.Resources.Font.keys())).encode()
                           + b" 12 Tf /OPk gs 0 0 0 1 k 1 0 0 1 40 400 Tm <00030004> Tj ET Q"),
        "print/safe-margin",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def good(made: Made) -> TypesetSheet:
    return made("a4")


def _order(sheet: TypesetSheet, board: SheetContent) -> Order:
    return Order(sheet.format, [code.address for code in board.codes], "千名医师讲中医")


def _tampered(sheet: TypesetSheet, change: Change) -> bytes:
    with pikepdf.open(io.BytesIO(sheet.print_pdf)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, force_version="1.6")
    return out.getvalue()


def test_the_harness_itself_changes_nothing(good: TypesetSheet, board: SheetContent) -> None:
    assert preflight(_tampered(good, lambda _: None), _order(good, board)).findings == ()


@pytest.mark.parametrize("case", CASES)
def test_each_fault_is_seen(case: str, good: TypesetSheet, board: SheetContent) -> None:
    change, rule = CASES[case]
    report = preflight(_tampered(good, change), _order(good, board))
    assert rule in {finding.rule_id for finding in report.findings}
    assert not report.passed


def test_a_covered_code_and_a_covered_quiet_zone(good: TypesetSheet, board: SheetContent) -> None:
    boxes = page_boxes(good.format)
    low = boxes.trim[1] + points(5)
    covered = _tampered(good, lambda pdf: _after(pdf, _rectangle(boxes.trim[0], low, 600, points(40))))
    rules = {finding.rule_id for finding in preflight(covered, _order(good, board)).findings}
    assert "print/qr-unreadable" in rules


def test_a_mark_that_is_gone(good: TypesetSheet, board: SheetContent) -> None:
    order = _order(good, board)
    report = preflight(good.print_pdf, Order(order.sheet, order.codes, "万名医师讲中医"))
    assert {finding.rule_id for finding in report.findings} == {"print/no-mark"}


def test_too_few_pixels(good: TypesetSheet, made: Made, board: SheetContent) -> None:
    from dataclasses import replace  # noqa: PLC0415 - one use

    a3 = made("a3")
    slightly = preflight(a3.print_pdf, Order(replace(a3.format, ppi=600), [], "千名医师讲中医"))
    (found,) = slightly.findings
    assert (found.rule_id, found.severity) == ("print/picture-too-small", Severity.WARNING)
    badly = preflight(a3.print_pdf, Order(replace(a3.format, ppi=1200), [], "千名医师讲中医"))
    assert badly.findings[0].severity is Severity.ERROR
    del good, board


def test_other_requirements_are_held_against_the_file(good: TypesetSheet, board: SheetContent) -> None:
    from dataclasses import replace  # noqa: PLC0415 - one use

    order = _order(good, board)
    demanding = replace(good.format, viewing=500, hang=1480, small=9)
    rules = {f.rule_id for f in preflight(good.print_pdf, Order(demanding, order.codes, order.words)).findings}
    assert {"print/qr-module", "print/qr-too-high", "print/text-too-small"} <= rules


def test_the_report_reads_as_json(good: TypesetSheet, board: SheetContent) -> None:
    text = preflight(good.print_pdf, _order(good, board)).as_json()
    assert '"passed": true' in text
    assert "FOGRA39" in text
