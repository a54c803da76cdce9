"""The campaigns' marks as pages show them: one SVG each, named by its digest."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from press.campaign.badge import badge_svg
from press.campaign.choose import active_campaign
from press.campaign.model import Campaign, Layout, Variant
from press.site.views import MarkView

_SIZE = re.compile(rb'\s(width|height)="([0-9.]+)(?:pt|px)?"')


@dataclass(frozen=True, slots=True)
class MarkSet:
    """The marks of all campaigns. `files` maps site-relative addresses to SVG bytes."""

    campaigns: tuple[Campaign, ...]
    views: Mapping[str, MarkView]
    files: Mapping[str, bytes]

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a user should know of the art: one line for each campaign drawn with the default mark."""
        return tuple(
            f"“{campaign.title}”用的是自带的文字标识；有官方标识时放进 overlays/badge/，并写进 {campaign.path}"
            for campaign in self.campaigns
            if campaign.art is None
        )

    def on(self, day: dt.date | None, today: dt.date) -> MarkView:
        """Return the mark in force on a document's date; outside every campaign, the one in force today or the last.

        Raises:
            LookupError: If there is no campaign at all.
        """
        campaign = active_campaign(self.campaigns, day) or active_campaign(self.campaigns, today)
        if campaign is None:
            campaign = active_campaign(self.campaigns, None)
        if campaign is None:
            raise LookupError("no campaign")
        return self.views[campaign.id]


def _intrinsic(svg: bytes) -> tuple[int, int]:
    found = {name: float(value) for name, value in _SIZE.findall(svg[:600])}
    return math.ceil(found[b"width"]), math.ceil(found[b"height"])


def mark_set(campaigns: Sequence[Campaign]) -> MarkSet:
    """Draw every campaign's mark for pages: one line, dark words on paper."""
    views: dict[str, MarkView] = {}
    files: dict[str, bytes] = {}
    for campaign in campaigns:
        svg = badge_svg(campaign, Variant.DARK, Layout.LINE)
        url = f"assets/marks/{campaign.id}-{hashlib.sha256(svg).hexdigest()[:12]}.svg"
        width, height = _intrinsic(svg)
        files[url] = svg
        views[campaign.id] = MarkView(campaign.text, url, width, height)
    return MarkSet(tuple(campaigns), views, files)
