"""Loops shared among processes: like plain ones, whatever happens to a process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import press
from press.forked import WORTH_IT, aside, crew_for, forked


@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("amount", [0, 1, WORTH_IT, WORTH_IT + 5])
def test_gives_the_results_of_a_plain_loop(jobs: int, amount: int) -> None:
    assert list(forked(lambda n: n * n, range(amount), jobs)) == [n * n for n in range(amount)]


def test_shares_the_work() -> None:
    def look(_: int) -> int:
        time.sleep(0.01)
        return os.getpid()

    mine = os.getpid()
    for apart in (False, True):
        done_by = set(forked(look, range(WORTH_IT * 4), 2, apart=apart))
        if sys.platform == "linux":
            assert len(done_by) == 2
            assert (mine in done_by) is not apart


def test_raises_what_the_work_raises() -> None:
    def fail(number: int) -> int:
        if number == 7:
            raise ValueError(f"number {number}")
        return number

    for apart in (False, True):
        seen: list[int] = []
        with pytest.raises(ValueError, match="number 7"):
            seen.extend(forked(fail, range(WORTH_IT), 2, apart=apart))
        assert seen == list(range(7))


def test_a_long_loop_and_large_results_go_through() -> None:
    assert list(forked(lambda n: n, range(40_000), 3)) == list(range(40_000))
    assert [len(one) for one in forked(lambda n: b"x" * n, range(90_000, 90_100), 3)] == list(range(90_000, 90_100))


def test_does_itself_what_a_dead_process_leaves_undone() -> None:
    mine = os.getpid()

    def die(number: int) -> int:
        if number % 9 == 3 and os.getpid() != mine:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    for apart in (False, True):
        assert list(forked(die, range(WORTH_IT * 4), 3, apart=apart)) == list(range(WORTH_IT * 4))


def test_leaves_nobody_behind_when_the_reader_stops() -> None:
    results = forked(lambda _: os.getpid(), range(WORTH_IT * 4), 2, apart=True)
    first = next(results)
    del results
    if first != os.getpid():
        with pytest.raises(ProcessLookupError):
            os.kill(first, 0)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="nothing is forked here")
@pytest.mark.parametrize("size", [1, 3_000_000])
def test_a_crew_that_nobody_reads_ends_when_it_is_closed(size: int, tmp_path: Path) -> None:
    def work(_: int) -> bytes:
        (tmp_path / f"{os.getpid()}").touch()
        return b"x" * size

    crew = crew_for(work, range(WORTH_IT * 4), 2, apart=True)
    assert crew is not None
    while not list(tmp_path.iterdir()):  # one of them may have done all before the other began
        time.sleep(0.01)
    crew.close()
    crew.close()
    for member in tmp_path.iterdir():
        with pytest.raises(ProcessLookupError):
            os.kill(int(member.name), 0)


KILLED = """
import os, signal, sys
from press.forked import begun, forked
later = begun(lambda: b"x" * 50_000_000)
several = forked(lambda n: b"x" * 1_000_000, range(200), 3, apart=True)
print(*open(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read().split(), flush=True)
sys.stdin.read(1)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")
def test_nobody_waits_for_ever_for_a_reader_that_was_killed() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED],
        env={**os.environ, "PYTHONPATH": str(Path(press.__file__).parents[1])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    members = process.stdout.readline().split()
    assert len(members) == 4
    time.sleep(0.3)  # so that all pipes are full
    process.stdin.write("x")
    process.stdin.close()
    process.wait(timeout=20)
    assert process.stdout.read() == "", "the end of a pipe that all of them hold: they are gone"
    process.stdout.close()


def test_what_is_done_aside_leaves_its_result_only() -> None:
    changed: list[int] = []

    def work() -> int:
        changed.append(1)
        return os.getpid()

    done_by = aside(work)
    if sys.platform == "linux":
        assert done_by != os.getpid()
        assert not changed


def test_what_fails_aside_fails_here() -> None:
    def fail() -> int:
        raise ValueError("aside")

    with pytest.raises(ValueError, match="aside"):
        aside(fail)
