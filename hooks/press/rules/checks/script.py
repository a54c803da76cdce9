"""Simplified and traditional characters in one text.

No table is kept: GB 2312 holds the common characters of simplified writing, Big5's first level those of traditional
writing. A character that only one of the two holds tells which script it belongs to; most characters belong to both.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import Final

from press.expressions.expression import Expression
from press.rules.checks.border import Params
from press.rules.context import is_mentioned, is_reference
from press.rules.language import Language
from press.rules.page import Page, Part, Passage
from press.rules.rule import Check, Hit

_SHOWN: Final = 8
_GB2312_COMMON: Final = range(0xB0, 0xD8)
_BIG5_COMMON: Final = range(0xA4, 0xC7)


class Script(StrEnum):
    """What to report."""

    MIXED = "mixed"
    """Characters of the script that the text is mostly not written in."""
    TRADITIONAL = "traditional"
    """A text that is mostly traditional."""


class ScriptParams(Params):
    """`neutral`: characters that tell nothing; `least`: different strange characters that make a finding.

    `share`: the rarer script's largest share of all telling characters at which the text still counts as a mixture by
    mistake; above it every text is `mixed` as well. `unless`: expressions whose text is left aside.
    """

    report: Script
    neutral: str = ""
    least: int = 2
    unless: tuple[str, ...] = ()


def _telling(codec: str, rows: range, other: str) -> str:
    pairs = (bytes((row, cell)).decode(codec, "ignore") for row in rows for cell in range(0x40, 0xFF))
    common = [one for one in pairs if "\u4e00" <= one <= "\u9fff"]
    shared = frozenset("".join(common).encode(other, "ignore").decode(other))
    return "".join(one for one in common if one not in shared)


@cache
def simplified_only() -> str:
    """Common characters of simplified writing that traditional texts do not use (about 1,200)."""
    return _telling("gb2312", _GB2312_COMMON, "big5")


@cache
def traditional_only() -> str:
    """Common characters of traditional writing that simplified texts do not use (about 2,070)."""
    return _telling("big5", _BIG5_COMMON, "gb2312")


@cache
def _class(characters: str, neutral: str = "") -> Expression:
    return Expression("[" + "".join(sorted(set(characters) - set(neutral))) + "]")


def make(params: ScriptParams, language: Language) -> Check:
    """Make the check.

    Raises:
        ValueError: an expression is wrong or a name unknown.
    """
    simplified = _class(simplified_only(), params.neutral)
    traditional = _class(traditional_only(), params.neutral)
    aside = language.compile_any(params.unless)

    def check(page: Page, parts: frozenset[Part]) -> Iterator[Hit]:
        if not page.holds(_class(traditional_only())):
            return
        passages = page.texts(parts)
        new = sum(len(simplified.compiled.findall(passage.text)) for passage in passages)
        old = sum(len(traditional.compiled.findall(passage.text)) for passage in passages)
        is_traditional = old > new
        if params.report is Script.TRADITIONAL:
            if is_traditional and old >= params.least:
                yield Hit(passages[0].first_line, {"count": str(old)})
            return
        if not min(old, new):
            return
        strange = _places(passages, simplified if is_traditional else traditional, aside)
        names = list(dict.fromkeys(sign for sign, _ in strange))
        if len(names) >= params.least:
            shown = "、".join(names[:_SHOWN]) + ("等" if len(names) > _SHOWN else "")
            words = ("繁体", "简体") if is_traditional else ("简体", "繁体")
            yield Hit(strange[0][1], {"hit": shown, "most": words[0], "few": words[1], "count": str(len(strange))})

    return check


def _places(passages: tuple[Passage, ...], strange: Expression, aside: Expression | None) -> list[tuple[str, int]]:
    """Every strange character with its line, but those mentioned, of a source's title, or in a text left aside."""
    found: list[tuple[str, int]] = []
    for passage in passages:
        spans = [span.span() for span in aside.compiled.finditer(passage.text)] if aside else []
        for sign in strange.compiled.finditer(passage.text):
            place = sign.start()
            if any(start <= place < end for start, end in spans) or is_mentioned(passage.text, place, place + 1):
                continue
            if is_reference(passage.text, place):
                continue
            found.append((sign[0], passage.line(place)))
    return found
