"""Putting a finished copy in its place: never over anything, never twice the same."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from threading import Lock

NAME_BYTES = 255
"""Longest file name on every common system: bytes (Linux, macOS) or UTF-16 units (Windows)."""

_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a copy lies; `fresh` is False when the same bytes lay there before."""

    file: Path
    fresh: bool


def target_names(name: str, suffixes: Sequence[str]) -> Iterator[str]:
    """Yield `a.jpg`, `a-2.jpg`, `a-3.jpg` …, each short enough for a file system.

    Args:
        name: the original's name.
        suffixes: endings that fit the content; one that does not is replaced by the first of them. Empty: any fits.
    """
    path = PurePath(name)
    stem, suffix = path.stem, path.suffix
    if suffixes and suffix.lower() not in suffixes:
        stem, suffix = (stem if _is_ending(suffix) else name), suffixes[0]
    for number in range(1, _MOST):
        tail = suffix if number == 1 else f"-{number}{suffix}"
        yield _shortened(stem, NAME_BYTES - _length(tail)) + tail


def _is_ending(suffix: str) -> bool:
    """Whether what follows the last dot names a kind of file: `v1.2版` ends in no kind."""
    return suffix[1:].isascii() and suffix[1:].isalnum() and any(letter.isalpha() for letter in suffix)


def _shortened(stem: str, most: int) -> str:
    while _length(stem) > most:
        stem = stem[:-1]
    return stem


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2 if os.name == "nt" else len(os.fsencode(text))


class Shelf:
    """Puts copies into folders; safe for threads.

    Args:
        digest: returns the SHA-256 hex of a file's bytes.
    """

    def __init__(self, digest: Callable[[Path], str]) -> None:
        self._digest = digest
        self._lock = Lock()

    def find(self, folder: Path, name: str, suffixes: Sequence[str], digest: str) -> Path | None:
        """Return the copy with these bytes, if it lies there under one of the names it may have."""
        for candidate in target_names(name, suffixes):
            file = folder / candidate
            if not os.path.lexists(file):
                return None
            if file.is_file() and self._digest(file) == digest:
                return file
        return None

    def put(self, part: Path, folder: Path, name: str, suffixes: Sequence[str]) -> Placed:
        """Move a finished part to the first free name, unless the same copy lies there already.

        Raises:
            OSError: the folder cannot be written.
        """
        digest = self._digest(part)
        with self._lock:
            there = self.find(folder, name, suffixes, digest)
            if there is not None:
                return Placed(there, fresh=False)
            for candidate in target_names(name, suffixes):
                if _move(part, folder / candidate):
                    return Placed(folder / candidate, fresh=True)
        raise FileExistsError(errno.EEXIST, "too many files of one name", str(folder / name))


def _move(part: Path, target: Path) -> bool:
    """Rename without ever writing over a file that came up meanwhile."""
    if os.path.lexists(target):
        return False
    try:
        if os.name == "nt":
            part.rename(target)
        else:
            os.link(part, target)
            part.unlink()
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS}:
            raise
        return _claim(part, target)  # a USB stick knows no hard links
    return True


def _claim(part: Path, target: Path) -> bool:
    try:
        target.open("xb").close()
    except FileExistsError:
        return False
    part.replace(target)
    return True
