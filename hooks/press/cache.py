"""A store of derived files, addressed by what they were made from and never by time stamp.

An entry's name is the SHA-256 of its key; the key states content, parameters and recipe version. An entry is written
under a temporary name and renamed, so what stands under an entry's name is whole. A small SQLite file remembers size,
time and digest of entries and of source files. It is a memory only: thrown away, everything is read or made anew.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from press.errors import CacheError, MediaError
from press.memory import told
from press.sources import Source, file_digest, known_or_read, shown

_STALE_PART_S = 86_400
"""A temporary file older than this belongs to a run that was killed."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries(
  name TEXT PRIMARY KEY, size INTEGER, mtime INTEGER, digest TEXT, generation INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sources(path TEXT PRIMARY KEY, stamp TEXT, digest TEXT) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A derived file and the SHA-256 hex of its bytes."""

    path: Path
    digest: str


@dataclass(slots=True)
class _Turn:
    """The lock of one key and how many threads want it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    wanted: int = 0


class Cache:
    """A folder of derived files, safe for threads and for several processes at once.

    Args:
        root: the folder; made when missing.
        clock: nanoseconds since 1970, to tell files that changed a moment ago (passed in for tests).

    Raises:
        CacheError: the folder cannot be written.
    """

    def __init__(self, root: Path, clock: Callable[[], int] = time.time_ns) -> None:
        self._root = root.absolute()
        self._clock = clock
        self._guard = threading.RLock()
        self._turns: dict[str, _Turn] = {}
        self._used: set[str] = set()
        with _explaining(self._root):
            (self._root / "parts").mkdir(parents=True, exist_ok=True)
            self._memory = _open_memory(self._root / "memory.sqlite")

    def close(self) -> None:
        """Close the memory; entries stay."""
        with self._guard:
            self._memory.close()

    def get_or_make(self, key: str, suffix: str, make: Callable[[Path], None]) -> Path:
        """Return the entry's file; see `entry`."""
        return self.entry(key, suffix, make).path

    def entry(self, key: str, suffix: str, make: Callable[[Path], None]) -> Entry:
        """Return the entry for a key, making it when it is absent, empty or damaged.

        Args:
            key: everything that decides the bytes: content digest, parameters, recipe version.
            suffix: the file's ending with its dot.
            make: writes the file at the path it is given. Called by one thread at a time for one key.

        Raises:
            CacheError: disk full or not writable; no half file is left.
            MediaError: `make` wrote nothing.
        """
        name = hashlib.sha256(key.encode()).hexdigest() + suffix
        with self._turn(name):
            digest = self._sound(name)
            if digest is None:
                with _explaining(self._root):
                    digest = self._make(name, make)
        with self._guard:
            self._used.add(name)
        return Entry(self._place(name), digest)

    def holds(self, key: str, suffix: str) -> Entry | None:
        """Return the entry for a key if it is there and sound."""
        name = hashlib.sha256(key.encode()).hexdigest() + suffix
        digest = self._sound(name)
        if digest is None:
            return None
        with self._guard:
            self._used.add(name)
        return Entry(self._place(name), digest)

    def discard(self, key: str, suffix: str) -> None:
        """Forget one entry, so that the next call makes it anew."""
        name = hashlib.sha256(key.encode()).hexdigest() + suffix
        with self._guard, _explaining(self._root):
            self._memory.execute("DELETE FROM entries WHERE name = ?", (name,))
            self._used.discard(name)

    def digest(self, file: Path) -> str:
        """Return the SHA-256 hex of a source file, read again only when its size, its times or its inode changed.

        Raises:
            OSError: the file cannot be read.
        """
        path = os.path.abspath(file)  # noqa: PTH100 - in a tenth of the time of `Path.absolute`
        row = self._recall("SELECT stamp, digest FROM sources WHERE path = ?", shown(path))
        digest, new = known_or_read(path, row, self._clock)
        self.note_sources([new] if new else [])
        return digest

    def digests(self, files: Iterable[Path | str]) -> list[str]:
        """Return the SHA-256 hex of many source files as `digest` does; empty for one that cannot be read."""
        with self._guard:
            known = {path: row for path, *row in self._memory.execute("SELECT path, stamp, digest FROM sources")}
        found, fresh = [], []
        for file in files:
            path = os.path.abspath(file)  # noqa: PTH100 - as above
            digest, new = "", None
            with suppress(OSError):
                digest, new = known_or_read(path, known.get(path), self._clock)
            found.append(digest)
            fresh += [new] if new else []
        self.note_sources(fresh)
        return found

    def note_sources(self, rows: Sequence[Source]) -> None:
        """Remember source files that were read elsewhere and lay still meanwhile."""
        if rows:
            with self._guard, _explaining(self._root), self._memory:
                self._memory.execute("BEGIN IMMEDIATE")
                self._memory.executemany("REPLACE INTO sources VALUES (?, ?, ?)", rows)

    def prune(self, keep: int = 3) -> int:
        """Drop what was not used between the last `keep` calls of this method; return how many entries went.

        Also drops temporary files a killed run left behind, and digests of source files that are gone.
        """
        with self._guard, _explaining(self._root), self._memory:
            self._memory.execute("BEGIN IMMEDIATE")
            (generation,) = self._memory.execute("SELECT coalesce(max(generation), 0) + 1 FROM entries").fetchone()
            self._memory.executemany(
                "UPDATE entries SET generation = ? WHERE name = ?", [(generation, name) for name in self._used]
            )
            old = "SELECT name FROM entries WHERE generation <= ?"
            gone = [str(name) for (name,) in self._memory.execute(old, (generation - keep,))]
            self._memory.executemany("DELETE FROM entries WHERE name = ?", [(name,) for name in gone])
            paths = [str(path) for (path,) in self._memory.execute("SELECT path FROM sources")]
            lost = [(path,) for path in paths if not Path(path).is_file()]
            self._memory.executemany("DELETE FROM sources WHERE path = ?", lost)
            self._used.clear()
            for name in gone:
                self._place(name).unlink(missing_ok=True)
            self._sweep_parts()
        return len(gone)

    def _place(self, name: str) -> Path:
        return self._root / name[:2] / name

    def _sound(self, name: str) -> str | None:
        """Return the digest of a sound entry. A changed time stamp alone (a restored cache) is settled by reading."""
        known = self._recall("SELECT size, mtime, digest FROM entries WHERE name = ?", name)
        path = self._place(name)
        if known is None or not path.is_file():
            return None
        size, mtime, digest = known
        stamp = _stamp(path)
        if stamp == (size, mtime):
            return str(digest)
        if stamp[0] != size or file_digest(path) != digest:
            return None
        self._remember(name, stamp, str(digest))
        return str(digest)

    def _make(self, name: str, make: Callable[[Path], None]) -> str:
        place = self._place(name)
        place.parent.mkdir(exist_ok=True)
        suffix = place.suffix
        part = self._root / "parts" / f"{os.getpid()}-{secrets.token_hex(8)}{suffix}"
        try:
            make(part)
            if not part.is_file() or part.stat().st_size == 0:
                raise MediaError("处理后没有得到任何内容")
            digest = file_digest(part)
            _rename(part, place)
        finally:
            part.unlink(missing_ok=True)
        self._remember(name, _stamp(place), digest)
        return digest

    def _remember(self, name: str, stamp: tuple[int, int], digest: str) -> None:
        with self._guard:
            self._memory.execute(
                "REPLACE INTO entries VALUES (?, ?, ?, ?, (SELECT coalesce(max(generation), 0) FROM entries))",
                (name, *stamp, digest),
            )

    def _recall(self, query: str, value: str) -> Sequence[Any] | None:
        with self._guard:
            row: Sequence[Any] | None = self._memory.execute(query, (value,)).fetchone()
        return row

    @contextmanager
    def _turn(self, name: str) -> Iterator[None]:
        with self._guard:
            turn = self._turns.setdefault(name, _Turn())
            turn.wanted += 1
        try:
            with turn.lock:
                yield
        finally:
            with self._guard:
                turn.wanted -= 1
                if turn.wanted == 0:
                    self._turns.pop(name, None)

    def _sweep_parts(self) -> None:
        # The file system's own clock: a file written now is the measure of "now" for its neighbours.
        probe = self._root / "parts" / f"{secrets.token_hex(8)}.now"
        probe.touch()
        now = probe.stat().st_mtime
        probe.unlink()
        for part in (self._root / "parts").iterdir():
            if now - part.stat().st_mtime > _STALE_PART_S:
                part.unlink(missing_ok=True)


