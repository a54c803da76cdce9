"""One bar for each long stage, in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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
