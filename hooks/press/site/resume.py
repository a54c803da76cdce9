"""A build that starts from the last one's snapshot: nothing but the words of some texts has changed since.

What a text can touch beyond its own page is its outline (title, date, excerpt, pictures … see
`press.content.shelf.Reading`); a build is resumed only if no outline changed, nor anything else it depends on. Every
other page, list, feed and picture is then what it was, and is linked without being planned again.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, ClassVar

from press.campaign.model import Campaign
from press.content.survey import Survey
from press.findings import Finding
from press.forked import begun
from press.model import Article, Document, Graphic, Kind, Library, Video
from press.publish.outcome import Outcome
from press.site.brief import Brief, PageContext, opened
from press.site.file_store import StoredFile
from press.site.inputs import SiteInputs
from press.site.making import Template
from press.site.page_store import PageStore
from press.site.planned import PlannedPage, SitePlan
from press.site.reuse import Reuse
from press.site.snapshot import PageRow, Snapshot, texts_of
from press.site.text_desk import TextDesk
from press.site.work import SiteWork

if TYPE_CHECKING:
    from press.search.entry_facts import EntryFacts

MOST = 200
"""Changed texts from which on a whole build is no slower."""


@dataclass(frozen=True, slots=True)
class _Changed:
    """A text that changed: the page's brief, and the page as planned for the new text."""

    brief: Brief
    page: PlannedPage


@dataclass(kw_only=True)
class ResumedSession(SiteWork):
    """Makes the pages of changed texts, and takes everything else from the last build."""

    resumed: ClassVar[bool] = True

    last: Snapshot
    survey: Survey
    changed: dict[str, _Changed]
    rules_later: Callable[[], tuple[Finding, ...]] = field(default=tuple)
    """Waits for the findings of the content rules: to load them takes half as long as all the rest of one edit."""
    rules: tuple[Finding, ...] = field(default=())

    @classmethod
    def start(
        cls, inputs: SiteInputs, store: PageStore, survey: Survey, base: str, last: Snapshot
    ) -> ResumedSession | None:
        """Resume the last build; None when a whole build is needed after all.

        Args:
            inputs: where to read, and what the build is told.
            store: of the project's cache.
            survey: of docs/.
            base: digest of engine, theme and program.
            last: the last build, whose state is that of today.
        """
        paths = [path for path, digest in survey.digests.items() if last.texts.get(str(path)) != digest]
        changed = _changed(paths, survey, store, last) if len(paths) <= MOST else None
        if changed is None or not _is_whole(store, last, {one.page.url for one in changed.values()}):
            return None
        plan = SitePlan(
            pages=_PlannedAsWanted(last.pages),
            pictures=last.pictures,
            copies=last.copies,
            addresses=frozenset(row.url for row in last.pages.values()),
        )
        desk = TextDesk(inputs, survey.tree, last.media, plan)
        reuse = Reuse(store, base, desk, lambda _: ())
        session = cls(
            inputs=inputs,
            desk=desk,
            store=store,
            reuse=reuse,
            findings=list(last.findings),
            last=last,
            survey=survey,
            changed=changed,
            told=dict(last.told),
        )
        if changed and not session.search.holds(last.search):
            session.search.close()
            return None
        session.rules_later = begun(session._hold_rules) if changed else lambda: last.rules
        return session

    @property
    def campaigns(self) -> tuple[Campaign, ...]:
        """Whose marks are shown."""
        return self.last.campaigns

    @property
    def publisher(self) -> str:
        """Who answers for the site."""
        return self.last.publisher

    def make_pages(self, template: Template) -> None:
        """Make the pages whose texts changed."""
        if self.changed:
            self.store.drop_snapshot()
            self.make(template, [one.page for one in self.changed.values()])

    def prepare_rest(self) -> None:
        """Do nothing: all but pages is as it was."""

    def mark_of(self, page: PlannedPage | None) -> str:
        """Return the address of the picture of a page's mark; None for the engine's own pages."""
        return self.changed[page.source].brief.mark if page else self.last.mark

    def context_of(self, page: PlannedPage | None) -> PageContext:
        """Return what a page's template prints; None for the engine's own pages (404)."""
        site = self.last.sites[self.mark_of(page)]
        if page is None:
            return PageContext(site, None, None)
        brief = self.changed[page.source].brief
        return PageContext(site, brief.head, brief.view)

    def brief_of(self, page: PlannedPage) -> Brief | None:
        """Return None: the briefs of these pages are kept already."""
        del page
        return None

    def facts_of(self, page: PlannedPage) -> EntryFacts | None:
        """Return what the search index is told of a page; None for a page that is not searched for."""
        return self.changed[page.source].brief.facts

    def _hold_rules(self) -> tuple[Finding, ...]:
        from press.site.content_rules import read_rules  # noqa: PLC0415 - in the other process

        shown = {self.inputs.shown(one.page.source) for one in self.changed.values()}
        documents = [one.page.document for one in self.changed.values() if one.page.document]
        library = _library_of(documents, self.last)
        alone = dataclasses.replace(self.inputs, jobs=1)  # the others make pages
        found = read_rules(alone).hold(library, self.survey.tree)
        return (*(finding for finding in self.last.rules if finding.path not in shown), *found)

    def finish(self, staged: Path) -> None:
        """Put everything into the site: what was made now, and what was made before."""
        files = {**self.last.files, **self.keep_files(self.taken_back(staged))}
        files.update((kept.page.url, kept.file) for kept in self.kept.values())
        files.update(
            self.keep_files({url: html.encode("utf-8", "xmlcharrefreplace") for url, html in self.loose.items()})
        )
        files.update(self._search_files())
        self.lay_out(staged, files, self.last.copies)
        self.rules = self.rules_later()
        if self.changed and self.reuse is not None:
            self.store.put_snapshot(self.reuse.base, self._snapshot(self.reuse, files).written(), None)
        self.store.close()

    def _search_files(self) -> dict[str, StoredFile]:
        if not self.changed or self.reuse is None:
            return {}
        facts = {source: one.brief.facts for source, one in self.changed.items() if one.brief.facts is not None}
        return self.search.patch(facts, self.reuse.text_keys)

    def _snapshot(self, reuse: Reuse, files: dict[str, StoredFile]) -> Snapshot:
        pages = dict(self.last.pages)
        for source in self.changed:
            pages[source] = pages[source]._replace(text_key=reuse.text_keys[source])
        return dataclasses.replace(
            self.last,
            texts=texts_of(self.survey),
            pages=pages,
            files=files,
            search=self.search.claim,
            told={source: findings for source, findings in self.told.items() if findings},
            rules=self.rules,
        )

    def outcome(self, site: Path) -> Outcome:
        """Return the figures of the finished build."""
        told = (finding for findings in self.told.values() for finding in findings)
        pages, pictures, posters = self.last.counted
        return Outcome(
            pages=pages,
            pictures=pictures,
            posters=posters,
            findings=(*self.findings, *self.rules, *told),
            site_dir=site,
            remarks=(*self.remarks, *self.last.remarks),
        )


