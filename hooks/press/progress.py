"""How the core tells of its progress without knowing who listens (a terminal, a log, nobody)."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from typing import Protocol


class Stage(Protocol):
    """One running stage."""

    def advance(self, steps: int = 1) -> None:
        """Count `steps` units as done. Called from worker threads too: implementations must be thread-safe."""


class Reporter(Protocol):
    """A listener for long stages."""

    def stage(self, title: str, total: int | None) -> AbstractContextManager[Stage]:
        """Open a stage named in Chinese; `total` units, or None when the amount is unknown."""


class _Silent:
    def advance(self, steps: int = 1) -> None:
        """Do nothing."""


class SilentReporter:
    """Listens to nothing: for tests and for engines run without our command line."""

    def stage(self, title: str, total: int | None) -> AbstractContextManager[Stage]:
        """Return a stage that ignores every step."""
        del title, total
        return nullcontext(_Silent())


current_reporter: ContextVar[Reporter | None] = ContextVar("current_reporter", default=None)
"""Set by the command line around an in-process engine run; hooks read it. None: run silently."""
