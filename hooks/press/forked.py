"""A loop shared among forked processes: the results of a plain loop, in its order.

Forking hands every process the whole state of the build for nothing, which no other way of starting one does. Where
the system cannot fork (Windows) or does so at a risk (macOS), the loop is a plain one.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import ForkingPickler
from queue import SimpleQueue
from typing import Final, Generic, NamedTuple, TypeVar

from press.heap import give_back

T = TypeVar("T")
R = TypeVar("R")

WORTH_IT: Final = 24
"""Items below which starting processes costs more than it saves (measured: 20 ms for two, a text takes some 5 ms)."""
_BLOCK: Final = 8
"""Items handed out at once, at most: few, so that nobody waits long for the last."""
_TURNS: Final = 4
"""Blocks for each process, at least."""
_MOST_BLOCKS: Final = 15_000
_ROOM: Final = 1 << 20
"""Bytes of results that a process may be ahead of the one who reads them, as far as the system allows (man 7 pipe).

With the usual 64 KB, less than one block of pages, it waited a fifth of its time until somebody read.
"""
_AHEAD: Final = 4 << 20
"""Bytes of results beyond that which wait in the process that made them: who reads may have begun something else."""
_TOKEN: Final = 4
"""Bytes of a token: a block's number. All tokens must lie in a pipe at once (64 KB)."""


def forked(
    do: Callable[[T], R], items: Sequence[T], jobs: int, *, worth: int = WORTH_IT, apart: bool = False
) -> Iterator[R]:
    """Yield `do(item)` for every item, in order.

    Args:
        do: what it changes may be lost (it runs in another process, mostly); what it returns comes back (pickled).
        items: handed out in small blocks to whoever is free.
        jobs: processes, this one among them; they start at once, not when the first result is asked for.
        worth: items from which on they are started; fewer for items that take long.
        apart: whether this process leaves all work to others, so that it does not load what the work loads; a single
            job is then one other process.

    Raises:
        BaseException: whatever `do` raises, at its place in the order.
    """
    crew = crew_for(do, items, jobs, worth=worth, apart=apart)
    return crew.results() if crew else map(do, items)


def crew_for(
    do: Callable[[T], R], items: Sequence[T], jobs: int, *, worth: int = WORTH_IT, apart: bool = False
) -> Crew[T, R] | None:
    """Return processes at work on a loop, as `forked` would start them; None where it would do the work here."""
    others = jobs if apart else jobs - 1
    if others < 1 or len(items) < worth or not sys.platform.startswith("linux"):
        return None
    return Crew(do, items, jobs, apart=apart)


def aside(do: Callable[[], R]) -> R:
    """Return `do()`, done by another process: whatever else it takes of memory is gone with that process.

    What is freed in a process is seldom given back: it lies between what is still in use. The fault of `forked` is this
    function's too: what `do` changes is lost.

    Raises:
        BaseException: whatever `do` raises.
    """
    return begun(do)()


def begun(do: Callable[[], R]) -> Callable[[], R]:
    """Begin `do()` as `aside` does it, and go on; what is returned waits for the result and returns it, once."""
    results = forked(lambda _: do(), (None,), 1, worth=1, apart=True)

    def fetch() -> R:
        (result,) = results
        return result

    return fetch


class _Block(NamedTuple, Generic[R]):
    """Results of some items that follow each other, up to the one that failed."""

    results: list[R]
    error: BaseException | None = None


