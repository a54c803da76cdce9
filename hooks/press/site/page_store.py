"""What the making of pages left behind, kept by what they were made of, never by time stamp.

Three levels, each a digest over everything that decides the next:

* source key: engine, theme and program, the page's address, the document's bytes → the references its text makes
* text key: the source key and where each reference leads → the rendered text boards print, the findings
* page key: the text key, the view, what every page shares, the texts it prints → the HTML file

A page whose three keys are known is linked into the new site without asking the engine. Nothing in the store is ever
wrong, only unused: an entry is found by its inputs or not at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

from press.findings import Finding, Severity
from press.memory import Memory
from press.site import file_store
from press.site.file_store import FileStore

_SCHEMA = (
    """
create table if not exists source(key text primary key, lookups text not null) without rowid;
create table if not exists text(key text primary key, record text not null) without rowid;
create table if not exists indexed(url text primary key, key text not null) without rowid;
create table if not exists brief(key text primary key, data blob not null);
create table if not exists snapshot(base text primary key, data blob not null) without rowid;
"""
    + file_store.SCHEMA
)
"""Tables with long rows have a row id: a tree by key that holds the rows themselves splits at every other row, which
makes writing a page's rows more than twice as dear (measured)."""
_JSON = json.JSONEncoder(ensure_ascii=False, check_circular=False)
FORMAT = "3"
"""Part of every key: raise it when the meaning of a record changes."""


class TextRecord(NamedTuple):
    """What rendering a text left behind. `excerpt` and `whole` are kept only where a board prints them.

    A plain tuple, as `StoredText`: both come from other processes, page by page, and dataclasses travel slowly.
    """

    findings: tuple[Finding, ...]
    kept: bool
    excerpt: str = ""
    whole: str = ""


class StoredText(NamedTuple):
    """A rendered text as the store keeps it: the references it makes, and what it left behind, each under its key.

    lookups  JSON: written where the text is rendered, so that processes share the work
    """

    source_key: str
    lookups: str
    key: str
    record: TextRecord


def stored_text(source_key: str, lookups: Iterable[str], key: str, record: TextRecord) -> StoredText:
    """Return a text as it is stored."""
    return StoredText(source_key, json.dumps(list(lookups)), key, record)


def digest_of(*parts: object) -> str:
    """Return a SHA-256 hex over the parts' representations; frozen dataclasses represent all they hold."""
    joined = "\x00".join(part if isinstance(part, str) else repr(part) for part in (FORMAT, *parts))
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()


class PageStore:
    """The store on disk: a small database and one file per page. One build uses it at a time; a second one waits."""

    def __init__(self, folder: Path) -> None:
        self._memory = Memory(folder / "pages.sqlite", _SCHEMA)
        self.files = FileStore(folder, self._memory)

    def lookups(self, key: str) -> tuple[str, ...] | None:
        """Return the references a source makes, as written, or None when it was never rendered."""
        row = self._memory.one("select lookups from source where key=?", key)
        return tuple(json.loads(row[0])) if row else None

    def text(self, key: str) -> TextRecord | None:
        """Return what rendering a text left behind."""
        row = self._memory.one("select record from text where key=?", key)
        if row is None:
            return None
        record = json.loads(row[0])
        findings = tuple(
            Finding(**{**finding, "severity": Severity(finding["severity"])}) for finding in record.pop("findings")
        )
        return TextRecord(findings=findings, **record)

    def put_text(self, entry: StoredText) -> None:
        """Keep what rendering a text left behind."""
        findings = [asdict(finding) for finding in entry.record.findings]
        record = _JSON.encode({**entry.record._asdict(), "findings": findings})
        self._memory.put("replace into source values(?,?)", entry.source_key, entry.lookups)
        self._memory.put("replace into text values(?,?)", entry.key, record)

    def indexed(self) -> dict[str, str]:
        """Return, by address, the key of what the search index was last told of a page."""
        return dict(self._memory.all("select url, key from indexed"))

    def put_indexed(self, told: dict[str, str]) -> None:
        """Remember what the search index knows now; called after its own memory is safe."""
        self._memory.write("delete from indexed")
        self._memory.write_all("insert into indexed values(?,?)", told.items())
        self.flush()

    def add_indexed(self, told: Mapping[str, str]) -> None:
        """Remember of some more pages what the search index knows; as `put_indexed`."""
        self._memory.write_all("replace into indexed values(?,?)", told.items())
        self.flush()

    def forget_indexed(self, urls: Iterable[str]) -> None:
        """Forget what the search index was told of some pages, before it is told otherwise."""
        self._memory.write_all("delete from indexed where url=?", [(url,) for url in urls])
        self.flush()

    def brief(self, key: str) -> bytes | None:
        """Return a page's brief."""
        row = self._memory.one("select data from brief where key=?", key)
        return row[0] if row else None

    def briefs(self) -> frozenset[str]:
        """Return the keys of all briefs."""
        return frozenset(key for (key,) in self._memory.all("select key from brief"))

    def put_brief(self, key: str, data: bytes) -> None:
        """Keep a page's brief."""
        self._memory.put("replace into brief values(?,?)", key, data)

    def snapshot(self, base: str) -> bytes | None:
        """Return what the last build came to, if this very program wrote it."""
        row = self._memory.one("select data from snapshot where base=?", base)
        return row[0] if row else None

    def put_snapshot(self, base: str, data: bytes, briefs: Iterable[str] | None) -> None:
        """Keep what a build came to, instead of what the one before it did.

        Args:
            base: digest of engine, theme and program.
            data: the snapshot.
            briefs: those it refers to; all others are dropped. None: the same as before.
        """
        if briefs is not None:
            spare = self.briefs().difference(briefs)
            self._memory.write_all("delete from brief where key=?", [(key,) for key in spare])
        self._memory.write("delete from snapshot")
        self._memory.write("insert into snapshot values(?,?)", base, data)
        self.flush()

    def drop_snapshot(self) -> None:
        """Forget what the last build came to: from here on the store changes."""
        self._memory.write("delete from snapshot")
        self.flush()

    def flush(self) -> None:
        """Make safe what was put: before others write, and before a process is forked."""
        self._memory.flush()

    def close(self) -> None:
        """Release the database."""
        self._memory.close()
