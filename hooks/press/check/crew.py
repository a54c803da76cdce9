"""A crew of worker processes: tasks go to whichever is free, one that dies or hangs is replaced."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import press
from press.campaign.model import Campaign
from press.check.product import Product
from press.check.tasks import Task
from press.check.wire import CAMPAIGNS
from press.errors import MediaLimitError, UnreadableMediaError

_SECONDS = {Product.PAGE.value: 30.0, Product.PDF.value: 300.0, Product.FILM.value: 240.0}
_OTHERWISE = 90.0
_LEAVING = 5.0
_START = "import sys; sys.path.insert(0, sys.argv[1]); from press.check.worker import main; main()"
_NO_WINDOW = 0x0800_0000 if sys.platform == "win32" else 0
"""CREATE_NO_WINDOW: no console flashes up under Windows."""


class Crew:
    """Up to `size` workers, started when first wanted. Safe for threads.

    Args:
        campaigns: whose marks are looked for.
        size: processes at most.
    """

    def __init__(self, campaigns: Sequence[Campaign], size: int) -> None:
        self._campaigns = CAMPAIGNS.dump_json(tuple(campaigns))
        self._free: queue.LifoQueue[subprocess.Popen[bytes] | None] = queue.LifoQueue()
        for _ in range(max(1, size)):
            self._free.put(None)
        self._all: set[subprocess.Popen[bytes]] = set()
        self._guard = threading.Lock()

    def __enter__(self) -> Self:
        """Return the crew; nobody is called in yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Send everybody home; at once after an error."""
        with self._guard:
            for process in self._all:
                _dismiss(process, at_once=kind is not None)
            self._all.clear()

    def look(self, task: Task) -> str:
        """Have one task carried out; returns the worker's JSON.

        Raises:
            MediaLimitError: it took too long.
            UnreadableMediaError: the worker died over it.
        """
        process = self._free.get()
        try:
            if process is None or process.poll() is not None:
                process = self._hire()
            return self._ask(process, task)
        finally:
            self._free.put(process if process is not None and process.poll() is None else None)

    def _ask(self, process: subprocess.Popen[bytes], task: Task) -> str:
        seconds = _SECONDS.get(task.kind, _OTHERWISE)
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(seconds, end)
        timer.start()
        try:
            answer = _exchange(process, json.dumps({"kind": task.kind, "file": str(task.file)}).encode() + b"\n")
        finally:
            timer.cancel()
        if answer.endswith(b"\n"):
            return answer.decode("utf-8")
        self._forget(process)
        if late.is_set():
            raise MediaLimitError(f"超过了 {seconds:.0f} 秒")
        raise UnreadableMediaError("检查程序打不开它（文件可能已损坏，或占用内存过多）")

    def _hire(self) -> subprocess.Popen[bytes]:
        # -I: neither the caller's folder nor environment variables say what is imported.
        process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, str(Path(press.__file__).parents[1])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # its threads reserve address space and have no work here
            creationflags=_NO_WINDOW,
        )
        with self._guard:
            self._all.add(process)
        _send(process, self._campaigns + b"\n")
        return process

    def _forget(self, process: subprocess.Popen[bytes]) -> None:
        with self._guard:
            self._all.discard(process)
        _dismiss(process, at_once=True)


def _exchange(process: subprocess.Popen[bytes], line: bytes) -> bytes:
    _send(process, line)
    return process.stdout.readline() if process.stdout else b""


def _send(process: subprocess.Popen[bytes], line: bytes) -> None:
    try:
        if process.stdin:
            process.stdin.write(line)
            process.stdin.flush()
    except (BrokenPipeError, OSError):
        return  # it died; the missing answer says so


def _dismiss(process: subprocess.Popen[bytes], *, at_once: bool) -> None:
    if at_once:
        process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:
                continue  # unsent bytes of a dead process
    try:
        process.wait(_LEAVING)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
