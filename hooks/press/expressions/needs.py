"""What a text must hold for an expression to be found in it: most texts are ruled out by a sign that is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Final, NamedTuple

from press.expressions.alternatives import TOKEN, alternatives

Needs = frozenset[frozenset[str]]
"""Sets of signs, at least one of which stands as a whole in every text in which the expression is found."""

ANYTHING: Final[Needs] = frozenset((frozenset(),))
_MOST: Final = 24
"""Sets from which on a part of an expression is left aside: asking for them all would take longer than it saves."""
_GLOBAL_FLAGS: Final = re.compile(r"\(\?[aiLmsux]+\)")
_GROUP_START: Final = re.compile(r"\(\?(?:P<\w+>|[aiLmsux]*(?:-[imsx]+)?:)|\((?!\?)")
_QUANTIFIER: Final = re.compile(r"(?:([*?]|\{(?:0|,)[^}]*\})|\+|\{[^}]*\})[?+]?")
_PLAIN: Final = re.compile(r"[^.^$*+?{}]")
_CODE: Final = re.compile(r"\\[xuU]([0-9A-Fa-f]+)")
_ESCAPED: Final = re.compile(r"\\([^A-Za-z0-9])")
_CLASS_ITEM: Final = re.compile(r"(\\[xuU][0-9A-Fa-f]+|[^\\^\]\[-])(?:-(\\[xuU][0-9A-Fa-f]+|[^\\^\]\[-]))?")
_CLASS: Final = re.compile(rf"\[(?:{_CLASS_ITEM.pattern})+\]")


class _Piece(NamedTuple):
    """A part of an alternative that stands by itself: a sign, a class, an escape, or a group."""

    source: str
    optional: bool


def needs_of(expression: str) -> Needs:
    """Return what a text must hold; `ANYTHING` where that cannot be told. Case counts.

    Args:
        expression: as `re` takes it, without global flags (with them nothing can be told).
    """
    if _GLOBAL_FLAGS.match(expression):
        return ANYTHING
    found = frozenset(need for alternative in alternatives(expression) for need in _of_alternative(alternative))
    return ANYTHING if frozenset() in found else found


def _of_alternative(alternative: str) -> Needs:
    needs = ANYTHING
    for piece in _pieces(alternative):
        own = ANYTHING if piece.optional else _of_piece(piece.source)
        if own != ANYTHING and len(own) * len(needs) <= _MOST:
            needs = frozenset(one | other for one, other in product(needs, own))
    return needs


def _of_piece(source: str) -> Needs:
    group = _GROUP_START.match(source)
    if group:
        return needs_of(source[group.end() : -1])
    if _CLASS.fullmatch(source):
        return _of_class(source)
    sign = _sign(source)
    return frozenset((frozenset(sign),)) if sign else ANYTHING


def _of_class(source: str) -> Needs:
    ranges = [(_code(item[1]), _code(item[2] or item[1])) for item in _CLASS_ITEM.finditer(source, 1, len(source) - 1)]
    codes = {code for low, high in ranges for code in range(low, min(high, low + _MOST) + 1)}
    return frozenset(frozenset(chr(code)) for code in codes) if len(codes) <= _MOST else ANYTHING


def _code(item: str) -> int:
    """Return the code point of a sign as a class has it: itself or its number."""
    number = _CODE.fullmatch(item)
    return int(number[1], 16) if number else ord(item)


def _sign(source: str) -> str:
    """Return the one sign that a piece stands for; empty when it may be several."""
    if _CODE.fullmatch(source):
        return chr(_code(source))
    escaped = _ESCAPED.fullmatch(source)
    return escaped[1] if escaped else source if _PLAIN.fullmatch(source) else ""


def _pieces(alternative: str) -> Iterator[_Piece]:
    place = 0
    while place < len(alternative):
        end = _end_of_piece(alternative, place)
        quantifier = _QUANTIFIER.match(alternative, end)
        yield _Piece(alternative[place:end], optional=bool(quantifier and quantifier[1]))
        place = quantifier.end() if quantifier else end


def _end_of_piece(alternative: str, place: int) -> int:
    """Return where the sign, class, escape or whole group ends that begins at a place."""
    depth = 0
    for token in TOKEN.finditer(alternative, place):
        depth += (token[0] == "(") - (token[0] == ")")
        if not depth:
            return token.end() if token[0] == ")" or token[0][0] in "\\[" else place + 1
    return len(alternative)
