"""What one check of a site remembers for the next: files that were read, and what was seen in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from press.memory import Memory

FILE_NAME = "proof.sqlite"
"""In the cache folder."""

CHECK_VERSION = 4
"""Raised by hand whenever the same file, style or archive may be judged differently: nothing is known then."""

_SCHEMA = f"""
-- of checks of version {CHECK_VERSION}
create table if not exists file(
  path text primary key, stamp text not null, digest text not null, product text not null, drawn int not null
) without rowid;
create table if not exists answer(key text primary key, answer text not null);
create table if not exists report(name text primary key, recipe text not null, digest text not null) without rowid;
"""

_SPARE = 10_000
"""Answers about files that are gone (an edit taken back) before they are cleared away."""

_AT_ONCE = 500
"""Answers asked for in one statement; SQLite takes 999 values in every version."""


class KnownFile(NamedTuple):
    """A file of a site as it was read.

    stamp    what the file system said of it, see `press.sources.stamp_of`
    digest   SHA-256 hex of its bytes
    product  the name of a `Product`, empty for none
    drawn    1 for an SVG
    """

    stamp: str
    digest: str
    product: str
    drawn: int


class CheckMemory:
    """A small database; a damaged one is made anew. Used by the thread that opened it.

    Args:
        file: made when missing.
        spare: answers kept beyond those that were used.

    Raises:
        CacheError: here and in every method: it cannot be written.
    """

    def __init__(self, file: Path, spare: int = _SPARE) -> None:
        self._memory = Memory(file, _SCHEMA)
        self._spare = spare

    def files(self) -> dict[str, KnownFile]:
        """Return every file that was read, by path."""
        rows = self._memory.all("select path, stamp, digest, product, drawn from file")
        return {path: KnownFile(*known) for path, *known in rows}

    def keep_files(self, read: Mapping[str, KnownFile], gone: Iterable[str]) -> None:
        """Remember files, and forget those that are gone."""
        self._memory.write_all("replace into file values(?,?,?,?,?)", [(path, *one) for path, one in read.items()])
        self._memory.write_all("delete from file where path=?", [(path,) for path in gone])
        self._memory.flush()

    def answers(self, keys: Sequence[str]) -> dict[str, str]:
        """Return what is known of all these."""
        found: dict[str, str] = {}
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            found.update(self._memory.all(f"select key, answer from answer where key in ({marks})", *some))  # noqa: S608 - question marks
        return found

    def keep_answer(self, key: str, answer: str) -> None:
        """Remember an answer; safe after the next `flush`."""
        self._memory.put("replace into answer values(?,?)", key, answer)

    def flush(self) -> None:
        """Make safe what was kept."""
        self._memory.flush()

    def forget_answers(self, used: Collection[str]) -> None:
        """Drop all answers but these, once there are many more."""
        row = self._memory.one("select count(*) from answer")
        if row and row[0] > len(used) + self._spare:
            unused = {key for (key,) in self._memory.all("select key from answer")}.difference(used)
            self._memory.write_all("delete from answer where key=?", [(key,) for key in unused])
            self._memory.flush()

    def report(self, name: str) -> tuple[str, str] | None:
        """Return what a file of the report was made of, and the digest of its bytes."""
        return self._memory.one("select recipe, digest from report where name=?", name)

    def keep_report(self, name: str, recipe: str, digest: str) -> None:
        """Remember what a file of the report was made of."""
        self._memory.put("replace into report values(?,?,?)", name, recipe, digest)

    def close(self) -> None:
        """Make safe what was kept, and release the database."""
        self._memory.close()
