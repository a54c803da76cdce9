"""The mark as a picture inside Word files and slides."""

from __future__ import annotations

import io
from functools import lru_cache

from press.attachments.marked import RECIPE
from press.campaign.badge import Style, styled_png
from press.campaign.model import Campaign

_HEIGHT = 320
"""Pixels: on A4 some 600 dpi, on a wall-sized projection still sharp."""

_NAME = "xinglin-mark "


@lru_cache(maxsize=16)
def mark_png(campaign: Campaign, style: Style) -> bytes:
    """Return the mark as a PNG file with transparency."""
    written = io.BytesIO()
    styled_png(campaign, style, _HEIGHT).save(written, "PNG", optimize=True)
    return written.getvalue()


def object_name(campaign: Campaign) -> str:
    """Return the name our picture object bears inside a document: by it we know it again."""
    return f"{_NAME}{campaign.id} {campaign.recipe[:16]} {RECIPE}"


def is_ours(name: str | None) -> bool:
    """Whether an object of this name is a mark of ours, of whatever recipe."""
    return bool(name) and str(name).startswith(_NAME)
