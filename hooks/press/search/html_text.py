"""The words of a rendered text, as a reader sees them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_BLOCKS: Final = frozenset(
    (
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    )
)
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_VOID: Final = frozenset(("br", "hr", "img", "input", "wbr"))
_SILENT: Final = frozenset(("script", "style", "template"))
_SILENT_CLASSES: Final = frozenset(("headerlink", "footnote-ref", "footnote-backref"))
_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>")
_CLASSES: Final = re.compile(r'\bclass="([^"]*)"')
_BREAK: Final = "\0"
"""Cannot come from HTML: written as `&#0;` it is another sign."""
_WIDE: Final = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff“”‘’…—"
_SOFT_BREAK: Final = re.compile(rf"(?<=[{_WIDE}])[ \t]*[\r\n]\s*(?=[{_WIDE}])")


@dataclass(frozen=True, slots=True)
class PageText:
    """Headings in order, and the whole text with its blocks separated by line ends (headings included)."""

    headings: tuple[str, ...]
    text: str


def _line(text: str) -> str:
    """Return one block's text: a line end that an author typed inside Chinese text is no blank."""
    words = text.split()
    return " ".join(_SOFT_BREAK.sub("", text).split()) if len(words) > 1 else "".join(words)


def _lines(pieces: Iterable[str]) -> list[str]:
    return list(filter(None, map(_line, html.unescape("".join(pieces)).split(_BREAK))))


def read_html(rendered: str) -> PageText:
    """Return the words of a text's HTML: no marks of footnotes, no permanent links, no addresses, no alternatives.

    Args:
        rendered: as `press.site.sanitise` leaves it: balanced, no comments, `<` and `>` only round tags.
    """
    pieces: list[str] = []
    headings: list[str] = []
    silent, depth, start = "", 0, 0
    parts = _TAG.split(rendered)
    for text, slash, name, attributes in zip(parts[::4], parts[1::4], parts[2::4], parts[3::4], strict=False):
        if silent:
            depth += 0 if name != silent else -1 if slash else 1
            silent = silent if depth else ""
            continue
        pieces.append(text)
        if name in _BLOCKS:
            pieces.append(_BREAK)
        if name in _HEADINGS:
            if slash:
                headings.append(" ".join(_lines(pieces[start:])))
            start = len(pieces)
        if not slash and name not in _VOID and _is_silent(name, attributes):
            silent, depth = name, 1
    pieces.append(parts[-1])
    return PageText(tuple(filter(None, headings)), "\n".join(_lines(pieces)))


def _is_silent(name: str, attributes: str) -> bool:
    found = _CLASSES.search(attributes) if attributes else None
    return name in _SILENT or (found is not None and not _SILENT_CLASSES.isdisjoint(found[1].split()))
