"""All shards of a site at once, in bounded memory and by several processes.

Postings (`press.search.postings`) of each chunk of pages are spilled to a file of their own, ordered by part: a part
holds some of the shards, and is sorted and written alone.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from press.search.entry import PageEntry
from press.search.grams import TITLE
from press.search.numbers import CONTINUERS, STOPPERS, SYMBOLS
from press.search.postings import (
    GRAM_SHIFT,
    MOST_PAGES,
    PAGE_MASK,
    RANK_BITS,
    RANK_MASK,
    SIGN_BITS,
    SIGN_MASK,
    Ints,
    changes,
    chunk_postings,
    stable_order,
)
from press.search.shards import GRAM_SEPARATOR, RANK_SEPARATOR, RANKS, Layout, shard_file

_LONGEST: Final = 5
"""Symbols of the largest number that a page number can be."""

Bytes = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int32]
"""Of one part, which has some 80,000 postings."""


def shard_numbers(grams: Ints, layout: Layout) -> npt.NDArray[np.int64]:
    """Return the shard of each gram: `Layout.shard_of` for arrays."""
    left = (grams >> np.uint64(SIGN_BITS)).astype(np.uint32)
    right = (grams & np.uint64(SIGN_MASK)).astype(np.uint32)
    start, prime = np.uint32(2166136261), np.uint32(16777619)
    value = np.where(left == 0, start, (start ^ left) * prime)
    value = (value ^ right) * prime
    value ^= value >> np.uint32(15)
    wide = value.astype(np.int64)
    return np.where(left == 0, layout.pairs + wide % layout.singles, wide % layout.pairs)


def _symbols(numbers: npt.NDArray[np.uint32]) -> tuple[Bytes, Numbers]:
    """Return each number's symbols, right-aligned in rows of `_LONGEST`, and how many it has."""
    table = np.frombuffer(SYMBOLS.encode("ascii"), np.uint8)
    rows = np.zeros((numbers.size, _LONGEST), np.uint8)
    rows[:, -1] = table[numbers % np.uint32(STOPPERS)]
    length = np.ones(numbers.size, np.int32)
    rest = (numbers // np.uint32(STOPPERS)).astype(np.int32)
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
    gram: Numbers
    rank: Numbers
    page: Numbers


def _arranged(postings: Ints, layout: Layout) -> _Part:
    """Arrange sorted postings."""
    gram = postings >> np.uint64(GRAM_SHIFT)
    first = changes(gram)
    different = gram[first]
    shards = shard_numbers(different, layout)
    order = stable_order(shards, layout.total)
    place = np.empty(order.size, np.int32)
    place[order] = np.arange(order.size)
    of = place[np.cumsum(first) - 1]
    rank = TITLE - (postings & np.uint64(RANK_MASK)).astype(np.int32)
    page = (postings >> np.uint64(RANK_BITS) & np.uint64(PAGE_MASK)).astype(np.int32)
    arranged = stable_order(of * RANKS + rank, order.size * RANKS)  # pages of a gram and rank ascend already
    return _Part(different[order], shards[order], of[arranged], rank[arranged], page[arranged])


def _shifted(values: Numbers) -> Numbers:
    """Return for each value the one before it; for the first itself."""
    return np.concatenate((values[:1], values[:-1]))


def _written(part: _Part) -> tuple[Bytes, Numbers]:
    """Return all postings as text, and for each gram where its own bytes (the blank before it included) start."""
    new_gram = changes(part.gram)
    before = _shifted(part.rank)
    before[new_gram] = 0
    steps = part.rank - before
    previous = _shifted(part.page)
    previous[new_gram | (steps > 0)] = -1
    rows, length = _symbols((part.page - previous - 1).astype(np.uint32))
    blank = np.zeros(part.gram.size, np.int32)
    blank[new_gram] = ~changes(part.shards)
    ends = np.cumsum(blank + steps + length, dtype=np.int32)
    starts = ends - blank - steps - length
    text = np.full(int(ends[-1]), ord(RANK_SEPARATOR), np.uint8)
    text[starts[blank == 1]] = ord(GRAM_SEPARATOR)
    for place in range(1, _LONGEST + 1):
        has = length >= place
        text[ends[has] - place] = rows[has, -place]
    return text, starts[new_gram]


def _names(grams: Ints) -> str:
    left = (grams >> np.uint64(SIGN_BITS)).astype(np.uint32)
    right = (grams & np.uint64(SIGN_MASK)).astype(np.uint32)
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
    bounds: array[int]


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
    postings = chunk_postings(first, entries)
    gram = postings >> np.uint64(GRAM_SHIFT)
    new = changes(gram)
    parts = shard_numbers(gram[new], layout) * layout.parts // layout.total
    part = parts[np.cumsum(new) - 1]
    file.write_bytes(postings[stable_order(part, layout.parts)].tobytes())
    ends = np.cumsum(np.bincount(part, minlength=layout.parts))
    return Spilled(str(file), array("Q", [0, *ends.tolist()]))


def part_shards(part: int, chunks: Sequence[Spilled], layout: Layout) -> Iterator[tuple[int, bytes]]:
    """Yield (shard, its file) for every shard of a part, in order.

    Args:
        part: its number.
        chunks: all pages, by their numbers.
        layout: the one with which they were spilled.

    Raises:
        OSError: a spilled file is gone.
    """
    runs = (_read_part(part, chunk) for chunk in chunks)
    postings = np.sort(np.concatenate([np.empty(0, np.uint64), *runs]), kind="stable")  # merges what is sorted already
    made = dict(_part_files(postings, layout)) if postings.size else {}
    for shard in layout.shards_of(part):
        yield shard, made.get(shard) or shard_file(shard, "", "")


def _read_part(part: int, chunk: Spilled) -> Ints:
    low, high = chunk.bounds[part], chunk.bounds[part + 1]
    size = np.dtype(np.uint64).itemsize
    with open(chunk.file, "rb", buffering=0) as stream:  # noqa: PTH123 - 40,000 times at 10,000 pages
        stream.seek(low * size)
        return np.frombuffer(stream.read((high - low) * size), np.uint64)
