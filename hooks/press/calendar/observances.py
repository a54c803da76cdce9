"""Health days and weeks (`overlays/rules/observance_days.tsv`): read, checked, looked up by month."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from press.calendar.days import CalendarDay, overlapping
from press.calendar.rules import DayRule, parse_rule
from press.findings import Checked, Finding, Severity
from press.model import Month

_COLUMNS: Final = ("rule", "scope", "name", "basis", "grade", "note")
_SCOPES: Final = frozenset({"CN", "INT", "CN+INT"})
_GRADES: Final = frozenset("ABC")
_LONGEST_FILE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Observance:
    """A recurring health day, week or month.

    scope  CN, INT or CN+INT
    basis  the document it rests on, empty where only lists of days name it
    grade  A an official, legal or WHO source; B several lists of health authorities agree; C public calendars only
    note   what an editor should know, never printed
    """

    rule: str
    when: DayRule
    scope: str
    name: str
    basis: str
    grade: str
    note: str = ""


def load_observances(path: Path, root: Path) -> Checked[tuple[Observance, ...]]:
    """Read the table of health days.

    Args:
        path: UTF-8, tab-separated, with a header row; lines that start with `#` are comments.
        root: project root, for the paths in findings.

    Returns:
        The rows that are right, in file order, and a WARNING for each that is not. A missing or unreadable table gives
        no rows and one WARNING: the site is built without health days.
    """
    place = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    try:
        with path.open("rb") as file:
            text = file.read(_LONGEST_FILE).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        fault = Finding(
            "calendar/unreadable",
            Severity.WARNING,
            "卫生宣传日表读不出来，日历里不会有宣传日",
            "请从安装包里恢复这个文件，并存成 UTF-8 编码",
            place,
        )
        return Checked((), (fault,))
    rows: list[Observance] = []
    findings: list[Finding] = []
    seen: set[tuple[str, str]] = set()
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#") or tuple(line.split("\t")) == _COLUMNS:
            continue
        row = _read_row(line.split("\t"))
        if isinstance(row, Observance) and (row.rule, row.name) in seen:
            row = (f"“{row.name}”写了两次", "请删去一行")
        if isinstance(row, Observance):
            seen.add((row.rule, row.name))
            rows.append(row)
        else:
            findings.append(Finding("calendar/bad-row", Severity.WARNING, row[0], row[1], place, number))
    return Checked(tuple(rows), tuple(findings))


def _read_row(cells: list[str]) -> Observance | tuple[str, str]:
    """Return the row, or what is wrong with it and what to do."""
    if len(cells) not in {len(_COLUMNS) - 1, len(_COLUMNS)}:
        return f"这一行有 {len(cells)} 栏，应有 {len(_COLUMNS)} 栏", "栏与栏之间用一个制表符（Tab）隔开"
    rule, scope, name, basis, grade, *note = (re.sub(r"\s+", " ", cell).strip() for cell in cells)
    if not name:
        return "宣传日没有名称", "请写上名称"
    if scope not in _SCOPES:
        return f"范围“{scope}”不认识", "请写 CN（国内）、INT（国际）或 CN+INT"
    if grade not in _GRADES:
        return f"“{name}”的来源等级是“{grade}”，没有来源的日子不发布", "请先核实来源，再写 A、B 或 C"
    try:
        when = parse_rule(rule)
    except ValueError:
        return f"日期规则“{rule}”看不懂，或这一天不存在", "写法见本文件开头，例如 04-07、06、2nd-Thu-03、05-3rd-week"
    return Observance(rule, when, scope, name, basis, grade, *note)


def health_days(month: Month, rules: Iterable[Observance]) -> tuple[CalendarDay, ...]:
    """Return the health days, weeks and months that touch a month, earliest first.

    A whole-month observance runs from the first to the last day; its `date_text` is 全月.
    """
    days = tuple(
        CalendarDay(start, rule.name, "健康日", until=end if end != start else None)
        for rule in rules
        for year in (month.year - 1, month.year)
        if (span := rule.when.in_year(year))
        for start, end in (span,)
    )
    return overlapping(days, month.year, month.month)
