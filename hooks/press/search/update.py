"""One update of the stored index: from the pages as they were to the pages as they are.

store what changed → number the pages → patch the shards, or make all anew → lists → version
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Generic, TypeVar

from press.search.catalogue import (
    FACETS,
    TITLES,
    facets_file,
    text_name,
    titles_file,
)
from press.search.entry import PackedEntry, PageEntry
from press.search.fold import fold_buckets
from press.search.patch import PATCHED_AT_MOST, IndexFiles, PatchedPage, patch_files
from press.search.pinyin import PINYIN, pinyin_file
from press.search.read_titles import read_titles
from press.search.remake import Remake
from press.search.script import script
from press.search.shards import Layout, layout_for
from press.search.store import StoredPage, StoreError

T = TypeVar("T")


def new_claim() -> str:
    """Return a name for one update."""
    return os.urandom(8).hex()


class Update(Generic[T]):
    """One update of the store.

    Args:
        files: of the index.
        terms: terms that can be found by their sound.
        jobs: processes.
    """

    def __init__(self, files: IndexFiles[T], terms: tuple[str, ...], jobs: int) -> None:
        self._store = store = files.store
        self._terms = terms
        self._files = files
        self._jobs = jobs
        self._digests = store.digests()
        self._old = store.pages()

    def run(self, added: Iterator[PackedEntry], addresses: frozenset[str]) -> None:
        """Store what changed, number the pages, remake the files that this concerns.

        Patching is one transaction. Making all anew is two, so that other processes can read the pages in between:
        after a crash there the shards are gone, and the next update makes them anew.

        Raises:
            KeyError: an address neither stored nor added; nothing has changed.
            StoreError: the store is damaged or not writable, or another update came in between.
        """
        claim = new_claim()
        with self._store.transaction():
            self._store.put_note("claim", claim)
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
                self._remake_lists(self._readings())
                self._files.put_index(len(order), layout)
                return
            self._store.drop_files(self._outdated(order))
            texts = self._new_texts(order)
        count = len(order)
        del pages, order  # not to be held while others work
        self._old = {}
        self._remake(count, texts, layout, claim)

    @property
    def written(self) -> Mapping[str, T]:
        """By name of each file that was made now, what `write` returned."""
        return self._files.written

    def _new_texts(self, order: list[StoredPage]) -> frozenset[int]:
        """Return the numbers of all pages that are new, changed or have another number."""
        known = self._digests.keys()
        return frozenset(
            number for number, page in enumerate(order) if page.page != number or text_name(number) not in known
        )

    def _remake(self, pages: int, texts: frozenset[int], layout: Layout, claim: str) -> None:
        """Make all shards anew, and the texts that are wanted."""
        read = self._readings()  # before there is more to hold: the word list is large
        with tempfile.TemporaryDirectory(prefix="xinglin-", ignore_cleanup_errors=True) as folder:
            remake = Remake(self._store.path, pages, layout, texts, self._files.write, self._jobs, Path(folder))
            spilled, made = remake.read()
            shards = remake.begin_shards(spilled)
            with self._store.transaction():
                if self._store.note("claim") != claim:
                    raise StoreError("同时有另一次生成改动了搜索索引；请等它结束，再生成一次")
                self._files.note(made)
                made.clear()
                self._files.note(shards)
                self._remake_lists(read)  # not before: it holds all cards
                self._files.put_index(pages, layout)

    def _take(self, added: Iterator[PackedEntry], addresses: frozenset[str]) -> dict[str, PageEntry]:
        """Store added entries that differ from the stored ones; return what was stored for the first few of them."""
        previous: dict[str, PageEntry] = {}
        taken: set[str] = set()

        def differing() -> Iterator[PackedEntry]:
            for entry in added:
                known = self._old.get(entry.url)
                same = known is not None and known.digest == entry.digest and entry.url not in taken
                if same or entry.url not in addresses:
                    continue
                taken.add(entry.url)
                if known and entry.url not in previous and len(previous) <= PATCHED_AT_MOST:
                    previous[entry.url] = self._store.entry(entry.url)
                yield entry

        self._store.put_pages(differing())
        return previous

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
        """Change the few files that new and changed pages concern."""
        pages = (
            PatchedPage(number, previous.get(page.url), self._store.entry(page.url))
            for number, page in enumerate(order)
            if page.page is None
        )
        patch_files(self._files, pages, layout)

    def _outdated(self, order: list[StoredPage]) -> list[str]:
        """Return the files that are wrong from the moment the pages are stored: all shards, and some texts."""
        valid = {text_name(number) for number, page in enumerate(order) if page.page == number}
        return [name for name in self._digests if name[:2] in {"g/", "t/"} and name not in valid]

    def _readings(self) -> dict[str, tuple[str, ...]]:
        titles = (card.title for card in self._store.cards())
        return read_titles((*self._terms, *titles), self._store.readings())

    def _remake_lists(self, read: Mapping[str, tuple[str, ...]]) -> None:
        if read != self._store.readings():
            self._store.keep_readings(read)
        cards = self._store.cards()
        self._files.put(TITLES, titles_file(card.title for card in cards))
        self._files.put(FACETS, facets_file(cards))
        self._files.put(PINYIN, pinyin_file({reading for all_of in read.values() for reading in all_of}, self._terms))
        for bucket, pairs in enumerate(fold_buckets()):
            self._files.put(f"fold/{bucket}", script(f"fold/{bucket}", pairs))
