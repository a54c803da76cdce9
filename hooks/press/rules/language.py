"""The words rules share: named lists that patterns refer to, and named guards."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from press.expressions.alternatives import bundles
from press.expressions.expression import Expression
from press.rules.context import Guard
from press.rules.sought import SoughtAny, Vocabulary

_REFERENCE: Final = re.compile(r"<<([\w-]+)>>")
_DEPTH: Final = 5


class UnknownNameError(ValueError):
    """A pattern refers to a list, or a rule to a guard, that no file defines."""

    def __init__(self, kind: str, name: str, known: Sequence[str]) -> None:
        super().__init__(f"没有叫“{name}”的{kind}（有：{'、'.join(known)}）")


@dataclass(frozen=True, slots=True)
class Language:
    """What the patterns of all rule files may name.

    terms   list name to its expressions; `<<name>>` in a pattern stands for any of them
    guards  guard name to guard
    trusted whether all expressions were found sound before: then each is compiled only when it is searched for
    vocabulary  what texts are searched for
    """

    terms: Mapping[str, Sequence[str]] = field(default_factory=dict)
    guards: Mapping[str, Guard] = field(default_factory=dict)
    trusted: bool = False
    vocabulary: Vocabulary = field(default_factory=Vocabulary, compare=False)

    def compile(self, expressions: Sequence[str]) -> Expression:
        """Any of the expressions, lists filled in.

        Raises:
            ValueError: a list is unknown, or an expression is no valid one.
        """
        sources = [self._filled(expression) for expression in expressions]
        return self._sound(["|".join(f"(?:{source})" for source in sources)], sources)[0]

    def compile_bundles(self, expressions: Sequence[str]) -> SoughtAny:
        """As `compile`, but cut into several that are searched for faster than one."""
        filled = [self._filled(expression) for expression in expressions]
        each = tuple(map(self.vocabulary.sought, self._sound(bundles(filled), filled)))
        return SoughtAny(each, self.vocabulary)

    def compile_any(self, expressions: Sequence[str]) -> Expression | None:
        """As `compile`; None when there are no expressions."""
        return self.compile(expressions) if expressions else None

    def _sound(self, sources: Sequence[str], written: Sequence[str]) -> list[Expression]:
        """Return expressions, compiled at once unless they are known to be sound."""
        made = [Expression(source) for source in sources]
        try:
            if not self.trusted:
                all(expression.compiled for expression in made)
        except re.error:
            _name_fault(written)
            raise
        return made

    def _filled(self, expression: str, depth: int = 0) -> str:
        def fill(reference: re.Match[str]) -> str:
            name = reference[1]
            if name not in self.terms or depth >= _DEPTH:
                raise UnknownNameError("词表", name, sorted(self.terms))
            return "(?:" + "|".join(self._filled(term, depth + 1) for term in self.terms[name]) + ")"

        return _REFERENCE.sub(fill, expression)

    def guards_named(self, names: Sequence[str]) -> tuple[Guard, ...]:
        """The guards of these names.

        Raises:
            UnknownNameError: one is not defined.
        """
        for name in names:
            if name not in self.guards:
                raise UnknownNameError("放行条件", name, sorted(self.guards))
        return tuple(self.guards[name] for name in names)


def _name_fault(sources: Sequence[str]) -> None:
    """Say which expression is wrong: a union or a bundle of them cannot. Compiling takes time, so only when one is."""
    for source in sources:
        try:
            re.compile(source)
        except re.error as error:
            raise ValueError(f"式子“{error.pattern!s}”写错了：{error.msg}") from error
