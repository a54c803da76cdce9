"""Pages: the mark must be the first thing of the document block, name itself rightly, and be seen.

The picture it shows is drawn and compared, whatever its name. Styles are read statically: see `press.check.hiding` for
what that can tell and what only a browser can.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from press.campaign.choose import active_campaign
from press.campaign.model import Campaign
from press.check import faults
from press.check.css import StyleRule, read_stylesheet
from press.check.faults import Fault
from press.check.hiding import Hidden, own_width, why_hidden
from press.check.inventory import resolve
from press.check.page_facts import FirstThing, PageFacts
from press.check.selectors import Element
from press.check.verdict import Verdict

_SQUEEZED = 0.1
"""A mark may be shown so much wider or narrower than it is."""

_SHEET_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class MarkFile:
    """A picture that shows a campaign's mark: whose, and width over height."""

    campaign: str
    ratio: float


@dataclass(slots=True)
class PageJudge:
    """Judges pages of one site; stylesheets are read once.

    marks  what the pictures that stand first on pages were found to show, by path; None: something else
    """

    site: Path
    campaigns: Sequence[Campaign]
    known: Mapping[str, object]
    marks: Mapping[str, MarkFile | None]
    _sheets: dict[str, tuple[StyleRule, ...]] = field(default_factory=dict)
    _hidden: dict[str, Hidden | None] = field(default_factory=dict)

    def judge(self, page: str, facts: PageFacts) -> Verdict:
        """Judge one page."""
        fault = self._fault(page, facts)
        return Verdict((fault,) if fault else ())

    def _fault(self, page: str, facts: PageFacts) -> Fault | None:
        first = facts.first
        if first is None:
            return faults.page_empty()
        path = resolve(first.src, page, facts.base, self.known) if first.src else None
        mark = self.marks.get(path) if path else None
        if mark is None:
            return self._without(page, facts, first, path)
        campaign = next(one for one in self.campaigns if one.id == mark.campaign)
        wanted = self._wanted(facts)
        if wanted is not None and wanted.id != campaign.id:
            return faults.other_campaign(campaign.title, wanted.title)
        if campaign.text not in first.name:
            return faults.wrong_name(first.name, campaign.text)
        return self._unseen(page, facts, first, mark)

    def _without(self, page: str, facts: PageFacts, first: FirstThing, path: str | None) -> Fault:
        if first.src and path is None:
            return faults.mark_file_gone(first.src)
        later = {resolve(one, page, facts.base, self.known) for group in facts.pictures for one in group}
        elsewhere = any(self.marks.get(one) is not None for one in later if one)
        return faults.not_first(first.what) if elsewhere else faults.no_page_mark(first.what)

    def _unseen(self, page: str, facts: PageFacts, first: FirstThing, mark: MarkFile) -> Fault | None:
        rules = self._rules(page, facts)
        key = repr((first.line, facts.styles, [id(rule) for rule in rules[:1]], len(rules), facts.sheets))
        if key not in self._hidden:
            self._hidden[key] = why_hidden(first.line, rules)
        hidden = self._hidden[key]
        if hidden is not None:
            return faults.out_of_corner(hidden.how) if hidden.elsewhere else faults.hidden(hidden.how)
        return faults.squeezed() if _is_squeezed(first.line, mark.ratio, rules) else None

    def _wanted(self, facts: PageFacts) -> Campaign | None:
        """Return the campaign a dated page belongs to; None where any will do."""
        try:
            return active_campaign(self.campaigns, dt.date.fromisoformat(facts.day)) if facts.day else None
        except ValueError:
            return None

    def _rules(self, page: str, facts: PageFacts) -> tuple[StyleRule, ...]:
        found: list[StyleRule] = []
        for address in facts.sheets:
            path = resolve(address, page, facts.base, self.known)
            if path is not None and path not in self._sheets:
                self._sheets[path] = _read(self.site / path)
            found += self._sheets[path] if path else ()
        for text in facts.styles:
            found += read_stylesheet(text)
        return tuple(found)


def _read(file: Path) -> tuple[StyleRule, ...]:
    try:
        if file.stat().st_size > _SHEET_BYTES:
            return ()
        return read_stylesheet(file.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return ()  # a stylesheet that cannot be read styles nothing


def _is_squeezed(line: Sequence[Element], ratio: float, rules: Sequence[StyleRule]) -> bool:
    """Whether the attributes `width` and `height` distort the mark; styles that set the width overrule them."""
    attributes = line[-1].attributes
    try:
        width, height = float(attributes.get("width", "")), float(attributes.get("height", ""))
    except ValueError:
        return False
    if min(width, height) <= 0:
        return True
    return abs(width / height / ratio - 1) > _SQUEEZED and not own_width(line, rules)
