"""The words of a rendered text, as a reader sees them."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Final

_SILENT: Final = frozenset(("script", "style", "template"))
_SILENT_CLASSES: Final = frozenset(("headerlink", "footnote-ref", "footnote-backref"))
_CLASSES: Final = re.compile(r'\bclass="([^"]*)"')
_VOID: Final = frozenset(("br", "hr", "img", "input", "wbr"))
_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>")
_BLOCK_TAG: Final = re.compile(
    r"</?(?:a(?:ddress|rticle|side)|b(?:lockquote|r)|caption|d(?:[dlt]|etails|iv)|f(?:ig(?:caption|ure)|ooter)"
    r"|h(?:[1-6r]|eader)|li|main|nav|ol|p(?:re)?|s(?:ection|ummary)|t(?:able|body|d|foot|h(?:ead)?|r)|ul)"
    r"(?![a-z0-9])[^>]*>"
)
_HEADING_TAG: Final = re.compile(r"<(/?)h[1-6](?![a-z0-9])[^>]*>")
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
    if len(words) > 1 and ("\n" in text or "\r" in text):
        words = _SOFT_BREAK.sub("", text).split()
    return " ".join(words)


def _lines(marked: str) -> list[str]:
    """Return the blocks of HTML that has no silent element."""
    blocks = html.unescape(_TAG.sub("", _BLOCK_TAG.sub(_BREAK, marked))).split(_BREAK)
    return [_line(block) for block in blocks if block and not block.isspace()]


def _spoken(rendered: str) -> str:
    """Leave out the elements that a reader does not see or does not mean; a block leaves its break."""
    if not any(word in rendered for word in _SILENT | _SILENT_CLASSES):
        return rendered
    pieces: list[str] = []
    silent, depth, start = "", 0, 0
    for tag in _TAG.finditer(rendered):
        slash, name, attributes = tag.groups()
        if silent:
            depth += 0 if name != silent else -1 if slash else 1
            if not depth:
                silent, start = "", tag.end()
        elif not slash and name not in _VOID and _is_silent(name, attributes):
            pieces += (rendered[start : tag.start()], f"<{name}>")
            silent, depth = name, 1
    return "".join((*pieces, "" if silent else rendered[start:]))


def _is_silent(name: str, attributes: str) -> bool:
    found = _CLASSES.search(attributes) if attributes else None
    return name in _SILENT or (found is not None and not _SILENT_CLASSES.isdisjoint(found[1].split()))


def read_html(rendered: str) -> PageText:
    """Return the words of a text's HTML: no marks of footnotes, no permanent links, no addresses, no alternatives.

    Args:
        rendered: as `press.site.sanitise` leaves it: balanced, no comments, `<` and `>` only round tags.
    """
    spoken = _spoken(rendered)
    parts = _HEADING_TAG.split(spoken)
    headings = (" ".join(_lines(text)) for text, slash in zip(parts[::2], parts[1::2], strict=False) if slash)
    return PageText(tuple(filter(None, headings)), "\n".join(_lines(spoken)))
