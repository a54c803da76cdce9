"""What every build does with its pages, whether it planned the whole site or resumes an earlier build."""

from __future__ import annotations

import os
import posixpath
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from press.findings import Finding, Severity
from press.publish.tree import lay_out
from press.site.brief import Brief, PageContext
from press.site.file_store import TEXTS, StoredFile
from press.site.inputs import SiteInputs
from press.site.making import Maker, Template
from press.site.page_store import PageStore, StoredText
from press.site.planned import PlannedPage, RenderedText
from press.site.reuse import Kept, Reuse
from press.site.text_desk import TextDesk

if TYPE_CHECKING:
    from press.campaign.model import Campaign
    from press.publish.outcome import Outcome
    from press.search.entry_facts import EntryFacts
    from press.site.search_desk import SearchDesk

SPARE_FILES = 40_000
"""Files that may lie unused in the store (a theme tried out and taken back) before they are cleared away."""


@dataclass
class SiteWork(ABC):
    """One build in progress: pages made and kept, and what came up on the way.

    inputs    where it reads, and what it is told
    desk      where texts are worked on, one at a time
    store     what was made before, and where what is made now is kept
    reuse     tells what need not be made again; None when the engine's part in a page is not known
    texts     rendered texts that boards and leaflets print, by source
    kept      pages in the store, by source
    loose     pages that may not be kept there, by address
    told      findings of each text, by source
    theme     files of the theme, by address
    resumed   whether everything but some texts is taken from the last build
    """

    resumed: ClassVar[bool] = False

    inputs: SiteInputs
    desk: TextDesk
    store: PageStore
    reuse: Reuse | None
    findings: list[Finding] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    texts: dict[str, RenderedText] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)
    loose: dict[str, str] = field(default_factory=dict)
    told: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    theme: Mapping[str, Path] = field(default_factory=dict)
    pages: int = 0

    @abstractmethod
    def context_of(self, page: PlannedPage | None) -> PageContext:
        """Return what a page's template prints; None for the engine's own pages (404)."""

    @abstractmethod
    def brief_of(self, page: PlannedPage) -> Brief | None:
        """Return a page's brief, if it has one that is not kept already."""

    @abstractmethod
    def facts_of(self, page: PlannedPage) -> EntryFacts | None:
        """Return what the search index is told of a page; None for a page that is not searched for."""

    @property
    @abstractmethod
    def campaigns(self) -> tuple[Campaign, ...]:
        """Whose marks are shown."""

    @property
    @abstractmethod
    def publisher(self) -> str:
        """Who answers for the site."""

    @abstractmethod
    def make_pages(self, template: Template) -> None:
        """Make every page that the store does not have."""

    @abstractmethod
    def finish(self, staged: Path) -> None:
        """Put everything into the site."""

    @abstractmethod
    def outcome(self, site: Path) -> Outcome:
        """Return the figures of the finished build."""

    @cached_property
    def search(self) -> SearchDesk:
        """Where the search index is told of pages."""
        from press.site.search_desk import SearchDesk  # noqa: PLC0415 - a tenth of a second, only where a text changed

        return SearchDesk(self.inputs, self.store)

    @abstractmethod
    def mark_of(self, page: PlannedPage | None) -> str:
        """Return the address of the picture of a page's mark; None for the engine's own pages."""

    def make(self, template: Template, wanted: list[PlannedPage]) -> None:
        """Make pages."""
        made_now = self.maker(template).pages(wanted, self.inputs.jobs)
        self.prepare_rest()
        with self.inputs.reporter.stage("生成网页", len(wanted)) as stage:
            for page, made in made_now:
                if made.entry is not None:
                    self.take_text(page, made.entry)
                if made.found is not None:
                    self.search.add(page.source, made.found)
                self._count(page.url, marked=made.marked)
                if made.stored is not None and self.reuse is not None:
                    self.kept[page.source] = self.reuse.keep_page(page, made.stored)
                    if made.brief is not None:
                        self.reuse.keep_brief(page, *made.brief)
                else:
                    self.loose[page.url] = made.loose
                stage.advance()

    @abstractmethod
    def prepare_rest(self) -> None:
        """Do what needs no page, while other processes begin with the pages."""

    def maker(self, template: Template) -> Maker:
        """Return what makes pages.

        Raises:
            LookupError: The engine's part in a page is not known.
        """
        if self.reuse is None:
            raise LookupError("pages are made here only when the engine's part in them is known")
        return Maker(self.desk, self.reuse, template, self.texts, self)

    def take_text(self, page: PlannedPage, entry: StoredText) -> None:
        """Keep a text that was rendered now."""
        self.told[page.source] = entry.record.findings
        if self.reuse is not None:
            self.reuse.keep_text(page, entry)

    def take_page(self, page: PlannedPage | None, html: str) -> None:
        """Count a page that the engine finished."""
        self._count(page.url if page else "404.html", marked=self.is_marked(page, html))

    def is_marked(self, page: PlannedPage | None, html: str) -> bool:
        """Whether a finished page carries the mark (an independent proof is `check`'s business)."""
        return posixpath.basename(self.mark_of(page)) in html

    def _count(self, name: str, *, marked: bool) -> None:
        if marked:
            self.pages += 1
            return
        self.findings.append(
            Finding("site/no-mark", Severity.ERROR, f"页面 {name} 上没有活动标识", "请检查 overlays/theme 里的模板")
        )

    def abandon(self) -> None:
        """Let go of the store after a failure, so that the next build in this process finds it free."""
        if "search" in self.__dict__:
            self.search.close()
        self.store.close()

    def keep_files(self, written: Mapping[str, bytes]) -> dict[str, StoredFile]:
        """Keep files by their bytes; return them by address."""
        return {
            address: self.store.files.keep(data, text=posixpath.splitext(address)[1] in TEXTS)
            for address, data in written.items()
        }

    @property
    def spare(self) -> Path:
        """Where the site before last is kept, for the next one to be laid out on."""
        return self.inputs.cache / "pages" / "spare"

    def lay_out(self, staged: Path, files: Mapping[str, StoredFile], others: Mapping[str, Path]) -> None:
        """Put files of the store, and others of ours and from docs/, into the site."""
        originals = f"{self.inputs.docs}{os.sep}"
        links, copies = self.store.files.links(files), {}
        for address, file in others.items():
            if str(file).startswith(originals):
                copies[address] = file
            else:
                links[address] = str(file)
        lay_out(staged, links, copies, self.spare, self.store.files.inodes)

    def taken_back(self, staged: Path) -> dict[str, bytes]:
        """Take the few pages that the engine wrote itself (404.html) out of the site, to be put back like others."""
        found = {file.name: file.read_bytes() for file in sorted(staged.glob("*.html"))}
        for name in found:
            (staged / name).unlink()
        return found
