"""What the branding rule wants of each kind of product (文档于左上角，视频于右下角), by the campaign's own figures."""

from __future__ import annotations

from press.campaign.model import Campaign
from press.check.locate import Corner
from press.check.product import Product
from press.check.sight import Demand

_SMALLER = 0.6
"""On pages of documents the mark may be so much smaller, to keep clear of a running head or a letterhead."""


def demand_for(product: Product, campaign: Campaign) -> Demand:
    """Return what a campaign wants of one kind of product."""
    document, video = campaign.document, campaign.video
    if product is Product.POSTER:
        inset = campaign.inset("web")
        return Demand(Corner.BOTTOM_RIGHT, ((inset.right, inset.bottom),), video, video.text)
    if product is Product.FILM:
        platforms = tuple(dict.fromkeys((inset.right, inset.bottom) for _, inset in campaign.platforms))
        insets = platforms or ((video.margin, video.margin),)
        return Demand(Corner.BOTTOM_RIGHT, insets, video, video.text)
    inset_document = ((document.margin, document.margin),)
    if product is Product.PICTURE:
        return Demand(Corner.TOP_LEFT, inset_document, document, document.text)
    return Demand(
        Corner.TOP_LEFT, inset_document, document, document.text * _SMALLER, near=0.35, far=2.2, card=False, hue=False
    )
