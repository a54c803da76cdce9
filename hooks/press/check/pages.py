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
from press.check.page_facts import FirstThing, PageFacts
from press.check.selectors import Element
from press.check.usage import Addresses
from press.check.verdict import Verdict

_SQUEEZED = 0.1
"""A mark may be shown so much wider or narrower than it is."""

_SHEET_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class MarkFile:
    """A picture that shows a campaign's mark: whose, and width over height."""

    campaign: str
    ratio: float


_Styles = tuple[tuple[str, ...], tuple[str, ...]]
"""Paths of the stylesheets of a page, and the text of those in the page: pages with the same have the same rules."""

_Line = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""Tags and attributes of an element and its ancestors."""


@dataclass(slots=True)
class PageJudge:
    """Judges pages of one site; stylesheets are read once.

    marks  what the pictures that stand first on pages were found to show, by path; None: something else
    """

    site: Path
    campaigns: Sequence[Campaign]
    addresses: Addresses
    marks: Mapping[str, MarkFile | None]
    _sheets: dict[str, tuple[StyleRule, ...]] = field(default_factory=dict)
    _rules: dict[_Styles, tuple[StyleRule, ...]] = field(default_factory=dict)
    _hidden: dict[tuple[_Line, _Styles], Hidden | None] = field(default_factory=dict)

    def judge(self, page: str, facts: PageFacts) -> Verdict:
        """Judge one page."""
        fault = self._fault(page, facts)
        return Verdict((fault,) if fault else ())

    def _fault(self, page: str, facts: PageFacts) -> Fault | None:
        first = facts.first
        if first is None:
            return faults.page_empty()
        path = self.addresses.find(first.src, page, facts.base) if first.src else None
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
        find = self.addresses.finder(page, facts.base)
        later = {find(one) for group in facts.pictures for one in group}
        elsewhere = any(self.marks.get(one) is not None for one in later if one)
        return faults.not_first(first.what) if elsewhere else faults.no_page_mark(first.what)

    def _unseen(self, page: str, facts: PageFacts, first: FirstThing, mark: MarkFile) -> Fault | None:
        styles = self._styles(page, facts)
        rules = self._rules_of(styles)
        key = (tuple((one.tag, tuple(one.attributes.items())) for one in first.line), styles)
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

    def _styles(self, page: str, facts: PageFacts) -> _Styles:
        find = self.addresses.finder(page, facts.base)
        return tuple(path for one in facts.sheets if (path := find(one))), facts.styles

    def _rules_of(self, styles: _Styles) -> tuple[StyleRule, ...]:
        if styles not in self._rules:
            paths, texts = styles
            for path in paths:
                if path not in self._sheets:
                    self._sheets[path] = _read(self.site / path)
            sheets = [*(self._sheets[path] for path in paths), *map(read_stylesheet, texts)]
            self._rules[styles] = tuple(rule for sheet in sheets for rule in sheet)
        return self._rules[styles]


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
