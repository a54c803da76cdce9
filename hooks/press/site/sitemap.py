"""The site map for search engines (sitemaps.org, protocol 0.9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from press.site.absolute import absolute_url

LONGEST_MAP: Final = 50_000
"""Addresses one file may hold by the protocol; above that, `sitemap.xml` becomes an index of several."""

_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"

PageDate = tuple[str, dt.date | None]
"""(site-relative address, the day it was reviewed or else published)."""


def sitemap_files(pages: Iterable[PageDate], address: str, longest: int = LONGEST_MAP) -> dict[str, bytes]:
    """Return the site map's files by site-relative address.

    Args:
        pages: every page that search engines should know, in any order; redirects and lists stay out.
        address: absolute site address with a trailing slash, or empty.
        longest: most addresses in one file.

    Returns:
        `sitemap.xml`, and `sitemap-1.xml` … where one file cannot hold them all; nothing when the site has no absolute
        address, which the protocol asks for, or no page.
    """
    entries = sorted(dict(pages).items())
    if not address or not entries:
        return {}
    if len(entries) <= longest:
        return {"sitemap.xml": _document("urlset", "url", entries, address)}
    parts = [entries[start : start + longest] for start in range(0, len(entries), longest)]
    files = {
        f"sitemap-{number}.xml": _document("urlset", "url", part, address) for number, part in enumerate(parts, start=1)
    }
    listed = [
        (name, max((day for _, day in part if day), default=None)) for name, part in zip(files, parts, strict=True)
    ]
    return {"sitemap.xml": _document("sitemapindex", "sitemap", listed, address), **files}


def _document(root_tag: str, item_tag: str, entries: Sequence[PageDate], address: str) -> bytes:
    root = Element(root_tag, {"xmlns": _NAMESPACE})
    for url, day in entries:
        root.text = "\n"
        item = SubElement(root, item_tag)
        item.tail = "\n"
        SubElement(item, "loc").text = absolute_url(address, url)
        if day is not None:
            SubElement(item, "lastmod").text = day.isoformat()
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, "unicode").encode() + b"\n"
