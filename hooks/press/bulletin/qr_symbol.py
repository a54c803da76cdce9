"""QR symbols of web addresses with a chosen mask, ten times as fast as the general encoder: a site has one per page.

Everything that only depends on size, level and mask (where each bit of the message goes, what the mask turns over, the
finder, timing, format and version patterns) is read once off a specimen that segno makes; per address only the
message is made. The result equals segno's, module for module. Clauses are those of ISO/IEC 18004:2015.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from operator import itemgetter
from typing import Final, cast

import segno
from segno import consts

_LEVELS: Final = (("h", consts.ERROR_LEVEL_H), ("q", consts.ERROR_LEVEL_Q), ("m", consts.ERROR_LEVEL_M))
_CAPACITY: Final = cast("Mapping[int, Mapping[int, int]]", consts.SYMBOL_CAPACITY)
"""Bits of data by version and level (table 7)."""
_BLOCKS: Final = cast("Mapping[int, Mapping[int, Sequence[tuple[int, int, int]]]]", consts.ECC)
"""By version and level: how many blocks, codewords of each, data codewords among them (table 9)."""
_LARGEST: Final = 40
_PADDING: Final = b"\xec\x11"
"""Alternating pad codewords (7.4.10)."""
_FIELD: Final = 0x11D
"""x⁸ + x⁴ + x³ + x² + 1, the polynomial of the Galois field (7.5.2)."""
_MORE_CHARACTERS: Final = 10
"""The first version whose count of characters has 16 bits (table 3)."""
_WITH_VERSION: Final = 45
"""Modules a side of the first version that states its number (7.10)."""
_SPECIMEN: Final = b"s"


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all symbols of one size, level and mask share.

    fixed    the modules of the patterns, row by row, "1" dark
    turned   the bits of the message that the mask turns over, as a number
    bits     length of the message in modules, remainder bits included
    arrange  from message and `fixed`, one after the other, to the modules row by row
    """

    side: int
    fixed: str
    turned: int
    bits: int
    arrange: Callable[[str], tuple[str, ...]]


def symbol_rows(address: bytes, mask: int) -> tuple[str, ...]:
    """Return the rows of the symbol, "1" dark, without the quiet zone.

    The smallest size for level M is taken, then the highest level that it has room for.

    Args:
        address: ASCII with at least one lower-case letter (byte mode, 7.4.5), at most some 2,000 bytes.
        mask: number of the data mask, 0-7.
    """
    version = next(size for size in range(1, _LARGEST + 1) if _fits(address, size, consts.ERROR_LEVEL_M))
    letter, level = next(pair for pair in _LEVELS if _fits(address, version, pair[1]))
    frame = _frame(version, letter, level, mask)
    message = _message(address, version, level, frame.bits) ^ frame.turned
    modules = "".join(frame.arrange(f"{message:0{frame.bits}b}{frame.fixed}"))
    return tuple(modules[start : start + frame.side] for start in range(0, len(modules), frame.side))


def _header_bits(version: int) -> int:
    """Return the bits of the count of characters."""
    return 8 if version < _MORE_CHARACTERS else 16


def _fits(address: bytes, version: int, level: int) -> bool:
    return 4 + _header_bits(version) + 8 * len(address) <= _CAPACITY[version][level]


@lru_cache(maxsize=64)
def _frame(version: int, letter: str, level: int, mask: int) -> _Frame:
    code = segno.make_qr(_SPECIMEN.decode(), error=letter, version=version, mask=mask, boost_error=False)
    modules = [[bool(module) for module in row] for row in code.matrix]
    side = len(modules)
    patterns = _patterns(version, side)
    order = [place for place in _path(side) if place not in patterns]
    places = sorted(patterns)
    source = {place: number for number, place in enumerate((*order, *places))}
    shown = int("".join("01"[modules[row][column]] for row, column in order), 2)
    return _Frame(
        side=side,
        fixed="".join("01"[modules[row][column]] for row, column in places),
        turned=shown ^ _message(_SPECIMEN, version, level, len(order)),
        bits=len(order),
        arrange=itemgetter(*(source[row, column] for row in range(side) for column in range(side))),
    )


