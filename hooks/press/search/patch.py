"""Changing an index in place: the few files that some pages concern, to the bytes they have when all is made anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from press.search.catalogue import INDEX, index_file, text_file, text_name
from press.search.entry import PackedEntry, PageEntry, unpack
from press.search.grams import ranked_grams
from press.search.remake import MadeFile, Write, digest_of_bytes
from press.search.shards import Layout, Move, layout_for, patch_shard, shard_name
from press.search.store import SearchStore

PATCHED_AT_MOST: Final = 40
"""With more changed pages than this, making all shards anew is about as fast as patching them."""
T = TypeVar("T")


@dataclass(slots=True)
class IndexFiles(Generic[T]):
    """The files of one update, stored as they are made.

    write    takes digest and bytes of each
    arrived  takes what it returned, in this process
    written  the same, by name
    """

    store: SearchStore
    write: Write[T]
    arrived: Callable[[T], None]
    written: dict[str, T] = field(default_factory=dict)

    def put(self, name: str, data: bytes, *, keep: bool = True) -> None:
        """Store a file of this process if it is new or changed.

        Args:
            name: of the file.
            data: its bytes.
            keep: whether the bytes are stored too.
        """
        digest = digest_of_bytes(data)
        if self.store.digest(name) != digest:
            self.note([MadeFile(name, digest, data if keep else None, self.write(digest, data))])

    def put_index(self, pages: int, layout: Layout) -> None:
        """Store the file that is loaded first: it names the version of all others."""
        self.store.drop_files([INDEX])
        whole = "".join(f"{name} {digest}\n" for name, digest in self.store.digests().items())
        self.put(INDEX, index_file(pages, layout, digest_of_bytes(whole.encode())[:12]))

    def note(self, files: Iterable[MadeFile[T]]) -> None:
        """Store files that were written."""

        def noted() -> Iterator[tuple[str, str, bytes | None]]:
            for file in files:
                self.written[file.name] = file.written
                self.arrived(file.written)
                yield file.name, file.digest, file.data

        self.store.put_files(noted())


@dataclass(frozen=True, slots=True)
class PatchedPage:
    """A page that is new or changed: its number, and what it was. `before` is None for a new one."""

    number: int
    before: PageEntry | None
    entry: PageEntry


def patch_files(files: IndexFiles[T], pages: Iterable[PatchedPage], layout: Layout) -> None:
    """Change the texts of pages, and the few postings that they concern."""
    moves: defaultdict[int, list[Move]] = defaultdict(list)
    for page in pages:
        files.put(text_name(page.number), text_file(page.number, page.entry), keep=False)
        old = ranked_grams(page.before) if page.before else {}
        new = ranked_grams(page.entry)
        for gram in old.keys() | new.keys():
            if old.get(gram) != new.get(gram):
                moves[layout.shard_of(gram)].append(Move(gram, page.number, old.get(gram), new.get(gram)))
    for shard, own in moves.items():
        data = files.store.file(shard_name(shard)) or b""
        files.put(shard_name(shard), patch_shard(shard, data, layout.gram_length(shard), own))


def patch_words(files: IndexFiles[T], entries: Iterable[PackedEntry], claim: str) -> bool:
    """Change pages of which nothing changed but words and headings; the lists of all pages stay as they are.

    Args:
        files: of the index.
        entries: of these pages.
        claim: names this update, so that others in between are noticed.

    Returns:
        Whether it could be done. If not, nothing was changed.

    Raises:
        StoreError: the store is damaged or not writable.
    """
    store = files.store
    patched: list[PatchedPage] = []
    with store.transaction():
        rows: list[PackedEntry] = []
        for entry in entries:
            known = store.row(entry.url)
            if known is None or known.page is None or (known.day, known.card) != (entry.day, entry.card):
                return False
            if len(rows) == PATCHED_AT_MOST:
                return False
            if known.digest != entry.digest:
                rows.append(entry)
                patched.append(PatchedPage(known.page, store.entry(entry.url), unpack(entry.data)))
        if patched:
            layout = layout_for(store.count())
            store.put_note("claim", claim)
            store.put_pages(rows)
            store.number_pages((page.number, page.entry.url) for page in patched)
            patch_files(files, patched, layout)
            files.put_index(store.count(), layout)
    return True
