"""Finished files kept by what they were made of, texts with their compressed form, linked into every new site."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import deflate

from press.memory import Memory

SCHEMA = "create table if not exists file(key text primary key, stamps text not null) without rowid;"
PACKET = 1400
"""Bytes. A text that fits one packet of the line is not compressed: it arrives no sooner."""
_LEVEL = 6
"""Of libdeflate: as small as zlib's level 9 in a third of the time of its level 6 (measured on pages)."""
_NEW = os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0)
TEXTS = frozenset({".html", ".css", ".js", ".svg", ".xml", ".json", ".txt", ".webmanifest"})
"""Suffixes of files that are worth compressing."""


class StoredFile(NamedTuple):
    """A file in the store: size and time of last change (nanoseconds) of itself and of its compressed form, if any.

    A plain tuple: a snapshot holds ten thousand of them, and dataclasses take five times as long to read back.
    """

    key: str
    stamps: str


class FileStore:
    """The files of one folder, and the memory of their stamps.

    Args:
        folder: where they lie.
        memory: holds the table of `SCHEMA`.
    """

    def __init__(self, folder: Path, memory: Memory) -> None:
        self._base = os.fspath(folder)
        self._memory = memory
        self.inodes: dict[str, int] = {}
        """Of files that were found sound, by where they lie."""

    def stamps(self, key: str) -> str | None:
        """Return the stamps of a finished file, or None; one that was touched since is not trusted."""
        row = self._memory.one("select stamps from file where key=?", key)
        return row[0] if row and self.sound(key, row[0]) else None

    def sound(self, key: str, stamps: str) -> bool:
        """Whether a file is there as it was written."""
        return self.all_sound([StoredFile(key, stamps)])

    def all_sound(self, files: Iterable[StoredFile]) -> bool:
        """Whether files are there as they were written."""
        base, inodes, stat = self._base, self.inodes, os.stat  # asked for ten thousand files
        try:
            for key, stamps in files:
                name = f"{base}/{key[:2]}/{key}"
                plain, _, compressed = stamps.partition(" ")
                found = stat(name)
                if f"{found.st_size}:{found.st_mtime_ns}" != plain:
                    return False
                inodes[name] = found.st_ino
                if compressed:
                    found = stat(f"{name}.gz")
                    if f"{found.st_size}:{found.st_mtime_ns}" != compressed:
                        return False
                    inodes[f"{name}.gz"] = found.st_ino
        except OSError:
            return False
        return True

    def write(self, key: str, data: bytes, *, text: bool) -> StoredFile:
        """Write a finished file; a text with its compressed form beside it where that is much smaller.

        Touches the folder only, so that a forked process may do it; `put` remembers what was written.
        """
        name = self._name(key)
        _write_whole(name, data)
        packed = deflate.gzip_compress(data, _LEVEL) if text and len(data) > PACKET else data
        compressed = len(packed) < len(data) * 9 // 10
        if compressed:
            _write_whole(f"{name}.gz", packed)
        return StoredFile(key, _stamps(name, compressed=compressed))

    def put(self, stored: StoredFile) -> None:
        """Remember a file that was written."""
        self._memory.put("replace into file values(?,?)", stored.key, stored.stamps)

    def keep(self, data: bytes, *, text: bool) -> StoredFile:
        """Keep a file under the digest of its bytes."""
        key = hashlib.sha256(data).hexdigest()
        known = self.stamps(key)
        if known is not None:
            return StoredFile(key, known)
        stored = self.write(key, data, text=text)
        self.put(stored)
        return stored

    def links(self, files: Mapping[str, StoredFile]) -> dict[str, str]:
        """Return where files lie, by site-relative address; the compressed form of those that have one beside them."""
        found: dict[str, str] = {}
        for address, stored in files.items():
            name = found[address] = self._name(stored.key)
            if " " in stored.stamps:
                found[f"{address}.gz"] = f"{name}.gz"
        return found

    def prune(self, keep: Collection[str], limit: int) -> None:
        """Forget files outside `keep` once they outnumber `limit`; they would only fill the disk."""
        known = self._memory.one("select count(*) from file")
        if known is None or known[0] - len(keep) <= limit:
            return
        spare = [key for (key,) in self._memory.all("select key from file") if key not in keep]
        for key in spare:
            self.file(key).unlink(missing_ok=True)
            _compressed(self.file(key)).unlink(missing_ok=True)
        self._memory.write_all("delete from file where key=?", [(key,) for key in spare])

    def file(self, key: str) -> Path:
        """Return where a file lies."""
        return Path(self._name(key))

    def _name(self, key: str) -> str:
        return f"{self._base}/{key[:2]}/{key}"


def _compressed(file: Path) -> Path:
    return file.with_name(f"{file.name}.gz")


def _write_whole(name: str, data: bytes | bytearray) -> None:
    """Write a file. Half a file does no harm: only one whose stamps were remembered is trusted.

    One that is there already may be linked into a site, so it is left alone and another is put in its place.
    """
    try:
        _write(name, data, os.O_EXCL)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(name), exist_ok=True)  # noqa: PTH103, PTH120 - plain texts: as in `press.publish.tree`
        _write_whole(name, data)
    except FileExistsError:
        unfinished = f"{name}.{os.getpid()}"
        _write(unfinished, data, os.O_TRUNC)
        os.replace(unfinished, name)  # noqa: PTH105 - see above


def _write(name: str, data: bytes | bytearray, flag: int) -> None:
    descriptor = os.open(name, _NEW | flag, 0o666)  # without a file object: twice for every page
    try:
        done = os.write(descriptor, data)
        while done < len(data):
            done += os.write(descriptor, memoryview(data)[done:])
    finally:
        os.close(descriptor)


def _stamps(name: str, *, compressed: bool) -> str:
    found = [os.stat(part) for part in ((name, f"{name}.gz") if compressed else (name,))]  # noqa: PTH116 - see `_write_whole`
    return " ".join(f"{one.st_size}:{one.st_mtime_ns}" for one in found)
