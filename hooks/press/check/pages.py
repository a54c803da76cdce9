"""Pages: the mark must be the first thing of the document block, name itself rightly, and be seen.

The picture it shows is drawn and compared, whatever its name. Styles are read statically: see `press.check.hiding` for
what that can tell and what only a browser can.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from press.campaign.choose import active_campaign
from press.campaign.model import Campaign
from press.check import faults
from press.check.faults import Fault
from press.check.inventory import SiteFile
from press.check.page_facts import FirstThing, PageFacts
from press.check.selectors import Element
from press.check.styles import Sheets, Stylist
from press.check.usage import Addresses
from press.check.verdict import Verdict

_SQUEEZED = 0.1
"""A mark may be shown so much wider or narrower than it is."""


@dataclass(frozen=True, slots=True)
class MarkFile:
    """A picture that shows a campaign's mark: whose, and width over height."""

    campaign: str
    ratio: float


@dataclass(frozen=True, slots=True)
class PageJudge:
    """Judges pages of one site.

    known    the site's files by path
    marks    what the pictures that stand first on pages were found to show, by path; None: something else
    stylist  tells whether styles hide the mark
    """

    campaigns: Sequence[Campaign]
    known: Mapping[str, SiteFile]
    addresses: Addresses
    marks: Mapping[str, MarkFile | None]
    stylist: Stylist

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
        find = self.addresses.finder(page, facts.base)
        files = tuple(self.known[path] for one in facts.sheets if (path := find(one)))
        effect = self.stylist.effect(first.line, Sheets(files, facts.styles))
        hidden = effect.hidden
        if hidden is not None:
            return faults.out_of_corner(hidden.how) if hidden.elsewhere else faults.hidden(hidden.how)
        return faults.squeezed() if _is_squeezed(first.line, mark.ratio, sized=effect.sized) else None

    def _wanted(self, facts: PageFacts) -> Campaign | None:
        """Return the campaign a dated page belongs to; None where any will do."""
        try:
            return active_campaign(self.campaigns, dt.date.fromisoformat(facts.day)) if facts.day else None
        except ValueError:
            return None


def _is_squeezed(line: Sequence[Element], ratio: float, *, sized: bool) -> bool:
    """Whether the attributes `width` and `height` distort the mark; styles that set the width overrule them."""
    attributes = line[-1].attributes
    try:
        width, height = float(attributes.get("width", "")), float(attributes.get("height", ""))
    except ValueError:
        return False
    if min(width, height) <= 0:
        return True
    return abs(width / height / ratio - 1) > _SQUEEZED and not sized
