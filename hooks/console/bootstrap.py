"""From any Python ≥ 3.11 into the project's own environment. Standard library only, up to and including this line.

inspect ─► (bring it to the lock) ─► run `console` inside ─► (failed? look for damage, remake, run once more)
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from console import speech
from console.arguments import ABOUT, command_first
from console.environment import RUN_LOCK, TEST_LOCK, Environment, State, damage, inspect
from press.errors import PressError

_START = """
import sys
try:
    sys.path.insert(0, sys.argv.pop(1))
    from console.__main__ import main
    code = main()
except KeyboardInterrupt:
    code = 130
from console.leaving import leave
leave(code)
"""
"""Not `-m`: that needs PYTHONPATH, which every foreign program would inherit."""

_INTERRUPTED = 130
_CONTROL_C_EXIT = 0xC000013A
"""Windows' STATUS_CONTROL_C_EXIT."""

_HEALTHY = frozenset({0, 2, 3, _INTERRUPTED})
"""Exit codes after which nobody needs to look whether the environment is damaged."""


def main(root: str, args: Sequence[str]) -> int:
    """Run the command line inside the environment, made or repaired first if need be; return the exit code."""
    speech.prepare()
    environment = Environment(Path(root).resolve())
    ordered = command_first(args)
    testing = ordered[0] == "test" and not ABOUT.intersection(ordered)
    lock = TEST_LOCK if testing else RUN_LOCK
    try:
        return _run(environment, lock, ordered)
    except KeyboardInterrupt:
        speech.say("\n已中断。")
        return _INTERRUPTED
    except PressError as error:
        speech.say(f"错误：{error}")
        return error.exit_code


def _run(environment: Environment, lock: str, args: Sequence[str]) -> int:
    if inspect(environment, lock) is not State.READY:
        _prepare(environment, lock)
    stamped = _stamp_time(environment)
    try:
        code = _inside(environment, args)
    except OSError:
        missing: str | None = environment.python.name
    else:
        missing = None if code in _HEALTHY else damage(environment)
        if missing is None:
            return code
    speech.say(f"运行环境已损坏（{missing}），正在重新准备……")
    _prepare(environment, lock, unless_newer_than=stamped)
    return _inside(environment, args)


def _prepare(environment: Environment, lock: str, *, unless_newer_than: int | None = None) -> None:
    """Bring the environment to the lock; anew if its stamp is still the given one (nobody repaired it meanwhile)."""
    from console import installer  # noqa: PLC0415 -- off the path of a healthy run
    from console.filelock import locked  # noqa: PLC0415 -- likewise

    def wait() -> None:
        speech.say("另一个窗口正在准备运行环境，请稍候……")

    with locked(environment.root / ".cache" / "environment.lock", wait):
        if unless_newer_than is not None and _stamp_time(environment) == unless_newer_than:
            installer.remake(environment, lock)
        else:
            installer.bring_to(environment, lock)


def _stamp_time(environment: Environment) -> int:
    return environment.stamp.stat().st_mtime_ns if environment.stamp.exists() else 0


def _inside(environment: Environment, args: Sequence[str]) -> int:
    """Run `console` with the environment's Python on our own terminal and wait for it."""
    unwanted = {"PYTHONHOME", "PYTHONPATH", "__PYVENV_LAUNCHER__"}
    kept = {name: value for name, value in os.environ.items() if name.upper() not in unwanted}
    hooks = environment.root / "hooks"
    # -P: a yaml.py in the folder one happens to stand in must not become ours.
    command = [str(environment.python), "-X", "utf8", "-P", "-c", _START, str(hooks), *args]
    # Ctrl-C reaches the child from the terminal as well; it says goodbye, we wait for it. (A handler of our own, unlike
    # SIG_IGN, is not inherited.)
    usual = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    try:
        with subprocess.Popen(command, env={**kept, "PYTHONUTF8": "1"}) as process:
            signal.signal(signal.SIGTERM, lambda _number, _frame: process.terminate())
            return _exit_code(process.wait())
    finally:
        signal.signal(signal.SIGINT, usual)


def _exit_code(code: int) -> int:
    if code == _CONTROL_C_EXIT:
        return _INTERRUPTED
    return 128 - code if code < 0 else code
