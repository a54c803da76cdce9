"""Postings of many texts at once, by array arithmetic.

Each posting is one 64-bit number `gram · page · rank`:

    bits 63 … 22  gram: two code points of 21 bits; 0 and the code point for a single character
    bits 21 … 2   page number
    bits  1 … 0   2 - rank, so that the best rank of a page sorts first
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from press.search.entry import PageEntry
from press.search.fold import fold
from press.search.grams import HEADING, TEXT, TITLE, WORD_RANGES

_PAGE_BITS: Final = 20
MOST_PAGES: Final = 1 << _PAGE_BITS

SIGN_BITS: Final = 21
GRAM_SHIFT: Final = 22
RANK_BITS: Final = 2
RANK_MASK: Final = (1 << RANK_BITS) - 1
PAGE_MASK: Final = MOST_PAGES - 1
SIGN_MASK: Final = (1 << SIGN_BITS) - 1
_CODES: Final = 0x110000
"""Code points there are."""
_SEVERAL: Final = _CODES
"""Stands where a sign folds to several."""

Ints = npt.NDArray[np.uint64]
Codes = npt.NDArray[np.uint32]
Places = npt.NDArray[np.intp]


@cache
def _is_word() -> npt.NDArray[np.bool_]:
    table = np.zeros(_CODES, np.bool_)
    for low, high in WORD_RANGES:
        table[low : high + 1] = True
    return table


@cache
def _folded() -> Codes:
    """Return the folded form of each code point, worked out as they are met; 0: not met yet, or `_SEVERAL`."""
    return np.zeros(_CODES, np.uint32)


def _code_points(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)


def _fold(signs: Codes, tags: Ints) -> tuple[Codes, Ints]:
    """Return what `press.search.fold.fold` makes of a text, each sign with the tag of the one it comes from."""
    table = _folded()
    for code in _met(signs[table[signs] == 0]).tolist():
        form = fold(chr(code))
        table[code] = ord(form) if len(form) == 1 else _SEVERAL
    folded = table[signs]
    several = folded == _SEVERAL
    if not several.any():
        return folded, tags
    forms = [fold(chr(code)) for code in signs[several].tolist()]
    length = np.ones(signs.size, np.int64)
    length[several] = [len(form) for form in forms]
    folded = np.repeat(folded, length)
    folded[folded == _SEVERAL] = _code_points("".join(forms))
    return folded, np.repeat(tags, length)


def different_signs(texts: Iterable[str]) -> str:
    """Return each sign that stands in some text once."""
    return "".join(map(chr, _met(_code_points("".join(texts))).tolist()))


def _met(signs: Codes) -> Places:
    """Return the different code points, in order."""
    met = np.zeros(_end_of(signs), np.bool_)
    met[signs] = True
    return np.flatnonzero(met)


def _end_of(signs: Codes) -> int:
    """Return one more than the largest code point: a table of all there are takes long to look through."""
    return int(signs.max(initial=0)) + 1


def changes(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Return where a value differs from the one before it; the first does."""
    found = np.ones(values.size, np.bool_)
    np.not_equal(values[1:], values[:-1], out=found[1:])
    return found


def stable_order(keys: npt.NDArray[Any], end: int) -> Places:
    """Return the order that sorts keys from 0 to `end` - 1, equal ones as they stand.

    numpy sorts numbers of 16 bits by their digits, ten times as fast as by comparing them.
    """
    return np.argsort(keys.astype(np.uint16 if end <= 1 << 16 else np.uint64), kind="stable")


def _numbered(signs: Codes, size: int) -> tuple[npt.NDArray[Any], int]:
    """Return a table of so many code points that numbers the different signs in their order, and how many there are."""
    different = _met(signs)
    table = np.zeros(size, np.uint16 if different.size <= 1 << 16 else np.uint32)
    table[different] = np.arange(different.size)
    return table, different.size


def chunk_postings(first: int, entries: Sequence[PageEntry]) -> Ints:
    """Return the sorted postings of pages `first`, `first` + 1 …, each gram and page once, with its best rank.

    Pages and ranks ascend as the texts are put together, so that only signs need sorting: by the second of a pair, then
    by the first.
    """
    pieces: list[str] = []
    tags: list[int] = []
    for page, entry in enumerate(entries, first):
        for rank, text in ((TITLE, entry.title), (HEADING, "\n".join(entry.headings)), (TEXT, entry.text)):
            pieces.append(f"{text}\n")
            tags.append(page << RANK_BITS | TITLE - rank)
    lengths = np.array([len(piece) for piece in pieces], np.int64)
    signs, tag = _fold(_code_points("".join(pieces)), np.repeat(np.array(tags, np.uint64), lengths))
    word = _is_word()[signs]
    table, end = _numbered(signs[word], _end_of(signs))
    number = table[signs]
    one = np.flatnonzero(word)
    one = one[stable_order(number[one], end)]
    two = np.flatnonzero(word[:-1] & word[1:])
    two = two[stable_order(number[two + 1], end)]
    two = two[stable_order(number[two], end)]
    right = signs.astype(np.uint64) << np.uint64(GRAM_SHIFT)
    left = right[two] << np.uint64(SIGN_BITS)
    return _best_rank(np.concatenate((right[one] | tag[one], left | right[two + 1] | tag[two])))


def _best_rank(postings: Ints) -> Ints:
    """Keep the first of each gram and page: the best rank."""
    return postings[changes(postings >> np.uint64(RANK_BITS))]
