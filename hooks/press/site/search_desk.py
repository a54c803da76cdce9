"""What the search index is told of each page, and only when it does not know it already."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from functools import cached_property

from press.search.entry_facts import EntryFacts
from press.search.html_text import PageText
from press.search.index import SearchFiles, SearchIndex
from press.search.pinyin import load_terms
from press.search.read_titles import Readings, begin_titles
from press.search.remake import load
from press.site.file_store import StoredFile
from press.site.found import Found, told_of
from press.site.inputs import SiteInputs
from press.site.page_store import PageStore
from press.site.planned import PlannedPage

TERMS = "tcm_terms.txt"


class SearchDesk:
    """Feeds one build's pages to the index.

    Args:
        inputs: where cache and terms lie.
        store: files, and what the index was last told of each page.
    """

    def __init__(self, inputs: SiteInputs, store: PageStore) -> None:
        self._store = store
        self._folder = inputs.cache
        self._jobs = inputs.jobs
        self._terms = load_terms(inputs.overlays / "rules" / TERMS)
        self._words: dict[str, PageText] = {}
        self._added: dict[str, str] = {}
        self._learning: Callable[[], Readings] | None = None
        self.claim = ""
        """Name of the update that this build made, once it is made."""

    @cached_property
    def _index(self) -> SearchIndex:
        return self._opened()

    def _opened(self) -> SearchIndex:
        return SearchIndex(self._folder / "search.sqlite", self._terms, self._jobs)

    def _end(self) -> None:
        self.claim = self._index.claim
        self.close()

    def close(self) -> None:
        """Release the index."""
        if "_index" in self.__dict__:
            self._index.close()
            del self._index

    def begin_learning(self, titles: Iterable[str]) -> None:
        """Let another process prepare the readings of titles, which takes 80 MB: while this one holds little.

        Raises:
            press.search.store.StoreError: If the index cannot be opened.
        """
        with closing(self._opened()) as index:  # no process may inherit it
            known = index.readings()
        self._learning = begin_titles((*self._terms, *titles), known)

    def end_learning(self) -> None:
        """Wait for those readings and keep them; nothing happens if none are being prepared.

        Raises:
            press.search.store.StoreError: If the index cannot be written.
        """
        if self._learning is None:
            return
        read, self._learning = self._learning(), None
        with closing(self._opened()) as index:  # as above: pages are made by several
            index.learn(read)

    @staticmethod
    def load() -> None:
        """Load what the making of the index needs, before processes share it: while others are at work."""
        load()

    def take(self, source: str, words: PageText) -> None:
        """Note the words of a page that the engine rendered."""
        self._words[source] = words

    def add(self, source: str, found: Found) -> None:
        """Note the entry of a page that was made in this build."""
        self._index.add(found.entry)
        self._added[source] = found.told

    def knows(self, one: EntryFacts, text_key: str) -> bool:
        """Whether the index holds a page as it is: with these facts, and with the text of this key."""
        return self._held.get(one.url) == told_of(text_key, one)

    @cached_property
    def _held(self) -> dict[str, str]:
        """By address of each page in the index, what it was last told of it."""
        told = self._store.indexed()
        if not told:
            return {}
        with closing(self._opened()) as index:
            known = index.known()
        return {url: digest for url, digest in told.items() if url in known}

    def finish(
        self,
        pages: Iterable[PlannedPage],
        facts_of: Callable[[PlannedPage], EntryFacts | None],
        text_keys: Mapping[str, str],
    ) -> dict[str, StoredFile]:
        """Bring the index up to date and return its files by site-relative address.

        Args:
            pages: all that can be found.
            facts_of: tells of a page that was not made in this build.
            text_keys: by source, the key of the page's rendered text; empty: the texts of all pages are new.

        Raises:
            press.search.store.StoreError: If the index cannot be written.
            LookupError: A page was neither made nor known (`knows`).
        """
        told = self._told(pages, facts_of, text_keys)
        made = self._index.finish(told.keys(), self._write, self._store.files.put)
        stored = {address: self._stored(address, made) for address in made.digests}
        self._store.put_indexed(told)
        self._end()
        return stored

    def _told(
        self,
        pages: Iterable[PlannedPage],
        facts_of: Callable[[PlannedPage], EntryFacts | None],
        text_keys: Mapping[str, str],
    ) -> dict[str, str]:
        """Note every page that the index does not hold as it is; return, by address, what it is told of each."""
        before = self._store.indexed() if text_keys else {}
        known = self._index.known()
        told: dict[str, str] = {}
        changed: list[str] = []
        for page in pages:
            made_now = self._added.get(page.source)
            facts = None if made_now else facts_of(page)
            told[page.url] = told_of(text_keys.get(page.source, ""), facts) if facts else made_now or ""
            if page.url not in known or before.get(page.url) != told[page.url]:
                changed.append(page.url)
                if facts:
                    self._note(page.source, facts, text_keys)
        self._store.forget_indexed(changed)
        return told

    def holds(self, claim: str) -> bool:
        """Whether the index is the one that an update of this name (`claim`) left behind."""
        return self._index.claim == claim

    def patch(self, facts: Mapping[str, EntryFacts], text_keys: Mapping[str, str]) -> dict[str, StoredFile]:
        """Tell the index of a few pages whose words changed; return the files that this changed.

        Raises:
            press.search.store.StoreError: If the index cannot be written.
        """
        told = {one.url: told_of(text_keys.get(source, ""), one) for source, one in facts.items()}
        known = self._store.indexed()
        self._add(facts, text_keys)
        stored = self._index.patch(self._write, self._store.files.put)
        if stored is None:
            made = self._index.finish(known.keys() | told.keys(), self._write, self._store.files.put)
            stored = {address: self._stored(address, made) for address in made.changed}
        self._store.add_indexed(told)
        self._end()
        return dict(stored)

    def _add(self, facts: Mapping[str, EntryFacts], text_keys: Mapping[str, str]) -> None:
        """Note entries; from here until the build remembers them, the index is not trusted to hold the old ones."""
        self._store.forget_indexed(one.url for one in facts.values())
        for source, one in facts.items():
            self._note(source, one, text_keys)

    def _note(self, source: str, one: EntryFacts, text_keys: Mapping[str, str]) -> None:
        if source not in self._added:
            words = self._words.get(source)
            if words is None and text_keys:
                raise LookupError(f"the index does not know the words of {source}, which was not made")
            self._index.add(one.entry(words or PageText((), "")))

    def _write(self, digest: str, data: bytes) -> StoredFile:
        return self._store.files.write(digest, data, text=True)

    def _stored(self, address: str, made: SearchFiles[StoredFile]) -> StoredFile:
        written = made.written.get(address)
        if written:
            return written
        digest = made.digests[address]
        stamps = self._store.files.stamps(digest)
        return StoredFile(digest, stamps) if stamps else self._store.files.keep(made.read(address), text=True)