def _changed(
    paths: list[PurePosixPath], survey: Survey, store: PageStore, last: Snapshot
) -> dict[str, _Changed] | None:
    """Return what changed by source; None if a page cannot be made by itself."""
    found = {}
    for path in paths:
        row = last.pages.get(str(path))
        data = store.brief(row.brief) if row and row.brief else None
        if data is None:
            return None
        brief = opened(data)
        found[str(path)] = _Changed(brief, brief.page(survey.digests[path]))
    return found


def _is_whole(store: PageStore, last: Snapshot, leaving: set[str]) -> bool:
    """Whether every file of the last build is still as it was written."""
    staying = (one for address, one in last.files.items() if address not in leaving)
    return store.files.all_sound(staying) and all(file.is_file() for file in last.copies.values())


class _PlannedAsWanted(Mapping[str, PlannedPage]):
    """Pages as links ask for them, a few of thousands: by source, with their addresses and titles."""

    def __init__(self, rows: Mapping[str, PageRow]) -> None:
        self._rows = rows

    def __getitem__(self, source: str) -> PlannedPage:
        row = self._rows[source]
        return PlannedPage(source, row.url, row.title, "", lambda _: None)

    def __contains__(self, source: object) -> bool:
        return source in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def _library_of(documents: list[Document], last: Snapshot) -> Library:
    """Return a library with only these documents."""
    return Library(
        county=last.county,
        doctors=last.doctors,
        articles=tuple(one for one in documents if isinstance(one, Article)),
        videos=tuple(one for one in documents if isinstance(one, Video)),
        graphics=tuple(one for one in documents if isinstance(one, Graphic)),
        plain=tuple(one for one in documents if one.kind is Kind.PLAIN),
    )
