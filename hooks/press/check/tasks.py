"""What is asked about one file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MARK = "mark"
"""The task of telling whether a picture is the mark itself; all others are named after their product."""


@dataclass(frozen=True, slots=True)
class Task:
    """Look at `file` as a `kind` of product."""

    kind: str
    file: Path
