"""Words that are harmless alone and an offence beside others in the same sentence: praise beside an institution."""

from __future__ import annotations

from collections.abc import Iterator

from press.expressions.expression import Expression
from press.rules.checks.border import Params, Texts
from press.rules.checks.pattern import matcher
from press.rules.context import sentence
from press.rules.language import Language
from press.rules.page import Page, Part
from press.rules.rule import Check, Hit, quoted


class NearParams(Params):
    """`patterns` strike where a `beside` expression, or with `institution` an institution of the site, stands by."""

    patterns: Texts
    beside: Texts
    unless: Texts = ()
    guards: Texts = ()
    institution: bool = False


def make(params: NearParams, language: Language) -> Check:
    """Make the check.

    Raises:
        ValueError: an expression is wrong or a name unknown.
    """
    strikes = matcher(params.patterns, params.unless, params.guards, language)
    beside = language.compile(params.beside)

    def check(page: Page, parts: frozenset[Part]) -> Iterator[Hit]:
        for passage, start, end in strikes.hits(page, parts):
            words = sentence(passage.text, start, end)
            other = _other(words, beside, page.site.institutions if params.institution else frozenset())
            if other:
                values = {"hit": quoted(passage.text[start:end]), "other": quoted(other)}
                yield Hit(passage.line(start), values)

    return check


def _other(words: str, beside: Expression, names: frozenset[str]) -> str:
    named = next((name for name in sorted(names, key=len, reverse=True) if name in words), "")
    if named:
        return named
    found = beside.compiled.search(words)
    return found[0] if found else ""
