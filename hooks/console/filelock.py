"""A lock between processes, kept by the operating system: it ends with its process, so it is never stale."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

_PAUSE = 0.2

if sys.platform == "win32":
    import msvcrt

    def _try(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def locked(path: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the lock at `path` (made if missing, never removed); `on_wait` is called once if another process has it.

    Raises:
        OSError: if the file cannot be made or the file system has no locks.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _try(descriptor):
            on_wait()
            while not _try(descriptor):
                time.sleep(_PAUSE)  # not a blocking call: Ctrl-C must work on Windows too
        yield
    finally:
        os.close(descriptor)


@contextmanager
def locked_if_possible(path: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Do as `locked`; where no lock can be had (a network drive, a read-only folder), go on without one."""
    with ExitStack() as held:
        with suppress(OSError):
            held.enter_context(locked(path, on_wait))
        yield
