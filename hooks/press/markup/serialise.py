"""Writing a tree as XHTML, byte for byte as Python-Markdown does, in less time."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final
from xml.etree.ElementTree import HTML_EMPTY, Element

from markdown.serializers import RE_AMP, to_xhtml_string

_SPECIAL: Final = re.compile("[&<>]")
_SPECIAL_IN_ATTRIBUTE: Final = re.compile('[&<>"]')
_KEPT_AS_WRITTEN: Final = frozenset(("script", "style"))


class _OddNodeError(Exception):
    """A node is no plain element: that is left to the library."""


def to_xhtml(root: Element) -> str:
    """Return a tree as XHTML, as `markdown.serializers.to_xhtml_string` writes it."""
    written: list[str] = []
    try:
        _write(root, written.append)
    except (_OddNodeError, RecursionError):
        return to_xhtml_string(root)
    return "".join(written)


def _write(element: Element, write: Callable[[str], None]) -> None:
    tag: Any = element.tag
    if type(tag) is not str:
        raise _OddNodeError
    items = element.items()
    attributes = "".join([_attribute(name, value) for name, value in sorted(items)]) if items else ""
    kind = tag.lower()
    if kind in HTML_EMPTY:
        write(f"<{tag}{attributes} />")
    else:
        text = element.text or ""
        if _SPECIAL.search(text) and kind not in _KEPT_AS_WRITTEN:
            text = _escaped(text)
        write(f"<{tag}{attributes}>{text}")
        for child in element:
            _write(child, write)
        write(f"</{tag}>")
    tail = element.tail
    if tail:
        write(_escaped(tail) if _SPECIAL.search(tail) else tail)


def _attribute(name: Any, value: Any) -> str:  # noqa: ANN401 - the library puts more than texts there
    if type(name) is not str or not (value is None or isinstance(value, str)):
        raise _OddNodeError
    if value is None:
        return f" {name}"
    return f' {name}="{_escaped(value, quotes=True) if _SPECIAL_IN_ATTRIBUTE.search(value) else value}"'


def _escaped(text: str, *, quotes: bool = False) -> str:
    """Return a text with its special signs as entities; entities that are written out stay as they are."""
    escaped = RE_AMP.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace('"', "&quot;") if quotes else escaped
