"""Runs one program and measures it and all its children: wall and processor time, memory. Linux only."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

INTERVAL = 0.05
"""Seconds between two looks at the memory."""
SHARE = 0.05
"""Of one processor's time, the looking may take no more than this: large programs are looked at less often."""
TICK = os.sysconf("SC_CLK_TCK")
TAIL = 2000


class ProgramFailedError(Exception):
    """A program ended with an exit code other than 0."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run took.

    wall     seconds
    user     processor seconds of the program and all children it waited for
    system   likewise, in the kernel
    largest  peak resident bytes of the largest process, as the kernel counts them (VmHWM: what `wait4` tells holds the
             peak of this process too, from before the program replaced it)
    tree     peak of the sum over all processes of the program, bytes; memory that they share counts once (PSS). At
             least `largest`: what is shared with strangers, and a peak between two looks, would be missing
    others   processor seconds that everything else on the machine took meanwhile
    """

    wall: float
    user: float
    system: float
    largest: int
    tree: int
    others: float


def run_measured(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path, *, look: bool
) -> Measured:
    """Run a program to its end.

    Args:
        command: program and words.
        folder: where it runs.
        environment: all variables it sees.
        log: file for what it says.
        look: whether the memory is looked at; without, `largest` and `tree` are 0. It takes a twentieth of a
            processor's time: a program that uses all processors loses some of it, one that uses a single one does not.

    Raises:
        ProgramFailedError: its exit code is not 0; the message ends with the last of what it said.
    """
    with log.open("wb") as said:
        busy, started = busy_seconds(), time.perf_counter()
        # A session of its own tells the program's processes from all others, grandchildren and orphans too.
        program = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        watcher = Watcher(program.pid)
        if look:
            watcher.start()
        try:
            _, status, used = os.wait4(program.pid, 0)
        except BaseException:  # Ctrl-C does not reach another session
            os.killpg(program.pid, signal.SIGKILL)
            raise
        wall = time.perf_counter() - started
        program.returncode = os.waitstatus_to_exitcode(status)
        watcher.stop()
    if program.returncode:
        tail = log.read_text("utf-8", "replace")[-TAIL:]
        raise ProgramFailedError(f"{' '.join(command)}: exit code {program.returncode}\n{tail}")
    others = max(0.0, busy_seconds() - busy - used.ru_utime - used.ru_stime)
    return Measured(wall, used.ru_utime, used.ru_stime, watcher.largest, max(watcher.together, watcher.largest), others)


@dataclass(slots=True)
class Watcher:
    """Looks at the memory of a session's processes again and again."""

    session: int
    together: int = 0
    largest: int = 0
    _done: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, and wait for the last look."""
        self._done.set()
        if self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        pause = 0.0
        while not self._done.wait(pause):
            before = time.thread_time()
            found = processes(self.session)
            self.together = max(self.together, sum(shared_out(process) for process in found))
            self.largest = max(self.largest, *(peak(process) for process in found), 0)
            pause = max(INTERVAL, (time.thread_time() - before) / SHARE)


def processes(session: int) -> list[Path]:
    """Return the /proc folders of a session's processes."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                # pid (name) state parent group session …; the name may hold blanks and brackets.
                fields = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):  # ended meanwhile
                continue
            if int(fields[3]) == session:
                found.append(folder)
    return found


def shared_out(process: Path) -> int:
    """Return the bytes of a process, shared ones divided by those who share; 0 once it has ended."""
    return _field(process / "smaps_rollup", "Pss:")


def peak(process: Path) -> int:
    """Return the most resident bytes that a process ever had; 0 once it has ended."""
    return _field(process / "status", "VmHWM:")


def _field(file: Path, name: str) -> int:
    try:
        lines = file.read_text("utf-8", "replace").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(name)), 0)


def busy_seconds() -> float:
    """Return the processor seconds that all processors together have been busy since the machine started."""
    user, nice, system, _, _, irq, softirq, steal, *_ = map(
        int, Path("/proc/stat").read_text("ascii").splitlines()[0].split()[1:]
    )
    return (user + nice + system + irq + softirq + steal) / TICK
