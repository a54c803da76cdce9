"""One build in progress: what the engine's events hand over, and what they ask for."""

from __future__ import annotations

import dataclasses
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from press.cache import Cache
from press.content.rare import rare_characters
from press.findings import Finding, Severity
from press.model import Bulletin
from press.publish.outcome import Outcome
from press.search.html_text import read_html
from press.site.addresses import HOME
from press.site.assemble import Assembled, assemble
from press.site.boards import RenderedText
from press.site.file_store import TEXTS, StoredFile, place
from press.site.front import site_view
from press.site.head import head_view
from press.site.inputs import SiteInputs
from press.site.machine_files import machine_files
from press.site.making import Maker, Template
from press.site.page_store import PageStore, StoredText, digest_of, files_digest
from press.site.plan import PlannedPage, published
from press.site.rare_glyphs import RareFont, rare_font_files
from press.site.reuse import Kept, Reuse, rendered
from press.site.search_desk import SearchDesk
from press.site.structured_data import SiteFacts
from press.site.text_desk import TextDesk
from press.site.views import ArticleView, BoardSheets, BoardView, HeadView, SheetView, SiteView

SPARE_FILES = 40_000
"""Files that may lie unused in the store (a theme tried out and taken back) before they are cleared away."""


@dataclass(frozen=True, slots=True)
class PageContext:
    """What a page's template is given."""

    site: SiteView
    head: HeadView | None
    view: object


@dataclass(frozen=True, slots=True)
class PrintedMatter:
    """What was made for paper: published files, and by board and article what its page offers."""

    files: Mapping[str, Path] = field(default_factory=dict)
    made: Mapping[str, bytes] = field(default_factory=dict)
    sheets: Mapping[str, BoardSheets] = field(default_factory=dict)
    leaflets: Mapping[str, SheetView] = field(default_factory=dict)


