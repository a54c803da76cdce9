"""Cutting expressions into alternatives that Python's engine searches for fast.

The engine skips to the first character of an expression only if it can name those characters beforehand: every
alternative must begin with a plain character. One that begins with a group or a class spoils this for all (measured:
six times as slow), so those are searched for on their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

_PLAIN_START: Final = re.compile(r"[^\\.^$*+?{}\[\]|()](?![*?{])")
_ESCAPE: Final = r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|N\{[^}]*\}|[0-9]{1,3}|.)"
TOKEN: Final = re.compile(_ESCAPE + r"|\[\^?\]?(?:\\.|[^\]\\])*\]|[()|]|[^\\\[()|]+", re.DOTALL)


def alternatives(expression: str) -> Iterator[str]:
    """Cut an expression at the `|` signs that stand outside of groups and classes."""
    depth = 0
    start = 0
    for token in TOKEN.finditer(expression):
        if token[0] == "(":
            depth += 1
        elif token[0] == ")":
            depth -= 1
        elif token[0] == "|" and not depth:
            yield expression[start : token.start()]
            start = token.end()
    yield expression[start:]


def bundles(expressions: Iterable[str]) -> list[str]:
    """Expressions that together find what the given ones find: one of all plain alternatives, one for each other."""
    plain: list[str] = []
    others: list[str] = []
    for expression in expressions:
        for alternative in alternatives(expression):
            (plain if _PLAIN_START.match(alternative) else others).append(alternative)
    return [*(["|".join(plain)] if plain else []), *others]
