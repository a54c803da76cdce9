"""The memory of the index between builds: every page's entry, and the files made of them, in one SQLite file.

Everything a build changes is one transaction: after a crash the index is the one of the build before. Only the pages of
a first index, before which there was none, are stored as they come.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from press.errors import PressError
from press.memory import PAGE_SIZE, told
from press.search.catalogue import Card, loads_card
from press.search.entry import PackedEntry, PageEntry, unpack

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS recipe(text TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS pages(
  url TEXT PRIMARY KEY, day TEXT NOT NULL, digest TEXT NOT NULL, page INTEGER, card TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS entries(url TEXT PRIMARY KEY, entry BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS order_of_pages ON pages(page);
CREATE TABLE IF NOT EXISTS readings(title TEXT PRIMARY KEY, readings TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS notes(name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files(name TEXT PRIMARY KEY, digest TEXT NOT NULL, data BLOB);
"""
"""Entries lie apart from what changes with the pages' numbers: else all of them would be written twice."""
_TABLES: Final = ("recipe", "pages", "entries", "readings", "notes", "files")
_AT_ONCE: Final = 100
"""Pages that are written together."""


class StoreError(PressError):
    """The memory of the index cannot be used: disk full, no permission, or another build is in the way."""


@dataclass(frozen=True, slots=True)
class StoredPage:
    """What a decision needs to know of a stored page: its order, its number in the stored index, its digest."""

    url: str
    day: str
    digest: str
    page: int | None


class StoredRow(NamedTuple):
    """A stored page without its words; fields as in `PackedEntry`, `page` as in `StoredPage`."""

    day: str
    digest: str
    page: int | None
    card: str


