from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from console import filelock

HOLDER = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from console.filelock import locked
with locked(Path(sys.argv[2]), lambda: None):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_waits_for_the_holder_and_outlives_its_death(tmp_path: Path) -> None:
    path = tmp_path / "缓存 夹" / "x.lock"
    hooks = str(Path(filelock.__file__).parents[1])
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, hooks, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        waits: list[int] = []

        def on_wait() -> None:
            waits.append(1)
            holder.kill()

        with filelock.locked(path, on_wait):
            assert waits == [1]
    with filelock.locked(path, on_wait):
        assert waits == [1]


def test_without_locks_the_work_goes_on(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way of a folder", encoding="utf-8")
    done: list[int] = []
    with filelock.locked_if_possible(blocked / "x.lock", lambda: None):
        done.append(1)
    assert done == [1]
    with pytest.raises(OSError, match="of the work itself"), filelock.locked_if_possible(tmp_path / "y.lock", print):
        raise OSError("of the work itself")
