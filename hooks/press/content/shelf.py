"""Manuscripts that were read before, kept by their bytes: of three thousand files one was edited."""

from __future__ import annotations

import hashlib
import os
import pickle  # our own memory of our own values; whoever can write it can write the program too
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from press.content.decode import at_most
from press.content.outline import front_of, loads_front, outline_again, outline_of
from press.content.remarks import Remarks
from press.memory import Memory
from press.sources import settled_stamp

if TYPE_CHECKING:
    from press.content.manuscripts import Manuscript
    from press.content.schema import Common

SHELF = "manuscripts.sqlite"
"""File in the cache."""
_SCHEMA = """
create table if not exists base(name text primary key) without rowid;
create table if not exists manuscript(
  path text primary key, digest text not null, outline text not null, front text not null, data blob not null);
"""


@dataclass(frozen=True, slots=True)
class Reading:
    """One file, read.

    digest   SHA-256 hex of its bytes; empty when they cannot be read
    outline  digest of everything that anything but its own text can depend on: equal outlines, equal surroundings
    front    what `press.content.outline` remembers of its front matter; may be empty
    data     manuscript and remarks, pickled; empty when only the outline was worked out
    stamp    of the file before it was read, if it was read now (`press.sources.settled_stamp`)
    """

    path: PurePosixPath
    digest: str
    outline: str
    front: str
    data: bytes
    stamp: str = ""

    def open(self) -> tuple[Manuscript[Common] | None, Remarks]:
        """Return what was read, and what was remarked."""
        manuscript, remarks = pickle.loads(self.data)  # noqa: S301 - see above
        return manuscript, remarks if manuscript is None else manuscript.remarks


class Known(NamedTuple):
    """What the shelf tells of a file at a glance; fields as in `Reading`."""

    digest: str
    outline: str
    front: str


def read(docs: Path, path: PurePosixPath, prefix: str) -> Reading:
    """Read one file."""
    from press.content.manuscripts import read_manuscript  # noqa: PLC0415 - a tenth of a second, where a text changed

    remarks = Remarks(f"{prefix}/{path}")
    stamp = _stamp_of(f"{docs}{os.sep}{path}")
    manuscript = read_manuscript(docs, path, remarks)
    data = pickle.dumps((manuscript, None if manuscript else remarks), pickle.HIGHEST_PROTOCOL)
    if manuscript is None:
        outline = hashlib.sha256(repr(remarks).encode("utf-8", "surrogatepass")).hexdigest()
        return Reading(path, digest_of_file(docs / path), outline, "", data)
    front = front_of(manuscript)
    return Reading(path, manuscript.digest, outline_of(manuscript), front.dumps() if front else "", data, stamp)


def _stamp_of(file: str) -> str:
    try:
        return settled_stamp(os.stat(file), time.time_ns())  # noqa: PTH116 - thousands of them
    except OSError:
        return ""


def skim(docs: Path, path: PurePosixPath, known: Known) -> Reading | None:
    """Look at a file of which perhaps only the words changed; None if it must be read."""
    front = loads_front(known.front)
    again = outline_again(docs, path, front) if front else None
    return Reading(path, *again, known.front, b"") if again else None


def digest_of_file(file: Path) -> str:
    """Return the SHA-256 hex of a file of bounded size; empty when it cannot be read."""
    try:
        return hashlib.sha256(at_most(file)).hexdigest()
    except OSError:
        return ""


class Shelf:
    """The readings of the last build. A damaged file is made anew.

    Args:
        file: the database, made when missing.
        base: digest of the program; with another one nothing that was kept is used.
    """

    def __init__(self, file: Path, base: str) -> None:
        self._place = file, base
        self._memory = Memory(file, _SCHEMA)
        if self._memory.one("select name from base") != (base,):
            for statement in ("delete from manuscript", "delete from base"):
                self._memory.write(statement)
            self._memory.write("insert into base values(?)", base)
            self._memory.flush()

    def again(self) -> Shelf:
        """Return the shelf with a connection of its own: SQLite's must not be used beyond a fork."""
        return Shelf(*self._place)

    def known(self) -> dict[str, Known]:
        """Return what is known of every file on the shelf, by path."""
        rows = self._memory.all("select path, digest, outline, front from manuscript")
        return {path: Known(*known) for path, *known in rows}

    def reading(self, path: PurePosixPath, digest: str) -> Reading | None:
        """Return the reading of a file whose bytes are as they were; None if there is none, or only an outline."""
        query = "select outline, front, data from manuscript where path=? and digest=?"
        row = self._memory.one(query, str(path), digest)
        return Reading(path, digest, *row) if row and row[-1] else None

    def keep(self, reading: Reading) -> None:
        """Keep a new reading."""
        row = (str(reading.path), reading.digest, reading.outline, reading.front, reading.data)
        self._memory.write("replace into manuscript values(?,?,?,?,?)", *row)

    def forget(self, gone: Iterable[str]) -> None:
        """Forget files that are gone; what was kept is safe from here on."""
        self._memory.write_all("delete from manuscript where path=?", [(path,) for path in gone])
        self._memory.flush()

    def close(self) -> None:
        """Release the database."""
        self._memory.close()
