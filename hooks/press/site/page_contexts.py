"""What the template of each page is given in a whole build, and a digest of what pages share."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from press.model import Article, Bulletin
from press.search.entry_facts import EntryFacts
from press.site.assemble import Assembled
from press.site.brief import PageContext
from press.site.entry_facts import entry_facts
from press.site.front import site_view
from press.site.head import head_view
from press.site.inputs import SiteInputs
from press.site.page_store import digest_of
from press.site.planned import PlannedPage, Texts
from press.site.printed import PrintedMatter
from press.site.structured_data import SiteFacts
from press.site.views import ArticleView, BoardSheets, BoardView, MarkView, SheetView, SiteView


class _Viewed(NamedTuple):
    """The page that was worked on last: its view as planned, and what its template is given.

    Each is asked for several times: by the template, for the page's key, and for its brief.
    """

    page: PlannedPage
    view: object
    context: PageContext


class PageContexts:
    """Makes what templates are given.

    Args:
        assembled: the site.
        inputs: what the build is told.
        rare_font_url: address of the style sheet of rare characters, or empty.
        texts: rendered texts that boards print, as far as they are known.
        printed: gives what was printed so far.
    """

    def __init__(
        self,
        assembled: Assembled,
        inputs: SiteInputs,
        rare_font_url: str,
        texts: Texts,
        printed: Callable[[], PrintedMatter],
    ) -> None:
        self._assembled = assembled
        self._today = inputs.today
        self._rare_font_url = rare_font_url
        self._texts = texts
        self._printed = printed
        self._sites: dict[str, tuple[SiteView, str]] = {}
        self._on_days: dict[dt.date | None, tuple[SiteView, str]] = {}
        self._last_facts: tuple[PlannedPage, EntryFacts | None] | None = None
        self._last: _Viewed | None = None

    @cached_property
    def facts(self) -> SiteFacts:
        """What machine-readable data says of the publisher."""
        context = self._assembled.context
        county = context.library.county
        return SiteFacts(context.title, context.address, next(iter(county.organisers), county.name))

    def site(self, page: PlannedPage | None) -> SiteView:
        """Return what a page shares with all others that show the same mark; None for the engine's own pages (404)."""
        return self._site_for(page)[0]

    def sites(self) -> dict[str, SiteView]:
        """Return the same for every mark, by the address of its picture."""
        site = self._site_for(None)[0]
        return {mark.url: dataclasses.replace(site, mark=mark) for mark in self._assembled.marks.views.values()}

    def _site_for(self, page: PlannedPage | None) -> tuple[SiteView, str]:
        """Return the view and a digest of it and of `facts`."""
        published_on = page.document.published if page and page.document else None
        known = self._on_days.get(published_on)
        if known is None:
            mark = self._assembled.marks.on(published_on, self._today)
            known = self._on_days[published_on] = self._sites.get(mark.url) or self._site_with(mark)
        return known

    def _site_with(self, mark: MarkView) -> tuple[SiteView, str]:
        context = self._assembled.context
        site = site_view(context.library, context.title, mark, self._rare_font_url)
        made = self._sites[mark.url] = site, digest_of(site, self.facts)
        return made

    def shared(self, page: PlannedPage) -> tuple[object, ...]:
        """Return what a page's template prints beside its view, or a digest of it."""
        return self._site_for(page)[1], self._offer(page)

    def _offer(self, page: PlannedPage) -> BoardSheets | SheetView | None:
        """Return what was printed of a page's document."""
        document = page.document
        if isinstance(document, Bulletin):
            return self._printed().sheets.get(document.slug)
        return self._printed().leaflets.get(document.slug) if isinstance(document, Article) else None

    def context(self, page: PlannedPage | None) -> PageContext:
        """Return what a page's template prints; None for the engine's own pages (404)."""
        if page is None:
            return PageContext(self.site(None), None, None)
        if self._last is None or self._last.page is not page:
            view = page.make(self._texts)
            self._last = _Viewed(page, view, self._context_of(page, view))
        return self._last.context

    def bare_view(self, page: PlannedPage) -> object:
        """Return a page's view before any text or sheet is printed in it."""
        last = self._last
        return last.view if last is not None and last.page is page and not page.prints else page.make({})

    def _context_of(self, page: PlannedPage, view: object) -> PageContext:
        offer = self._offer(page)
        if isinstance(view, BoardView) and isinstance(offer, BoardSheets):
            view = dataclasses.replace(view, printed=offer)
        elif isinstance(view, ArticleView) and isinstance(offer, SheetView):
            view = dataclasses.replace(view, leaflet=offer)
        excerpt = page.document.excerpt if page.document else ""
        head = head_view(view, self.facts, title=page.title, url=page.url, description=excerpt)
        return PageContext(self.site(page), head, view)

    def entry_facts(self, page: PlannedPage) -> EntryFacts | None:
        """Return what the search index is told of a page; None for a page that is not searched for."""
        if self._last_facts is None or self._last_facts[0] is not page:  # asked for twice, by entry and brief
            self._last_facts = page, entry_facts(page, self._assembled.context)
        return self._last_facts[1]
