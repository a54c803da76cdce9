"""A loop shared among forked processes: the results of a plain loop, in its order.

Forking hands every process the whole state of the build for nothing, which no other way of starting one does. Where
the system cannot fork (Windows) or does so at a risk (macOS), the loop is a plain one.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar, cast

T = TypeVar("T")
R = TypeVar("R")

WORTH_IT = 24
"""Items below which starting processes costs more than it saves (measured: 20 ms for two, a text takes some 5 ms)."""


def forked(do: Callable[[T], R], items: Sequence[T], jobs: int, worth: int = WORTH_IT) -> Iterator[R]:
    """Yield `do(item)` for every item, in order.

    Args:
        do: runs in a process of its own: what it changes there is lost, only what it returns comes back (pickled).
        items: shared out in turns.
        jobs: processes; they start at once, not when the first result is asked for.
        worth: items from which on they are started; fewer for items that take long.

    Raises:
        BaseException: whatever `do` raises, at its place in the order.
    """
    if jobs < 2 or len(items) < worth or not sys.platform.startswith("linux"):  # noqa: PLR2004 - one is no share
        return map(do, items)
    return _Crew(do, items, jobs).results()


class _Crew(Generic[T, R]):
    """Processes at work on one loop."""

    def __init__(self, do: Callable[[T], R], items: Sequence[T], jobs: int) -> None:
        self._do = do
        self._items = items
        self._members: list[tuple[BaseProcess, Connection]] = []
        gc.collect()
        gc.freeze()  # a collection in a member would copy every page of memory it looks at
        try:
            for number in range(jobs):
                self._members.append(self._start(items[number::jobs]))
        finally:
            gc.unfreeze()

    def _start(self, share: Sequence[T]) -> tuple[BaseProcess, Connection]:
        near, far = multiprocessing.Pipe(duplex=False)
        member = multiprocessing.get_context("fork").Process(target=_work, args=(self._do, share, far), daemon=True)
        member.start()
        far.close()  # so that the end of the member is the end of the pipe
        return member, near

    def results(self) -> Iterator[R]:
        """Yield the results in the order of the items; whatever happens, nobody is left behind."""
        try:
            for place, item in enumerate(self._items):
                yield self._result(place, item)
        finally:
            for member, near in self._members:
                member.terminate()
                member.join()
                near.close()

    def _result(self, place: int, item: T) -> R:
        near = self._members[place % len(self._members)][1]
        try:
            result, error = cast("tuple[R, BaseException | None]", near.recv())
        except (EOFError, OSError):
            return self._do(item)  # the member died (the system ended it to save memory, say): done here instead
        if error is not None:
            raise error
        return result


def _work(do: Callable[[T], R], share: Sequence[T], far: Connection) -> None:
    """Work through a share; the one who reads the results decides when to stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(BrokenPipeError):
        for item in share:
            try:
                result = do(item)
            except BaseException as error:  # noqa: BLE001 - raised again where the result is read
                far.send((None, error))
                return
            far.send((result, None))
