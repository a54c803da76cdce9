"""Expressions that are searched for only in texts that may hold them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from press.expressions.expression import Expression
from press.expressions.needs import Runs, needs_of
from press.expressions.pairs import pairs_among, pairs_of

_FEW: Final = 50
"""Texts that are looked through one by one: after an edit there are no more."""


@dataclass(frozen=True)
class Sought:
    """An expression, and what tells at a glance that a text does not hold it."""

    expression: Expression

    @cached_property
    def _needs(self) -> Runs:
        return needs_of(self.expression.source)

    @cached_property
    def runs(self) -> tuple[frozenset[int], ...]:
        """The pairs of each run that has any."""
        return tuple(pairs for run in self._needs if (pairs := pairs_of(run)))

    @cached_property
    def pairs(self) -> frozenset[int]:
        """A pair out of the middle of each run: where two words meet, fewer texts have it than within a word."""
        middles = (run[len(run) // 2 - 1 : len(run) // 2 + 1] for run in self._needs)
        return frozenset(pair for middle in middles for pair in pairs_of(middle))

    @cached_property
    def signs(self) -> tuple[str, ...]:
        """Runs of one sign, or of none where nothing can be told."""
        return tuple(run for run in self._needs if not pairs_of(run))

    def _may_strike(self, text: str, pairs: frozenset[int]) -> bool:
        if not self.pairs.isdisjoint(pairs) and any(map(pairs.issuperset, self.runs)):
            return True
        return bool(self.signs) and any(sign in text for sign in self.signs)

    def strikes(self, text: str, pairs: frozenset[int]) -> bool:
        """Whether a text holds the expression.

        Args:
            text: one text, or several with line ends between them.
            pairs: of all that is looked through, at least those that are in `runs`.
        """
        return self._may_strike(text, pairs) and self.expression.compiled.search(text) is not None


class Vocabulary:
    """All expressions of a set of rules: of a text's pairs only those matter that one of them has."""

    def __init__(self) -> None:
        self._sought: list[Sought] = []
        self._looked_through = 0

    def sought(self, expression: Expression) -> Sought:
        """Return an expression that is one of them from here on."""
        made = Sought(expression)
        self._sought.append(made)
        for made_of_all in ("_pairs", "_find"):
            self.__dict__.pop(made_of_all, None)
        return made

    @cached_property
    def _pairs(self) -> frozenset[int]:
        return frozenset(pair for one in self._sought for run in one.runs for pair in run)

    def present(self, text: str) -> frozenset[int]:
        """Return the pairs of a text that matter to any of the expressions."""
        self._looked_through += 1
        return pairs_among(text, self._pairs) if self._looked_through <= _FEW else self._find(text)

    @cached_property
    def _find(self) -> Callable[[str], frozenset[int]]:
        from press.expressions.many_pairs import finder  # noqa: PLC0415 - to load numpy takes as long as 1,000 texts

        return finder(self._pairs)


@dataclass(frozen=True)
class SoughtAny:
    """Expressions that are searched for one after the other (see `press.expressions.alternatives`).

    vocabulary  to which they belong
    """

    each: tuple[Sought, ...]
    vocabulary: Vocabulary

    @cached_property
    def _pairs(self) -> frozenset[int]:
        return frozenset(pair for one in self.each for pair in one.pairs)

    @cached_property
    def _has_signs(self) -> bool:
        return any(one.signs for one in self.each)

    def striking(self, text: str, pairs: frozenset[int]) -> list[re.Pattern[str]]:
        """Return those that a text holds; arguments as of `Sought.strikes`."""
        if self._pairs.isdisjoint(pairs) and not self._has_signs:
            return []
        return [one.expression.compiled for one in self.each if one.strikes(text, pairs)]
