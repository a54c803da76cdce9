"""Finding the links of a Markdown text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_INLINE: Final = re.compile(
    r"\[(?<![!\\]\[)((?:[^\[\]\n]|\[[^\[\]\n]*\]){0,500})\]"
    r"\([ \t]*(?:<([^<>\n]*)>|([^()\s]*(?:\([^()\s]*\)[^()\s]*)*))[^()\n]*\)"
)
_DEFINITION: Final = re.compile(r"^[ ]{0,3}\[(?!\^)([^\[\]\n]{1,200})\]:[ \t]*<?([^\s<>]+)", re.MULTILINE)
_TAG: Final = re.compile(
    r"""<a\b[^<>\n]{0,500}?\bhref\s*=\s*["']?([^"'\s<>]+)[^<>]{0,500}>([^<\n]{0,200})""", re.IGNORECASE
)
_BARE: Final = re.compile(
    r"(?<![A-Za-z0-9_(\"'=/<\[])<?((?:https?|weixin)://[^\s<>\"'“”（），。；、！？《》\u4e00-\u9fff]+|#小程序://[^\s，。；）]+)"
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link: its words, where it leads, and a place (an offset in the text, or a line of the file)."""

    words: str
    address: str
    place: int


def find_links(text: str) -> Iterator[Link]:
    """Find all links of a Markdown text, `place` being the offset of each; pictures are none.

    Args:
        text: Markdown with its code hidden.
    """
    if "](" in text:
        for found in _INLINE.finditer(text):
            yield Link(found[1], found[2] or found[3] or "", found.start())
    if "]:" in text:
        for found in _DEFINITION.finditer(text):
            yield Link(found[1], found[2], found.start())
    if "<a" in text or "<A" in text:
        for found in _TAG.finditer(text):
            yield Link(found[2], found[1], found.start())
    if "://" in text:
        for found in _BARE.finditer(text):
            yield Link("", found[1], found.start())
