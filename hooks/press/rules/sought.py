"""Expressions that are searched for only in texts that may hold them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from press.expressions.expression import Expression
from press.expressions.needs import Runs, needs_of
from press.expressions.pairs import pairs_of


@dataclass(frozen=True)
class Sought:
    """An expression, and what tells at a glance that a text does not hold it."""

    expression: Expression

    @cached_property
    def _needs(self) -> Runs:
        return needs_of(self.expression.source)

    @cached_property
    def _pairs(self) -> frozenset[int]:
        """A pair out of the middle of each run: where two words meet, fewer texts have it than within a word."""
        middles = (run[len(run) // 2 - 1 : len(run) // 2 + 1] for run in self._needs)
        return frozenset(pair for middle in middles for pair in pairs_of(middle))

    @cached_property
    def _signs(self) -> tuple[str, ...]:
        return tuple(run for run in self._needs if not pairs_of(run))

    def strikes(self, text: str, pairs: frozenset[int]) -> bool:
        """Whether a text holds the expression.

        Args:
            text: one text, or several with line ends between them.
            pairs: `pairs_of` all that is looked through.
        """
        if self._pairs.isdisjoint(pairs) and not any(sign in text for sign in self._signs):
            return False
        return self.expression.compiled.search(text) is not None
