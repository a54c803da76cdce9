"""What an audit of one document found, kept by everything it was held against."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from pydantic import TypeAdapter

from press.findings import Finding

_FINDINGS = TypeAdapter(tuple[Finding, ...])


class AuditMemory:
    """Findings by key, in a small database; a damaged one is made anew.

    Args:
        file: the database, made when missing.
        base: digest of rules and program: part of every key.
    """

    def __init__(self, file: Path, base: str) -> None:
        self._base = base
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._database = _connect(file)
        except sqlite3.DatabaseError:
            file.unlink(missing_ok=True)
            self._database = _connect(file)

    def recall(self, key: str) -> tuple[Finding, ...] | None:
        """Return what was found, or None when this was never looked at."""
        row = self._database.execute("select found from audit where key=?", (self._base + key,)).fetchone()
        return _FINDINGS.validate_json(row[0]) if row else None

    def keep(self, key: str, findings: tuple[Finding, ...]) -> None:
        """Remember what was found."""
        data = _FINDINGS.dump_json(findings).decode()
        if not self._database.in_transaction:
            self._database.execute("begin immediate")
        self._database.execute("replace into audit values(?,?)", (self._base + key, data))

    def close(self) -> None:
        """Write what was kept, all in one go, and release the database."""
        if self._database.in_transaction:
            self._database.execute("commit")
        self._database.close()


def _connect(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(file, timeout=60, isolation_level=None)
    database.execute("pragma journal_mode=wal")
    database.execute("pragma synchronous=off")
    database.execute("create table if not exists audit(key text primary key, found text not null) without rowid")
    return database
