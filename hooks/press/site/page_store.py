"""Finished pages kept by what they were made of, never by time stamp.

Three levels, each a digest over everything that decides the next:

* source key: engine, theme and program, the page's address, the document's bytes → the references its text makes
* text key: the source key and where each reference leads → the rendered text boards print, and the findings
* page key: the text key, the view, what every page shares, the texts it prints → the HTML file

A page whose three keys are known is linked into the new site without asking the engine. Nothing in the store is ever
wrong, only unused: an entry is found by its inputs or not at all.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from press.findings import Finding, Severity
from press.search.html_text import PageText

_SCHEMA = """
create table if not exists source(key text primary key, lookups text not null) without rowid;
create table if not exists text(key text primary key, record text not null) without rowid;
create table if not exists words(key text primary key, words text not null) without rowid;
create table if not exists indexed(url text primary key, key text not null) without rowid;
create table if not exists page(key text primary key, size integer, changed integer) without rowid;
"""
GROUP = 300
"""Statements written in one go: a second build waits for a group's end, a crash loses one group."""
FORMAT = "2"
"""Part of every key: raise it when the meaning of a record changes."""


@dataclass(frozen=True, slots=True)
class TextRecord:
    """What rendering a text left behind. `excerpt` and `whole` are kept only where a board prints them."""

    findings: tuple[Finding, ...]
    kept: bool
    excerpt: str = ""
    whole: str = ""


@dataclass(frozen=True, slots=True)
class StoredText:
    """A rendered text as the store keeps it: the references it makes, and what it left behind, each under its key."""

    source_key: str
    lookups: tuple[str, ...]
    key: str
    record: TextRecord
    words: PageText


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page's file: bytes, and the time of its last change in nanoseconds."""

    key: str
    size: int
    changed: int


def digest_of(*parts: object) -> str:
    """Return a SHA-256 hex over the parts' representations; frozen dataclasses represent all they hold."""
    joined = "\x00".join(part if isinstance(part, str) else repr(part) for part in (FORMAT, *parts))
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()


def files_digest(folders: Iterable[Path], suffixes: frozenset[str] | None = None) -> str:
    """Return one digest over the names and bytes of all files below some folders (byte code left aside)."""
    total = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and (suffixes is None or path.suffix in suffixes):
                total.update(path.relative_to(folder).as_posix().encode())
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


class PageStore:
    """The store on disk: a small database and one file per page. One build uses it at a time; a second one waits."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._database = self._open(folder / "pages.sqlite")
        self._waiting = 0

    @staticmethod
    def _open(file: Path) -> sqlite3.Connection:
        """Open the database; a damaged one is set aside: the store can be made anew from nothing."""
        try:
            return _connect(file)
        except sqlite3.DatabaseError:
            file.unlink(missing_ok=True)
            return _connect(file)

    def lookups(self, key: str) -> tuple[str, ...] | None:
        """Return the references a source makes, as written, or None when it was never rendered."""
        row = self._database.execute("select lookups from source where key=?", (key,)).fetchone()
        return tuple(json.loads(row[0])) if row else None

    def text(self, key: str) -> TextRecord | None:
        """Return what rendering a text left behind."""
        row = self._database.execute("select record from text where key=?", (key,)).fetchone()
        if row is None:
            return None
        record = json.loads(row[0])
        findings = tuple(
            Finding(**{**finding, "severity": Severity(finding["severity"])}) for finding in record.pop("findings")
        )
        return TextRecord(findings=findings, **record)

    def page(self, key: str) -> Path | None:
        """Return the finished page's file, or None; a file that was touched since is not trusted."""
        row = self._database.execute("select size, changed from page where key=?", (key,)).fetchone()
        if row is None:
            return None
        file = self.file(key)
        try:
            found = file.stat()
        except OSError:
            return None
        return file if (found.st_size, found.st_mtime_ns) == tuple(row) else None

    def words(self, key: str) -> PageText | None:
        """Return the words of a rendered text, for the search index."""
        row = self._database.execute("select words from words where key=?", (key,)).fetchone()
        if row is None:
            return None
        headings, text = json.loads(row[0])
        return PageText(tuple(headings), text)

    def indexed(self) -> dict[str, str]:
        """Return, by address, the key of what the search index was last told of a page."""
        return dict(self._database.execute("select url, key from indexed"))

    def put_indexed(self, told: dict[str, str]) -> None:
        """Remember what the search index knows now; called after its own memory is safe."""
        self.flush()
        self._database.execute("begin")
        self._database.execute("delete from indexed")
        self._database.executemany("insert into indexed values(?,?)", told.items())
        self._database.execute("commit")

    def put_text(self, entry: StoredText) -> None:
        """Keep what rendering a text left behind."""
        words = json.dumps([entry.words.headings, entry.words.text], ensure_ascii=False)
        record = json.dumps(asdict(entry.record), ensure_ascii=False)
        self._write("replace into source values(?,?)", entry.source_key, json.dumps(list(entry.lookups)))
        self._write("replace into text values(?,?)", entry.key, record)
        self._write("replace into words values(?,?)", entry.key, words)

    def write_page(self, key: str, html: str) -> StoredPage:
        """Write a finished page's file. Touches the folder only, so that a forked process may do it."""
        file = self.file(key)
        file.parent.mkdir(exist_ok=True)
        unfinished = file.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(html.encode("utf-8", "xmlcharrefreplace"))
        unfinished.replace(file)
        found = file.stat()
        return StoredPage(key, found.st_size, found.st_mtime_ns)

    def put_page(self, page: StoredPage) -> None:
        """Keep a page whose file was written."""
        self._write("replace into page values(?,?,?)", page.key, page.size, page.changed)

    def _write(self, statement: str, *values: object) -> None:
        """Write as part of a group: a statement by itself costs ten times as much."""
        if not self._database.in_transaction:
            self._database.execute("begin immediate")
        self._database.execute(statement, values)
        self._waiting += 1
        if self._waiting >= GROUP:
            self.flush()

    def flush(self) -> None:
        """End the group of statements that is open, if one is: what was put is safe, and others may write."""
        if self._database.in_transaction:
            self._database.execute("commit")
        self._waiting = 0

    def prune(self, keep: set[str], limit: int) -> None:
        """Forget pages outside `keep` once they outnumber `limit`; they would only fill the disk."""
        self.flush()
        known = {row[0] for row in self._database.execute("select key from page")}
        spare = known - keep
        if len(spare) <= limit:
            return
        for key in spare:
            self.file(key).unlink(missing_ok=True)
        self._database.execute("begin")
        self._database.executemany("delete from page where key=?", ((key,) for key in spare))
        self._database.execute("commit")

    def close(self) -> None:
        """Release the database."""
        self.flush()
        self._database.close()

    def file(self, key: str) -> Path:
        """Return where a page's file lies."""
        return self._folder / key[:2] / f"{key}.html"


def _connect(file: Path) -> sqlite3.Connection:
    database = sqlite3.connect(file, timeout=60, isolation_level=None)
    # A lost entry is only work done again, so the disk need not be waited for; each statement stands by itself, so
    # two builds at once do not wait for each other's end.
    database.execute("pragma journal_mode=wal")
    database.execute("pragma synchronous=off")
    database.executescript(_SCHEMA)
    return database


def place(source: Path, target: Path, *, own: bool = True) -> None:
    """Put a file into the site: one of ours is linked where the file system can, anything else is copied.

    Originals in docs/ (`own=False`) are never linked, so that nothing done to the site can reach them.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if own:
        try:
            os.link(source, target)
        except OSError:
            own = False
    if not own:
        shutil.copyfile(source, target)
