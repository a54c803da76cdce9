"""Copyfitting as Python sees it: one layout inside Typst finds the body size; here it is judged, rarely repeated."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass

from press.findings import Finding, Severity
from press.print.sheet import SheetFormat, points

EMPTY_SHARE = 0.75
"""A sheet whose text fills less of its columns than this at the largest size gets a notice."""
_SMALLER = 0.985
_TRIES = 14


@dataclass(frozen=True, slots=True)
class Fit:
    """What Typst measured; lengths in pt.

    lines   lines one column holds at this size
    needed  lines the text needs
    fill    needed / lines
    over    share of the text that does not fit at the smallest size; 0 when it fits
    pages   faces the layout took
    """

    size: float
    pitch: float
    lines: int
    needed: int
    fill: float
    over: float
    pages: int

    def as_data(self) -> dict[str, object]:
        """Return the value the template takes in place of searching."""
        return asdict(self)


Search = Callable[[tuple[float, float]], str]
"""From the bounds of the body size to Typst's measurement as JSON."""
Laid = Callable[[Fit], str]
"""From a fit to the same for the sheet really laid out, with its pages counted."""


def find_fit(sheet: SheetFormat, search: Search, laid: Laid) -> Fit:
    """Return the body size at which the text fills the sheet.

    Typst measures a flat two-sided sheet as one row of columns; a picture or table at the turn can still push the text
    onto a third page. So such a sheet is laid out, and where needed a smaller ceiling is tried, down to the floor.
    """
    floor, ceiling = sheet.body
    fit = _read(search((floor, ceiling)))
    for _ in range(_TRIES):
        if fit.over > 0 or sheet.sides == 1 or sheet.folds:
            return fit
        fit = _read(laid(fit))
        if fit.pages <= sheet.sides:
            return fit
        ceiling = max(floor, fit.size * _SMALLER)
        if ceiling - floor < 0.05:  # noqa: PLR2004 - pt; nothing left to give
            break
        fit = _read(search((floor, ceiling)))
    return Fit(fit.size, fit.pitch, fit.lines, fit.lines + 1, 1, 1 / (fit.lines + 1), fit.pages)


def over_characters(sheet: SheetFormat, fit: Fit, characters: int) -> int:
    """Return about how many of the text's characters do not fit, rounded up to tens.

    The lines too many would hold at most full lines, and at least the text's mean, which headings and short lines
    thin out: the figure lies half way.
    """
    columns = sheet.columns * (1 if sheet.folds else sheet.sides)
    full = (fit.needed - fit.lines) * columns * points(sheet.column_width) / fit.size
    mean = characters * fit.over
    return min(math.ceil((full + mean) / 20) * 10, characters)


def overflow_finding(sheet: SheetFormat, over: int, takers: tuple[str, ...], path: str | None) -> Finding:
    """Say that the text does not fit: by how many characters, and which formats would take it."""
    message = (
        f"“{sheet.name}”（{sheet.size_label}）排不下：用最小字号 {sheet.body[0]:g} 磅还多出约 {over} 个字，这个规格不出"
    )
    if takers:
        hint = f"换用{'、'.join(takers)}，或删去 {over} 个字、把整篇改成摘录"
    else:
        hint = f"所有规格都排不下；删去 {over} 个字、把整篇改成摘录，或分成两期"
    return Finding("print/overflow", Severity.ERROR, message, hint, path)


def emptiness_finding(sheet: SheetFormat, fit: Fit, path: str | None) -> Finding | None:
    """Say that much of the sheet stays empty at the largest size, or None."""
    if fit.fill >= EMPTY_SHARE:
        return None
    message = f"“{sheet.name}”用最大字号 {sheet.body[1]:g} 磅还空着约 {round((1 - fit.fill) * 100)}% 的正文版面"
    return Finding("print/half-empty", Severity.NOTICE, message, "可以多选一两篇文章，或把摘录改成整篇", path)


def _read(measured: str) -> Fit:
    value = json.loads(measured)
    return Fit(
        float(value["size"]), float(value["pitch"]), int(value["lines"]), int(value["needed"]), float(value["fill"]),
        float(value["over"]), int(value["pages"]),
    )  # fmt: skip
