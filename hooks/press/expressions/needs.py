"""What a text must hold for an expression to be found in it: most texts are ruled out by words that are missing.

An expression is read from left to right, and signs that stand side by side are put together into runs as long as these
are few. After Russ Cox, "Regular Expression Matching with a Trigram Index" (2012), without his last step.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final, NamedTuple, TypeAlias

from press.expressions.alternatives import TOKEN, alternatives

Runs: TypeAlias = frozenset[str]
"""Runs of signs, at least one of which stands in a text."""

ANYTHING: Final[Runs] = frozenset(("",))
_MOST: Final = 32
"""Runs beyond which no more are put together: asking for them all would take longer than it saves."""
_FLAGS: Final = re.compile(r"\(\?[aiLmsux]+\)")
_GROUP: Final = re.compile(r"\(\?(?:P<\w+>|[:>])|\((?!\?)")
_LOOK: Final = re.compile(r"\(\?(?:(?P<ahead>=)|(?P<behind><=)|<?!)")
_NO_WIDTH: Final = re.compile(r"[\^$]|\\[AbBZ]")
_QUANTIFIER: Final = re.compile(r"(?:(?P<sign>[*+?])|\{(?!\})(?P<least>\d*)(?P<to>,?)(?P<most>\d*)\})[?+]?")
_PLAIN: Final = re.compile(r"[^.^$*+?{}\\]")
_ESCAPE: Final = r"\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\[nrtfv]|\\[^A-Za-z0-9]"
_ESCAPED: Final = re.compile(_ESCAPE)
_CLASS_ITEM: Final = re.compile(rf"({_ESCAPE}|[^\\^\]\[-])(?:-({_ESCAPE}|[^\\^\]\[-]))?")
_CLASS: Final = re.compile(rf"\[(?:{_CLASS_ITEM.pattern})+\]")
_CONTROLS: Final = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v"}

Rank: TypeAlias = Callable[[Runs], Any]
"""Of several sets of runs that a text must meet, the one of the highest rank is told."""


def long_and_few(runs: Runs) -> tuple[int, int]:
    """Rank runs of several signs above single ones, and few runs above many."""
    return min(2, *map(len, runs)), -len(runs)


def needs_of(expression: str, rank: Rank = long_and_few) -> Runs:
    """Return runs, at least one of which stands in every text in which an expression is found. Case counts.

    Args:
        expression: as `re` takes it; with flags for the whole of it nothing can be told.
        rank: see `Rank`.

    Returns:
        The runs; `ANYTHING` where nothing can be told.
    """
    if _FLAGS.match(expression):
        return ANYTHING
    return _of_any(_readings(expression, rank), rank)


class _Piece(NamedTuple):
    """A part of an alternative that stands by itself (a sign, a class, an escape, a group), and how often it stands."""

    source: str
    least: int = 1
    once: bool = True


@dataclass(slots=True)
class _Reading:
    """An alternative, as far as it was read.

    runs   one of them stands right before the place reached
    whole  whether they are all that was read
    told   sets of runs, each of which a text must meet
    """

    runs: Runs = ANYTHING
    whole: bool = True
    told: list[Runs] = field(default_factory=list)

    def go_on(self, runs: Runs) -> None:
        """Go on behind one of these runs."""
        if len(self.runs) * len(runs) > _MOST:
            self.cut()
        self.runs = _joined(self.runs, runs)

    def cut(self) -> None:
        """Go on behind something unknown."""
        self.told.append(self.runs)
        self.runs, self.whole = ANYTHING, False


def _joined(first: Runs, second: Runs) -> Runs:
    return frozenset(one + other for one, other in product(first, second))


def _readings(expression: str, rank: Rank) -> list[_Reading]:
    readings = []
    for alternative in alternatives(expression):
        readings.append(_Reading())
        for piece in _pieces(alternative):
            _read(readings[-1], piece, rank)
    return readings


def _of_any(readings: list[_Reading], rank: Rank) -> Runs:
    """Return what a text must hold in which one of several alternatives is found."""
    found: set[str] = set()
    for reading in readings:
        best: Runs = max((*reading.told, reading.runs), key=lambda runs: ("" not in runs, rank(runs)))
        found |= best
    return ANYTHING if "" in found else frozenset(found)


def _ends(readings: list[_Reading]) -> Runs:
    """Return runs, one of which stands at the end of what alternatives match."""
    found = frozenset(run for reading in readings for run in reading.runs)
    return found if len(found) <= _MOST else ANYTHING


def _exact(readings: list[_Reading]) -> Runs:
    """Return all that alternatives match; an empty set if that cannot be told or is too much."""
    found = _ends(readings)
    return found if found != ANYTHING and all(reading.whole for reading in readings) else frozenset()


def _read(reading: _Reading, piece: _Piece, rank: Rank) -> None:
    look = _LOOK.match(piece.source)
    if look:
        if piece.least:
            _look(reading, look, rank)
        return
    if _NO_WIDTH.fullmatch(piece.source):
        return
    inside = _inside(piece.source, rank)
    exact = _exact(inside)
    if exact and piece.once:
        reading.go_on(exact if piece.least else exact.union(ANYTHING))
    elif piece.least:
        reading.go_on(exact or ANYTHING)
        reading.told.append(_of_any(inside, rank))
        reading.cut()
        reading.runs = _ends(inside)
    else:
        reading.cut()


def _look(reading: _Reading, look: re.Match[str], rank: Rank) -> None:
    """Read a look ahead or behind: it tells what stands there, and goes nowhere."""
    if not (look["ahead"] or look["behind"]):
        return
    inside = _readings(look.string[look.end() : -1], rank)
    reading.told.append(_of_any(inside, rank))
    exact = _exact(inside)
    if look["ahead"] and len(reading.runs) * len(exact) <= _MOST:
        reading.told += [_joined(reading.runs, exact)] if exact else []


def _inside(source: str, rank: Rank) -> list[_Reading]:
    group = _GROUP.match(source)
    if group:
        return _readings(source[group.end() : -1], rank)
    signs = _signs(source)
    return [_Reading(signs) if signs else _Reading(whole=False)]


def _signs(source: str) -> Runs:
    """Return the signs that a piece may stand for; an empty set if these are too many, or cannot be told."""
    if not _CLASS.fullmatch(source):
        plain = _PLAIN.fullmatch(source) or _ESCAPED.fullmatch(source)
        return frozenset((_sign(source),)) if plain else frozenset()
    items = _CLASS_ITEM.finditer(source, 1, len(source) - 1)
    ranges = [(ord(_sign(item[1])), ord(_sign(item[2] or item[1]))) for item in items]
    codes = {code for low, high in ranges for code in range(low, min(high, low + _MOST) + 1)}
    return frozenset(map(chr, codes)) if len(codes) <= _MOST else frozenset()


def _sign(source: str) -> str:
    """Return the sign that is written plainly, by its number, or behind a backslash."""
    name = source[1:]
    if not name:
        return source
    return chr(int(name[1:], 16)) if name[0] in "xuU" else _CONTROLS.get(name, name)


def _pieces(alternative: str) -> Iterator[_Piece]:
    place = 0
    while place < len(alternative):
        end = _end_of_piece(alternative, place)
        quantifier = _QUANTIFIER.match(alternative, end)
        yield _Piece(alternative[place:end], *(_times(quantifier) if quantifier else ()))
        place = quantifier.end() if quantifier else end


def _times(quantifier: re.Match[str]) -> tuple[int, bool]:
    """Return how often a piece stands at least, and whether it stands once at most."""
    if quantifier["sign"]:
        return int(quantifier["sign"] == "+"), quantifier["sign"] == "?"
    least = int(quantifier["least"] or 0)
    most = quantifier["most"] if quantifier["to"] else quantifier["least"]
    return least, most == "1"


def _end_of_piece(alternative: str, place: int) -> int:
    """Return where the sign, class, escape or whole group ends that begins at a place."""
    depth = 0
    for token in TOKEN.finditer(alternative, place):
        depth += (token[0] == "(") - (token[0] == ")")
        if not depth:
            return token.end() if token[0] == ")" or token[0][0] in "\\[" else place + 1
    return len(alternative)
