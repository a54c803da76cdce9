"""The other side of `press.attachments.apart`: marks one file in a process of its own, under a memory limit.

Reads one JSON object from standard input, writes the marked file to the path it is given and one JSON object to
standard output. The decoders for PDF and pictures are C and C++: whatever a hostile file does to them ends here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from pydantic import TypeAdapter

from press.attachments.kind import FileKind
from press.attachments.marked import Marked
from press.campaign.model import Campaign
from press.findings import Checked, Finding

_MEMORY = 6 * 1024**3
"""Bytes of address space: four times what the largest accepted file was seen to take."""


_MARKERS = {
    FileKind.PDF: ("press.attachments.pdf", "mark_pdf"),
    FileKind.WORD: ("press.attachments.word", "mark_word"),
    FileKind.SLIDES: ("press.attachments.slides", "mark_slides"),
}
"""Imported when wanted: each brings a library of its own, and starting up is most of the time a small file takes."""


@dataclass(frozen=True, slots=True)
class Task:
    """Mark `file` (of `kind`, called `name` in findings) for a campaign and write the result to `out`."""

    file: Path
    name: str
    kind: FileKind
    campaign: Campaign
    out: Path


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it: number of marks, None when the file was left as it is."""

    marks: int | None
    already: bool
    findings: tuple[Finding, ...]


TASK = TypeAdapter(Task)
REPORT = TypeAdapter(Report)


def run(task: Task) -> Report:
    """Mark one file in this process."""
    checked = _mark(task)
    if checked.value is None:
        return Report(None, already=False, findings=checked.findings)
    task.out.write_bytes(checked.value.data)
    return Report(checked.value.marks, checked.value.already, checked.findings)


def _mark(task: Task) -> Checked[Marked | None]:
    module, function = _MARKERS[task.kind]
    mark: Callable[[bytes, str, Campaign], Checked[Marked | None]] = getattr(import_module(module), function)
    return mark(task.file.read_bytes(), task.name, task.campaign)


def main() -> None:
    """Serve one task."""
    _limit_memory()
    task = TASK.validate_json(sys.stdin.buffer.read())
    sys.stdout.buffer.write(REPORT.dump_json(run(task)))


def _limit_memory() -> None:
    if sys.platform == "win32":
        return  # no such limit there; file size and time bound the damage
    import resource  # noqa: PLC0415 - POSIX only

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    least = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (least, hard))