@dataclass
class BuildSession:
    """Holds one build's plan and gathers what comes up on the way. Made anew for every build."""

    inputs: SiteInputs
    assembled: Assembled
    findings: list[Finding]
    texts: dict[str, RenderedText] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)
    loose: dict[str, str] = field(default_factory=dict)
    printed: PrintedMatter = field(default_factory=PrintedMatter)
    theme: Mapping[str, Path] = field(default_factory=dict)
    pages: int = 0
    remarks: list[str] = field(default_factory=list)

    @classmethod
    def start(cls, inputs: SiteInputs) -> BuildSession:
        """Assemble the site and see which of its pages are made already.

        Raises:
            PressError: As `press.site.assemble.assemble`.
        """
        assembled = assemble(inputs)
        session = cls(inputs, assembled.value, list(assembled.findings))
        session.findings.extend(session.rare_font[1])
        session.take_known()
        return session

    @cached_property
    def desk(self) -> TextDesk:
        """Where texts are worked on, one at a time."""
        return TextDesk(self.inputs, self.assembled)

    @cached_property
    def rare_font(self) -> tuple[RareFont, tuple[Finding, ...]]:
        """The subset of rare characters that this site uses, and what was found on the way."""
        library = self.assembled.context.library
        used = {name: self.inputs.shown("doctors.yml") for name in self._rare_names()}
        for document in published(library):
            for character in (*document.rare, *rare_characters(document.title)):
                used.setdefault(character, self.inputs.shown(document.path))
        font = rare_font_files(used, self.inputs.overlays / "fonts", Cache(self.inputs.cache))
        return font.value, font.findings

    def _rare_names(self) -> tuple[str, ...]:
        doctors = self.assembled.context.library.doctors.values()
        return rare_characters("".join(repr(doctor) for doctor in doctors))

    @cached_property
    def facts(self) -> SiteFacts:
        """What machine-readable data says of the publisher."""
        context = self.assembled.context
        county = context.library.county
        return SiteFacts(context.title, context.address, next(iter(county.organisers), county.name))

    @cached_property
    def store(self) -> PageStore:
        """What was made before, and where what is made now is kept."""
        return PageStore(self.inputs.cache / "pages")

    @cached_property
    def reuse(self) -> Reuse | None:
        """Tells which pages need not be made again; None when the engine's part in a page is not known."""
        if not self.inputs.engine:
            return None
        program = Path(__file__).resolve().parents[2]
        own = files_digest((self.inputs.overlays / "theme", program), frozenset({".html", ".py"}))
        base = digest_of(self.inputs.engine, own)
        return Reuse(self.store, base, self.desk, lambda page: (self._site_for(page), self.facts))

    @cached_property
    def search(self) -> SearchDesk:
        """Where the search index is told of pages."""
        return SearchDesk(self.inputs, self.assembled.context, self.store if self.reuse else None)

    @cached_property
    def _site(self) -> SiteView:
        context = self.assembled.context
        mark = self.assembled.marks.on(None, self.inputs.today)
        return site_view(context.library, context.title, mark, self.rare_font[0].stylesheet)

    def _site_for(self, page: PlannedPage | None) -> SiteView:
        published_on = page.document.published if page and page.document else None
        return dataclasses.replace(self._site, mark=self.assembled.marks.on(published_on, self.inputs.today))

    def take_known(self) -> None:
        """Take from the store what need not be made again."""
        if self.reuse is None:
            return
        pages = self.assembled.plan.pages
        texts = self.reuse.known_texts(pages)
        self.texts.update((source, rendered(record)) for source, record in texts.items() if record.kept)
        for source, record in texts.items():
            page = pages[source]
            # What a board's page, or that of an article on a board, offers for print is known only after printing, so
            # these few are always made.
            offers = isinstance(page.document, Bulletin) or page.printed_elsewhere
            kept = None if offers else self.reuse.kept_page(page)
            if kept is not None:
                self.kept[source] = kept
            if kept is not None or record.kept:
                self.findings.extend(record.findings)
        self.pages += len(self.kept)

    def page(self, source: str) -> PlannedPage | None:
        """Return the planned page of an engine source."""
        return self.assembled.plan.pages.get(source)

    def pages_to_make(self) -> list[PlannedPage]:
        """Return the pages that the engine is asked for."""
        return [page for source, page in self.assembled.plan.pages.items() if source not in self.kept]

    def make_texts(self, template: Template) -> None:
        """Render every text that another page prints, unless it is known; before anything is printed."""
        wanted = [page for page in self.pages_to_make() if page.printed_elsewhere and page.source not in self.texts]
        for page, made in self._maker(template).texts(wanted, self.inputs.jobs):
            self._take_text(page, made.entry)

    def make_pages(self, template: Template) -> None:
        """Make every page that the store does not have."""
        wanted = self.pages_to_make()
        made_now = self._maker(template).pages(wanted, self.inputs.jobs)
        with self.inputs.reporter.stage("生成网页", len(wanted)) as stage:
            for page, made in made_now:
                if made.entry is not None:
                    self._take_text(page, made.entry)
                if not made.marked:
                    self._tell_unmarked(page.url)
                else:
                    self.pages += 1
                if made.stored is not None and self.reuse is not None:
                    self.kept[page.source] = self.reuse.keep_page(page, made.stored)
                else:
                    self.loose[page.url] = made.loose
                stage.advance()

    def _maker(self, template: Template) -> Maker:
        if self.reuse is None:
            raise LookupError("pages are made here only when the engine's part in them is known")
        return Maker(self.desk, self.reuse, template, self.texts, self._is_marked)

    def _take_text(self, page: PlannedPage, entry: StoredText) -> None:
        self.findings.extend(entry.record.findings)
        if self.reuse is not None:
            self.reuse.keep_text(page, entry)

    def take_html(self, page: PlannedPage, html: str) -> str:
        """Sanitise a text that the engine rendered and keep it if a board prints it; return what the page prints."""
        made, _, record = self.desk.close(html, keep=page.printed_elsewhere)
        self.search.take(page, read_html(made))
        self.findings.extend(record.findings)
        if record.kept:
            self.texts[page.source] = rendered(record)
        return made

    def context_of(self, page: PlannedPage | None) -> PageContext:
        """Return what a page's template prints; None for the engine's own pages (404)."""
        site = self._site_for(page)
        if page is None:
            return PageContext(site, None, None)
        view = page.make(self.texts)
        if isinstance(view, BoardView) and page.document is not None:
            view = dataclasses.replace(view, printed=self.printed.sheets.get(page.document.slug))
        elif isinstance(view, ArticleView) and page.document is not None:
            view = dataclasses.replace(view, leaflet=self.printed.leaflets.get(page.document.slug))
        excerpt = page.document.excerpt if page.document else ""
        return PageContext(site, head_view(view, self.facts, title=page.title, url=page.url, description=excerpt), view)

    def take_page(self, page: PlannedPage | None, html: str) -> None:
        """Count a page that the engine finished."""
        if self._is_marked(page, html):
            self.pages += 1
        else:
            self._tell_unmarked(page.url if page else "404.html")

    def _is_marked(self, page: PlannedPage | None, html: str) -> bool:
        return posixpath.basename(self._site_for(page).mark.url) in html

    def _tell_unmarked(self, name: str) -> None:
        """A page without its mark is a finding (an independent proof is `check`'s business)."""
        self.findings.append(
            Finding("site/no-mark", Severity.ERROR, f"页面 {name} 上没有活动标识", "请检查 overlays/theme 里的模板")
        )

    def finish(self, staged: Path) -> None:
        """Put everything into the site: pages, media, the theme's files, and what machines read."""
        for address, stored in self._files(staged).items():
            self.store.files.place(stored, staged / address)
        docs = self.inputs.docs
        for address, file in {**self.assembled.plan.copies, **self.printed.files}.items():
            place(file, staged / address, own=not file.is_relative_to(docs))
        if self.reuse is not None:
            self.reuse.close(SPARE_FILES)
        self.store.close()

    def _files(self, staged: Path) -> dict[str, StoredFile]:
        """Return every file of the store that belongs to this site, by address."""
        made = machine_files(self.assembled, self.inputs)
        self.findings.extend(made.findings)
        self.pages += made.value.redirects
        written = {**self.assembled.marks.files, **self.rare_font[0].files, **self.printed.made, **made.value.files}
        written.update((url, html.encode("utf-8", "xmlcharrefreplace")) for url, html in self.loose.items())
        written.update((address, file.read_bytes()) for address, file in self.theme.items())
        written.update(_taken_back(staged))
        found = {kept.page.url: kept.file for kept in self.kept.values()}
        for address, data in written.items():
            found[address] = self.store.files.keep(data, text=posixpath.splitext(address)[1] in TEXTS)
        pages = [page for page in self.assembled.plan.pages.values() if page.document and page.url != HOME]
        found.update(self.search.finish(pages, self.reuse.text_keys if self.reuse else {}, self.store.files))
        if self.reuse is not None:
            self.reuse.used.update(stored.key for stored in found.values())
        return found

    def outcome(self, site: Path) -> Outcome:
        """Return the figures of the finished build."""
        return Outcome(
            pages=self.pages,
            pictures=self.assembled.pictures,
            posters=self.assembled.posters,
            findings=tuple(self.findings),
            site_dir=site,
            remarks=(*self.remarks, *self.assembled.marks.remarks),
        )


def _taken_back(staged: Path) -> Iterator[tuple[str, bytes]]:
    """Take the few pages that the engine wrote itself (404.html) out of the site, to be put back with the others."""
    for file in sorted(staged.glob("*.html")):
        yield file.name, file.read_bytes()
        file.unlink()
