"""A failure that nobody foresaw may come from a damaged cache: throw it away and try again, before anybody is told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeVar

from console import speech
from console.crash import UnforeseenError

T = TypeVar("T")

_REMEMBERED = (
    *("audit.sqlite*", "manuscripts.sqlite*", "proof.sqlite*", "search.sqlite*"),
    *("pages", "print", "templates"),
)
"""What a build remembers of the pages of the one before."""
_MEMORY = ("memory.sqlite*",)
"""What it knows of marked pictures and films; without it they are all made again, which may take hours."""


def forget(cache: Path, *, media: bool) -> bool:
    """Throw away what builds remember, so that the next one starts anew; return whether there was anything.

    Args:
        cache: the cache folder.
        media: whether marked pictures and films are forgotten too.
    """
    found = [path for pattern in _REMEMBERED + (_MEMORY if media else ()) for path in cache.glob(pattern)]
    for path in found:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return bool(found)


def with_second_try(attempt: Callable[[], T], cache: Path, turn: Callable[[], AbstractContextManager[None]]) -> T:
    """Do `attempt`; after a failure nobody foresaw once more without what builds remember of pages.

    If a database fails then too, a third time without what is known of pictures and films.

    Args:
        attempt: the work.
        cache: the cache folder.
        turn: held while files are thrown away, so that no other build uses them.

    Raises:
        UnforeseenError: nothing helped, or nothing was left to throw away.
    """

    def start_anew(error: UnforeseenError, *, media: bool) -> None:
        with turn():
            if not forget(cache, media=media):
                raise error
        speech.say("程序出了意外，可能是缓存损坏。已清掉缓存，正在从头再生成一次，会慢一些……")

    try:
        return attempt()
    except UnforeseenError as error:
        start_anew(error, media=error.in_cache)
    try:
        return attempt()
    except UnforeseenError as error:
        if not error.in_database:
            raise
        start_anew(error, media=True)
    return attempt()
