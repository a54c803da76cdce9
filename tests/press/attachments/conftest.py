from pathlib import Path

import pytest

from press.campaign.load import load_campaigns
from press.campaign.model import Campaign

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    loaded = load_campaigns(ROOT / "overlays/campaigns", ROOT).value
    return next(one for one in loaded if one.id == "qianming")
