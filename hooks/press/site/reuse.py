"""Which pages need not be made again, and the keys under which those that are made are kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from press.site.file_store import StoredFile
from press.site.page_store import PageStore, StoredText, TextRecord, digest_of, stored_text
from press.site.planned import PlannedPage, RenderedText
from press.site.text_desk import OpenText, TextDesk


@dataclass(frozen=True, slots=True)
class Kept:
    """A page that is taken from the store."""

    page: PlannedPage
    file: StoredFile


class Reuse:
    """The store as one build sees it.

    Args:
        store: on disk.
        base: digest of engine, configuration, theme and program: what every page depends on.
        shared: gives, for a page, what its template prints beside its view (site, head facts); plain frozen values.
        view: gives a page's view before any text is printed in it.
    """

    def __init__(
        self,
        store: PageStore,
        base: str,
        desk: TextDesk,
        shared: Callable[[PlannedPage], tuple[object, ...]],
        view: Callable[[PlannedPage], object] = lambda page: page.make({}),
    ) -> None:
        self.store = store
        self.base = base
        self._desk = desk
        self._shared = shared
        self._view = view
        self.text_keys: dict[str, str] = {}
        self._view_keys: dict[str, str] = {}
        """Of pages that are kept: they are asked for again when everything is done."""
        self._last_view: tuple[str | None, str] = (None, "")
        """Source and view key of the page that was worked on last: each is asked for twice."""
        self.brief_keys: dict[str, str] = {}
        self.used: set[str] = set()

    def known_texts(self, pages: Mapping[str, PlannedPage]) -> dict[str, TextRecord]:
        """Return, by source, the texts that need not be rendered again."""
        found: dict[str, TextRecord] = {}
        for source, page in pages.items():
            source_key = self._source_key(page)
            lookups = self.store.lookups(source_key)
            if lookups is None:
                continue
            key = digest_of(source_key, self._desk.answers(page, lookups))
            record = self.store.text(key)
            if record is not None and (record.kept or not page.printed_elsewhere):
                self.text_keys[source] = key
                found[source] = record
        return found

    def kept_page(self, page: PlannedPage) -> Kept | None:
        """Return the finished page if everything it depends on is as it was."""
        key = self._page_key(page)
        stamps = self.store.files.stamps(key) if key else None
        if key is None or stamps is None:
            return None
        self.used.add(key)
        self._view_keys[page.source] = self.view_key(page)
        return Kept(page, StoredFile(key, stamps))

    def entry_of(self, page: PlannedPage, text: OpenText, record: TextRecord) -> StoredText:
        """Return what the store is to keep of a text that was rendered now; its page can be keyed from here on."""
        source_key = self._source_key(page)
        key = self.text_keys[page.source] = digest_of(source_key, tuple(text.lookups.values()))
        return stored_text(source_key, text.lookups, key, record)

    def keep_text(self, page: PlannedPage, entry: StoredText) -> None:
        """Keep a rendered text."""
        self.text_keys[page.source] = entry.key
        self.store.put_text(entry)

    def write_page(self, page: PlannedPage, html: str) -> StoredFile | None:
        """Write a page's file beside the others; None when a text that the page prints is not known."""
        data = html.encode("utf-8", "xmlcharrefreplace")
        key = self._page_key(page)
        return self.store.files.write(key, data, text=True) if key else None

    def keep_page(self, page: PlannedPage, stored: StoredFile) -> Kept:
        """Keep a page whose file was written."""
        self.used.add(stored.key)
        self.store.files.put(stored)
        return Kept(page, stored)

    def close(self, spare: int) -> None:
        """Clear away files that this build did not use once there are more than `spare`."""
        self.store.files.prune(self.used, spare)

    def _source_key(self, page: PlannedPage) -> str:
        document = page.document
        return digest_of(
            self.base,
            page.source,
            page.url,
            document.digest if document else "",
            document.body_line if document else 0,
        )

    def _page_key(self, page: PlannedPage) -> str | None:
        """Return the key, or None while a text that the page prints is not known."""
        texts = [self.text_keys.get(source) for source in (page.source, *page.prints)]
        if None in texts:
            return None
        return digest_of(texts, self.view_key(page))

    def view_key(self, page: PlannedPage) -> str:
        """Return a digest of all that a page's template prints beside its text."""
        known = self._view_keys.get(page.source)
        if known is not None:
            return known
        if self._last_view[0] != page.source:
            excerpt = page.document.excerpt if page.document else ""
            key = digest_of(page.template, page.title, excerpt, self._view(page), *self._shared(page))
            self._last_view = page.source, key
        return self._last_view[1]

    def brief_key(self, page: PlannedPage) -> str | None:
        """Return the key of a page's brief; None for a page that depends on other texts than its own."""
        if page.document is None or page.prints or page.offers_print:
            return None
        key = self.brief_keys.get(page.source)
        if key is None:
            outline = repr(page.document).replace(page.document.digest, "")  # faster than a copy without it
            key = self.brief_keys[page.source] = digest_of(self.view_key(page), page.source, page.url, outline)
        return key

    def keep_brief(self, page: PlannedPage, key: str, brief: bytes) -> None:
        """Keep a page's brief."""
        self.brief_keys[page.source] = key
        self.store.put_brief(key, brief)


def rendered(record: TextRecord) -> RenderedText:
    """Return the text a board prints."""
    return RenderedText(record.excerpt, record.whole)


__all__ = ["Kept", "Reuse", "rendered"]
