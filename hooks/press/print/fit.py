"""Copyfitting as Python sees it: one layout inside Typst finds the body size; here it is judged, rarely repeated."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from press.findings import Finding, Severity
from press.print.sheet import SheetFormat, points

MISFITS = frozenset({"print/overflow", "print/part-too-tall"})
"""Rules that say that a text does not fit a format."""
EMPTY_SHARE = 0.75
"""A sheet whose text fills less of its columns than this at the largest size gets a notice."""


@dataclass(frozen=True, slots=True)
class TallPart:
    """A table, note or quotation that is not cut and higher than any column.

    tag    its HTML element; `details` for a note
    words  its first words, without blanks; those of a table by cells
    lines  how high it is at the smallest size, in lines of text
    room   lines of the highest column
    """

    tag: str
    words: tuple[str, ...]
    lines: int
    room: int


@dataclass(frozen=True, slots=True)
class Fit:
    """What Typst measured; lengths in pt.

    lines   lines one column holds at this size
    needed  lines the text needs
    fill    needed / lines
    over    share of the text that does not fit at the smallest size; 0 when it fits
    cut     units of the text that stand on the front
    faces   lines of each face
    tops    units that stand at the head of a column, each with the share of the rest at the foot of the one before;
            None where the columns are not stretched
    tall    what is higher than any column, when the text does not fit
    """

    size: float
    pitch: float
    lines: int
    needed: int
    fill: float
    over: float
    cut: int = 0
    faces: tuple[int, ...] = ()
    tops: tuple[tuple[int, float], ...] | None = ()
    tall: tuple[TallPart, ...] = ()

    def as_data(self) -> dict[str, object]:
        """Return the value the template takes in place of searching."""
        return asdict(self)


def read_fit(measured: str) -> Fit:
    """Return what Typst measured, from the template's JSON."""
    value = json.loads(measured)
    given = value["tops"]
    tops = None if given is None else tuple((int(place), float(rest)) for place, rest in given)
    tall = tuple(TallPart(p["tag"], tuple(p["words"]), int(p["lines"]), int(p["room"])) for p in value["tall"])
    return Fit(
        float(value["size"]), float(value["pitch"]), int(value["lines"]), int(value["needed"]), float(value["fill"]),
        float(value["over"]), int(value["cut"]), tuple(value["faces"]), tops, tall,
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


_KINDS = {
    "table": ("表格", "拆成两张表，或减少行数"),
    "details": ("提示框", "把提示写短，或分成两个"),
    "pre": ("代码", "删短，或分成两段"),
    "blockquote": ("引文", "删短，或分成两段"),
}


def tall_findings(
    sheet: SheetFormat, fit: Fit, panels: Sequence[tuple[str, str]], takers: Sequence[str], path: str | None
) -> tuple[Finding, ...]:
    """Name each part that is higher than a column, where it stands and what to do.

    Args:
        sheet: the format.
        fit: with `tall`.
        panels: title and plain text of each panel, to say where a part stands.
        takers: names of formats that hold the text.
        path: the file to name.
    """
    findings = []
    for part in fit.tall:
        kind, advice = _KINDS.get(part.tag, ("图表", "改小，或分成两块"))
        places = (f"《{title}》里" for title, text in panels if part.words[0] in "".join(text.split()))
        message = (
            f"{next(places, '')}以“{'、'.join(part.words)}”开头的{kind}比“{sheet.name}”的一栏还高：用最小字号也要"
            f" {part.lines} 行，一栏只有 {part.room} 行，又不能拦腰截断，这个规格不出"
        )
        other = f"；或换用{'、'.join(f'“{name}”' for name in takers)}" if takers else ""
        findings.append(Finding("print/part-too-tall", Severity.ERROR, message, advice + other, path))
    return tuple(findings)


def emptiness_finding(sheet: SheetFormat, fit: Fit, path: str | None) -> Finding | None:
    """Say that much of the sheet stays empty at the largest size, or None."""
    if fit.fill >= EMPTY_SHARE:
        return None
    message = f"“{sheet.name}”用最大字号 {sheet.body[1]:g} 磅还空着约 {round((1 - fit.fill) * 100)}% 的正文版面"
    return Finding("print/half-empty", Severity.NOTICE, message, "可以多选一两篇文章，或把摘录改成整篇", path)