class Crew(Generic[T, R]):
    """Processes at work on one loop, until its results were read or nobody wants them any more (`close`)."""

    def __init__(self, do: Callable[[T], R], items: Sequence[T], jobs: int, *, apart: bool) -> None:
        self._do = do
        self._items = items
        self._apart = apart
        self._size = max(1, min(_BLOCK, len(items) // (jobs * _TURNS)), -(-len(items) // _MOST_BLOCKS))
        self._blocks = -(-len(items) // self._size)
        self._tokens = _pipe_of_tokens(self._blocks)
        self._members: list[BaseProcess] = []
        self._busy: list[Connection] = []
        self._closed = False
        give_back()
        # A collection in a member would copy every page of memory it looks at. None is made here before that: it takes
        # a tenth of a second each time, in which nobody works, and finds next to nothing.
        gc.freeze()
        try:
            for _ in range(jobs if apart else jobs - 1):
                self._start()
        finally:
            gc.unfreeze()

    def _start(self) -> None:
        near, far = multiprocessing.Pipe(duplex=False)
        _widen(far)
        member = multiprocessing.get_context("fork").Process(target=self._work, args=(near, far), daemon=True)
        member.start()
        far.close()  # so that the end of the member is the end of the pipe
        self._members.append(member)
        self._busy.append(near)

    def results(self) -> Iterator[R]:
        """Yield the results in the order of the items; whatever happens, nobody is left behind."""
        done: dict[int, _Block[R]] = {}
        try:
            for number in range(self._blocks):
                while number not in done:
                    self._advance(number, done)
                block = done.pop(number)
                yield from block.results
                if block.error is not None:
                    raise block.error
        finally:
            self.close()

    def close(self) -> None:
        """End all processes; nothing happens the second time."""
        if self._closed:
            return
        self._closed = True
        os.close(self._tokens)
        for member in self._members:
            member.terminate()
            member.join()
        for near in self._busy:
            near.close()

    def _advance(self, number: int, done: dict[int, _Block[R]]) -> None:
        """Take what others have done; if that is nothing, do a block here, or wait."""
        if self._take(done, 0):
            return
        if not self._apart and (token := os.read(self._tokens, _TOKEN)):
            mine = int.from_bytes(token, "little")
            done[mine] = self._block(mine)
        elif self._busy:
            self._take(done, None)
        else:  # whoever had it died (the system ended it to save memory, say)
            done[number] = self._block(number)

    def _take(self, done: dict[int, _Block[R]], timeout: float | None) -> bool:
        ready = wait(self._busy, timeout)
        for near in (one for one in self._busy if one in ready):
            try:
                number, block = near.recv()
            except (EOFError, OSError):
                near.close()
                self._busy = [one for one in self._busy if one is not near]
            else:
                done[number] = block
        return bool(ready)

    def _block(self, number: int) -> _Block[R]:
        results: list[R] = []
        try:
            results.extend(map(self._do, self._items[number * self._size : (number + 1) * self._size]))
        except Exception as error:  # noqa: BLE001 - raised again in its place
            return _Block(results, error)
        return _Block(results)

    def _work(self, near: Connection, far: Connection) -> None:
        """Work until no token is left; the one who reads the results decides when to stop."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for inherited in (near, *self._busy):
            inherited.close()  # else whoever writes waits for ever for a reader that was killed
        outbox = _Outbox(far)
        while outbox.is_read and (token := os.read(self._tokens, _TOKEN)):
            number = int.from_bytes(token, "little")
            outbox.put((number, self._block(number)))
        outbox.close()


class _Outbox:
    """Sends results to the one who reads them, from a thread: whoever makes them need not wait for that."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._letters: SimpleQueue[memoryview | None] = SimpleQueue()
        self._waiting = 0
        self._changed = threading.Condition()
        self.is_read = True
        self._thread = threading.Thread(target=self._send_all, daemon=True)
        self._thread.start()

    def put(self, result: object) -> None:
        """Send something; wait while there is too much to be sent already."""
        letter = ForkingPickler.dumps(result)
        with self._changed:
            self._changed.wait_for(lambda: self._waiting <= _AHEAD or not self.is_read)
            self._waiting += len(letter)
        self._letters.put(letter)

    def close(self) -> None:
        """Wait until everything is sent, or nobody reads it."""
        self._letters.put(None)
        self._thread.join()

    def _send_all(self) -> None:
        try:
            while (letter := self._letters.get()) is not None:
                self._pipe.send_bytes(letter)
                self._note(len(letter))
        except OSError:
            pass  # nobody reads any more; who waits for a result that did not come works it out itself
        finally:
            self.is_read = False  # whatever happened: else `put` would wait for ever
            self._note(0)

    def _note(self, sent: int) -> None:
        with self._changed:
            self._waiting -= sent
            self._changed.notify()


def _widen(pipe: Connection) -> None:
    import fcntl  # noqa: PLC0415 - there is none on Windows, which cannot fork

    with suppress(OSError):  # this user has many wide pipes already
        fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _ROOM)


def _pipe_of_tokens(blocks: int) -> int:
    """Return the reading end of a pipe that holds the number of every block: who is free takes the next."""
    reading, writing = os.pipe()
    try:
        os.write(writing, b"".join(number.to_bytes(_TOKEN, "little") for number in range(blocks)))
    finally:
        os.close(writing)
    return reading
