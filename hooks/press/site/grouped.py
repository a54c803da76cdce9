"""A small database that is only a memory: written in groups, made anew when damaged or of another form."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

GROUP = 300
"""Statements written in one go: a second build waits for a group's end, a crash loses one group."""


class GroupedDatabase:
    """A SQLite file. Writing is put off into groups: a statement by itself costs ten times as much.

    Args:
        file: made when missing; a damaged one is made anew.
        schema: statements that make its tables.
    """

    def __init__(self, file: Path, schema: str) -> None:
        self._waiting = 0
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._connection = _connect(file, schema)
        except sqlite3.DatabaseError:
            file.unlink(missing_ok=True)
            self._connection = _connect(file, schema)

    def one(self, query: str, *values: object) -> tuple[Any, ...] | None:
        """Return the first row a query finds, if any."""
        row: tuple[Any, ...] | None = self._connection.execute(query, values).fetchone()
        return row

    def all(self, query: str, *values: object) -> Iterable[tuple[Any, ...]]:
        """Return every row a query finds."""
        return self._connection.execute(query, values)

    def write(self, statement: str, *values: object) -> None:
        """Write as part of the open group."""
        if not self._connection.in_transaction:
            self._connection.execute("begin immediate")
        self._connection.execute(statement, values)
        self._waiting += 1
        if self._waiting >= GROUP:
            self.flush()

    def write_all(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Write many rows as part of the open group."""
        if not self._connection.in_transaction:
            self._connection.execute("begin immediate")
        self._connection.executemany(statement, rows)

    def flush(self) -> None:
        """End the open group, if there is one: what was written is safe, and others may write."""
        if self._connection.in_transaction:
            self._connection.execute("commit")
        self._waiting = 0

    def close(self) -> None:
        """End the open group and release the file."""
        self.flush()
        self._connection.close()


def _connect(file: Path, schema: str) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=60, isolation_level=None)
    try:
        form = zlib.crc32(schema.encode()) & 0x7FFF_FFFF
        (found,) = connection.execute("pragma user_version").fetchone()
        (tables,) = connection.execute("select count(*) from sqlite_master").fetchone()
        if tables and found != form:
            raise sqlite3.DatabaseError("written by another version of the program")  # noqa: TRY301 - made anew by the caller
        connection.execute(f"pragma user_version={form}")
        # A lost entry is only work done again, so the disk need not be waited for; groups are short, so two builds at
        # once do not wait for each other's end.
        connection.execute("pragma journal_mode=wal")
        connection.execute("pragma synchronous=off")
        connection.executescript(schema)
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection
