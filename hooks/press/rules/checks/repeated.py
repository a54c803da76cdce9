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
_NOT_WORDS_INSIDE: Final = re.compile(r"[^\w。！？!?；;\n|]+|_+")
_SENTENCE_END: Final = re.compile(r"[。！？!?；;\n|]")


class RepeatedParams(Params):
    """`least`: characters, signs and blanks not counted, from which on a sentence is compared."""

    least: int = 20


def make(params: RepeatedParams, language: Language) -> Check:
    """Make the check."""
    del language

    def check(page: Page, parts: frozenset[Part]) -> Iterator[Hit]:
        for passage in page.texts(parts):
            if not _may_repeat(passage.text, params.least):
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


def _may_repeat(text: str, least: int) -> bool:
    """Whether any sentence long enough stands twice, references among them: seen for all of them at once."""
    words = [one for one in _SENTENCE_END.split(_NOT_WORDS_INSIDE.sub("", text)) if len(one) >= least]
    return len(set(words)) < len(words)
