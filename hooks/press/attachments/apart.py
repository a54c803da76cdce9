"""Marking one file in a process apart: a decoder that crashes, hangs or eats memory takes nothing else with it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import press
from press.attachments.remarks import remark
from press.attachments.worker import REPORT, TASK, Report, Task

SECONDS = 240.0
"""A thousand-page PDF takes about a tenth of it."""

_NO_WINDOW = 0x0800_0000 if sys.platform == "win32" else 0
"""CREATE_NO_WINDOW: no console flashes up under Windows."""

_START = "import sys; sys.path.insert(0, sys.argv[1]); from press.attachments.worker import main; main()"


def run_apart(task: Task, seconds: float = SECONDS) -> Report:
    """Run a task in a process of its own.

    A time or memory limit, a crash and an unforeseen error become findings; `task.out` is then not to be used.
    """
    # -I: neither the caller's folder nor environment variables say what is imported.
    command = [sys.executable, "-I", "-c", _START, str(Path(press.__file__).parents[1])]
    try:
        done = subprocess.run(
            command,
            input=TASK.dump_json(task),
            capture_output=True,
            timeout=seconds,
            check=False,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # its threads reserve address space and have no work here
            creationflags=_NO_WINDOW,
        )
    except subprocess.TimeoutExpired:
        return Report(None, already=False, findings=(remark("limit", task.name),))
    if done.returncode == 0:
        return REPORT.validate_json(done.stdout)
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    cause = lines[-1].split(":", 1)[0] if lines else f"退出码 {done.returncode}"
    rule = "limit" if cause == "MemoryError" else "failed"
    return Report(None, already=False, findings=(remark(rule, task.name, cause=cause),))
