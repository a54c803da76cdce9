"""Lines made of the words of spam: one such word says nothing, several on one line do."""

from __future__ import annotations

from collections.abc import Iterator

from press.expressions.expression import Expression
from press.rules.checks.border import Params, Texts
from press.rules.language import Language
from press.rules.page import Page, Part
from press.rules.rule import Check, Hit, quoted


class MarkersParams(Params):
    """A line strikes that holds at least `least` different words of one of the `groups`."""

    groups: tuple[Texts, ...]
    least: int = 3


def make(params: MarkersParams, language: Language) -> Check:
    """Make the check.

    Raises:
        ValueError: an expression is wrong or a name unknown.
    """
    groups = [(language.compile(group), language.compile_bundles(group)) for group in params.groups]

    def check(page: Page, parts: frozenset[Part]) -> Iterator[Hit]:
        whole = page.joined(parts)
        for group, sought in groups:
            if not sought.striking(whole, page.pairs(language.vocabulary)):
                continue
            for passage in page.texts(parts):
                yield from (
                    Hit(line, {"hit": quoted("、".join(words))})
                    for line, words in _words_by_line(passage.text, group, passage.first_line)
                    if len(words) >= params.least
                )

    return check


def _words_by_line(text: str, group: Expression, first_line: int) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.split("\n"), first_line):
        words = list(dict.fromkeys(found[0] for found in group.compiled.finditer(line)))
        if words:
            yield number, words
