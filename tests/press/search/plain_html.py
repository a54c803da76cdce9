"""The words of a rendered text found the plain way, one tag after the other: what `read_html` is held against."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

# fmt: off
BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "br", "caption", "dd", "details", "div", "dl", "dt", "figcaption",
    "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))
# fmt: on
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
VOID = frozenset(("br", "hr", "img", "input", "wbr"))
SILENT = frozenset(("script", "style", "template"))
SILENT_CLASSES = frozenset(("headerlink", "footnote-ref", "footnote-backref"))
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>")
WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff“”‘’…—"
SOFT_BREAK = re.compile(rf"(?<=[{WIDE}])[ \t]*[\r\n]\s*(?=[{WIDE}])")


def words_tag_by_tag(rendered: str) -> tuple[list[str], list[str]]:
    """Return headings and blocks."""
    pieces: list[str] = []
    headings: list[str] = []
    silent, depth, start = "", 0, 0
    parts = TAG.split(rendered)
    for text, slash, name, attributes in zip(parts[::4], parts[1::4], parts[2::4], parts[3::4], strict=False):
        if silent:
            depth += 0 if name != silent else -1 if slash else 1
            silent = silent if depth else ""
            continue
        pieces.append(text)
        if name in BLOCKS:
            pieces.append("\0")
        if name in HEADINGS:
            if slash:
                headings.append(" ".join(_lines(pieces[start:])))
            start = len(pieces)
        if not slash and name not in VOID and _is_silent(name, attributes):
            silent, depth = name, 1
    return list(filter(None, headings)), _lines([*pieces, parts[-1]])


def _is_silent(name: str, attributes: str) -> bool:
    found = re.search(r'\bclass="([^"]*)"', attributes)
    return name in SILENT or (found is not None and not SILENT_CLASSES.isdisjoint(found[1].split()))


def _lines(pieces: Iterable[str]) -> list[str]:
    lines = (" ".join(SOFT_BREAK.sub("", text).split()) for text in html.unescape("".join(pieces)).split("\0"))
    return list(filter(None, lines))
