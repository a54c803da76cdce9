"""Which command is meant. Read before the environment stands (`test` needs a larger one), hence without click."""

from __future__ import annotations

from collections.abc import Sequence

DEFAULT_COMMAND = "build"

VALUE_OPTIONS = frozenset(
    {
        *("--as", "--campaign", "--config", "--docs", "--format", "--host", "--jobs", "--out", "--platform", "--port"),
        "--site",
    }
)
"""Options that take the next word as their value. A test compares this with the commands themselves."""

ABOUT = frozenset({"--help", "-h", "--version"})
"""Options that ask about a command and run nothing."""


def command_first(args: Sequence[str]) -> list[str]:
    """Move the command's name to the front, put `build` there if none is named: options may stand before it.

    `--help` and `--version` without a command stay as they are: they speak of the whole program.
    """
    place = _command_at(args)
    if place is not None:
        return [args[place], *args[:place], *args[place + 1 :]]
    if any(arg in ABOUT for arg in args):
        return [arg for arg in args if arg in ABOUT][:1]
    return [DEFAULT_COMMAND, *args]


def _command_at(args: Sequence[str]) -> int | None:
    value = False
    for place, arg in enumerate(args):
        if value:
            value = False
        elif not arg.startswith("-"):
            return place
        else:
            value = arg in VALUE_OPTIONS
    return None
