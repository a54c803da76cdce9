"""Whole numbers as printable text: small ones take one character, and text compresses as well as bytes do.

A dense code with stoppers and continuers (Brisaboa et al., "(s,c)-Dense Codes", SPIRE 2003): the last symbol of a
number is one of `STOPPERS`, all before it are of `CONTINUERS`, and no combination is unused. All symbols are printable
ASCII that needs no escape in a JavaScript string; blank and `!` are left out because they separate lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

SYMBOLS: Final = "".join(chr(code) for code in range(0x23, 0x7F) if chr(code) != "\\")
"""`#` to `~` without the backslash: 91 symbols."""

STOPPERS: Final = 61
_ALL: Final = frozenset(SYMBOLS)
CONTINUERS: Final = len(SYMBOLS) - STOPPERS


_VALUES: Final = bytes(max(SYMBOLS.find(chr(code)), 0) for code in range(256))
"""Symbol → its place, for `bytes.translate`."""


def _write(number: int) -> str:
    written = SYMBOLS[number % STOPPERS]
    number //= STOPPERS
    while number:
        number -= 1
        written = SYMBOLS[STOPPERS + number % CONTINUERS] + written
        number //= CONTINUERS
    return written


_SHORT: Final = tuple(map(_write, range(STOPPERS * (CONTINUERS + 1))))
"""All numbers of one or two symbols, ready made: nearly all that occur."""


def write_numbers(numbers: Iterable[int]) -> str:
    """Return numbers ≥ 0, one after the other."""
    short, known = _SHORT, len(_SHORT)
    return "".join([short[number] if number < known else _write(number) for number in numbers])


def read_numbers(written: str) -> Sequence[int]:
    """Return the numbers that `write_numbers` wrote.

    Raises:
        ValueError: if a character is no symbol.
    """
    if set(written) - _ALL:
        raise ValueError("not a list of numbers")
    values = written.encode("ascii").translate(_VALUES)
    if not values or max(values) < STOPPERS:
        return values
    numbers: list[int] = []
    pending = 0
    for value in values:
        if value < STOPPERS:
            numbers.append(pending * STOPPERS + value)
            pending = 0
        else:
            pending = pending * CONTINUERS + value - STOPPERS + 1
    return numbers
