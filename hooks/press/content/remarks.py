"""Collecting findings about one file while it is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from press.content.packed import Packed
from press.findings import Finding, Severity


@dataclass(frozen=True, slots=True)
class Remarks(Packed):
    """A pad on which everything found in one file is noted, in order.

    path  posix path of the file, relative to the project root; None when no file is at fault
    """

    path: str | None
    noted: list[Finding] = field(default_factory=list)

    def error(self, rule: str, message: str, hint: str, line: int | None = None) -> None:
        """Note that something is broken and was dropped or withheld. `rule` is the part after `content/`."""
        self.noted.append(Finding(f"content/{rule}", Severity.ERROR, message, hint, self.path, line))

    def warning(self, rule: str, message: str, hint: str, line: int | None = None) -> None:
        """Note that something is doubtful; a default or a repaired value is used."""
        self.noted.append(Finding(f"content/{rule}", Severity.WARNING, message, hint, self.path, line))

    def notice(self, rule: str, message: str, hint: str = "", line: int | None = None) -> None:
        """Note something that was read right but could be written better."""
        self.noted.append(Finding(f"content/{rule}", Severity.NOTICE, message, hint, self.path, line))

    def extend(self, findings: Iterable[Finding]) -> None:
        """Take over findings made elsewhere about this file."""
        self.noted.extend(findings)
