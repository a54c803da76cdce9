"""What tests of many rooms need: the campaign that ships, and a cache of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from press.cache import Cache
from press.campaign.load import load_campaigns
from press.campaign.model import Campaign

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    """The campaign that ships."""
    (only,) = load_campaigns(ROOT / "overlays" / "campaigns", ROOT).value
    return only


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    made = Cache(tmp_path / "cache")
    yield made
    made.close()
