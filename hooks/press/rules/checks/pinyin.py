"""Pinyin that a copying site put in brackets after characters it could not encode: `設(shè)`, `F(xiàn)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from press.expressions.expression import Expression
from press.rules.checks.border import Params
from press.rules.checks.script import traditional_only
from press.rules.language import Language
from press.rules.page import Page, Part
from press.rules.rule import Check, Hit, quoted

_TONED: Final = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"


class PinyinParams(Params):
    """`least`: how often a simplified character must carry toned pinyin before that counts as well.

    An author may explain how a few rare characters are read; a copying site does it throughout.
    """

    least: int = 8


def make(params: PinyinParams, language: Language) -> Check:
    """Make the check."""
    annotated = re.compile(rf"(?P<base>[\u3400-\u9fffA-Z])[（(](?P<sound>[a-zü{_TONED}]{{1,6}})[）)]")
    bracketed = language.vocabulary.sought(Expression(rf"[（(][a-zü{_TONED}]{{1,6}}[)）]"))
    toned = re.compile(f"[{_TONED}]")
    old = frozenset(traditional_only())

    def check(page: Page, parts: frozenset[Part]) -> Iterator[Hit]:
        if not bracketed.strikes(page.joined(parts), page.pairs(language.vocabulary)):
            return
        certain: list[Hit] = []
        doubtful: list[Hit] = []
        for passage in page.texts(parts):
            for found in annotated.finditer(passage.text):
                has_tone = toned.search(found["sound"]) is not None
                hit = Hit(passage.line(found.start()), {"hit": quoted(found[0])})
                if found["base"] in old or (has_tone and found["base"].isascii()):
                    certain.append(hit)
                elif has_tone:
                    doubtful.append(hit)
        yield from certain
        if certain or len(doubtful) >= params.least:
            yield from doubtful

    return check
