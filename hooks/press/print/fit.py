"""Copyfitting as Python sees it: one layout inside Typst finds the body size; here it is judged, rarely repeated."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass

from press.findings import Finding, Severity
from press.print.sheet import SheetFormat, points

EMPTY_SHARE = 0.75
"""A sheet whose text fills less of its columns than this at the largest size gets a notice."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What Typst measured; lengths in pt.

    lines   lines one column holds at this size
    needed  lines the text needs
    fill    needed / lines
    over    share of the text that does not fit at the smallest size; 0 when it fits
    cut     units of the text that stand on the front
    faces   lines of each face
    tops    units that stand at the head of a column
    """

    size: float
    pitch: float
    lines: int
    needed: int
    fill: float
    over: float
    cut: int = 0
    faces: tuple[int, ...] = ()
    tops: tuple[int, ...] = ()

    def as_data(self) -> dict[str, object]:
        """Return the value the template takes in place of searching."""
        return asdict(self)


def read_fit(measured: str) -> Fit:
    """Return what Typst measured, from the template's JSON."""
    value = json.loads(measured)
    return Fit(
        float(value["size"]), float(value["pitch"]), int(value["lines"]), int(value["needed"]), float(value["fill"]),
        float(value["over"]), int(value["cut"]), tuple(value["faces"]), tuple(value["tops"]),
    )  # fmt: skip


def over_characters(sheet: SheetFormat, fit: Fit, characters: int) -> int:
    """Return about how many of the text's characters do not fit, rounded up to tens.

    The lines too many would hold at most full lines, and at least the text's mean, which headings and short lines
    thin out: the figure lies half way.
    """
    columns = sheet.columns * (1 if sheet.folds else sheet.sides)
    full = (fit.needed - fit.lines) * columns * points(sheet.column_width) / fit.size
    mean = characters * fit.over
    return min(math.ceil((full + mean) / 20) * 10, characters)


def overflow_finding(
    sheet: SheetFormat, over: int, takers: tuple[str, ...], path: str | None, *, leaflet: bool = False
) -> Finding:
    """Say that the text does not fit: by how many characters, and which formats would take it.

    A leaflet has one format; other formats take its article as part of a board.
    """
    message = (
        f"“{sheet.name}”（{sheet.size_label}）排不下：用最小字号 {sheet.body[0]:g} 磅还多出约 {over} 个字，这个规格不出"
    )
    named = "、".join(f"“{name}”" for name in takers)
    if leaflet:
        board = f"；想一字不删，就把它写进一期宣传栏（show: 全文），{named}排得下" if takers else ""
        hint = f"删去约 {over} 个字，或分成两篇{board}"
    elif takers:
        hint = f"换用{named}，或删去 {over} 个字、把整篇改成摘录"
    else:
        hint = f"所有规格都排不下；删去 {over} 个字、把整篇改成摘录，或分成两期"
    return Finding("print/overflow", Severity.ERROR, message, hint, path)


def emptiness_finding(sheet: SheetFormat, fit: Fit, path: str | None) -> Finding | None:
    """Say that much of the sheet stays empty at the largest size, or None."""
    if fit.fill >= EMPTY_SHARE:
        return None
    message = f"“{sheet.name}”用最大字号 {sheet.body[1]:g} 磅还空着约 {round((1 - fit.fill) * 100)}% 的正文版面"
    return Finding("print/half-empty", Severity.NOTICE, message, "可以多选一两篇文章，或把摘录改成整篇", path)
