"""What stands round a hit, and the guards that make it harmless: negation, warning, quotation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from press.expressions.expression import Expression
from press.rules.mask import HIDDEN

WINDOW: Final = 200
"""Characters looked at on either side of a hit."""

_SOFT_BREAK: Final = re.compile(r"(?<=[^\n])\n(?![ \t]*(?:\n|[-*+#>|]|\d{1,3}[.、)]|$))")
_SENTENCE_ENDS: Final = "。！？!?；;"
_SENTENCE_END: Final = re.compile(f"[{_SENTENCE_ENDS}]")
_LIST: Final = re.compile(r"[ \t\u3000]*(?:[-*+](?=[ \t])|[>|]|\d{1,3}[.、)]|[（(][一二三四五六七八九十\d]{1,3}[）)])")
_REFERENCE: Final = re.compile(
    rf"[\s>*+-]*(?:\d{{1,3}}[.、)])?\s*(?:[^\[\]\n：:]{{1,10}}[：:])?\s*\[(?P<title>[^\[\]\n{HIDDEN}]+){HIDDEN}+[\s。；;，,.]*"
)
"""A line that is a list mark, perhaps a word like 参考, and a link with the title of what it leads to."""
_QUOTES: Final = {"“": "”", "‘": "’", "「": "」", "『": "』", '"': '"', "'": "'"}
_MENTION_SLACK: Final = 4
"""Characters beside the hit that a quotation may hold and still be a mere mention of the word."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Signs that a hit is no offence.

    before, after  searched in the hit's own sentence, on that side of it
    above          searched in the heading over it and in the line that leads in its list
    mention        whether a short quotation of the words is none, either
    reference      whether it is none in the title of a source that a line of its own links to
    """

    before: Expression | None = None
    after: Expression | None = None
    above: Expression | None = None
    mention: bool = False
    reference: bool = False

    def clears(self, text: str, start: int, end: int) -> bool:
        """Whether the words `text[start:end]` are harmless where they stand."""
        if self.before and self.before.compiled.search(before(text, start)):
            return True
        if self.after and self.after.compiled.search(after(text, end)):
            return True
        if self.mention and is_mentioned(text, start, end):
            return True
        if self.reference and is_reference(text, start):
            return True
        return self.above is not None and any(self.above.compiled.search(line) for line in above(text, start))


def before(text: str, start: int) -> str:
    """The part of the sentence that stands before `start`."""
    near = text[max(0, start - WINDOW) : start]
    near = near[max(near.rfind(sign) for sign in _SENTENCE_ENDS) + 1 :]
    return _SOFT_BREAK.sub("", near).rpartition("\n")[2] if "\n" in near else near


def after(text: str, end: int) -> str:
    """The part of the sentence that stands after `end`, with the sign that ends it."""
    near = text[end : end + WINDOW]
    stop = _SENTENCE_END.search(near)
    near = near[: stop.end()] if stop else near
    line, end_of_line, _ = _SOFT_BREAK.sub("", near).partition("\n") if "\n" in near else (near, "", "")
    return line + end_of_line


def sentence(text: str, start: int, end: int) -> str:
    """The whole sentence round a hit."""
    return before(text, start) + text[start:end] + after(text, end)


def is_mentioned(text: str, start: int, end: int) -> bool:
    """Whether the words are spoken of rather than used: quoted nearly alone, or inside the title of a work."""
    line_start = text.rfind("\n", 0, start) + 1
    title = text.rfind("《", line_start, start)
    if title >= 0 and text.find("》", title, start) < 0:
        return True
    for opening, closing in _QUOTES.items():
        left = text.rfind(opening, max(line_start, start - _MENTION_SLACK - 1), start)
        if left < 0 or closing in text[left + 1 : start]:
            continue
        right = text.find(closing, end, end + _MENTION_SLACK + 1)
        if right >= 0 and (right - left - 1) - (end - start) <= _MENTION_SLACK:
            return True
    return False


def is_reference(text: str, place: int) -> bool:
    """Whether a place stands in a line of a list of sources: the words there are the titles of others."""
    start, end = text.rfind("\n", 0, place) + 1, text.find("\n", place)
    found = _REFERENCE.fullmatch(text, start, len(text) if end < 0 else end)
    return found is not None and found.start("title") <= place


def above(text: str, start: int) -> tuple[str, ...]:
    """The heading over a place and, for a list item, a table row or an indented line, the line that leads it in."""
    lines = text[:start].split("\n")
    current = lines.pop() + text[start : start + 1]
    heading = next((line for line in reversed(lines) if line.startswith("#")), "")
    indent = len(current) - len(current.lstrip())
    if not _LIST.match(current) and not indent:
        return (heading,)
    for line in reversed(lines):
        same = _LIST.match(line) or (indent and len(line) - len(line.lstrip()) >= indent)
        if line.strip() and not same:
            return (heading, line)
    return (heading,)
