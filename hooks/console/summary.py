"""What is said at the end: findings by file, and a few lines of figures."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from console.folding import folded
from console.request import Built
from console.screen import PlainScreen
from press.findings import Finding, Severity, fails_strict, sort_findings

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

SHOWN = 20
"""Findings printed; a longer list is cut and lies whole in the cache folder."""

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTICE: "dim"}
_MARGIN = 17
"""Columns before the words of a finding."""
_LEAST = 24
_NOWHERE = "（全站）"


def show_findings(console: Console | PlainScreen, findings: Sequence[Finding], cache: Path) -> None:
    """Print the findings and write all of them to `cache` as `findings.txt` and `findings.json`.

    In a terminal: a table grouped by file, the file with the gravest finding first. Elsewhere: one line each.
    """
    ordered = sort_findings(findings)
    listing = _save(ordered, cache)
    if not ordered:
        return
    shown = ordered[:SHOWN]
    if not isinstance(console, PlainScreen) and console.is_terminal:
        for path, group in _by_file(shown):
            _say(console, path, style="bold")
            console.print(_table(group, max(console.width - _MARGIN, _LEAST)))
    else:
        for finding in shown:
            _say(console, _line(finding))
    if len(ordered) > len(shown):
        rest = len(ordered) - len(shown)
        _say(console, f"……还有 {rest} 条没有列出，全部在 {listing}")


def show_summary(console: Console | PlainScreen, built: Built, seconds: float, *, strict: bool) -> None:
    """Print the figures of a build and where to look."""
    outcome = built.outcome
    failed = strict and fails_strict(outcome.findings)
    head = "没有发布" if not built.published else "未通过" if failed else "完成"
    figures = f"　网页 {outcome.pages}　图片 {outcome.pictures}　视频封面 {outcome.posters}　用时 {duration(seconds)}"
    _say_head(console, head, figures, "bold red" if failed else "bold green")
    _say(console, *_counts(outcome.findings))
    for remark in outcome.remarks:
        _say(console, remark, style="dim")
    site = outcome.site_dir
    if site is None:
        return
    if built.published:
        _say(console, f"网站在 {site}\n双击打开 {site / 'index.html'}")
    else:
        _say(console, f"按 --strict 的要求，改好以后才发布；{site} 里还是原来的网站。")


def count_words(findings: Sequence[Finding]) -> str:
    """Say how many findings there are of each severity, e.g. `错误 1、警告 2`; empty without any."""
    counts = Counter(finding.severity for finding in findings)
    return "、".join(f"{severity.label} {counts[severity]}" for severity in Severity if counts[severity])


def duration(seconds: float) -> str:
    """Say a time in Chinese."""
    minute = 60
    if seconds < minute:
        return f"{seconds:.1f} 秒"
    return f"{int(seconds // minute)} 分 {int(seconds % minute)} 秒"


def _counts(findings: Sequence[Finding]) -> tuple[str, str]:
    """Return a line and its style."""
    words = count_words(sort_findings(findings))
    if not words:
        return "没有发现问题", "green"
    grave = fails_strict(findings)
    return f"发现{'问题' if grave else '提示'}：{words}", "yellow" if grave else "dim"


def _say_head(console: Console | PlainScreen, head: str, rest: str, style: str) -> None:
    if isinstance(console, PlainScreen):
        console.print(head + rest)
        return
    from rich.text import Text  # noqa: PLC0415 - with a terminal

    console.print(Text.assemble((head, style), rest))


def _say(console: Console | PlainScreen, text: str, style: str = "") -> None:
    """Print a line as it is: no markup, no wrapping inside a path one wants to copy."""
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True)


def _by_file(findings: Sequence[Finding]) -> list[tuple[str, list[Finding]]]:
    """Group by file, in the order in which the files first appear."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.path or _NOWHERE, []).append(finding)
    return list(groups.items())


def _table(findings: Sequence[Finding], width: int) -> Table:
    """Lay out the findings of one file; `width`: columns of the words."""
    from rich.table import Table  # noqa: PLC0415 - with a terminal
    from rich.text import Text  # noqa: PLC0415 - as above

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right", style="dim", min_width=6)
    table.add_column()
    for finding in findings:
        line = "" if finding.line is None else f"第{finding.line}行"
        *said, last = folded(f"{finding.message} {finding.rule_id}", width)
        text = Text("\n".join((*said, last.removesuffix(finding.rule_id))))
        text.append(finding.rule_id, style="dim")
        if finding.hint:
            text.append("\n" + "\n".join(folded(f"→ {finding.hint}", width)), style="cyan")
        table.add_row(Text(f"  {finding.severity.label}", style=_STYLES[finding.severity]), line, text)
    return table


def _line(finding: Finding) -> str:
    return f"{finding.severity.label} {finding}"


def _save(findings: Sequence[Finding], cache: Path) -> Path:
    cache.mkdir(parents=True, exist_ok=True)
    listing = cache / "findings.txt"
    listing.write_text("".join(f"{_line(finding)}\n" for finding in findings), encoding="utf-8")
    values = [asdict(finding) for finding in findings]
    (cache / "findings.json").write_text(json.dumps(values, ensure_ascii=False, indent=1), encoding="utf-8")
    return listing
