"""What an audit of one document found, kept by everything it was held against."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from pydantic import TypeAdapter

from press.findings import Finding
from press.memory import Memory

_SCHEMA = """
create table if not exists audit(key text primary key, found text not null) without rowid;
create table if not exists sound(base text primary key) without rowid;
"""
_FINDINGS = TypeAdapter(tuple[Finding, ...])


class AuditMemory:
    """Findings by key, in a small database; a damaged one is made anew.

    Args:
        file: the database, made when missing.
        base: digest of rules and program: part of every key.
    """

    def __init__(self, file: Path, base: str) -> None:
        self._base = base
        self._memory = Memory(file, _SCHEMA)

    @cached_property
    def holds_any(self) -> bool:
        """Whether anything was kept by an earlier build."""
        return self._memory.one("select 1 from audit limit 1") is not None

    def recall(self, key: str) -> tuple[Finding, ...] | None:
        """Return what was found, or None when this was never looked at."""
        row = self._memory.one("select found from audit where key=?", self._base + key)
        return _FINDINGS.validate_json(row[0]) if row else None

    def keep(self, key: str, findings: tuple[Finding, ...]) -> None:
        """Remember what was found."""
        data = _FINDINGS.dump_json(findings).decode()
        self._memory.put("replace into audit values(?,?)", self._base + key, data)

    def is_sound(self) -> bool:
        """Whether the rules were loaded before without a finding."""
        return self._memory.one("select base from sound where base=?", self._base) is not None

    def note_sound(self) -> None:
        """Remember that they were."""
        self._memory.write("delete from sound")
        self._memory.write("insert into sound values(?)", self._base)
        self._memory.flush()

    def close(self) -> None:
        """Make safe what was kept, and release the database."""
        self._memory.close()
