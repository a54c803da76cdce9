from __future__ import annotations

from pathlib import Path

import pytest

from press.rules.load import load_rules
from press.rules.rule import Rule

ROOT = Path(__file__).resolve().parents[3]
RULES = ROOT / "overlays" / "rules"


@pytest.fixture(scope="session")
def rules() -> tuple[Rule, ...]:
    checked = load_rules(RULES, None, ROOT)
    assert checked.findings == ()
    return checked.value
