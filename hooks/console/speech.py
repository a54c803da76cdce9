"""Plain Chinese lines before rich is there. To standard error: standard output belongs to the commands."""

from __future__ import annotations

import sys
import unicodedata
from types import TracebackType
from typing import Self

_STEERING = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that change the direction of writing (UAX #9)."""

_WIDTH = 72
"""Columns a progress line may take: it must not wrap in a window of 80."""


def prepare() -> None:
    """A console or pipe that cannot show a character gets a replacement for it, never a crash."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def say(text: str) -> None:
    """Print one line."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 -- this is the command line


class ProgressLine:
    """One line that is written over in a terminal; silent elsewhere (a log needs no forty lines of it)."""

    def __init__(self) -> None:
        """Look whether a terminal listens."""
        self._live = sys.stderr.isatty()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave an empty line."""
        self.show("")
        if self._live:
            sys.stderr.write("\r")
            sys.stderr.flush()

    def show(self, text: str) -> None:
        """Write `text` over what stood there. Spaces wipe the rest: old Windows consoles know no escape codes."""
        if self._live:
            sys.stderr.write("\r" + fit(text, _WIDTH))
            sys.stderr.flush()


def printable(name: str) -> str:
    """Return a file's name fit for a terminal: what would steer it, turn the line round or has no encoding is `?`."""
    return "".join(
        "?" if letter in _TURNING or unicodedata.category(letter) in _STEERING else letter for letter in name
    )


def columns(text: str) -> int:
    """Return how many columns of a terminal `text` takes; a Han character takes two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def fit(text: str, width: int) -> str:
    """Cut or fill `text` to exactly `width` columns."""
    while columns(text) > width:
        text = text[:-1]
    return text + " " * (width - columns(text))
