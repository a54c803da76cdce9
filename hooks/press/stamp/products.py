"""The two products the branding rule names, as sizes, corners and margins taken from the campaign."""

from __future__ import annotations

from press.campaign.model import Campaign
from press.imaging.geometry import Anchor, Margin
from press.imaging.treatment import Product, beside_label
from press.model import AiLabel


def document_product(campaign: Campaign, label: AiLabel | None = None) -> Product:
    """Return how a picture is marked: top left (文档于左上角), below a declared AI label."""
    rule = campaign.document
    return beside_label(Product(rule, Anchor.TOP_LEFT, Margin(rule.margin, rule.margin), plated=False), label)


def poster_product(campaign: Campaign, platform: str = "web", label: AiLabel | None = None) -> Product:
    """Return how a thumbnail is marked: bottom right (视频于右下角), on a plate, clear of buttons and an AI label."""
    inset = campaign.inset(platform)
    product = Product(campaign.video, Anchor.BOTTOM_RIGHT, Margin(inset.right, inset.bottom), plated=True)
    return beside_label(product, label)
