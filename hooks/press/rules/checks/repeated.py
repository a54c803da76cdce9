"""Sentences that stand twice in one document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from press.rules.checks.border import Params
from press.rules.context import is_reference
from press.rules.language import Language
from press.rules.page import Page, Part
from press.rules.rule import Check, Hit, quoted

_SENTENCE: Final = re.compile(r"[^。！？!?；;\n|]+")
_REFERENCE: Final = re.compile(r"\s*#|[\s>*+-]*(?:\d{1,3}[.、)])?\s*\[")
"""Headings and what begins with a link (a reference) are repeated on purpose."""
_NOT_WORDS: Final = re.compile(r"[\W_]+")
_SENTENCE_ENDS: Final = "。！？!?；;|"
"""And the end of a line."""
_USUAL_SIGNS: Final = " ，、：（）“”《》-*#"


class RepeatedParams(Params):
    """`least`: characters, signs and blanks not counted, from which on a sentence is compared."""

    least: int = 20


def make(params: RepeatedParams, language: Language) -> Check:
    """Make the check."""
    del language

    def check(page: Page, parts: frozenset[Part]) -> Iterator[Hit]:
        for passage in page.texts(parts):
            if not may_repeat(passage.text, params.least):
                continue
            seen: dict[str, int] = {}
            for found in _SENTENCE.finditer(passage.text):
                if len(found[0]) < params.least or _REFERENCE.match(found[0]):
                    continue
                words = _NOT_WORDS.sub("", found[0])
                if len(words) < params.least:
                    continue
                if is_reference(passage.text, found.start()):
                    continue
                line = passage.line(found.start())
                if words in seen:
                    yield Hit(line, {"hit": quoted(found[0].strip()), "first": str(seen[words])})
                else:
                    seen[words] = line

    return check


def may_repeat(text: str, least: int) -> bool:
    """Whether any sentence long enough stands twice, references among them: seen for all of them at once."""
    for sign in _SENTENCE_ENDS:
        text = text.replace(sign, "\n")
    for sign in _USUAL_SIGNS:  # what an expression would take out as well, but sign by sign
        text = text.replace(sign, "")
    sentences = [one if one.isalnum() else _NOT_WORDS.sub("", one) for one in text.split("\n") if len(one) >= least]
    words = [one for one in sentences if len(one) >= least]
    return len(set(words)) < len(words)
