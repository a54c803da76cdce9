"""Which campaign's mark a document carries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from press.campaign.model import Campaign


def active_campaign(campaigns: Sequence[Campaign], on: dt.date | None) -> Campaign | None:
    """Return the campaign in force on a document's date.

    Args:
        campaigns: from `load_campaigns`.
        on: the document's date; None (undated) takes the campaign that started last.

    Returns:
        Of several in force, the one that started last (overlap is a finding of `load_campaigns`); of those that
        started on one day, the last by id; None when none is in force.
    """
    fitting = [campaign for campaign in campaigns if on is None or campaign.covers(on)]
    return max(fitting, key=lambda campaign: (campaign.starts, campaign.id), default=None)
