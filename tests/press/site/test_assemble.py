from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from press.errors import UsageError
from press.progress import SilentReporter
from press.site.assemble import assemble
from press.site.inputs import SiteInputs

OVERLAYS = Path(__file__).resolve().parents[3] / "overlays"


def test_without_a_campaign_nothing_is_made_and_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    overlays = tmp_path / "overlays"
    (overlays / "campaigns").mkdir(parents=True)
    for part in ("badge", "fonts"):
        (overlays / part).symlink_to(OVERLAYS / part)
    (overlays / "campaigns" / "a.yml").write_text("id: a\ntitle: 早: 晚\n", encoding="utf-8")
    inputs = SiteInputs(
        root=tmp_path,
        docs=tmp_path / "docs",
        overlays=overlays,
        cache=tmp_path / ".cache",
        today=dt.date(2026, 11, 1),
        title="",
        address="",
        jobs=1,
        reporter=SilentReporter(),
    )
    with pytest.raises(UsageError, match=r"overlays/campaigns/a.yml:2：活动文件读不懂"):
        assemble(inputs)