class SearchStore:
    """The SQLite file. Not for several threads; several processes take turns.

    Args:
        file: made when missing, made anew when it is no database or was written by another recipe.
        recipe: names everything beside the entries that decides the bytes of the index.

    Raises:
        StoreError: the file cannot be opened or written.
        sqlite3.DatabaseError: here and in every method: it is damaged.
    """

    def __init__(self, file: Path, recipe: str) -> None:
        self._file = file
        with self._explained():
            file.parent.mkdir(parents=True, exist_ok=True)
            self._connection = self._open(recipe)

    @property
    def path(self) -> Path:
        """Where the file lies: another process may open it too."""
        return self._file

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _open(self, recipe: str) -> sqlite3.Connection:
        try:
            return self._connect(recipe)
        except sqlite3.DatabaseError as error:
            if told(error):
                raise  # busy or not permitted: no reason to throw it away
            self._file.unlink(missing_ok=True)
            return self._connect(recipe)

    def _connect(self, recipe: str) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, timeout=60, isolation_level=None)
        try:
            connection.execute(f"PRAGMA page_size={PAGE_SIZE}")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("CREATE TABLE IF NOT EXISTS recipe(text TEXT NOT NULL)")
            if connection.execute("SELECT text FROM recipe").fetchall() != [(recipe,)]:
                for table in _TABLES:
                    connection.execute(f"DROP TABLE IF EXISTS {table}")
                for statement in _SCHEMA.split(";"):
                    connection.execute(statement)
                connection.execute("INSERT INTO recipe VALUES (?)", (recipe,))
            connection.execute("COMMIT")
        except sqlite3.DatabaseError:
            connection.close()
            raise
        return connection

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do everything inside or nothing; other processes wait."""
        with self._explained():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def pages(self) -> dict[str, StoredPage]:
        """Return every stored page by address."""
        with self._explained():
            rows = self._connection.execute("SELECT url, day, digest, page FROM pages").fetchall()
        return {row[0]: StoredPage(*row) for row in rows}

    def row(self, url: str) -> StoredRow | None:
        """Return what is stored of a page besides its words."""
        query = "SELECT day, digest, page, card FROM pages WHERE url = ?"
        row = self._connection.execute(query, (url,)).fetchone()
        return StoredRow(*row) if row else None

    def count(self) -> int:
        """Return how many pages are stored."""
        (count,) = self._connection.execute("SELECT count(*) FROM pages").fetchone()
        return int(count)

    def entry(self, url: str) -> PageEntry:
        """Return a stored entry.

        Raises:
            KeyError: no such page.
        """
        row = self._connection.execute("SELECT entry FROM entries WHERE url = ?", (url,)).fetchone()
        if row is None:
            raise KeyError(url)
        return unpack(row[0])

    def cards(self) -> list[Card]:
        """Return all cards by page number."""
        rows = self._connection.execute("SELECT card FROM pages ORDER BY page")
        return [loads_card(row[0]) for row in rows]

    def put_pages(self, entries: Iterable[PackedEntry]) -> None:
        """Store entries; their numbers are given later."""
        rest = iter(entries)
        while some := tuple(islice(rest, _AT_ONCE)):
            rows = [(one.url, one.day, one.digest, None, one.card) for one in some]
            self._connection.executemany("REPLACE INTO pages VALUES (?, ?, ?, ?, ?)", rows)
            self._connection.executemany("REPLACE INTO entries VALUES (?, ?)", [(one.url, one.data) for one in some])

    def readings(self) -> dict[str, tuple[str, ...]]:
        """Return how titles are read, those of pages that are gone among them."""
        rows = self._connection.execute("SELECT title, readings FROM readings")
        return {title: tuple(written.split()) for title, written in rows}

    def keep_readings(self, readings: Mapping[str, tuple[str, ...]]) -> None:
        """Keep how titles are read, and nothing else."""
        self._connection.execute("DELETE FROM readings")
        rows = ((title, " ".join(read)) for title, read in readings.items())
        self._connection.executemany("INSERT INTO readings VALUES (?, ?)", rows)

    def drop_pages(self, urls: Iterable[str]) -> None:
        """Forget pages."""
        gone = [(url,) for url in urls]
        for table in ("pages", "entries"):
            self._connection.executemany(f"DELETE FROM {table} WHERE url = ?", gone)  # noqa: S608 - one of these two

    def number_pages(self, numbers: Iterable[tuple[int, str]]) -> None:
        """Give pages their numbers: (number, url)."""
        self._connection.executemany("UPDATE pages SET page = ? WHERE url = ?", list(numbers))

    def digests(self) -> dict[str, str]:
        """Return the SHA-256 hex of every file by name, in order of names."""
        return dict(self._connection.execute("SELECT name, digest FROM files ORDER BY name"))

    def digest(self, name: str) -> str | None:
        """Return the SHA-256 hex of a file; None when there is no such file."""
        row = self._connection.execute("SELECT digest FROM files WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def file(self, name: str) -> bytes | None:
        """Return a file's bytes; None when only its digest is kept.

        Raises:
            KeyError: no such file.
        """
        row = self._connection.execute("SELECT data FROM files WHERE name = ?", (name,)).fetchone()
        if row is None:
            raise KeyError(name)
        return None if row[0] is None else bytes(row[0])

    def entry_by_number(self, page: int) -> PageEntry:
        """Return the entry of a page number."""
        query = "SELECT entry FROM pages JOIN entries USING (url) WHERE page = ?"
        (packed,) = self._connection.execute(query, (page,)).fetchone()
        return unpack(packed)

    def put_files(self, files: Iterable[tuple[str, str, bytes | None]]) -> None:
        """Store files: name, digest, and bytes; None: the digest alone."""
        self._connection.executemany("REPLACE INTO files VALUES (?, ?, ?)", files)

    def drop_files(self, names: Iterable[str]) -> None:
        """Forget files."""
        self._connection.executemany("DELETE FROM files WHERE name = ?", [(name,) for name in names])

    def note(self, name: str) -> str | None:
        """Return a noted text."""
        row = self._connection.execute("SELECT text FROM notes WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def put_note(self, name: str, text: str) -> None:
        """Note a text."""
        self._connection.execute("REPLACE INTO notes VALUES (?, ?)", (name, text))

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, zlib.error) as error:
            raise _explained(self._file, error) from error


def read_packed(file: Path, first: int, end: int) -> list[bytes]:
    """Return the packed entries of the page numbers first … end - 1, as they were committed last.

    For other processes than the one that has the store open.

    Raises:
        StoreError: the file cannot be read.
    """
    query = "SELECT entry FROM pages JOIN entries USING (url) WHERE page >= ? AND page < ? ORDER BY page"
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", timeout=60, uri=True)) as connection:
            return [bytes(row[0]) for row in connection.execute(query, (first, end))]
    except sqlite3.Error as error:
        raise _explained(file, error) from error


def _explained(file: Path, error: Exception) -> Exception:
    """Return what to raise: a hindrance in the user's words, damage as such (whoever builds throws the file away)."""
    hindrance = told(error) if isinstance(error, sqlite3.Error) else ""
    if not hindrance:
        return sqlite3.DatabaseError(str(error))
    return StoreError(f"搜索索引的缓存 {file} 不能用：{hindrance}；请检查磁盘空间和权限")
