"""Free memory goes back to the system."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from threading import Thread

import pytest

from press import heap
from press.heap import give_back, share_one_heap

MEGABYTE = 1 << 20


def _resident() -> int:
    """Return the bytes of memory of this process that lie in no file."""
    fields = dict(line.split(":") for line in Path("/proc/self/status").read_text("ascii").splitlines())
    return int(fields["RssAnon"].split()[0]) * 1024


def _leave_holes() -> bytes:
    """Fill 60 MB in small pieces, free all but the last, and return that."""
    pieces = [bytes(1000) for _ in range(60 * MEGABYTE // 1000)]
    return pieces[-1]


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="not the GNU C library"
)
@pytest.mark.parametrize("in_thread", [False, True])
def test_gives_back_what_lies_below_memory_in_use(*, in_thread: bool) -> None:
    share_one_heap()
    kept: list[bytes] = []
    if in_thread:
        thread = Thread(target=lambda: kept.append(_leave_holes()))
        thread.start()
        thread.join()
    else:
        kept.append(_leave_holes())
    before = _resident()
    give_back()
    assert before - _resident() > 40 * MEGABYTE


def test_does_no_harm_where_there_is_no_such_library(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: object) -> object:
        raise TypeError("bad argument")  # as Windows has it

    monkeypatch.setattr(ctypes, "CDLL", none)
    heap._library.cache_clear()
    share_one_heap()
    give_back()
    heap._library.cache_clear()
