"""Words and signs that should not be there, with the exceptions that make them right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from press.expressions.expression import Expression
from press.rules.checks.border import Params, Texts
from press.rules.context import Guard
from press.rules.language import Language
from press.rules.page import Page, Part, Passage
from press.rules.rule import Check, Hit, quoted
from press.rules.sought import SoughtAny

_SHOWN: Final = 4
"""Characters on either side of a hit that a message may show."""
_AROUND: Final = 40
"""Characters on either side of a hit in which an exception may begin or end."""


class PatternParams(Params):
    """`patterns` strike unless an expression of `unless` covers the hit or one of the `guards` clears it.

    A group named `hit` in a pattern narrows the hit to it. `least`: hits a document must have before any counts.
    """

    patterns: Texts
    unless: Texts = ()
    guards: Texts = ()
    least: int = 1


@dataclass(frozen=True, slots=True)
class Matcher:
    """Finds the hits of expressions in one passage.

    Of hits of `wanted` that overlap the first counts, and of those that begin together the longest.
    """

    wanted: SoughtAny
    unless: Expression | None
    guards: tuple[Guard, ...]

    def hits(self, page: Page, parts: frozenset[Part]) -> Iterator[tuple[Passage, int, int]]:
        """Passage, start and end of every hit that nothing excuses."""
        # Most texts have no hit: asked once for all passages, most expressions need not be tried on each.
        striking = self.wanted.striking(page.joined(parts), page.pairs(self.wanted.vocabulary))
        if striking:
            for passage in page.texts(parts):
                for start, end in self._spans(passage, striking):
                    yield passage, start, end

    def _spans(self, passage: Passage, striking: list[re.Pattern[str]]) -> Iterator[tuple[int, int]]:
        text = passage.text
        done = 0
        for start, end in sorted((_span(one) for each in striking for one in each.finditer(text)), key=_longest_first):
            if start >= done and not self._excused(text, start, end):
                done = end
                yield start, end

    def _excused(self, text: str, start: int, end: int) -> bool:
        if self.unless is not None:
            low = max(0, start - _AROUND, text.rfind("\n", 0, start) + 1)
            for exception in self.unless.compiled.finditer(text, low, end + _AROUND):
                if exception.start() >= end:
                    break
                if exception.start() <= start and end <= exception.end():
                    return True
        return any(guard.clears(text, start, end) for guard in self.guards)


def _span(found: re.Match[str]) -> tuple[int, int]:
    return found.span("hit") if found.re.groupindex else found.span()


def _longest_first(span: tuple[int, int]) -> tuple[int, int]:
    return span[0], -span[1]


def matcher(patterns: Texts, unless: Texts, guards: Texts, language: Language) -> Matcher:
    """Compile expressions, exceptions and guards.

    Raises:
        ValueError: an expression is wrong or a name unknown.
    """
    wanted = language.compile_bundles(patterns)
    return Matcher(wanted, language.compile_any(unless), language.guards_named(guards))


def make(params: PatternParams, language: Language) -> Check:
    """Make the check.

    Raises:
        ValueError: an expression is wrong or a name unknown.
    """
    strikes = matcher(params.patterns, params.unless, params.guards, language)

    def check(page: Page, parts: frozenset[Part]) -> Iterator[Hit]:
        hits = [
            Hit(passage.line(start), _values(passage.text, start, end))
            for passage, start, end in strikes.hits(page, parts)
        ]
        if len(hits) >= params.least:
            yield from hits

    return check


def _values(text: str, start: int, end: int) -> dict[str, str]:
    around = text[max(0, start - _SHOWN) : end + _SHOWN].replace("\n", " ")
    return {"hit": quoted(text[start:end]), "around": quoted(around), "code": f"U+{ord(text[start]):04X}"}
