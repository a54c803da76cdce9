from __future__ import annotations

import datetime as dt
from pathlib import Path

from press.campaign.load import load_campaigns
from press.site.marks import mark_set

ROOT = Path(__file__).resolve().parents[3]


def test_the_mark_knows_its_own_proportions() -> None:
    campaigns = load_campaigns(ROOT / "overlays" / "campaigns", ROOT).value
    view = mark_set(campaigns).on(dt.date(2026, 11, 22), dt.date(2026, 11, 22))
    assert view.text == "千名医师讲中医"
    assert 3 < view.width / view.height < 9
    assert view.height > 16
