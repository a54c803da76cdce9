"""Making pages: text, template, file. Every page by itself, so that processes can share them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from typing import NamedTuple, Protocol

from press.forked import forked
from press.markup.convert import Converter
from press.search.entry import pack
from press.search.entry_facts import EntryFacts
from press.search.html_text import read_html
from press.site.brief import Brief, written
from press.site.file_store import StoredFile
from press.site.found import Found, told_of
from press.site.page_store import StoredText
from press.site.planned import PlannedPage, RenderedText
from press.site.reuse import Reuse, rendered
from press.site.text_desk import TextDesk


class Template(Protocol):
    """The engine's part in a page: Markdown settings and templates."""

    def converter(self) -> Converter:
        """Return a converter with the extensions of the site."""

    def load(self, pages: Iterable[PlannedPage]) -> None:
        """Read what the making of pages needs, before processes share it: else each reads it for itself."""

    def render(self, page: PlannedPage, content: str) -> str:
        """Return the whole HTML document of a page whose text is `content`."""


class Owner(Protocol):
    """A build, asked about its pages."""

    def is_marked(self, page: PlannedPage | None, html: str) -> bool:
        """Whether a finished page carries the mark."""

    def brief_of(self, page: PlannedPage) -> Brief | None:
        """Return a page's brief, if it has one that is not kept already."""

    def facts_of(self, page: PlannedPage) -> EntryFacts | None:
        """Return what the search index is told of a page; None for a page that is not searched for."""


class MadeText(NamedTuple):
    """A text that was rendered now: its HTML, what the store keeps of it, and what the search index does."""

    html: str
    entry: StoredText
    found: Found | None


class MadePage(NamedTuple):
    """A page that was made now; a plain tuple, because it comes from another process as often as not.

    entry   what the store keeps of its text; None when the text was rendered before
    found   what the search index keeps of it; None for a page that is not searched for
    stored  its file in the store; None when it may not be kept there
    brief   key and bytes of its brief, where one is wanted
    loose   its HTML when it may not be kept
    marked  whether it carries the mark
    """

    entry: StoredText | None
    found: Found | None
    stored: StoredFile | None
    loose: str = ""
    marked: bool = True
    brief: tuple[str, bytes] | None = None


class Maker:
    """Makes the pages of one build.

    Args:
        desk: where texts are worked on.
        reuse: the store.
        template: the engine's part.
        texts: rendered texts that boards print, by source; those made here are added.
        owner: the build whose pages these are.
    """

    def __init__(
        self,
        desk: TextDesk,
        reuse: Reuse,
        template: Template,
        texts: MutableMapping[str, RenderedText],
        owner: Owner,
    ) -> None:
        self._desk = desk
        self._reuse = reuse
        self._template = template
        self._texts = texts
        self._owner = owner
        self._converter = template.converter()

    def texts(self, pages: Sequence[PlannedPage], jobs: int) -> Iterator[tuple[PlannedPage, MadeText]]:
        """Render the texts that other pages print."""
        for page, made in zip(pages, forked(self.text, pages, jobs), strict=True):
            self._texts[page.source] = rendered(made.entry.record)
            yield page, made

    def pages(self, pages: Sequence[PlannedPage], jobs: int) -> Iterator[tuple[PlannedPage, MadePage]]:
        """Make pages; every text that another page prints must have been rendered."""
        self._reuse.store.flush()  # no process may inherit an open group
        self._template.load(pages)
        return zip(pages, forked(self.page, pages, jobs), strict=True)

    def text(self, page: PlannedPage) -> MadeText:
        """Render one text."""
        html = self._converter.convert(self._desk.open(page))
        made, text, record = self._desk.close(html, keep=page.printed_elsewhere)
        entry = self._reuse.entry_of(page, text, record)
        return MadeText(made, entry, self._found(page, made))

    def _found(self, page: PlannedPage, html: str) -> Found | None:
        facts = self._owner.facts_of(page)
        if facts is None:
            return None
        return Found(pack(facts.entry(read_html(html))), told_of(self._reuse.text_keys.get(page.source, ""), facts))

    def page(self, page: PlannedPage) -> MadePage:
        """Make one page."""
        known = self._texts.get(page.source)
        made = None if known else self.text(page)
        text = made.html if made else known.whole if known else ""
        html = self._template.render(page, text)
        entry, found = (made.entry, made.found) if made else (None, self._found(page, text))
        if not self._owner.is_marked(page, html):
            return MadePage(entry, found, None, html, marked=False)
        stored = self._reuse.write_page(page, html)
        return MadePage(entry, found, stored, "" if stored else html, brief=self._brief(page) if stored else None)

    def _brief(self, page: PlannedPage) -> tuple[str, bytes] | None:
        key = self._reuse.brief_key(page)
        brief = self._owner.brief_of(page) if key else None
        return (key, written(brief)) if key and brief else None
