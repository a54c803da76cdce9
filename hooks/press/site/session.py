"""A whole build: everything in docs/ read and planned, and pages made that the store does not have."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from press.campaign.model import Campaign
from press.content.survey import Survey
from press.findings import PASSING, Checked, Finding
from press.publish.outcome import Outcome
from press.search.entry_facts import EntryFacts
from press.search.html_text import read_html
from press.site.assemble import Assembled, assemble
from press.site.brief import Brief, PageContext, brief_of
from press.site.entry_facts import is_found
from press.site.file_store import StoredFile
from press.site.inputs import SiteInputs
from press.site.library_later import LibraryLater
from press.site.machine_files import MachineFiles, machine_files
from press.site.making import Template
from press.site.page_contexts import PageContexts
from press.site.page_store import PageStore
from press.site.planned import PlannedPage
from press.site.printed import PrintedMatter
from press.site.rare_font import font_for
from press.site.rare_glyphs import RareFont
from press.site.reuse import Kept, Reuse, rendered
from press.site.snapshot import PageRow, Snapshot, texts_of
from press.site.text_desk import TextDesk
from press.site.work import SPARE_FILES, SiteWork


@dataclass(kw_only=True)
class BuildSession(SiteWork):
    """Holds one build's plan and gathers what comes up on the way. Made anew for every build.

    state  digest of everything the build depends on but the bytes of texts; empty: no snapshot is taken
    """

    assembled: Assembled
    survey: Survey
    state: str = ""
    printed: PrintedMatter = field(default_factory=PrintedMatter)

    @classmethod
    def start(  # noqa: PLR0913 - all that a build begins with
        cls,
        inputs: SiteInputs,
        store: PageStore,
        survey: Survey,
        *,
        base: str,
        state: str,
        library_later: LibraryLater | None = None,
    ) -> BuildSession:
        """Assemble the site and see which of its pages are made already.

        Args:
            inputs: where to read, and what the build is told.
            store: of the project's cache.
            survey: of docs/.
            base: digest of engine, theme and program; empty when the engine's part in a page is not known.
            state: see the class.
            library_later: as for `press.site.assemble.assemble`.

        Raises:
            PressError: As `press.site.assemble.assemble`.
        """
        made = assemble(inputs, survey, library_later)
        assembled = made.value
        desk = TextDesk(inputs, assembled.tree, assembled.context.media, assembled.plan)
        session = cls(
            inputs=inputs,
            desk=desk,
            store=store,
            reuse=None,
            findings=list(made.findings),
            assembled=assembled,
            survey=survey,
            state=state if base else "",
        )
        if base:
            session.reuse = Reuse(store, base, desk, session._contexts.shared, session._contexts.bare_view)
            store.drop_snapshot()
        session.findings.extend(session.rare_font[1])
        session.take_known()
        session._begin_learning()
        return session

    @property
    def campaigns(self) -> tuple[Campaign, ...]:
        """Whose marks are shown."""
        return self.assembled.marks.campaigns

    @property
    def publisher(self) -> str:
        """Who answers for the site."""
        return self._contexts.facts.publisher

    @cached_property
    def rare_font(self) -> tuple[RareFont, tuple[Finding, ...]]:
        """The subset of rare characters that this site uses, and what was found on the way."""
        font = font_for(self.assembled.context.library, self.inputs)
        return font.value, font.findings

    @cached_property
    def _contexts(self) -> PageContexts:
        font_url = self.rare_font[0].stylesheet
        return PageContexts(self.assembled, self.inputs, font_url, self.texts, lambda: self.printed)

    def mark_of(self, page: PlannedPage | None) -> str:
        """Return the address of the picture of a page's mark; None for the engine's own pages."""
        return self._contexts.site(page).mark.url

    def take_known(self) -> None:
        """Take from the store what need not be made again."""
        if self.reuse is None:
            return
        pages = self.assembled.plan.pages
        texts = self.reuse.known_texts(pages)
        self.texts.update((source, rendered(record)) for source, record in texts.items() if record.kept)
        for source, record in texts.items():
            page = pages[source]
            kept = None if page.offers_print else self._kept(self.reuse, page)
            if kept is not None:
                self.kept[source] = kept
            if kept is not None or record.kept:
                self.told[source] = record.findings
        self.pages += len(self.kept)

    def _take_printed(self) -> None:
        """Take those pages from the store that could not be judged before printing."""
        if self.reuse is None:
            return
        for page in self.pages_to_make():
            kept = self._kept(self.reuse, page) if page.offers_print else None
            if kept is not None:
                self.kept[page.source] = kept
                self.pages += 1

    def _kept(self, reuse: Reuse, page: PlannedPage) -> Kept | None:
        """Return a page of the store, if the search index knows its text as well: words are kept nowhere else."""
        facts = self.facts_of(page)
        if facts is not None and not self.search.knows(facts, reuse.text_keys.get(page.source, "")):
            return None
        return reuse.kept_page(page)

    def page(self, source: str) -> PlannedPage | None:
        """Return the planned page of an engine source."""
        return self.assembled.plan.pages.get(source)

    def pages_to_make(self) -> list[PlannedPage]:
        """Return the pages that the store does not have."""
        return [page for source, page in self.assembled.plan.pages.items() if source not in self.kept]

    def _begin_learning(self) -> None:
        """Let another process work out how titles are read while the engine prepares what the making of pages needs."""
        if self.reuse is not None and self._surely_made():
            self.search.begin_learning(page.title for page in self.assembled.plan.pages.values() if is_found(page))

    def get_ready(self, template: Template) -> None:
        """Load what the making of pages needs, and hear how titles are read; before anything else is made."""
        wanted = self._surely_made()
        if wanted:
            template.load(wanted)
            self.search.end_learning()

    def _surely_made(self) -> list[PlannedPage]:
        """Return the pages that the store does not have, whatever is printed."""
        return [page for page in self.pages_to_make() if not page.offers_print]

    def make_texts(self, template: Template) -> None:
        """Render every text that another page prints, unless it is known; before anything is printed."""
        wanted = [page for page in self.pages_to_make() if page.printed_elsewhere and page.source not in self.texts]
        for page, made in self.maker(template).texts(wanted, self.inputs.jobs):
            self.take_text(page, made.entry)

    def make_pages(self, template: Template) -> None:
        """Make every page that the store does not have."""
        self._take_printed()
        self.make(template, self.pages_to_make())

    def take_html(self, page: PlannedPage, html: str) -> str:
        """Sanitise a text that the engine rendered and keep it if a board prints it; return what the page prints."""
        made, _, record = self.desk.close(html, keep=page.printed_elsewhere)
        self.search.take(page.source, read_html(made))
        self.told[page.source] = record.findings
        if record.kept:
            self.texts[page.source] = rendered(record)
        return made

    def context_of(self, page: PlannedPage | None) -> PageContext:
        """Return what a page's template prints; None for the engine's own pages (404)."""
        return self._contexts.context(page)

    def brief_of(self, page: PlannedPage) -> Brief | None:
        """Return a page's brief, if it has one that is not kept already."""
        return brief_of(page, self.context_of(page), self.facts_of(page))

    def facts_of(self, page: PlannedPage) -> EntryFacts | None:
        """Return what the search index is told of a page; None for a page that is not searched for."""
        return self._contexts.entry_facts(page)

    def finish(self, staged: Path) -> None:
        """Put everything into the site: pages, media, the theme's files, and what machines read."""
        files = self._files(staged)
        self.lay_out(staged, files, self._copies())
        if self.reuse is not None:
            if self.state and not any(finding.rule_id in PASSING for finding in self.findings):
                self.store.put_snapshot(self.reuse.base, *self._snapshot(self.reuse, files))
            self.reuse.close(SPARE_FILES)
        self.store.close()

    def _copies(self) -> dict[str, Path]:
        return {**self.assembled.plan.copies, **self.printed.files}

    @cached_property
    def _machine_files(self) -> Checked[MachineFiles]:
        return machine_files(self.assembled, self.inputs)

    def prepare_rest(self) -> None:
        """Write the site map, the feed and the redirects; load the tables of the search index if all of it is made."""
        _ = self._machine_files
        if not self.kept:
            self.search.load()

    def _files(self, staged: Path) -> dict[str, StoredFile]:
        """Return every file of the store that belongs to this site, by address."""
        made = self._machine_files
        self.findings.extend(made.findings)
        self.pages += made.value.redirects
        written = {**self.assembled.marks.files, **self.rare_font[0].files, **self.printed.made, **made.value.files}
        written.update((url, html.encode("utf-8", "xmlcharrefreplace")) for url, html in self.loose.items())
        written.update((address, file.read_bytes()) for address, file in self.theme.items())
        written.update(self.taken_back(staged))
        found = {kept.page.url: kept.file for kept in self.kept.values()}
        found.update(self.keep_files(written))
        searched = filter(is_found, self.assembled.plan.pages.values())
        found.update(self.search.finish(searched, self.facts_of, self.reuse.text_keys if self.reuse else {}))
        if self.reuse is not None:
            self.reuse.used.update(stored.key for stored in found.values())
        return found

    def _snapshot(self, reuse: Reuse, files: dict[str, StoredFile]) -> tuple[bytes, list[str]]:
        """Return what a later build needs to resume this one, and the briefs it refers to."""
        briefs = self.store.briefs()
        rows = {}
        for source, page in self.assembled.plan.pages.items():
            brief = reuse.brief_key(page) if source in self.kept else None
            rows[source] = PageRow(
                page.url, page.title, brief if brief in briefs else None, reuse.text_keys.get(source, "")
            )
        context = self.assembled.context
        snapshot = Snapshot(
            state=self.state,
            texts=texts_of(self.survey),
            pages=rows,
            files=files,
            copies=self._copies(),
            media=context.media,
            pictures=self.assembled.plan.pictures,
            sites=self._contexts.sites(),
            mark=self.mark_of(None),
            doctors=dict(context.library.doctors),
            county=context.library.county,
            campaigns=self.campaigns,
            publisher=self.publisher,
            findings=tuple(self.findings),
            search=self.search.claim,
            told={source: findings for source, findings in self.told.items() if findings},
            rules=self.assembled.rule_findings,
            counted=(self.pages, self.assembled.pictures, self.assembled.posters),
            remarks=self.assembled.marks.remarks,
        )
        return snapshot.written(), [row.brief for row in rows.values() if row.brief]

    def outcome(self, site: Path) -> Outcome:
        """Return the figures of the finished build."""
        told = (finding for findings in self.told.values() for finding in findings)
        return Outcome(
            pages=self.pages,
            pictures=self.assembled.pictures,
            posters=self.assembled.posters,
            findings=(*self.findings, *self.assembled.rule_findings, *told),
            site_dir=site,
            remarks=(*self.remarks, *self.assembled.marks.remarks),
        )