def _patterns(version: int, side: int) -> frozenset[tuple[int, int]]:
    """Return every module that is no part of the message: row, column (6.3.3 to 6.3.6, 7.9, 7.10)."""
    far = side - 8
    blocks = [(0, 0, 9, 9), (0, far, 9, 8), (far, 0, 8, 9), (6, 0, 1, side), (0, 6, side, 1)]
    if side >= _WITH_VERSION:
        blocks += [(0, far - 3, 6, 3), (far - 3, 0, 3, 6)]
    centres: tuple[int, ...] = consts.ALIGNMENT_POS[version - 2] if version > 1 else ()
    corners = {(6, 6), (6, side - 7), (side - 7, 6)}  # the finder patterns stand there
    blocks += [(row - 2, column - 2, 5, 5) for row in centres for column in centres if (row, column) not in corners]
    return frozenset(
        (top + down, left + across)
        for top, left, height, width in blocks
        for down in range(height)
        for across in range(width)
    )


def _path(side: int) -> Iterator[tuple[int, int]]:
    """Return all modules in the order of placement: pairs of columns from the right, up and down in turn (7.7.3)."""
    upward = True
    for right in (*range(side - 1, 6, -2), 5, 3, 1):
        for row in range(side - 1, -1, -1) if upward else range(side):
            yield row, right
            yield row, right - 1
        upward = not upward


def _message(address: bytes, version: int, level: int, bits: int) -> int:
    """Return the final message (7.6) as a number of `bits` bits: blocks and their corrections, interleaved."""
    data = _data(address, version, _CAPACITY[version][level] // 8)
    blocks: list[bytes] = []
    corrections: list[bytes] = []
    start = 0
    for count, total, size in _BLOCKS[version][level]:
        for _ in range(count):
            blocks.append(data[start : start + size])
            corrections.append(_correction(blocks[-1], total - size))
            start += size
    words = bytes((*_interleaved(blocks), *_interleaved(corrections)))
    return int.from_bytes(words, "big") << (bits - 8 * len(words))


def _data(address: bytes, version: int, size: int) -> bytes:
    """Return the data codewords: mode, count, characters, terminator, padding (7.4.1 to 7.4.10).

    Mode and terminator make a byte together, so nothing is left to fill up. The zero before the padding is segno's: no
    reader looks behind the terminator, and both draw the same symbol.
    """
    header = _header_bits(version)
    number = (0b0100 << header | len(address)) << 8 * len(address) | int.from_bytes(address, "big")
    words = (number << 4).to_bytes(1 + header // 8 + len(address), "big")
    return (words + b"\0" + _PADDING * size)[:size]


def _interleaved(blocks: Sequence[bytes]) -> Iterator[int]:
    for column in zip_longest(*blocks):
        yield from (word for word in column if word is not None)


def _correction(block: bytes, length: int) -> bytes:
    """Return the remainder of the block by the generator polynomial (7.5.2): a byte at a time, by table."""
    table = _remainders(length)
    top, rest = 8 * (length - 1), 0
    lower = (1 << top) - 1
    for word in block:
        rest = ((rest & lower) << 8) ^ table[word ^ rest >> top]
    return rest.to_bytes(length, "big")


@lru_cache(maxsize=64)
def _remainders(length: int) -> tuple[int, ...]:
    """Return, for each byte, the generator polynomial of that degree times the byte, its leading term left out."""
    generator = [1]
    for power in range(length):
        root = 1
        for _ in range(power):
            root = _times(root, 2)
        grown = [*generator, 0]
        for place, factor in enumerate(generator):
            grown[place + 1] ^= _times(factor, root)
        generator = grown
    return tuple(int.from_bytes(bytes(_times(factor, byte) for factor in generator[1:]), "big") for byte in range(256))


def _times(one: int, other: int) -> int:
    """Multiply in the Galois field."""
    product = 0
    while other:
        if other & 1:
            product ^= one
        one = one << 1 ^ (_FIELD if one & 0x80 else 0)
        other >>= 1
    return product
