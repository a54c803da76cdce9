"""What a build remembers of the one before: a small database, written in groups, made anew when damaged."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from press.errors import CacheError

GROUP = 1000
"""Statements written in one go: a second build waits for a group's end, a crash loses one group.

Keys are digests, so that a group changes pages of the file all over: larger ones write each page less often.
"""
PAGE_SIZE = 16_384
"""Bytes. Rows are texts of some thousand bytes: with SQLite's usual 4 KB one takes several writes."""


_TOLD = (
    ("is full", "磁盘已满"),
    ("readonly", "文件是只读的，或刚刚被删掉"),
    ("locked", "另一个窗口正在生成，等了一分钟还没有轮到"),
    ("unable to open", "打不开"),
    ("disk I/O", "磁盘读写出错"),
)
"""What SQLite says, in Chinese."""


def told(error: sqlite3.Error) -> str:
    """Say in Chinese what hinders SQLite; empty for everything else, which comes from a damaged file."""
    return next((chinese for english, chinese in _TOLD if english in str(error)), "")


class Memory:
    """A SQLite file that can be thrown away. Writing is put off: a statement by itself costs ten times as much.

    Args:
        file: made when missing; a damaged one is made anew.
        schema: statements that make its tables; a file that was made with others is made anew.

    Raises:
        CacheError: here and in every method: disk full, no permission, or another build is in the way for a minute.
    """

    def __init__(self, file: Path, schema: str) -> None:
        self._file = file
        self._waiting = 0
        self._put: dict[str, list[tuple[object, ...]]] = {}
        with self._explained():
            file.parent.mkdir(parents=True, exist_ok=True)
            self._connection = _opened(file, schema)

    def one(self, query: str, *values: object) -> tuple[Any, ...] | None:
        """Return the first row a query finds, if any."""
        self._write_put()
        with self._explained():
            row: tuple[Any, ...] | None = self._connection.execute(query, values).fetchone()
        return row

    def all(self, query: str, *values: object) -> Iterable[tuple[Any, ...]]:
        """Return every row a query finds."""
        self._write_put()
        with self._explained():
            return self._connection.execute(query, values)

    def put(self, statement: str, *values: object) -> None:
        """Write a row in place of what is there under its key (`replace into …`), as part of the open group.

        Rows of one statement are written together, a good deal faster; those of different statements must not depend on
        each other's order. Whatever is asked or written otherwise comes after all that was put.
        """
        self._put.setdefault(statement, []).append(values)
        self._count()

    def write(self, statement: str, *values: object) -> None:
        """Write as part of the open group."""
        self.write_all(statement, [values])

    def write_all(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Write many rows as part of the open group."""
        self._write_put()
        self._write(statement, rows)
        self._count()

    def _count(self) -> None:
        self._waiting += 1
        if self._waiting >= GROUP:
            self.flush()

    def _write_put(self) -> None:
        put, self._put = self._put, {}  # what cannot be written is lost; it is not tried again when the file is closed
        for statement, rows in put.items():
            self._write(statement, rows)

    def _write(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        with self._explained():
            if not self._connection.in_transaction:
                self._connection.execute("begin immediate")
            self._connection.executemany(statement, rows)

    def flush(self) -> None:
        """End the open group, if there is one: what was written is safe, and others may write."""
        self._write_put()
        with self._explained():
            if self._connection.in_transaction:
                self._connection.execute("commit")
        self._waiting = 0

    def close(self) -> None:
        """End the open group and release the file; closing twice does no harm."""
        try:
            self.flush()
        except sqlite3.ProgrammingError:
            return  # closed before
        self._connection.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if not told(error):  # text that is no UTF-8, a table that is not there
                raise sqlite3.DatabaseError(str(error)) from error
            raise CacheError(f"缓存文件 {self._file} 无法写入：{told(error)}；请检查磁盘空间和权限") from error


def _opened(file: Path, schema: str) -> sqlite3.Connection:
    try:
        return _connect(file, schema)
    except sqlite3.DatabaseError as error:
        if told(error):
            raise  # busy or not permitted: no reason to throw it away
        for suffix in ("", "-wal", "-shm"):
            file.with_name(file.name + suffix).unlink(missing_ok=True)
        return _connect(file, schema)


def _connect(file: Path, schema: str) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=60, isolation_level=None)
    try:
        connection.execute(f"pragma page_size={PAGE_SIZE}")
        _check_form(connection, zlib.crc32(schema.encode()) & 0x7FFF_FFFF)
        # A lost entry is only work done again, so the disk need not be waited for; groups are short, so two builds at
        # once do not wait for each other's end.
        connection.execute("pragma journal_mode=wal")
        connection.execute("pragma synchronous=off")
        connection.executescript(schema)
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _check_form(connection: sqlite3.Connection, form: int) -> None:
    """Refuse a file whose tables another version of the program made; a new one gets the mark of this version."""
    (found,) = connection.execute("pragma user_version").fetchone()
    (tables,) = connection.execute("select count(*) from sqlite_master").fetchone()
    if tables and found != form:
        raise sqlite3.DatabaseError("written by another version of the program")
    connection.execute(f"pragma user_version={form}")
