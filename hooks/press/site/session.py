"""One build in progress: what the engine's events hand over, and what they ask for."""

from __future__ import annotations

import dataclasses
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from press.content.body import read_body
from press.content.references import resolve
from press.findings import Finding, Severity
from press.markup.unsafe import find_unsafe
from press.publish.outcome import Outcome
from press.site.absolute import quoted
from press.site.assemble import Assembled, SiteInputs, assemble
from press.site.boards import RenderedText
from press.site.follow import dead_link, follow
from press.site.fragments import split_excerpt
from press.site.front import site_view
from press.site.head import head_view
from press.site.machine_files import machine_files
from press.site.plan import PlannedPage
from press.site.rare_glyphs import rare_characters, rare_font_files
from press.site.sanitise import sanitise
from press.site.structured_data import SiteFacts
from press.site.views import HeadView, PictureView, SiteView


@dataclass(frozen=True, slots=True)
class PageContext:
    """What a page's template is given."""

    site: SiteView
    head: HeadView | None
    view: object


@dataclass(slots=True)
class BuildSession:
    """Holds one build's plan and gathers what comes up on the way. Made anew for every build."""

    inputs: SiteInputs
    assembled: Assembled
    findings: list[Finding]
    current: PlannedPage | None = None
    body: str = ""
    """Markdown of the current page."""
    texts: dict[str, RenderedText] = field(default_factory=dict)
    rare: dict[str, str] = field(default_factory=dict)
    """Rare character → the first file that uses it."""
    pages: int = 0
    site: SiteView | None = None
    files: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def start(cls, inputs: SiteInputs) -> BuildSession:
        """Assemble the site; raises as `press.site.assemble.assemble`."""
        assembled = assemble(inputs)
        return cls(inputs, assembled.value, list(assembled.findings))

    def page(self, source: str) -> PlannedPage | None:
        """Return the planned page of an engine source."""
        return self.assembled.plan.pages.get(source)

    def read(self, page: PlannedPage) -> str:
        """Return the Markdown body of a page and note what in it will be dropped or needs a rare glyph."""
        self.current = page
        document = page.document
        if document is None or document.path.suffix.lower() != ".md":
            return ""
        body = self.body = read_body(self.inputs.docs, document)
        shown = self.inputs.shown(document.path)
        self.findings.extend(find_unsafe(body, shown, document.body_line))
        for character in rare_characters(document.title + body):
            self.rare.setdefault(character, shown)
        return body

    def picture(self, src: str) -> PictureView | None:
        """Return the marked picture behind an address in the current page's text, relative to that page."""
        page = self.current
        if page is None or page.document is None:
            return None
        found = resolve(src, page.document.path.parent, self.assembled.tree)
        view = self.assembled.context.media.picture(found.path, "")
        if view is None:
            return None
        start = posixpath.dirname(page.url) or "."
        return dataclasses.replace(
            view,
            url=posixpath.relpath(view.url, start),
            srcset=tuple((posixpath.relpath(url, start), width) for url, width in view.srcset),
        )

    def follow(self, href: str) -> str | None:
        """Return where a link in the current page's text leads, relative to that page; None when it is dead."""
        page = self.current
        if page is None or page.document is None:
            return href
        found = follow(href, page.document.path.parent, self.assembled.plan, self.assembled.tree)
        if found.url is None:
            line = page.document.body_line + self.body[: max(0, self.body.find(href))].count("\n")
            self.findings.append(dead_link(href, found, self.inputs.shown(page.document.path), line))
            return None
        start = posixpath.dirname(page.url) or "."
        return found.url if found.outside else quoted(posixpath.relpath(found.url, start)) + found.rest

    def take_html(self, page: PlannedPage, html: str) -> str:
        """Sanitise a rendered text and keep it if a board shows it; return what the page prints."""
        if page.source not in self.assembled.plan.shown:
            return sanitise(html)
        excerpt, whole = (sanitise(part) for part in split_excerpt(html))
        self.texts[page.source] = RenderedText(excerpt, whole)
        return whole

    def all_texts_read(self) -> None:
        """Note that every text has been read: rare glyphs are known now, so what all pages share can be made."""
        context, marks = self.assembled.context, self.assembled.marks
        for character in rare_characters("".join(doctor.name for doctor in context.library.doctors.values())):
            self.rare.setdefault(character, self.inputs.shown("doctors.yml"))
        font = rare_font_files(self.rare, self.inputs.overlays / "fonts")
        self.findings.extend(font.findings)
        self.files.update(font.value.files)
        mark = marks.on(None, self.inputs.today)
        self.site = site_view(context.library, context.title, mark, font.value.stylesheet)

    def context_of(self, page: PlannedPage | None) -> PageContext:
        """Return what a page's template prints; None for the engine's own pages (404)."""
        if self.site is None:
            self.all_texts_read()
        assert self.site is not None  # noqa: S101 - narrowed by the line above
        published = page.document.published if page and page.document else None
        mark = self.assembled.marks.on(published, self.inputs.today)
        site = dataclasses.replace(self.site, mark=mark)
        view = page.make(self.texts) if page else None
        return PageContext(site, self._head(page, view) if page else None, view)

    def _head(self, page: PlannedPage, view: object) -> HeadView:
        context = self.assembled.context
        county = context.library.county
        publisher = next(iter(county.organisers), county.name)
        excerpt = page.document.excerpt if page.document else ""
        facts = SiteFacts(context.title, context.address, publisher)
        return head_view(view, facts, title=page.title, url=page.url, description=excerpt)

    def take_page(self, page: PlannedPage | None, html: str) -> None:
        """Count a finished page; one without its mark is a finding (an independent proof is `check`'s business)."""
        published = page.document.published if page and page.document else None
        mark = self.assembled.marks.on(published, self.inputs.today)
        if posixpath.basename(mark.url) in html:
            self.pages += 1
            return
        name = page.url if page else "404.html"
        self.findings.append(
            Finding("site/no-mark", Severity.ERROR, f"页面 {name} 上没有活动标识", "请检查 overlays/theme 里的模板")
        )

    def closing_files(self) -> Iterator[tuple[str, bytes]]:
        """Yield (site-relative address, bytes) of everything that is neither page nor copied file."""
        yield from sorted(self.files.items())
        made = machine_files(self.assembled, self.inputs)
        self.findings.extend(made.findings)
        self.pages += made.value.redirects
        yield from sorted(made.value.files.items())

    def outcome(self, site: Path) -> Outcome:
        """Return the figures of the finished build."""
        return Outcome(
            pages=self.pages,
            pictures=self.assembled.pictures,
            posters=self.assembled.posters,
            findings=tuple(self.findings),
            site_dir=site,
            remarks=self.assembled.marks.remarks,
        )
