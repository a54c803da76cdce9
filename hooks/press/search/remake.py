"""All shards and page texts of an index made anew by several processes, each of which reads the stored entries itself.

chunks of pages ─► texts, postings spilled by part ─► parts ─► shards
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar

from press.forked import forked
from press.search.catalogue import text_file, text_name
from press.search.entry import unpack
from press.search.fold import unusual_signs
from press.search.shards import Layout, shard_name
from press.search.store import read_packed

if TYPE_CHECKING:
    from press.search.bulk import Spilled

CHUNK: Final = 40
"""Pages taken at once: about 90,000 characters, whose arrays take some 8 MB."""

T = TypeVar("T")
Write = Callable[[str, bytes], T]
"""Takes digest and bytes of a file that was made, in the process that made it."""


class MadeFile(NamedTuple, Generic[T]):
    """A file of the index that was made.

    data     its bytes where the store keeps them; None for page texts, which can be made of the entry again
    written  what `Write` returned
    """

    name: str
    digest: str
    data: bytes | None
    written: T


def digest_of_bytes(data: bytes) -> str:
    """Return the SHA-256 hex of a file's bytes."""
    return hashlib.sha256(data).hexdigest()


def load() -> None:
    """Load what the processes need that make shards, before they are started: each would do so for itself (40 ms)."""
    import press.search.bulk  # noqa: F401, PLC0415 - numpy is loaded only where it is needed

    unusual_signs("")


@dataclass(frozen=True, slots=True)
class Remake(Generic[T]):
    """One making of all shards.

    store   file of the stored entries, all numbered and committed
    pages   how many there are
    layout  of the shards
    texts   numbers of the pages whose text files are wanted
    write   takes every file
    jobs    processes
    folder  an empty one for temporary files
    """

    store: Path
    pages: int
    layout: Layout
    texts: Collection[int]
    write: Write[T]
    jobs: int
    folder: Path

    def read(self) -> tuple[list[Spilled], list[MadeFile[T]]]:
        """Read all entries: return what `shards` needs, and the wanted texts.

        Raises:
            StoreError: the entries cannot be read.
            OSError: no space for temporary files.
        """
        spilled: list[Spilled] = []
        texts: list[MadeFile[T]] = []
        for chunk, made in forked(self._chunk, range(0, self.pages, CHUNK), self.jobs, worth=2, apart=self.jobs > 1):
            spilled.append(chunk)
            texts += made
        return spilled, texts

    def begin_shards(self, spilled: list[Spilled]) -> Iterator[MadeFile[T]]:
        """Begin to make all shards, and return an iterator over them; the store is not read."""
        apart = self.jobs > 1 and len(spilled) > 1
        parts = range(self.layout.parts)
        made = forked(partial(self._part, spilled), parts, self.jobs if apart else 1, worth=2, apart=apart)
        return chain.from_iterable(made)

    def _chunk(self, first: int) -> tuple[Spilled, list[MadeFile[T]]]:
        from press.search.bulk import spill  # noqa: PLC0415 - numpy is loaded only where it is needed
        from press.search.postings import different_signs  # noqa: PLC0415 - as above

        entries = [unpack(data) for data in read_packed(self.store, first, first + CHUNK)]
        unusual = unusual_signs(different_signs(part for entry in entries for part in (entry.title, entry.text)))
        texts = [
            self._made(text_name(number), text_file(number, entry, unusual), keep=False)
            for number, entry in enumerate(entries, first)
            if number in self.texts
        ]
        return spill(first, entries, self.layout, self.folder / str(first)), texts

    def _part(self, spilled: list[Spilled], part: int) -> list[MadeFile[T]]:
        from press.search.bulk import part_shards  # noqa: PLC0415 - as above

        made = part_shards(part, spilled, self.layout)
        return [self._made(shard_name(shard), data, keep=True) for shard, data in made]

    def _made(self, name: str, data: bytes, *, keep: bool) -> MadeFile[T]:
        digest = digest_of_bytes(data)
        return MadeFile(name, digest, data if keep else None, self.write(digest, data))
