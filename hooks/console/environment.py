"""The state of `.venv`, judged without running anything in it: the second run must cost next to nothing.

A stamp is written into `.venv` last of all. It names the Python it was made with, the project's place and the locks
installed; whatever does not agree with it (half made, moved, Python gone or upgraded, an older lock) is noticed by
comparing a few short texts.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

RUN_LOCK = "requirements.lock"
TEST_LOCK = "requirements-test.lock"
"""Holds everything `RUN_LOCK` holds, in the same versions, and what only the tests need."""

_STAMP = "xinglin-stamp.json"
_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", re.MULTILINE)


class State(Enum):
    """What has to be done to an environment before it can be used."""

    READY = "nothing"
    OUTDATED = "install the lock"
    MOVED = "write the new place into its scripts"
    UNUSABLE = "make it anew"


@dataclass(frozen=True, slots=True)
class Environment:
    """The virtual environment of the project at `root`."""

    root: Path

    @property
    def folder(self) -> Path:
        """`.venv`."""
        return self.root / ".venv"

    @property
    def scripts(self) -> Path:
        """Where its programs lie."""
        return self.folder / ("Scripts" if os.name == "nt" else "bin")

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.scripts / ("python.exe" if os.name == "nt" else "python")

    @property
    def packages(self) -> Path:
        """Its site-packages. Its Python need not be the one that is running now."""
        if os.name == "nt":
            return self.folder / "Lib" / "site-packages"
        own = f"lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
        return next(self.folder.glob("lib/python3.*/site-packages"), self.folder / own)

    @property
    def stamp(self) -> Path:
        """Present only while the environment is whole."""
        return self.folder / _STAMP

    def lock(self, name: str) -> Path:
        """Return the path of a lock file."""
        return self.root / name


def inspect(environment: Environment, lock: str) -> State:
    """Judge whether `environment` has what `lock` asks for."""
    stamp = read_stamp(environment)
    base = stamp.get("base")
    if not isinstance(base, list) or not base or base != identity(str(base[0])) or not environment.python.exists():
        return State.UNUSABLE
    if stamp.get("project") != str(environment.root):
        return State.MOVED
    if installed_locks(stamp).get(lock) != digest(environment.lock(lock)):
        return State.OUTDATED
    return State.READY


def identity(executable: str) -> list[str | int]:
    """Return what changes when a Python is upgraded, removed or another one: path, length, time of its program.

    Which Python starts build.py does not matter: an environment goes on with the one it was made with.
    """
    try:
        state = Path(executable).stat()
    except OSError:
        return [executable]
    return [executable, state.st_size, state.st_mtime_ns]


def running_base() -> str:
    """Path of the running Python outside of any virtual environment."""
    return str(Path(getattr(sys, "_base_executable", sys.executable)).resolve())


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_stamp(environment: Environment) -> Mapping[str, Any]:
    """Return what the stamp says; nothing if there is none or it cannot be read."""
    try:
        stamp = json.loads(environment.stamp.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def installed_locks(stamp: Mapping[str, Any]) -> dict[str, str]:
    """Return lock name → digest as the stamp has it."""
    locks = stamp.get("locks")
    return dict(locks) if isinstance(locks, dict) else {}


def write_stamp(environment: Environment, lock: str, base: str) -> None:
    """Declare the environment whole. The name appears only when the content is complete.

    Args:
        environment: it.
        lock: the lock it now has.
        base: path of the Python it was made with.
    """
    installed = (RUN_LOCK, TEST_LOCK) if lock == TEST_LOCK else (RUN_LOCK,)
    wanted = pinned(environment.lock(lock))
    stamp = {
        "base": identity(base),
        "project": str(environment.root),
        "locks": {name: digest(environment.lock(name)) for name in installed},
        "packages": sorted(name for name in distributions(environment) if package_of(name) in wanted),
    }
    draft = environment.stamp.with_suffix(".tmp")
    draft.write_text(json.dumps(stamp, ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(environment.stamp)


def distributions(environment: Environment) -> frozenset[str]:
    """Names of the installed packages' `.dist-info` folders."""
    return frozenset(path.name for path in environment.packages.glob("*.dist-info"))


def package_of(info: str) -> str:
    """Canonical name of the package a `.dist-info` folder belongs to."""
    return canonical(info.removesuffix(".dist-info").split("-")[0])


def installed_packages(stamp: Mapping[str, Any]) -> frozenset[str]:
    """Return the canonical names of the packages a stamp lists."""
    return frozenset(package_of(str(info)) for info in stamp.get("packages", ()))


def pinned(lock: Path) -> frozenset[str]:
    """Canonical names of the packages a lock holds."""
    return frozenset(canonical(name) for name in _PIN.findall(lock.read_text("utf-8")))


def canonical(name: str) -> str:
    """The one spelling of a package's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def damage(environment: Environment) -> str | None:
    """Name the first installed file that is missing or has changed its length; None if all is as it was installed.

    Takes a tenth of a second or two, so it is asked only after something went wrong.
    """
    stamp = read_stamp(environment)
    for info in stamp.get("packages", ()):
        for name, size in _recorded(environment.packages / info):
            try:
                found = (environment.packages / name).stat().st_size
            except OSError:
                return name
            if found != size:
                return name
    return None


def _recorded(info: Path) -> Iterator[tuple[str, int]]:
    """Yield path and length of what a package installed into site-packages (its scripts are written anew on a move)."""
    import csv  # noqa: PLC0415  -- off the path of a healthy run

    record = info / "RECORD"
    if not record.is_file():
        yield f"{info.name}/RECORD", -1
        return
    with record.open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines):
            if len(row) == 3 and row[2].isdigit() and not row[0].startswith(".."):  # noqa: PLR2004 -- path, hash, size
                yield row[0], int(row[2])