def _stamp(file: Path) -> tuple[int, int]:
    status = file.stat()
    return status.st_size, status.st_mtime_ns


def _rename(part: Path, place: Path) -> None:
    try:
        part.replace(place)
    except PermissionError:
        # Windows refuses while another process reads the entry; what stands there was made from the same key.
        if not place.is_file() or file_digest(place) != file_digest(part):
            raise


def _open_memory(file: Path) -> sqlite3.Connection:
    try:
        return _connect(file)
    except sqlite3.DatabaseError as error:
        if told(error):
            raise  # busy or not permitted: no reason to throw it away
        file.unlink(missing_ok=True)
        return _connect(file)


def _connect(file: Path) -> sqlite3.Connection:
    memory = sqlite3.connect(file, timeout=60, isolation_level=None, check_same_thread=False)
    try:
        # Losing the memory in a power cut costs time, never correctness.
        memory.execute("PRAGMA synchronous = OFF")
        memory.executescript(_SCHEMA)
        memory.execute("SELECT count(*) FROM entries").fetchone()
    except sqlite3.DatabaseError:
        memory.close()
        raise
    return memory


@contextmanager
def _explaining(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise CacheError(f"磁盘已满，无法写入缓存文件夹 {root}；请腾出空间后重试") from error
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise CacheError(f"没有权限写入缓存文件夹 {root}；请检查该文件夹的权限") from error
        raise
    except sqlite3.OperationalError as error:
        if not told(error):
            raise sqlite3.DatabaseError(str(error)) from error  # a damaged file
        raise CacheError(f"缓存文件夹 {root} 无法写入：{told(error)}；请检查磁盘空间和权限") from error
