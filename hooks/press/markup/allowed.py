"""The allow-list: which HTML an author may use, shared by the sanitiser and by the scan of the source.

It is what Python-Markdown with the usual pymdownx extensions writes (admonitions, details, tables, footnotes,
definition and task lists, figures, highlighted code, headerlinks), and nothing that runs, frames, submits or draws.
"""

from __future__ import annotations

import re
from typing import Final

_TAGS: Final = """
    a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure
    h1 h2 h3 h4 h5 h6 hr i img input ins kbd label li mark ol p pre q rp rt ruby s samp section small span strong sub
    summary sup table tbody td tfoot th thead time tr u ul var wbr
"""
TAGS: Final = frozenset(_TAGS.split())

ATTRIBUTES: Final = {
    "*": frozenset({"class", "id", "title", "lang", "dir"}),
    "a": frozenset({"href", "name"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "del": frozenset({"datetime"}),
    "details": frozenset({"open"}),
    "img": frozenset({"src", "alt", "width", "height", "loading", "decoding", "srcset", "sizes"}),
    "input": frozenset({"type", "checked", "disabled"}),
    "ins": frozenset({"datetime"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"start", "type", "reversed"}),
    "span": frozenset({"data-linenums"}),
    "td": frozenset({"align", "colspan", "rowspan", "style"}),
    "th": frozenset({"align", "colspan", "rowspan", "scope", "style"}),
    "time": frozenset({"datetime"}),
}
"""By tag; `style` on cells only because Python-Markdown writes column alignment there (it becomes `align`)."""

_REMOVED: Final = """
    script style iframe frameset object embed applet noscript noembed noframes template svg math textarea select
    title xmp plaintext video audio canvas portal
"""
REMOVED_WITH_CONTENT: Final = frozenset(_REMOVED.split())

LINK_SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})

_IGNORED_IN_ADDRESSES = re.compile(r"[\x00-\x20\x7f]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
_OTHER_HOST = re.compile(r"[/\\]{2}")


def scheme_of(address: str) -> str:
    """Return the lower-case scheme of an address as a browser reads it, or an empty string.

    Browsers skip tabs and line ends inside an address and blanks before it (WHATWG URL, "basic URL parser").
    """
    found = _SCHEME.match(_IGNORED_IN_ADDRESSES.sub("", address).lower())
    return found[1] if found else ""


def leaves_site(address: str) -> bool:
    """Whether following or loading an address leaves this site: it has a scheme or names another host."""
    bare = _IGNORED_IN_ADDRESSES.sub("", address)
    return bool(scheme_of(bare)) or _OTHER_HOST.match(bare) is not None


def is_outside_link(address: str) -> bool:
    """Whether a link opens somebody else's page (http, https or a bare `//host`)."""
    return leaves_site(address) and scheme_of(address) in {"", "http", "https"}
