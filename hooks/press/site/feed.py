"""The site's Atom feed (RFC 4287), from the documents' own dates: the same input gives the same bytes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from press.site.absolute import absolute_url
from press.site.views import CardView

ENTRIES: Final = 30
FEED_URL: Final = "feed.xml"

_ATOM: Final = "http://www.w3.org/2005/Atom"
_LANGUAGE: Final = "zh-CN"
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold (production 2, Char)."""


def atom_feed(
    cards: Iterable[CardView],
    title: str,
    address: str,
    revised: Mapping[str, dt.date] | None = None,
    url: str = FEED_URL,
) -> bytes | None:
    """Return the feed of the newest documents.

    Args:
        cards: any documents in any order; those without a date are left out.
        title: name of the site; also the author of documents that name nobody.
        address: absolute site address with a trailing slash, or empty.
        revised: by site-relative address, the day a document was last reviewed.
        url: site-relative address of the feed itself.

    Returns:
        UTF-8 XML; None when the site has no absolute address (an entry needs one as its id) or nothing is dated.
        An entry's id is its canonical address, which is fixed with the slug.
    """
    dated = [(card.date, card) for card in cards if card.date is not None]
    newest = sorted(sorted(dated, key=lambda item: item[1].url), key=lambda item: item[0], reverse=True)[:ENTRIES]
    if not address or not newest:
        return None
    changed = revised or {}
    updates = [max(date, changed.get(card.url, date)) for date, card in newest]
    feed = Element("feed", {"xmlns": _ATOM, "xml:lang": _LANGUAGE})
    _text(feed, "title", title)
    _text(feed, "id", address)
    _text(feed, "updated", _moment(max(updates)))
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": address})
    SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": absolute_url(address, url)})
    _person(feed, title)
    _text(feed, "generator", "杏林 Press")
    for (date, card), updated in zip(newest, updates, strict=True):
        _entry(feed, card, absolute_url(address, card.url), date, updated)
    indent(feed)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(feed, "unicode").encode() + b"\n"


def _entry(feed: Element, card: CardView, link: str, published: dt.date, updated: dt.date) -> None:
    entry = SubElement(feed, "entry")
    _text(entry, "title", card.title)
    _text(entry, "id", link)
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": link})
    _text(entry, "published", _moment(published))
    _text(entry, "updated", _moment(updated))
    for name in card.doctors:
        _person(entry, name)
    SubElement(entry, "category", {"term": card.kind, "label": card.kind_label})
    if card.excerpt:
        _text(entry, "summary", card.excerpt)


def _person(parent: Element, name: str) -> None:
    _text(SubElement(parent, "author"), "name", name)


def _text(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = _NOT_XML.sub("", text)


def _moment(day: dt.date) -> str:
    """Return the start of a day in China Standard Time."""
    return f"{day.isoformat()}T00:00:00+08:00"
