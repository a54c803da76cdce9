"""Campaigns and answers as they pass between processes and are remembered."""

from __future__ import annotations

import json

from pydantic import TypeAdapter

from press.campaign.model import Campaign
from press.check.page_facts import PageFacts, load_facts
from press.check.verdict import Verdict

CAMPAIGNS = TypeAdapter(tuple[Campaign, ...])
VERDICT = TypeAdapter(Verdict)


def load_page(answer: str) -> PageFacts | Verdict:
    """Return what was read in a page; a verdict where it could not be read."""
    given = json.loads(answer)
    return load_facts(given) if "first" in given else VERDICT.validate_json(answer)
