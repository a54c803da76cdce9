"""How titles are read, worked out for those that are new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from press.forked import forked
from press.search.pinyin import readings

Readings = dict[str, tuple[str, ...]]
"""By title, how it is read (`press.search.pinyin.readings`)."""
_AT_ONCE: Final = 100


def read_titles(titles: Iterable[str], known: Mapping[str, tuple[str, ...]]) -> Readings:
    """Return how each title is read.

    In a process of its own where many are new: the library's word list takes 55 MB of memory.

    Args:
        titles: in any order, some of them perhaps several times.
        known: readings worked out before.
    """
    return begin_titles(titles, known)()


def begin_titles(titles: Iterable[str], known: Mapping[str, tuple[str, ...]]) -> Callable[[], Readings]:
    """Begin what `read_titles` does, and go on; what is returned waits for the readings, once.

    Until then the other process holds its word list.
    """
    wanted = dict.fromkeys(titles)
    new = [title for title in wanted if title not in known]
    shares = [new[start : start + _AT_ONCE] for start in range(0, len(new), _AT_ONCE)]
    shares_read = forked(_read_all, shares, 1, worth=2, apart=True)

    def fetch() -> Readings:
        read = dict(known)
        for share, found in zip(shares, shares_read, strict=True):
            read.update(zip(share, found, strict=True))
        return {title: read[title] for title in wanted}

    return fetch


def _read_all(titles: list[str]) -> list[tuple[str, ...]]:
    return [readings(title) for title in titles]
