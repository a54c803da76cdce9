"""Bars for long stages: one each in a terminal, one plain line each elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from press.progress import Stage


class _BarStage:
    def __init__(self, bars: Progress, task: TaskID) -> None:
        self._bars = bars
        self._task = task

    def advance(self, steps: int = 1) -> None:
        """Move the bar; rich locks."""
        self._bars.advance(self._task, steps)


class BarReporter:
    """One bar a stage with the time left, in a terminal. A context manager: the bars stay after it ends."""

    def __init__(self, console: Console) -> None:
        self._bars = Progress(
            SpinnerColumn(finished_text="[green]✓[/]"),
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeRemainingColumn(elapsed_when_finished=True),
            console=console,
        )

    def __enter__(self) -> Self:
        """Show the bars."""
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave them as they are now."""
        self._bars.stop()

    @contextmanager
    def stage(self, title: str, total: int | None) -> Iterator[Stage]:
        """Open a bar. A stage without any work gets none."""
        task = self._bars.add_task(title, total=total, visible=total != 0)
        yield _BarStage(self._bars, task)
        done = next(task_.completed for task_ in self._bars.tasks if task_.id == task)
        self._bars.update(task, total=done, completed=done)


class _CountStage:
    def __init__(self) -> None:
        self._lock = Lock()
        self.done = 0

    def advance(self, steps: int = 1) -> None:
        """Count."""
        with self._lock:
            self.done += steps


class LineReporter:
    """One line for each finished stage: for logs and pipes."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End."""

    @contextmanager
    def stage(self, title: str, total: int | None) -> Iterator[Stage]:
        """Count silently, then say how much was done in which time."""
        started = time.monotonic()
        stage = _CountStage()
        yield stage
        if total != 0:
            took = time.monotonic() - started
            self._console.print(f"{title}：{stage.done}，{took:.1f} 秒", markup=False, highlight=False, soft_wrap=True)


def reporter_for(console: Console) -> BarReporter | LineReporter:
    """Choose by whether `console` is a terminal."""
    return BarReporter(console) if console.is_terminal else LineReporter(console)
