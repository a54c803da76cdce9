"""Shards: the files of postings, each with the grams whose hash falls to it.

A shard has two strings: its grams in code point order without separators (pairs in one family of shards, single
characters in another), and their postings separated by blanks. A posting list has the pages in which a gram stands only
in text, then `!` and those where it stands in a heading, then `!` and those where it stands in the title; empty ends
are left out. Each part is the ascending page numbers: the first as it is, then the difference to the one before less
one, as `press.search.numbers` writes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from press.search.grams import gram_hash
from press.search.numbers import read_numbers, write_numbers
from press.search.script import script, values_of

GRAM_SEPARATOR: Final = " "
RANK_SEPARATOR: Final = "!"
RANKS: Final = 3

_SHARDS_PER_PART: Final = 20
"""Shards made at once: at 10,000 pages they have some 80,000 postings, whose arrays take some 10 MB."""
_PAGES_PER_SHARD: Final = 3
_FEWEST: Final = 16
_MOST: Final = 4096
_SINGLES_SHARE: Final = 4


@dataclass(frozen=True, slots=True)
class Layout:
    """How many shards there are. Numbers 0 … pairs-1 hold pairs, the rest single characters."""

    pairs: int
    singles: int

    @property
    def total(self) -> int:
        """All shards."""
        return self.pairs + self.singles

    @property
    def parts(self) -> int:
        """Groups of shards, each made alone."""
        return max(1, self.total // _SHARDS_PER_PART)

    def shard_of(self, gram: str) -> int:
        """Return the number of a gram's shard."""
        value = gram_hash(gram)
        return value % self.pairs if len(gram) > 1 else self.pairs + value % self.singles

    def shards_of(self, part: int) -> range:
        """Return the numbers of a part's shards: those for which `shard * parts // total` is its number."""
        return range(-(-part * self.total // self.parts), -(-(part + 1) * self.total // self.parts))

    def gram_length(self, shard: int) -> int:
        """How many characters each gram of a shard has."""
        return 2 if shard < self.pairs else 1


def layout_for(pages: int) -> Layout:
    """Return the layout for a number of pages: powers of two, so that it stays while a site grows by half.

    A shard is about two kilobytes over the line at every size: a query of five characters loads four of them.
    """
    wanted = max(_FEWEST, min(_MOST, pages // _PAGES_PER_SHARD))
    pairs = 1 << (wanted - 1).bit_length()
    return Layout(pairs, pairs // _SINGLES_SHARE)


Postings = tuple[tuple[int, ...], ...]
"""Ascending page numbers by rank (`press.search.grams`)."""


def write_postings(postings: Postings) -> str:
    """Return one gram's postings as text."""
    parts = (_write_pages(pages) for pages in postings)
    return RANK_SEPARATOR.join(parts).rstrip(RANK_SEPARATOR)


def read_postings(written: str) -> Postings:
    """Return the postings that `write_postings` wrote."""
    parts = [_read_pages(part) for part in written.split(RANK_SEPARATOR)]
    return (*parts, *((),) * (RANKS - len(parts)))


def _write_pages(pages: Sequence[int]) -> str:
    return write_numbers([page - before - 1 for before, page in zip((-1, *pages), pages, strict=False)])


def _read_pages(written: str) -> tuple[int, ...]:
    return tuple(accumulate(read_numbers(written), lambda before, gap: before + gap + 1, initial=-1))[1:]


def shard_name(shard: int) -> str:
    """Return the name of a shard's file."""
    return f"g/{shard}"


def shard_file(shard: int, grams: str, postings: str) -> bytes:
    """Return a shard's file."""
    return script(shard_name(shard), grams, postings)


def read_shard(data: bytes, length: int) -> dict[str, str]:
    """Return the still written postings of each gram of a shard's file, whose grams have `length` characters."""
    grams, postings = map(str, values_of(data))
    names = [grams[start : start + length] for start in range(0, len(grams), length)]
    return dict(zip(names, postings.split(GRAM_SEPARATOR), strict=True)) if names else {}


def write_shard(shard: int, lists: Mapping[str, str]) -> bytes:
    """Return a shard's file from the written postings of its grams."""
    names = sorted(lists)
    return shard_file(shard, "".join(names), GRAM_SEPARATOR.join(lists[name] for name in names))


@dataclass(frozen=True, slots=True)
class Move:
    """A page's gram changes its rank; None: it was not, or is no longer, in the page."""

    gram: str
    page: int
    old: int | None
    new: int | None


def _moved(written: str, moves: Iterable[Move]) -> str:
    """Return a gram's written postings after some moves; empty when no page is left."""
    parts = written.split(RANK_SEPARATOR)
    parts += [""] * (RANKS - len(parts))
    for move in moves:
        if move.old is not None:
            parts[move.old] = _write_pages([page for page in _read_pages(parts[move.old]) if page != move.page])
        if move.new is not None:
            gaps = read_numbers(parts[move.new])
            last = sum(gaps) + len(gaps) - 1
            if move.page > last:  # a new article comes after all others
                parts[move.new] += write_numbers([move.page - last - 1])
            else:
                parts[move.new] = _write_pages(sorted({*_read_pages(parts[move.new]), move.page}))
    return RANK_SEPARATOR.join(parts).rstrip(RANK_SEPARATOR)


def patch_shard(shard: int, data: bytes, length: int, moves: Iterable[Move]) -> bytes:
    """Return a shard's file after some moves: the same bytes as when it is made anew."""
    lists = read_shard(data, length)
    by_gram: dict[str, list[Move]] = {}
    for move in moves:
        by_gram.setdefault(move.gram, []).append(move)
    for gram, own in by_gram.items():
        written = _moved(lists.get(gram, ""), own)
        if written:
            lists[gram] = written
        else:
            lists.pop(gram, None)
    return write_shard(shard, lists)
