"""One build of a project at a time."""

from __future__ import annotations

from contextlib import AbstractContextManager

from console import speech
from console.filelock import locked_if_possible
from console.project import CACHE

_WAITING = "另一个窗口正在生成网站，等它做完就接着做……"


def turn() -> AbstractContextManager[None]:
    """Wait until no other build runs: two would each hold one database and wait for the other's until both give up."""
    return locked_if_possible(CACHE / "build.lock", lambda: speech.say(_WAITING))
