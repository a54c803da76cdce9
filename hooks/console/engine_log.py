"""What the engine says while it works: collected, not printed."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from console.engine_messages import translate
from press.findings import Finding, Severity

_AT_PAGE = re.compile(r"Error (?:reading|building) page '(?P<page>.+?)':")


class Listener(logging.Handler):
    """Collects what the engine warns of while it works."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[tuple[Severity, str]] = []
        self.page: str | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one warning; one that names the page of a crash is kept as that."""
        text = record.getMessage()
        crash = _AT_PAGE.match(text)
        if crash:
            self.page = crash["page"]
        else:
            severity = Severity.ERROR if record.levelno >= logging.ERROR else Severity.WARNING
            self.records.append((severity, text))

    def forget(self, said: str | None) -> None:
        """Drop one message."""
        self.records = [record for record in self.records if record[1] != said]

    def restart(self) -> None:
        """Begin anew, for the next rebuild."""
        self.records = []
        self.page = None

    def findings(self, docs: Path, root: Path) -> tuple[Finding, ...]:
        """Return what was kept, as findings; paths are relative to `root`."""
        return tuple(translate(text, severity, docs, root) for severity, text in self.records)


@contextmanager
def listening(cache: Path) -> Iterator[Listener]:
    """Listen to the engine's logger; send what other libraries log to a file instead of into the progress bars."""
    engine, everything = logging.getLogger("mkdocs"), logging.getLogger()
    cache.mkdir(parents=True, exist_ok=True)
    listener = Listener()
    aside = logging.FileHandler(cache / "libraries.log", mode="w", encoding="utf-8", delay=True)
    spoke_on = engine.propagate
    engine.addHandler(listener)
    engine.propagate = False
    everything.addHandler(aside)
    logging.captureWarnings(True)
    try:
        yield listener
    finally:
        logging.captureWarnings(False)
        everything.removeHandler(aside)
        engine.removeHandler(listener)
        engine.propagate = spoke_on
        aside.close()
