"""One update of the stored index: from the pages as they were to the pages as they are.

store what changed → number the pages → patch the shards, or make all anew → lists → version
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from press.search.catalogue import (
    FACETS,
    INDEX,
    TITLES,
    Card,
    facets_file,
    index_file,
    text_file,
    text_name,
    titles_file,
)
from press.search.entry import PageEntry, digest_of, loads
from press.search.fold import fold_buckets
from press.search.grams import ranked_grams
from press.search.pinyin import PINYIN, pinyin_file, readings
from press.search.script import script
from press.search.shards import Layout, Move, layout_for, patch_shard, shard_name
from press.search.store import SearchStore, StoredPage

PATCHED_AT_MOST: Final = 40
"""With more changed pages than this, making all shards anew is about as fast as patching them."""


def digest_of_bytes(data: bytes) -> str:
    """Return the SHA-256 hex of a file's bytes."""
    return hashlib.sha256(data).hexdigest()


class Update:
    """One update of the store, inside its transaction.

    Args:
        store: the memory of the index.
        terms: terms that can be found by their sound.
        keep: takes the bytes of each text file, which the store does not keep.
    """

    def __init__(self, store: SearchStore, terms: tuple[str, ...], keep: Callable[[bytes], object]) -> None:
        self._store = store
        self._keep = keep
        self._terms = terms
        self._digests = store.digests()
        self._old = store.pages()

    def run(self, added: Iterator[str], addresses: frozenset[str]) -> None:
        """Store what changed, number the pages, remake the files that this concerns."""
        previous = self._take(added, addresses)
        self._store.drop_pages(self._old.keys() - addresses)
        pages = self._store.pages()
        missing = addresses - pages.keys()
        if missing:
            raise KeyError(f"no entry for {sorted(missing)[:3]}")
        order = sorted(pages.values(), key=lambda page: (page.day, page.url))
        self._store.number_pages((number, page.url) for number, page in enumerate(order) if page.page != number)
        layout = layout_for(len(order))
        if self._can_patch(order, previous, layout):
            self._patch(order, previous, layout)
        else:
            self._remake(order, layout)
        self._remake_lists(layout)

    def _take(self, added: Iterator[str], addresses: frozenset[str]) -> dict[str, PageEntry]:
        """Store added entries that differ from the stored ones; return what was stored for the first few of them."""
        previous: dict[str, PageEntry] = {}
        taken: set[str] = set()
        for written in added:
            entry = loads(written)
            known = self._old.get(entry.url)
            same = known is not None and known.digest == digest_of(written) and entry.url not in taken
            if same or entry.url not in addresses:
                continue
            taken.add(entry.url)
            if known and entry.url not in previous and len(previous) <= PATCHED_AT_MOST:
                previous[entry.url] = self._store.entry(entry.url)
            self._store.put_page(entry, written, self._card(entry, known))
        return previous

    def _card(self, entry: PageEntry, known: StoredPage | None) -> Card:
        read = None
        if known:
            card = self._store.card(entry.url)
            read = card.readings if card.title == entry.title else None
        read = readings(entry.title) if read is None else read
        return Card(entry.title, entry.kind, entry.doctors, entry.topics, entry.audience, read)

    def _can_patch(self, order: list[StoredPage], previous: Mapping[str, PageEntry], layout: Layout) -> bool:
        """Whether the shards stay as they are, every page keeps its number, and few pages are new or changed."""
        shards = sum(name.startswith("g/") for name in self._digests)
        changed = sum(page.page is None for page in order)
        stays = all(self._old[page.url].page == number for number, page in enumerate(order) if page.url in self._old)
        return (
            shards == layout.total
            and stays
            and self._old.keys() <= {page.url for page in order}
            and changed <= PATCHED_AT_MOST
            and len(previous) <= PATCHED_AT_MOST
        )

    def _patch(self, order: list[StoredPage], previous: Mapping[str, PageEntry], layout: Layout) -> None:
        """Change the few postings that new and changed pages concern."""
        moves: defaultdict[int, list[Move]] = defaultdict(list)
        for number, page in enumerate(order):
            if page.page is not None:
                continue
            entry = self._store.entry(page.url)
            self._note_text(number, entry)
            old = ranked_grams(previous[page.url]) if page.url in previous else {}
            new = ranked_grams(entry)
            for gram in old.keys() | new.keys():
                if old.get(gram) != new.get(gram):
                    moves[layout.shard_of(gram)].append(Move(gram, number, old.get(gram), new.get(gram)))
        for shard, own in moves.items():
            data = self._store.file(shard_name(shard)) or b""
            self._put(shard_name(shard), patch_shard(shard, data, layout.gram_length(shard), own))

    def _remake(self, order: list[StoredPage], layout: Layout) -> None:
        """Make all shards anew, and the texts of all pages that are new, changed or have another number."""
        from press.search.bulk import bulk_shards  # noqa: PLC0415 - numpy takes a while, and one edit needs none

        for shard, data in bulk_shards(self._all_entries(order), layout):
            self._put(shard_name(shard), data)
        wanted = {*map(shard_name, range(layout.total)), *map(text_name, range(len(order)))}
        self._store.drop_files(name for name in self._digests if name[:2] in {"g/", "t/"} and name not in wanted)

    def _all_entries(self, order: list[StoredPage]) -> Iterator[PageEntry]:
        for number, entry in enumerate(self._store.entries()):
            if order[number].page != number:
                self._note_text(number, entry)
            yield entry

    def _note_text(self, page: int, entry: PageEntry) -> None:
        """Note the digest of a text file; its bytes can be made of the entry again."""
        data = text_file(page, entry)
        self._keep(data)
        self._store.put_file(text_name(page), digest_of_bytes(data), None)

    def _remake_lists(self, layout: Layout) -> None:
        cards = self._store.cards()
        read = {reading for card in cards for reading in card.readings}
        self._put(TITLES, titles_file(card.title for card in cards))
        self._put(FACETS, facets_file(cards))
        self._put(PINYIN, pinyin_file(read | self._term_readings(), self._terms))
        for bucket, pairs in enumerate(fold_buckets()):
            self._put(f"fold/{bucket}", script(f"fold/{bucket}", pairs))
        self._store.drop_files([INDEX])
        whole = "".join(f"{name} {digest}\n" for name, digest in self._store.digests().items())
        self._put(INDEX, index_file(len(cards), layout, digest_of_bytes(whole.encode())[:12]))

    def _term_readings(self) -> set[str]:
        """Return how the terms are read, worked out when the list of terms changes."""
        terms = " ".join(self._terms)
        if self._store.note("terms") != terms:
            self._store.put_note("terms", terms)
            self._store.put_note("readings of terms", " ".join(readings(terms)))
        return set((self._store.note("readings of terms") or "").split())

    def _put(self, name: str, data: bytes) -> None:
        digest = digest_of_bytes(data)
        if name == INDEX or self._digests.get(name) != digest:
            self._store.put_file(name, digest, data)
