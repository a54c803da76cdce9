"""Memory that is free but still held by the process, given back to the system: GNU C library only, no effect elsewhere.

Libraries that decode pictures take their memory there. It keeps what lies below a block in use, and for every thread it
opens a heap that it never makes smaller: 60 pictures on two threads left 60 MB.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache
from typing import Final

_ARENA_MAX: Final = -8
"""`M_ARENA_MAX` of <malloc.h>."""


def share_one_heap() -> None:
    """Let threads that start from now on take memory from the main heap: only that one can be given back as a whole."""
    _library("mallopt")(_ARENA_MAX, 1)


def give_back() -> None:
    """Give free memory back (some milliseconds)."""
    _library("malloc_trim")(0)


@cache
def _library(name: str) -> Callable[..., int]:
    """Return a function of the C library; one without effect where there is no such function (musl, macOS, Windows)."""
    try:
        found: Callable[..., int] = getattr(ctypes.CDLL(None), name)
    except (AttributeError, OSError, TypeError):  # TypeError: Windows wants the name of a library
        return lambda *_: 0
    return found
