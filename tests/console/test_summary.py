from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from console.request import Built
from console.speech import columns
from console.summary import SHOWN, duration, show_findings, show_summary
from press.findings import Finding, Severity
from press.publish.outcome import Outcome


def finding(number: int, severity: Severity = Severity.WARNING, path: str | None = "docs/articles/a.md") -> Finding:
    return Finding(
        "content/unknown-key", severity, f"不认识的项“[{number}]”", "您是不是想写 [b]authors[/b]", path, number
    )


def screen(*, terminal: bool) -> Console:
    return Console(file=io.StringIO(), force_terminal=terminal, width=100, color_system=None)


def text(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_groups_by_file_in_a_terminal(tmp_path: Path) -> None:
    console = screen(terminal=True)
    findings = [finding(2), finding(1), finding(7, Severity.ERROR, "docs/b.md"), finding(3, Severity.NOTICE, None)]
    show_findings(console, findings, tmp_path)
    lines = [line.rstrip() for line in text(console).splitlines()]
    headings = [line for line in lines if line and not line.startswith(" ")]
    assert headings == ["docs/b.md", "docs/articles/a.md", "（全站）"]
    assert lines[1].startswith("  错误   第7行  不认识的项“[7]”")
    assert "→ 您是不是想写 [b]authors[/b]" in lines[2]


def test_one_greppable_line_each_elsewhere(tmp_path: Path) -> None:
    console = screen(terminal=False)
    show_findings(console, [finding(2), finding(1)], tmp_path)
    assert text(console).splitlines() == [
        f"警告 [content/unknown-key] docs/articles/a.md:{n}：不认识的项“[{n}]”（您是不是想写 [b]authors[/b]）"
        for n in (1, 2)
    ]


@pytest.mark.parametrize("terminal", [True, False])
def test_cuts_a_long_list_and_keeps_all_of_it_in_files(tmp_path: Path, *, terminal: bool) -> None:
    console = screen(terminal=terminal)
    findings = [finding(number) for number in range(1, SHOWN + 6)]
    show_findings(console, findings, tmp_path / "cache")
    assert text(console).count("不认识") == SHOWN
    assert f"还有 5 条没有列出，全部在 {tmp_path / 'cache' / 'findings.txt'}" in text(console)
    assert len((tmp_path / "cache" / "findings.txt").read_text("utf-8").splitlines()) == SHOWN + 5
    values = json.loads((tmp_path / "cache" / "findings.json").read_text("utf-8"))
    assert values[0] == {
        "rule_id": "content/unknown-key",
        "severity": "warning",
        "message": "不认识的项“[1]”",
        "hint": "您是不是想写 [b]authors[/b]",
        "path": "docs/articles/a.md",
        "line": 1,
    }


def test_a_clean_build_clears_the_list_of_the_last_one(tmp_path: Path) -> None:
    show_findings(screen(terminal=False), [finding(1)], tmp_path)
    console = screen(terminal=False)
    show_findings(console, [], tmp_path)
    assert text(console) == ""
    assert (tmp_path / "findings.txt").read_text("utf-8") == ""


def summary(outcome: Outcome, *, published: bool = True, strict: bool = False) -> list[str]:
    console = screen(terminal=False)
    show_summary(console, Built(outcome, published), 12.34, strict=strict)
    return text(console).splitlines()


def test_tells_the_figures_and_where_to_look(tmp_path: Path) -> None:
    site = tmp_path / ("很长的路径" * 20)
    lines = summary(Outcome(132, 45, 12, (finding(1), finding(2, Severity.ERROR)), site, ("用的是[自带]标识",)))
    assert lines == [
        "完成　网页 132　图片 45　视频封面 12　用时 12.3 秒",
        "发现问题：错误 1、警告 1",
        "用的是[自带]标识",
        f"网站在 {site}",
        f"双击打开 {site / 'index.html'}",
    ]


def test_tells_what_strict_did(tmp_path: Path) -> None:
    wrong = Outcome(1, 0, 0, (finding(1),), tmp_path)
    assert summary(wrong)[0].startswith("完成")
    assert summary(wrong, strict=True)[0].startswith("未通过")
    held = summary(wrong, strict=True, published=False)
    assert held[0].startswith("没有发布")
    assert "还是原来的网站" in held[-1]
    notice = Outcome(1, 0, 0, (finding(1, Severity.NOTICE),), tmp_path)
    assert summary(notice, strict=True)[:2] == ["完成　网页 1　图片 0　视频封面 0　用时 12.3 秒", "发现提示：提示 1"]
    assert summary(Outcome(1), strict=True)[1] == "没有发现问题"


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.04, "0.0 秒"), (59.94, "59.9 秒"), (61, "1 分 1 秒"), (3600, "60 分 0 秒")]
)
def test_says_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize("width", [80, 120])
def test_a_long_hint_is_folded_as_chinese_is(tmp_path: Path, width: int) -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=width, color_system=None)
    hint = "在 docs/doctors.yml 里加上这位医师，写成“编号:”一行，下面缩进写 姓名、职称、单位、科室；" * 3
    show_findings(console, [Finding("content/x", Severity.ERROR, "没有这位医师" * 9, hint, "docs/a.md", 3)], tmp_path)
    lines = [line.rstrip() for line in text(console).splitlines()]
    assert all(columns(line) <= width for line in lines)
    words = [line[17:] if line.startswith("  错误") else line.strip() for line in lines[1:]]
    assert all(columns(line) > width - 40 for line in words[2:-1]), "no line is broken early"
    assert not any(line.startswith(("，", "、", "；")) for line in words)
    assert "→" not in {line.strip() for line in lines}
