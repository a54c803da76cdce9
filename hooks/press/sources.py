"""Source files that were read before: told apart by what the file system says of them, as Git does."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

_RACY_NS = 2_000_000_000
"""A file changed less than this before it was read may change again without a new time stamp (FAT keeps 2 s)."""
_AT_ONCE = 1 << 16
"""Bytes of a file that are held at once."""

Source = tuple[str, str, str]
"""What is remembered of a file: its path, its stamp, the SHA-256 hex of its bytes."""

DigestsOf = Callable[[Iterable[str]], Sequence[str]]
"""Returns the SHA-256 hex of each file, empty for one that cannot be read."""


def known_or_read(path: str, known: Sequence[str] | None, clock: Callable[[], int]) -> tuple[str, Source | None]:
    """Return a source file's digest, and what to remember of it if it was read now and lay still meanwhile.

    Args:
        path: absolute.
        known: stamp and digest when it was read last.
        clock: nanoseconds since 1970.

    Raises:
        OSError: it cannot be read.

    The time of last change (ctime) and the inode tell what a restored time stamp hides, as they do for Git.
    """
    status = os.stat(path)  # noqa: PTH116 - thousands of them
    stamp = stamp_of(status)
    if known is not None and known[0] == stamp:
        return known[1], None
    read_at = clock()
    digest = _digest_of(path)
    return digest, (shown(path), stamp, digest) if lay_still(path, status, read_at) else None


def lay_still(path: str, status: os.stat_result, read_at: int) -> bool:
    """Whether a file that was read just now may be known by its stamp from here on.

    Args:
        path: where it is.
        status: what the file system said of it before.
        read_at: when reading began, in nanoseconds since 1970.

    Raises:
        OSError: it is gone.
    """
    stamp = settled_stamp(status, read_at)
    return bool(stamp) and stamp_of(os.stat(path)) == stamp  # noqa: PTH116 - as above


def settled_stamp(status: os.stat_result, read_at: int) -> str:
    """Return a file's stamp; empty if it was changed so shortly before it was read that it may change again unseen.

    Arguments as of `lay_still`.
    """
    newest = max(status.st_mtime_ns, status.st_ctime_ns)
    return stamp_of(status) if read_at - newest > _RACY_NS else ""


def stamp_of(status: os.stat_result) -> str:
    """Return what tells whether a file is as it was: size, times of last change, inode."""
    return f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}:{status.st_ino}"


def file_digest(file: Path) -> str:
    """Return the SHA-256 hex of a file's bytes."""
    return _digest_of(os.fspath(file))


def _digest_of(file: str) -> str:
    """As `file_digest`. Most files are small: for these `hashlib.file_digest` takes twice the time, to clear 256 KB."""
    with open(file, "rb", buffering=0) as stream:  # noqa: PTH123 - thousands of them
        part = stream.read(_AT_ONCE)
        digest = hashlib.sha256(part)
        while part:
            part = stream.read(_AT_ONCE)
            digest.update(part)
    return digest.hexdigest()


def shown(path: str) -> str:
    """Return a path as text a database takes: a name unpacked from an old archive may hold bytes of no encoding."""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def read_digests(files: Iterable[str]) -> list[str]:
    """Read files; see `DigestsOf`."""
    return [_digest_or_nothing(file) for file in files]


def folders_digest(
    folders: Iterable[Path], suffixes: tuple[str, ...] = (), digests_of: DigestsOf = read_digests
) -> str:
    """Return one digest over the names and bytes of all files below some folders (byte code left aside).

    Args:
        folders: which.
        suffixes: of the names that count; none: all do.
        digests_of: tells the files' digests.
    """
    total = hashlib.sha256()
    for folder in folders:
        names = sorted(name for name in _names(folder) if not suffixes or name.endswith(suffixes))
        digests = digests_of(f"{folder}{os.sep}{name}" for name in names)
        for name, digest in zip(names, digests, strict=True):
            total.update(f"{name}\0{digest}\n".encode("utf-8", "surrogatepass"))
        total.update(b"\0")
    return total.hexdigest()


def _names(folder: Path) -> Iterator[str]:
    base = os.fspath(folder)
    for path, below, files in os.walk(base):
        below[:] = [name for name in below if name != "__pycache__"]
        above = path[len(base) + 1 :].replace(os.sep, "/")
        yield from (f"{above}/{name}" if above else name for name in files)


def _digest_or_nothing(file: str) -> str:
    try:
        return _digest_of(file)
    except OSError:
        return ""
