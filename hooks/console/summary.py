"""What is said at the end: findings by file, and a few lines of figures."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from console.engine import Built
from press.findings import Finding, Severity, sort_findings

SHOWN = 20
"""Findings printed; a longer list is cut and lies whole in the cache folder."""

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTICE: "dim"}
_NOWHERE = "（全站）"


def show_findings(console: Console, findings: Sequence[Finding], cache: Path) -> None:
    """Print the findings and write all of them to `cache` as `findings.txt` and `findings.json`.

    In a terminal: a table grouped by file, the file with the gravest finding first. Elsewhere: one line each.
    """
    ordered = sort_findings(findings)
    listing = _save(ordered, cache)
    if not ordered:
        return
    shown = ordered[:SHOWN]
    if console.is_terminal:
        console.print(_table(shown))
    else:
        for finding in shown:
            console.print(_line(finding), markup=False, highlight=False, soft_wrap=True)
    if len(ordered) > len(shown):
        rest = len(ordered) - len(shown)
        console.print(f"还有 {rest} 条没有列出，全部在 {listing}", markup=False, highlight=False, soft_wrap=True)


def show_summary(console: Console, built: Built, seconds: float, *, strict: bool) -> None:
    """Print the figures of a build and where to look."""
    outcome = built.outcome
    failed = strict and any(f.severity is not Severity.NOTICE for f in outcome.findings)
    head = Text("完成" if built.published else "没有发布", style="bold red" if failed else "bold green")
    figures = f"　网页 {outcome.pages}　图片 {outcome.pictures}　视频封面 {outcome.posters}　用时 {duration(seconds)}"
    console.print(head.append(figures, style="default"))
    console.print(_counts(outcome.findings))
    for remark in outcome.remarks:
        console.print(remark, style="dim", markup=False, highlight=False, soft_wrap=True)
    site = outcome.site_dir
    if site is None:
        return
    if built.published:
        console.print(f"网站在 {site}", markup=False, highlight=False, soft_wrap=True)
        console.print(f"双击打开 {site / 'index.html'}", markup=False, highlight=False, soft_wrap=True)
    else:
        console.print(f"按 --strict 的要求，改好以后才发布；{site} 里还是原来的网站。", highlight=False, soft_wrap=True)


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


def _counts(findings: Sequence[Finding]) -> Text:
    words = count_words(sort_findings(findings))
    if not words:
        return Text("没有发现问题", style="green")
    grave = any(finding.severity is not Severity.NOTICE for finding in findings)
    return Text(f"发现{'问题' if grave else '提示'}：{words}", style="yellow" if grave else "dim")


def _table(findings: Sequence[Finding]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right", style="dim")
    table.add_column(overflow="fold")
    first = {path: place for place, path in reversed(list(enumerate(f.path for f in findings)))}
    by_file = sorted(findings, key=lambda finding: first[finding.path])
    for path, group in groupby(by_file, key=lambda finding: finding.path):
        table.add_row("", "", Text(path or _NOWHERE, style="bold"))
        for finding in group:
            line = "" if finding.line is None else f"第{finding.line}行"
            text = Text(finding.message)
            if finding.hint:
                text.append(f"\n→ {finding.hint}", style="cyan")
            text.append(f"　{finding.rule_id}", style="dim")
            table.add_row(Text(finding.severity.label, style=_STYLES[finding.severity]), line, text)
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
