"""The words of a rendered text, as a reader sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree, html

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
_SILENT: Final = frozenset(("script", "style", "template"))
_SILENT_CLASSES: Final = ("headerlink", "footnote-ref", "footnote-backref")
_BREAK: Final = "\0"
"""Cannot come from HTML: the parser refuses it."""
_WIDE: Final = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff“”‘’…—"
_SOFT_BREAK: Final = re.compile(rf"(?<=[{_WIDE}])[ \t]*[\r\n]\s*(?=[{_WIDE}])")


@dataclass(frozen=True, slots=True)
class PageText:
    """Headings in order, and the whole text with its blocks separated by line ends (headings included)."""

    headings: tuple[str, ...]
    text: str


def _line(text: str) -> str:
    """Return one block's text: a line end that an author typed inside Chinese text is no blank."""
    return " ".join(_SOFT_BREAK.sub("", text).split())


def _pieces(root: html.HtmlElement) -> Iterator[str]:
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            silent += _is_silent(element)
            if not silent:
                yield _BREAK if element.tag in _BLOCKS else ""
                yield element.text or ""
        else:
            if event == "end":
                yield _BREAK if element.tag in _BLOCKS and not silent else ""
                silent -= _is_silent(element)
            if element is not root and not silent:
                yield element.tail or ""


def _is_silent(element: html.HtmlElement) -> bool:
    classes = (element.get("class") or "").split()
    return element.tag in _SILENT or any(name in _SILENT_CLASSES for name in classes)


def _text(root: html.HtmlElement) -> str:
    return "\n".join(filter(None, map(_line, "".join(_pieces(root)).split(_BREAK))))


def read_html(rendered: str) -> PageText:
    """Return the words of a text's HTML: no marks of footnotes, no permanent links, no addresses, no alternatives."""
    if not rendered.strip():
        return PageText((), "")
    root = html.fragment_fromstring(rendered, create_parent="div")
    headings = (_text(element).replace("\n", " ") for element in root.iter(*_HEADINGS))
    return PageText(tuple(filter(None, headings)), _text(root))
