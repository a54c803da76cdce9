"""What the measuring machine is, in words. Linux only."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import subprocess
from pathlib import Path


def describe_machine(day: str) -> dict[str, str]:
    """Return property → words.

    Args:
        day: when it was measured.
    """
    cpu = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text("utf-8"), re.MULTILINE)
    total = re.search(r"^MemTotal:\s*(\d+) kB$", Path("/proc/meminfo").read_text("ascii"), re.MULTILINE)
    return {
        "date": day,
        "processor": cpu[1] if cpu else platform.machine(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{int(total[1]) / 2**20:.0f} GiB" if total else "?",
        "system": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
    }


def installed(python: Path, package: str) -> str:
    """Return a package's name and version as that Python sees it."""
    ask = f"from importlib.metadata import version; print({package!r}, version({package!r}))"
    return subprocess.run([str(python), "-c", ask], capture_output=True, text=True, check=True).stdout.strip()


def digest(folder: Path) -> str:
    """Return eight hex digits that stand for all files of a folder, byte code left out."""
    state = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            data = file.read_bytes()
            state.update(f"{file.relative_to(folder).as_posix()}\0{len(data)}\0".encode())
            state.update(data)
    return state.hexdigest()[:8]
