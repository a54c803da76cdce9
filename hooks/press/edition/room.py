"""The print room of one build: what all its sheets share, read and digested once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

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
from press.sources import folders_digest

_ROOMS: Final = ("bulletin", "edition", "print", "tools")
"""Rooms of the program that decide what a sheet looks like and what is found on it."""
_PACKAGES: Final = ("lxml", "pikepdf", "pillow", "pypdfium2", "segno", "typst", "zxing-cpp")
"""So do these."""


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
        """Lay out the templates, and digest all that decides a sheet beside its content and its mark."""
        stage = open_stage(inputs.cache / "print", inputs.overlays)
        cache = Cache(inputs.cache)
        own = Path(__file__).resolve().parents[1]
        program = folders_digest([own / room for room in _ROOMS], (".py",), cache.digests)
        packages = [f"{name} {version(name)}" for name in _PACKAGES]
        given = [cache.digest(file) for file in (*sorted(stage.fonts.glob("*.ttf")), *_profiles(formats))]
        shared = hashlib.sha256(repr((program, packages, stage.root.name, formats, given)).encode()).hexdigest()
        return cls(campaigns, formats, stage, cache, inputs.jobs, shared)

    def press_for(self, document: Article | Bulletin) -> Press | None:
        """Return the press with the mark and the date of a document; None where no campaign runs."""
        day = document.published or (document.month.first_day if isinstance(document, Bulletin) else None)
        campaign = active_campaign(self.campaigns, day) or active_campaign(self.campaigns, None)
        if campaign is None:
            return None
        workshop = Workshop(self.stage, mark_of(campaign), made_on(document))
        return Press(workshop, self.formats, self.cache, self.jobs, self.shared)


def _profiles(formats: Sequence[SheetFormat]) -> list[Path]:
    return [form.profile.file for form in formats]
