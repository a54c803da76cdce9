"""All shards of a site at once, in bounded memory and by several processes.

Each posting is one 64-bit number `gram · page · rank`, made for many texts at once by array arithmetic and spilled to a
file of each chunk of pages, ordered by part: a part holds some of the shards, and is sorted and written alone.

    bits 63 … 22  gram: two code points of 21 bits; 0 and the code point for a single character
    bits 21 … 2   page number
    bits  1 … 0   2 - rank, so that the best rank of a page sorts first
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from press.search.entry import PageEntry
from press.search.fold import fold
from press.search.grams import HEADING, TEXT, TITLE, WORD_RANGES
from press.search.numbers import CONTINUERS, STOPPERS, SYMBOLS
from press.search.shards import GRAM_SEPARATOR, PARTS, RANK_SEPARATOR, Layout, shard_file

_PAGE_BITS: Final = 20
MOST_PAGES: Final = 1 << _PAGE_BITS

_SIGN_BITS: Final = 21
_GRAM_SHIFT: Final = 22
_RANK_BITS: Final = 2
_RANK_MASK: Final = (1 << _RANK_BITS) - 1
_PAGE_MASK: Final = MOST_PAGES - 1
_SIGN_MASK: Final = (1 << _SIGN_BITS) - 1
_LONGEST: Final = 5
"""Symbols of the largest number that a page number can be."""

Ints = npt.NDArray[np.uint64]
Codes = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]


@cache
def _is_word() -> npt.NDArray[np.bool_]:
    table = np.zeros(0x110000, np.bool_)
    for low, high in WORD_RANGES:
        table[low : high + 1] = True
    return table


def _code_points(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "replace"), np.uint32)


def _chunk_postings(first: int, entries: Sequence[PageEntry]) -> Ints:
    """Return the sorted postings of pages `first`, `first` + 1 …, each gram and page once, with its best rank."""
    pieces: list[str] = []
    tags: list[int] = []
    for page, entry in enumerate(entries, first):
        for rank, text in ((TITLE, entry.title), (HEADING, "\n".join(entry.headings)), (TEXT, entry.text)):
            pieces.append(fold(text) + "\n")
            tags.append(page << _RANK_BITS | TITLE - rank)
    signs = _code_points("".join(pieces))
    tag = np.repeat(np.array(tags, np.uint64), np.array([len(piece) for piece in pieces]))
    word = _is_word()[signs]
    wide = signs.astype(np.uint64)
    single = (wide << np.uint64(_GRAM_SHIFT) | tag)[word]
    both = word[:-1] & word[1:]
    left = wide[:-1] << np.uint64(_SIGN_BITS + _GRAM_SHIFT)
    pair = (left | wide[1:] << np.uint64(_GRAM_SHIFT) | tag[:-1])[both]
    return _best_rank(np.sort(np.concatenate((single, pair))))


def _best_rank(postings: Ints) -> Ints:
    """Keep the first of each gram and page: the best rank."""
    if not postings.size:
        return postings
    place = postings >> np.uint64(_RANK_BITS)
    return postings[_changes(place)]


def shard_numbers(grams: Ints, layout: Layout) -> npt.NDArray[np.int64]:
    """Return the shard of each gram: `Layout.shard_of` for arrays."""
    left = (grams >> np.uint64(_SIGN_BITS)).astype(np.uint32)
    right = (grams & np.uint64(_SIGN_MASK)).astype(np.uint32)
    start, prime = np.uint32(2166136261), np.uint32(16777619)
    value = np.where(left == 0, start, (start ^ left) * prime)
    value = (value ^ right) * prime
    value ^= value >> np.uint32(15)
    wide = value.astype(np.int64)
    return np.where(left == 0, layout.pairs + wide % layout.singles, wide % layout.pairs)


def _symbols(numbers: Ints) -> tuple[Bytes, npt.NDArray[np.int64]]:
    """Return each number's symbols, right-aligned in rows of `_LONGEST`, and how many it has."""
    table = np.frombuffer(SYMBOLS.encode("ascii"), np.uint8)
    rows = np.zeros((numbers.size, _LONGEST), np.uint8)
    rows[:, -1] = table[numbers % np.uint64(STOPPERS)]
    length = np.ones(numbers.size, np.int64)
    rest = (numbers // np.uint64(STOPPERS)).astype(np.int64)
    for column in range(_LONGEST - 2, -1, -1):
        more = rest > 0
        if not more.any():
            break
        rest[more] -= 1
        rows[more, column] = table[STOPPERS + rest[more] % CONTINUERS]
        length[more] += 1
        rest[more] //= CONTINUERS
    return rows, length


@dataclass(frozen=True, slots=True)
class _Part:
    """Distinct postings of some shards, in the order in which they are written: by shard, gram, rank, page.

    grams   the part's different grams in that order, `shards` the shard of each
    gram    for each posting the place of its gram in `grams`
    """

    grams: Ints
    shards: npt.NDArray[np.int64]
    gram: npt.NDArray[np.int64]
    rank: npt.NDArray[np.int64]
    page: npt.NDArray[np.int64]


def _changes(values: npt.NDArray[np.int64] | Ints) -> npt.NDArray[np.bool_]:
    """Return where a value differs from the one before it."""
    return np.concatenate(([True], values[1:] != values[:-1]))


def _arranged(postings: Ints, layout: Layout) -> _Part:
    gram = postings >> np.uint64(_GRAM_SHIFT)
    first = _changes(gram)
    different = gram[first]
    shards = shard_numbers(different, layout)
    order = np.lexsort((different, shards))
    place = np.empty(order.size, np.uint64)
    place[order] = np.arange(order.size, dtype=np.uint64)
    rank = np.uint64(TITLE) - (postings & np.uint64(_RANK_MASK))
    page = postings >> np.uint64(_RANK_BITS) & np.uint64(_PAGE_MASK)
    keys = place[np.cumsum(first) - 1] << np.uint64(_GRAM_SHIFT) | rank << np.uint64(_PAGE_BITS) | page
    keys.sort()
    return _Part(
        different[order],
        shards[order],
        (keys >> np.uint64(_GRAM_SHIFT)).astype(np.int64),
        (keys >> np.uint64(_PAGE_BITS) & np.uint64(_RANK_MASK)).astype(np.int64),
        (keys & np.uint64(_PAGE_MASK)).astype(np.int64),
    )


def _written(part: _Part) -> tuple[Bytes, npt.NDArray[np.int64]]:
    """Return all postings as text, and for each gram where its own bytes (the blank before it included) start."""
    new_gram = _changes(part.gram)
    before = np.concatenate(([0], part.rank[:-1]))
    before[new_gram] = 0
    steps = part.rank - before
    previous = np.concatenate(([-1], part.page[:-1]))
    previous[new_gram | (steps > 0)] = -1
    rows, length = _symbols((part.page - previous - 1).astype(np.uint64))
    blank = np.zeros(part.gram.size, np.int64)
    blank[new_gram] = ~_changes(part.shards)
    ends = np.cumsum(blank + steps + length)
    starts = ends - blank - steps - length
    text = np.full(int(ends[-1]), ord(RANK_SEPARATOR), np.uint8)
    text[starts[blank == 1]] = ord(GRAM_SEPARATOR)
    for place in range(1, _LONGEST + 1):
        has = length >= place
        text[ends[has] - place] = rows[has, -place]
    return text, starts[new_gram]


def _names(grams: Ints) -> str:
    left = (grams >> np.uint64(_SIGN_BITS)).astype(np.uint32)
    right = (grams & np.uint64(_SIGN_MASK)).astype(np.uint32)
    both = np.stack((left, right), axis=1).ravel()
    return bytes(both[both != 0].astype("<u4")).decode("utf-32-le")


def _part_files(postings: Ints, layout: Layout) -> Iterator[tuple[int, bytes]]:
    part = _arranged(postings, layout)
    text, starts = _written(part)
    shards, firsts = np.unique(part.shards, return_index=True)
    for shard, low, high in zip(shards.tolist(), firsts.tolist(), [*firsts[1:].tolist(), None], strict=True):
        end = text.size if high is None else int(starts[high])
        written = text[int(starts[low]) : end].tobytes().decode("ascii")
        yield shard, shard_file(shard, _names(part.grams[low:high]), written)


class Spilled(NamedTuple):
    """The postings of some pages in a file, ordered by part: from `bounds[p]` to `bounds[p + 1]` those of part p."""

    file: str
    bounds: tuple[int, ...]


def spill(first: int, entries: Sequence[PageEntry], layout: Layout, file: Path) -> Spilled:
    """Write the postings of some pages.

    Args:
        first: number of the first page; the others follow.
        entries: the pages.
        layout: of the whole site.
        file: made anew.

    Raises:
        ValueError: more than `MOST_PAGES` pages.
        OSError: no space.
    """
    if first + len(entries) > MOST_PAGES:
        raise ValueError(f"more than {MOST_PAGES} pages")
    postings = _chunk_postings(first, entries)
    part = shard_numbers(postings >> np.uint64(_GRAM_SHIFT), layout) * PARTS // layout.total
    file.write_bytes(postings[np.argsort(part, kind="stable")].tobytes())
    ends = np.cumsum(np.bincount(part, minlength=PARTS))
    return Spilled(str(file), (0, *ends.tolist()))


def part_shards(part: int, chunks: Sequence[Spilled], layout: Layout) -> Iterator[tuple[int, bytes]]:
    """Yield (shard, its file) for every shard of a part, in order.

    Args:
        part: its number.
        chunks: all pages, by their numbers.
        layout: the one with which they were spilled.

    Raises:
        OSError: a spilled file is gone.
    """
    postings = np.sort(np.concatenate([np.empty(0, np.uint64), *(_read_part(part, chunk) for chunk in chunks)]))
    made = dict(_part_files(postings, layout)) if postings.size else {}
    for shard in layout.shards_of(part):
        yield shard, made.get(shard) or shard_file(shard, "", "")


def _read_part(part: int, chunk: Spilled) -> Ints:
    low, high = chunk.bounds[part], chunk.bounds[part + 1]
    return np.fromfile(chunk.file, np.uint64, high - low, offset=low * np.uint64().itemsize)
