"""Loops shared among processes: like plain ones, whatever happens to a process."""

from __future__ import annotations

import os
import signal

import pytest

from press.forked import WORTH_IT, forked


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("amount", [0, 1, WORTH_IT, WORTH_IT + 5])
def test_gives_the_results_of_a_plain_loop(jobs: int, amount: int) -> None:
    assert list(forked(lambda n: n * n, range(amount), jobs)) == [n * n for n in range(amount)]


def test_shares_the_work() -> None:
    mine = os.getpid()
    done_by = set(forked(lambda _: os.getpid(), range(WORTH_IT), 2))
    if os.name == "posix" and os.uname().sysname == "Linux":
        assert len(done_by) == 2
        assert mine not in done_by


def test_raises_what_the_work_raises() -> None:
    def fail(number: int) -> int:
        if number == 7:
            raise ValueError(f"number {number}")
        return number

    results = forked(fail, range(WORTH_IT), 2)
    seen = []
    with pytest.raises(ValueError, match="number 7"):
        seen.extend(results)
    assert seen in ([], list(range(7)))  # extend takes all or nothing


def test_does_itself_what_a_dead_process_leaves_undone() -> None:
    mine = os.getpid()

    def die(number: int) -> int:
        if number == 3 and os.getpid() != mine:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    assert list(forked(die, range(WORTH_IT), 2)) == list(range(WORTH_IT))


def test_leaves_nobody_behind_when_the_reader_stops() -> None:
    results = forked(lambda _: os.getpid(), range(WORTH_IT * 4), 2)
    first = next(results)
    del results
    if first != os.getpid():
        with pytest.raises(ProcessLookupError):
            os.kill(first, 0)
