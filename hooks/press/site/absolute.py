"""Absolute addresses, for whatever is read outside the site: feeds, maps, cards, search engines."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from press.site.addresses import HOME

_KEPT: Final = "/%~!$&'()*+,;=:@?#"


def quoted(url: str) -> str:
    """Return a site-relative address with everything but ASCII percent-encoded (RFC 3986)."""
    return quote(url, safe=_KEPT)


def absolute_url(address: str, url: str) -> str:
    """Return the absolute form of a site-relative address.

    Args:
        address: the site's own absolute address with a trailing slash, or empty when it has none.
        url: site-relative address; the home page `index.html` is the bare address of the site.

    Returns:
        The absolute address, or an empty string when the site has none: nothing is made up.
    """
    return f"{address}{quoted('' if url == HOME else url)}" if address else ""
