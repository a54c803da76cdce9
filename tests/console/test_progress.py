from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from rich.console import Console

from console.progress import reporter_for


def run(*, terminal: bool, total: int | None, steps: int) -> str:
    console = Console(file=io.StringIO(), force_terminal=terminal, width=100, color_system=None)
    with (
        reporter_for(console) as reporter,
        reporter.stage("给图片加标识", total) as stage,
        ThreadPoolExecutor(4) as pool,
    ):
        for done in [pool.submit(stage.advance) for _ in range(steps)]:
            done.result()
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_bar_in_a_terminal() -> None:
    shown = run(terminal=True, total=200, steps=200)
    assert "✓ 给图片加标识" in shown
    assert "200/200" in shown


def test_a_bar_of_unknown_length_ends_full() -> None:
    assert "7/7" in run(terminal=True, total=None, steps=7)


def test_one_line_a_stage_elsewhere() -> None:
    shown = run(terminal=False, total=200, steps=200)
    assert shown.startswith("给图片加标识：200，")
    assert shown.count("\n") == 1


@pytest.mark.parametrize("terminal", [True, False])
def test_a_stage_without_work_is_not_shown(*, terminal: bool) -> None:
    assert "给图片加标识" not in run(terminal=terminal, total=0, steps=0)


@pytest.mark.parametrize("terminal", [True, False])
def test_a_failing_stage_lets_the_error_through(*, terminal: bool) -> None:
    console = Console(file=io.StringIO(), force_terminal=terminal, width=100)
    with pytest.raises(KeyError), reporter_for(console) as reporter, reporter.stage("给图片加标识", 2):
        raise KeyError("x")


def test_stages_may_stand_inside_each_other() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=100, color_system=None)
    with reporter_for(console) as reporter, reporter.stage("外", 1), reporter.stage("内", 1) as inner:
        inner.advance()
    assert isinstance(console.file, io.StringIO)
    assert "外" in console.file.getvalue()
    assert "内" in console.file.getvalue()
