"""Where the command line writes: a terminal, by way of rich, or anything else, line by line and without rich."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console


class PlainScreen:
    """A log or a pipe: takes what `rich.console.Console.print` takes of plain lines, and drops all that is looks."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def print(
        self, text: str = "", *, style: str = "", markup: bool = False, highlight: bool = False, soft_wrap: bool = True
    ) -> None:
        """Write one text, as it is."""
        del style, markup, highlight, soft_wrap
        self._stream.write(f"{text}\n")
        self._stream.flush()


def screen(stream: TextIO) -> Console | PlainScreen:
    """Return what writes to a stream; as rich does, a terminal may be asked for by `FORCE_COLOR`."""
    if not (stream.isatty() or os.environ.get("FORCE_COLOR")):
        return PlainScreen(stream)
    from rich.console import Console  # noqa: PLC0415 - where it is needed: it takes as long to load as a page to make

    return Console(file=stream)
