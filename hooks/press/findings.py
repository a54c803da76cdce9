"""Findings: what is wrong with the content, where, and what to do. Values, never exceptions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Severity(StrEnum):
    """How much a finding matters. ERROR and WARNING fail a `--strict` build; NOTICE never does."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def label(self) -> str:
        """The Chinese word shown to users."""
        return {"error": "错误", "warning": "警告", "notice": "提示"}[self.value]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault or remark about one place.

    rule_id  stable kebab-case id `area/what`, e.g. `content/unknown-key`
    message  Chinese: what is wrong (one sentence, names the offending value)
    hint     Chinese: what to do or write instead; empty only for notices
    path     posix path relative to the project root, e.g. `docs/articles/a.md`; None when no file is at fault
    line     1-based line in that file, None when unknown
    """

    rule_id: str
    severity: Severity
    message: str
    hint: str = ""
    path: str | None = None
    line: int | None = None

    @property
    def where(self) -> str:
        """`path:line`, `path`, or an empty string."""
        if self.path is None:
            return ""
        return self.path if self.line is None else f"{self.path}:{self.line}"

    def __str__(self) -> str:
        """One line for logs: `[rule] place：message（hint）`."""
        place = f"{self.where}：" if self.where else ""
        hint = f"（{self.hint}）" if self.hint else ""
        return f"[{self.rule_id}] {place}{self.message}{hint}"


PASSING = frozenset(
    {
        "attachment/failed",
        "attachment/limit",
        "print/job-sheet",
        "print/ledger-unwritten",
        "print/typesetting",
        "stamp/failed",
        "stamp/unreadable",
        "video/private-data",
        "video/too-slow",
        "video/unreadable",
    }
)
"""Rule ids of findings whose cause may pass without any file changing (a busy machine, little memory, a file in use).

What led to one is not remembered, so that the next build tries again.
"""


@dataclass(frozen=True, slots=True)
class Checked(Generic[T]):
    """A value together with everything found on the way to it."""

    value: T
    findings: tuple[Finding, ...] = ()


_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTICE: 2}


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings without repeats, ordered by severity, path, line, rule: the same input prints the same list."""
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda f: (_ORDER[f.severity], f.path or "", f.line or 0, f.rule_id, f.message)))


def fails_strict(findings: Iterable[Finding]) -> bool:
    """Whether a `--strict` build must fail: any error or warning."""
    return any(f.severity is not Severity.NOTICE for f in findings)
