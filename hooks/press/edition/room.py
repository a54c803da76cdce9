"""The print room of one build: what all its sheets share, read and digested once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from press.cache import Cache
from press.campaign.choose import active_campaign
from press.campaign.model import Campaign
from press.edition.contents import made_on
from press.edition.months import Press
from press.model import Article, Bulletin
from press.print.content import mark_of
from press.print.sheet import SheetFormat
from press.print.stage import Stage, open_stage
from press.print.typeset import Workshop
from press.site.inputs import SiteInputs
from press.site.page_store import files_digest


@dataclass(frozen=True, slots=True)
class PrintRoom:
    """What all sheets of a build share; `shared` as in `press.edition.months.Press`."""

    campaigns: Sequence[Campaign]
    formats: tuple[SheetFormat, ...]
    stage: Stage
    cache: Cache
    jobs: int
    shared: str

    @classmethod
    def open(cls, inputs: SiteInputs, campaigns: Sequence[Campaign], formats: tuple[SheetFormat, ...]) -> PrintRoom:
        """Lay out the templates, and digest the program, the templates, the formats and their colour profiles."""
        stage = open_stage(inputs.cache / "print", inputs.overlays)
        cache = Cache(inputs.cache)
        program = files_digest((Path(__file__).resolve().parents[1] / "print",), frozenset({".py"}))
        profiles = [cache.digest(form.profile.file) for form in formats]
        shared = hashlib.sha256(repr((program, stage.root.name, formats, profiles)).encode()).hexdigest()
        return cls(campaigns, formats, stage, cache, inputs.jobs, shared)

    def press_for(self, document: Article | Bulletin) -> Press | None:
        """Return the press with the mark and the date of a document; None where no campaign runs."""
        day = document.published or (document.month.first_day if isinstance(document, Bulletin) else None)
        campaign = active_campaign(self.campaigns, day) or active_campaign(self.campaigns, None)
        if campaign is None:
            return None
        workshop = Workshop(self.stage, mark_of(campaign), made_on(document))
        return Press(workshop, self.formats, self.cache, self.jobs, self.shared)
