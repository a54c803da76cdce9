"""The recipe: one digest that changes exactly when the mark's pixels may change."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, replace
from pathlib import Path

from press.campaign.glyphs import MARK_FONT
from press.campaign.model import Campaign
from press.tools.typst import typst_version

DRAWING = Path("badge/mark.typ")
"""The mark's one drawing, below `overlays/`."""


def with_recipe(campaign: Campaign) -> Campaign:
    """Return the campaign with its `recipe` filled in. Title, source, goal and dates leave it unchanged."""
    look = {
        "id": campaign.id,
        "text": campaign.text,
        "stacked": campaign.stacked,
        "seal": campaign.seal,
        "year": campaign.year,
        "colours": asdict(campaign.colours),
        "document": asdict(campaign.document),
        "video": asdict(campaign.video),
        "widest": campaign.widest,
        "least_text": campaign.least_text,
        "contrast": campaign.contrast,
        "platforms": campaign.platforms,
        "typst": typst_version(),
    }
    digest = hashlib.sha256(repr(sorted(look.items())).encode())
    files = [campaign.overlays / DRAWING, campaign.overlays / "fonts" / MARK_FONT, campaign.art, campaign.art_light]
    for file in files:
        digest.update(b"-" if file is None else hashlib.sha256(file.read_bytes()).digest())
    return replace(campaign, recipe=digest.hexdigest()[:32])
