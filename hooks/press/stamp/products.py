"""The two products the branding rule names, as sizes, corners and margins taken from the campaign."""

from __future__ import annotations

from press.campaign.model import Campaign
from press.imaging.geometry import Anchor, Margin
from press.imaging.treatment import Product


def document_product(campaign: Campaign) -> Product:
    """Return how a picture is marked: top left (文档于左上角)."""
    rule = campaign.document
    return Product(rule, Anchor.TOP_LEFT, Margin(rule.margin, rule.margin), plated=False)


def poster_product(campaign: Campaign, platform: str = "web") -> Product:
    """Return how a thumbnail is marked: bottom right (视频于右下角), on a plate, clear of a platform's buttons."""
    inset = campaign.inset(platform)
    return Product(campaign.video, Anchor.BOTTOM_RIGHT, Margin(inset.right, inset.bottom), plated=True)
