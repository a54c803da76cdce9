"""What `stamp` tells at the end: one line a file, what to do about those without a mark, and where the copies lie."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from console.speech import columns, fit, printable
from press.findings import Finding, Severity
from press.standalone.treated import Status, Treated

SHOWN = 40
"""Files listed that need no attention; those that do are all listed."""

_NAME_COLUMNS = 44

_FOLDERS = 3

_LOOK = {
    Status.MARKED: ("✓", "green"),
    Status.SAME: ("✓", "dim"),
    Status.ALREADY: ("=", "dim"),
    Status.SKIPPED: ("–", "dim"),
    Status.FAILED: ("✗", "bold red"),
}


def show_treated(console: Console, treated: Sequence[Treated], seconds: str) -> None:
    """Print the table, the counts and the folders. In a pipe: one plain line a file."""
    # Where not all fit, what was done now comes before what an earlier run did.
    quiet = sorted(
        (one for one in treated if not _needs_attention(one)), key=lambda one: one.status is not Status.MARKED
    )
    shown = set(map(id, quiet[:SHOWN])) | {id(one) for one in treated if _needs_attention(one)}
    listed = [one for one in treated if id(one) in shown]
    if console.is_terminal:
        console.print(_table(listed))
    else:
        for one in listed:
            _say(console, _line(one))
    if len(listed) < len(treated):
        _say(console, f"……还有 {len(treated) - len(listed)} 个顺利的没有列出", "dim")
    _say(console, f"{count_statuses(treated)}；用时 {seconds}")
    for folder in _folders(treated):
        _say(console, f"加好标识的文件在：{printable(str(folder))}", "green")


def count_statuses(treated: Sequence[Treated]) -> str:
    """Say how many files had which fate, e.g. `已加标识 3、没有加上 1`."""
    counts = Counter(one.status for one in treated)
    return "、".join(f"{status.value} {counts[status]}" for status in Status if counts[status])


def _folders(treated: Sequence[Treated]) -> list[Path]:
    """Return the folders that hold copies: the outermost of each, and one for all where there are many."""
    all_ = {one.copy.parent for one in treated if one.copy is not None}
    outer = sorted(folder for folder in all_ if not all_ & set(folder.parents))
    if len(outer) <= _FOLDERS:
        return outer
    try:
        return [Path(os.path.commonpath(outer))]
    except ValueError:  # on several Windows drives
        return outer


def _needs_attention(one: Treated) -> bool:
    return one.status is Status.FAILED or one.warned


def _table(treated: Sequence[Treated]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("文件", no_wrap=True)
    table.add_column("种类", no_wrap=True)
    table.add_column("结果", no_wrap=True)
    table.add_column("说明", overflow="fold")
    for one in treated:
        sign, style = _LOOK[one.status]
        table.add_row(
            Text(_brief(_name(one))), one.label, Text(f"{sign} {one.status.value}", style=style), _remarks(one)
        )
    return table


def _remarks(one: Treated) -> Text:
    text = Text("，".join(_notes(one)))
    for finding in _told(one):
        if text:
            text.append("\n")
        grave = finding.severity is not Severity.NOTICE
        text.append(finding.message, style="yellow" if grave and one.status is not Status.FAILED else "")
        if finding.hint:
            text.append(f"\n→{finding.hint}", style="cyan")  # a space would leave the arrow alone on its line
    return text


def _notes(one: Treated) -> list[str]:
    renamed = one.copy is not None and one.copy.name != one.input.file.name
    told = {finding.message for finding in one.findings}
    notes = [f"存为 {printable(one.copy.name)}"] if renamed and one.copy is not None else []
    return notes + ([one.note] if one.note and one.note not in told else [])


def _told(one: Treated) -> Sequence[Finding]:
    skipped = one.status is Status.SKIPPED
    return tuple(finding for finding in one.findings if finding.hint or not skipped)


def _line(one: Treated) -> str:
    words = [*_notes(one), *(f"{one_.message}{f'（{one_.hint}）' if one_.hint else ''}" for one_ in _told(one))]
    return f"{one.status.value}　{_name(one)}　{one.label}{'　' + '；'.join(words) if words else ''}"


def _name(one: Treated) -> str:
    return printable(one.input.shown)


def _brief(name: str) -> str:
    """Cut the middle out of a name too long for its column."""
    if columns(name) <= _NAME_COLUMNS:
        return name
    head, tail = fit(name, _NAME_COLUMNS // 3).rstrip() + "…", name
    while columns(head + tail) > _NAME_COLUMNS:
        tail = tail[1:]
    return head + tail


def _say(console: Console, text: str, style: str = "") -> None:
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)
