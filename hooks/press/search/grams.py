"""Grams: the pairs of neighbouring word characters by which texts are found.

Chinese is not cut into words: every cutter cuts 三伏贴 wrongly somewhere, and a text cut differently from the query is
not found. Every two neighbouring characters of a run (Chinese, Latin, digits alike) are a gram, and every character
alone is one too, for queries of a single character. A phrase can stand only in texts that have all its grams.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from press.search.entry import PageEntry
from press.search.fold import fold

WORD_RANGES: Final = (
    (0x30, 0x39),
    (0x61, 0x7A),
    (0xDF, 0xF6),
    (0xF8, 0x24F),
    (0x370, 0x3FF),
    (0x400, 0x4FF),
    (0x3007, 0x3007),
    (0x3040, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
"""Code points of folded word characters: digits, Latin, Greek, Cyrillic, 〇, kana, Han. The browser has the same."""

TEXT, HEADING, TITLE = 0, 1, 2
"""Ranks of a gram in a page: the best place where it stands."""

_RUN: Final = re.compile("[" + "".join(f"{chr(low)}-{chr(high)}" for low, high in WORD_RANGES) + "]+")
_OFFSET: Final = 2166136261
_PRIME: Final = 16777619
_MASK: Final = 0xFFFFFFFF


def runs(folded: str) -> Iterator[str]:
    """Yield the unbroken runs of word characters of a folded text."""
    yield from _RUN.findall(folded)


def grams(folded: str) -> set[str]:
    """Return every pair and every single character of a folded text's runs."""
    found: set[str] = set()
    for run in runs(folded):
        found.update(run)
        found.update(map(str.__add__, run, run[1:]))
    return found


def ranked_grams(entry: PageEntry) -> dict[str, int]:
    """Return each gram of a page with its rank."""
    ranked = dict.fromkeys(grams(fold(entry.text)), TEXT)
    ranked.update(dict.fromkeys(grams(fold("\n".join(entry.headings))), HEADING))
    ranked.update(dict.fromkeys(grams(fold(entry.title)), TITLE))
    return ranked


def gram_hash(gram: str) -> int:
    """Return the 32-bit hash that decides a gram's shard: FNV-1a over code points, the high half mixed into the low."""
    value = _OFFSET
    for sign in gram:
        value = ((value ^ ord(sign)) * _PRIME) & _MASK
    return value ^ (value >> 15)
