"""Official artwork in the mark's place: its colours become inks, or it is said why the file does not go to the shop."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageDraw

from press.print.content import SheetContent
from press.print.marks_on_paper import read_page
from press.print.preflight import Order, preflight
from press.print.sheet import SheetFormat
from press.print.typeset import Workshop, typeset

_OFFICIAL = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 120"><rect width="112" height="112" fill="#C8102E"/>'
    '<path d="M140 20h420v30H140z" style="fill:#1A5FB4"/><path d="M140 70h300v30H140z" stroke="rgb(0,0,0)"/></svg>'
)


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_official_artwork_goes_to_the_plates(
    kind: str, board: SheetContent, formats: dict[str, SheetFormat], workshop: Workshop, tmp_path: Path
) -> None:
    art = tmp_path / f"官方 标识.{kind}"
    if kind == "svg":
        art.write_text(_OFFICIAL, "utf-8")
    else:
        drawn = Image.new("RGBA", (1800, 360), (0, 0, 0, 0))
        ImageDraw.Draw(drawn).rectangle((0, 0, 350, 350), fill=(200, 16, 46, 255))
        drawn.save(art)
    official = replace(workshop, mark=replace(workshop.mark, art=art))
    checked = typeset(board, formats["a3"], official)
    assert checked.value is not None
    report = preflight(checked.value.print_pdf, Order(formats["a3"], [code.address for code in board.codes], ""))
    assert report.findings == ()
    with pikepdf.open(io.BytesIO(checked.value.print_pdf)) as pdf:
        painted = read_page(pdf.pages[0])
    assert {space for space, _ in painted.fills} <= {"DeviceCMYK", "Separation/All"}
    assert {picture.space for picture in painted.pictures} <= {"DeviceCMYK"}


def test_artwork_with_a_gradient_goes_to_the_plates_as_a_picture(
    board: SheetContent, formats: dict[str, SheetFormat], workshop: Workshop, tmp_path: Path
) -> None:
    art = tmp_path / "渐变.svg"
    stops = '<stop offset="0" stop-color="#f00"/><stop offset="1" stop-color="#00f"/>'
    fill = (
        f'<defs><linearGradient id="g">{stops}</linearGradient></defs><rect width="600" height="120" fill="url(#g)"/>'
    )
    art.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 120">{fill}</svg>', "utf-8")
    official = replace(workshop, mark=replace(workshop.mark, art=art))
    sheet = formats["a3"]
    checked = typeset(board, sheet, official)
    assert checked.value is not None
    report = preflight(checked.value.print_pdf, Order(sheet, [code.address for code in board.codes], ""))
    assert report.findings == ()
    document = pypdfium2.PdfDocument(checked.value.print_pdf)
    shown = document[0].render(scale=2).to_pil().convert("RGB")
    document.close()
    # The mark stands at the margin, its height 1.5 · 3 % of the short side: red at the left, blue at the right.
    edge = sheet.bleed + 10
    left, top = (edge + sheet.margin) * 72 / 25.4 * 2, (edge + 0.036 * sheet.trim[0] + 5) * 72 / 25.4 * 2
    width = 1.5 * 0.03 * sheet.trim[0] * 700 / 120 * 72 / 25.4 * 2
    red, blue, ground = (shown.getpixel((round(left + share * width), round(top))) for share in (0.02, 0.82, 0.95))
    assert red[0] > 180 > red[2]
    assert blue[2] > 100 > blue[0]
    assert min(ground) > 230  # transparent there, so the paper shows
