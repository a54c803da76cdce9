"""How titles are read, worked out for those that are new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from press.forked import forked
from press.search.pinyin import readings

_AT_ONCE: Final = 100


def read_titles(titles: Iterable[str], known: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return how each title is read.

    In a process of its own where many are new: the library's word list takes 55 MB of memory.

    Args:
        titles: in any order, some of them perhaps several times.
        known: readings worked out before.
    """
    wanted = dict.fromkeys(titles)
    new = [title for title in wanted if title not in known]
    shares = [new[start : start + _AT_ONCE] for start in range(0, len(new), _AT_ONCE)]
    read = dict(known)
    for share, found in zip(shares, forked(_read_all, shares, 1, worth=2, apart=True), strict=True):
        read.update(zip(share, found, strict=True))
    return {title: read[title] for title in wanted}


def _read_all(titles: list[str]) -> list[tuple[str, ...]]:
    return [readings(title) for title in titles]
