"""QR symbols of web addresses with a chosen mask, fifty times as fast as the general encoder: a site has one per page.

Everything that only depends on size, level and mask (where each bit of the message goes, what the mask turns over, the
finder, timing, format and version patterns) is read once off a specimen that segno makes. The code is linear: a symbol
is the sum (exclusive or) of what each of its codewords draws by itself, corrections included. So the symbol of a
folder's address is drawn once, and each page adds what the characters of its name draw. The result equals segno's,
module for module. Clauses are those of ISO/IEC 18004:2015.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest
from operator import itemgetter
from typing import Final, NamedTuple, cast

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
_FILLING: Final = (-9, -9)
"""Stands for the bits of a line that are no module."""


class Symbol(NamedTuple):
    """A symbol as a picture of one bit a module.

    side   modules a side, the quiet zone included
    lines  from the top: each a byte of zero, then the modules, light 1, then zeros to a whole byte (as PNG has them)
    """

    side: int
    lines: bytes


@dataclass(frozen=True, eq=False, slots=True)
class _Frame:
    """What all symbols of one size, level, mask and quiet zone share. Pictures are `Symbol.lines` as numbers.

    empty    the picture of a message of zeros
    bits     length of the message in modules, remainder bits included
    arrange  from a message (and a zero behind it) to the bits of a picture in which dark is 1
    """

    version: int
    level: int
    side: int
    empty: int
    bits: int
    arrange: Callable[[str], tuple[str, ...]]

    def drawn(self, data: bytes) -> int:
        """Return what data codewords draw, to be added to `empty`."""
        message = _message(data, self.version, self.level, self.bits)
        return int("".join(self.arrange(f"{message:0{self.bits}b}0")), 2)


def symbol(address: bytes, mask: int, quiet: int) -> Symbol:
    """Return the symbol of an address.

    The smallest size for level M is taken, then the highest level that it has room for.

    Args:
        address: ASCII with at least one lower-case letter (byte mode, 7.4.5), at most some 2,000 bytes.
        mask: number of the data mask, 0-7.
        quiet: width of the quiet zone in modules.
    """
    name = address.rpartition(b"/")[2]
    stem = address[: len(address) - len(name)]
    frame, picture = _begun(stem, len(address), mask, quiet)
    # Characters lie half a byte off: mode and count before them have 12 or 20 bits.
    first = _header_bits(frame.version) // 8 + len(stem)
    words = (int.from_bytes(name, "big") << 4).to_bytes(len(name) + 1, "big")
    for place, word in enumerate(words, first):
        picture ^= _drawn_by(frame, place, word)
    return Symbol(frame.side, picture.to_bytes(frame.side * _line_bits(frame.side) // 8, "big"))


def best_matrix(address: str) -> tuple[tuple[bool, ...], ...]:
    """Return the modules of a code with the mask that the standard prefers, row by row, dark True (by segno)."""
    code = segno.make_qr(address, error="m", boost_error=True)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


def symbol_rows(address: bytes, mask: int) -> tuple[str, ...]:
    """Return the rows of the symbol, "1" dark, without a quiet zone; arguments as `symbol`."""
    side, lines = symbol(address, mask, 0)
    length = _line_bits(side) // 8
    light = (1 << side) - 1
    rows = (int.from_bytes(lines[start : start + length], "big") for start in range(0, len(lines), length))
    return tuple(f"{light ^ row >> (-side % 8):0{side}b}" for row in rows)


def _line_bits(side: int) -> int:
    return 8 * (1 + -(-side // 8))


@lru_cache(maxsize=64)
def _begun(stem: bytes, length: int, mask: int, quiet: int) -> tuple[_Frame, int]:
    """Return the frame for addresses of a length that begin alike, and the picture in which all others are zero."""
    version = next(size for size in range(1, _LARGEST + 1) if _fits(length, size, consts.ERROR_LEVEL_M))
    letter, level = next(pair for pair in _LEVELS if _fits(length, version, pair[1]))
    frame = _frame(version, letter, level, mask, quiet)
    return frame, frame.empty ^ frame.drawn(_data(stem.ljust(length, b"\0"), version, level))


@lru_cache(maxsize=8192)
def _drawn_by(frame: _Frame, place: int, word: int) -> int:
    """Return what one data codeword draws."""
    return frame.drawn(bytes(place) + bytes((word,)) + bytes(_size(frame.version, frame.level) - place - 1))


def _header_bits(version: int) -> int:
    """Return the bits of the count of characters."""
    return 8 if version < _MORE_CHARACTERS else 16


def _fits(length: int, version: int, level: int) -> bool:
    return 4 + _header_bits(version) + 8 * length <= _CAPACITY[version][level]


def _size(version: int, level: int) -> int:
    """Return the number of data codewords."""
    return _CAPACITY[version][level] // 8


@lru_cache(maxsize=64)
def _frame(version: int, letter: str, level: int, mask: int, quiet: int) -> _Frame:
    code = segno.make_qr(_SPECIMEN.decode(), error=letter, version=version, mask=mask, boost_error=False)
    modules = [[bool(module) for module in row] for row in code.matrix]
    patterns = _patterns(version, len(modules))
    order = [place for place in _path(len(modules)) if place not in patterns]
    bits, side = len(order), len(modules) + 2 * quiet
    number = {place: bit for bit, place in enumerate(order)}
    spread = [
        (row, column) if 0 <= column + quiet < side else _FILLING
        for row in range(-quiet, side - quiet)
        for column in range(-quiet - 8, _line_bits(side) - quiet - 8)
    ]
    plain = _Frame(version, level, side, 0, bits, itemgetter(*(number.get(place, bits) for place in spread)))
    dark = {(row, column) for row, line in enumerate(modules) for column, module in enumerate(line) if module}
    shown = int("".join("0" if place is _FILLING or place in dark else "1" for place in spread), 2)
    return replace(plain, empty=shown ^ plain.drawn(_data(_SPECIMEN, version, level)))


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


def _message(data: bytes, version: int, level: int, bits: int) -> int:
    """Return the final message (7.6) as a number of `bits` bits: blocks and their corrections, interleaved."""
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


def _data(address: bytes, version: int, level: int) -> bytes:
    """Return the data codewords: mode, count, characters, terminator, padding (7.4.1 to 7.4.10).

    Mode and terminator make a byte together, so nothing is left to fill up. The zero before the padding is segno's: no
    reader looks behind the terminator, and both draw the same symbol.
    """
    header = _header_bits(version)
    number = (0b0100 << header | len(address)) << 8 * len(address) | int.from_bytes(address, "big")
    words = (number << 4).to_bytes(1 + header // 8 + len(address), "big")
    size = _size(version, level)
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
