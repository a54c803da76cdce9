"""Bars for long stages: one each in a terminal, one plain line each elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Self

from console.screen import PlainScreen
from press.progress import Stage

if TYPE_CHECKING:
    from rich.console import Console

    from console.bars import BarReporter


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

    def __init__(self, console: Console | PlainScreen) -> None:
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


def reporter_for(console: Console | PlainScreen) -> BarReporter | LineReporter:
    """Choose by whether `console` is a terminal."""
    if isinstance(console, PlainScreen) or not console.is_terminal:
        return LineReporter(console)
    from console.bars import BarReporter  # noqa: PLC0415 - where it is needed

    return BarReporter(console)
