"""The directory of an OLE compound file (MS-CFB), to tell old Office files apart. Reads names, opens nothing."""

from __future__ import annotations

import struct

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_END = 0xFFFFFFFA
"""Sector numbers from here on are marks, not places (MS-CFB 2.1)."""

_MOST_SECTORS = 2_000
_ENTRY = 128
"""Bytes of a directory entry: the name in its first 64, then the name's length with the closing null."""

_NAME = 64
_HEADER = 512
_TABLES = 109
"""Allocation sectors the header itself lists."""


def stream_names(data: bytes) -> frozenset[str]:
    """Return the names of all streams and storages, also those of embedded objects.

    Args:
        data: the whole file.

    Returns:
        An empty set when the file is no compound file or its directory cannot be followed.
    """
    if not data.startswith(SIGNATURE) or len(data) < _HEADER:
        return frozenset()
    (shift,) = struct.unpack_from("<H", data, 30)
    if shift not in {9, 12}:
        return frozenset()
    (sector,) = struct.unpack_from("<I", data, 48)
    names: set[str] = set()
    for _ in range(_MOST_SECTORS):
        block = _sector(data, sector, shift)
        if sector >= _END or len(block) < _ENTRY:
            break
        names.update(_names(block))
        sector = _next(data, sector, shift)
    return frozenset(names)


def _sector(data: bytes, number: int, shift: int) -> bytes:
    start = (number + 1) << shift
    return data[start : start + (1 << shift)]


def _names(block: bytes) -> list[str]:
    names = []
    for start in range(0, len(block) - _ENTRY + 1, _ENTRY):
        (length,) = struct.unpack_from("<H", block, start + _NAME)
        if len("\0\0") < length <= _NAME:
            names.append(block[start : start + length - 2].decode("utf-16-le", "replace"))
    return names


def _next(data: bytes, sector: int, shift: int) -> int:
    """Follow the sector chain through the first 109 allocation sectors: 7 MB of file, the directory stands early."""
    each = (1 << shift) // 4
    index, offset = divmod(sector, each)
    if index >= _TABLES:
        return _END
    (table,) = struct.unpack_from("<I", data, 76 + 4 * index)
    block = _sector(data, table, shift)
    if table >= _END or len(block) < 4 * (offset + 1):
        return _END
    (following,) = struct.unpack_from("<I", block, 4 * offset)
    return int(following)
