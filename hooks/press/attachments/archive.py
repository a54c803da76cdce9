"""ZIP archives nobody vouches for: limits before the directory is read, and writing with nothing left to chance."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import BinaryIO

from press.errors import MediaLimitError, UnreadableMediaError

MAX_ENTRIES = 10_000
MAX_DIRECTORY = 4_000_000
"""Bytes of the archive's directory: it is read into memory whole."""

MAX_UNPACKED = 1_000_000_000
"""Bytes of all entries together."""

MAX_XML = 64_000_000
"""Bytes of one XML part: its tree takes ten times as much memory."""

_SUSPECT = 100_000_000
_RATIO = 100
"""Unpacked over packed, looked at from `_SUSPECT` bytes on: an honest document stays below 60."""

_END_RECORD = 22
_TAIL = 65_535 + _END_RECORD + 20
_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError, zlib.error)
"""What `zipfile` raises on archives that lie (RuntimeError: an encrypted entry)."""


def open_archive(stream: BinaryIO) -> zipfile.ZipFile:
    """Open an archive after its directory was found small and its sizes sane.

    The sizes an archive declares are a bound: `zipfile` never unpacks more of an entry than declared.

    Raises:
        MediaLimitError: too many entries, or too much content.
        UnreadableMediaError: no archive, truncated, two entries of one name, or an encrypted entry.
    """
    _check_end_record(stream)
    try:
        archive = zipfile.ZipFile(stream)
        entries = archive.infolist()
    except _BROKEN as error:
        raise UnreadableMediaError("压缩结构已损坏") from error
    if len({entry.filename for entry in entries}) != len(entries) or any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableMediaError("压缩结构不正常")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) + 1
    bomb = unpacked > _SUSPECT and unpacked / packed > _RATIO
    wide = any(entry.file_size > MAX_XML for entry in entries if entry.filename.lower().endswith((".xml", ".rels")))
    if bomb or wide or unpacked > MAX_UNPACKED or len(entries) > MAX_ENTRIES:
        raise MediaLimitError("解压后过大")
    return archive


def _check_end_record(stream: BinaryIO) -> None:
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - _TAIL))
    tail = stream.read()
    stream.seek(0)
    # The same search as zipfile's: the plain end first, then the last signature.
    plain = tail[-_END_RECORD:]
    whole = len(plain) == _END_RECORD and plain.startswith(b"PK\x05\x06") and plain.endswith(b"\0\0")
    start = len(tail) - _END_RECORD if whole else tail.rfind(b"PK\x05\x06")
    if start < 0 or start + _END_RECORD > len(tail):
        raise UnreadableMediaError("压缩结构不完整")
    entries, directory = struct.unpack_from("<HI", tail, start + 10)
    zip64 = tail[max(0, start - 20) : start].startswith(b"PK\x06\x07")
    if zip64 or entries > MAX_ENTRIES or directory > MAX_DIRECTORY:
        raise MediaLimitError("压缩目录过大")


def read_entry(archive: zipfile.ZipFile, name: str, limit: int = 1_000_000) -> bytes:
    """Return one entry; empty when it is absent.

    Raises:
        MediaLimitError: it unpacks to more than `limit` bytes.
        UnreadableMediaError: it is damaged.
    """
    try:
        entry = archive.getinfo(name)
    except KeyError:
        return b""
    if entry.file_size > limit:
        raise MediaLimitError("解压后过大")
    try:
        return archive.read(entry)
    except _BROKEN as error:
        raise UnreadableMediaError("压缩内容已损坏") from error


def check_entries(archive: zipfile.ZipFile) -> None:
    """Unpack every entry and compare its checksum.

    Raises:
        UnreadableMediaError: one is damaged.
    """
    try:
        broken = archive.testzip()
    except _BROKEN as error:
        raise UnreadableMediaError("压缩内容已损坏") from error
    if broken is not None:
        raise UnreadableMediaError("压缩内容已损坏")


def repacked(data: bytes) -> bytes:
    """Write an archive anew with fixed dates and attributes: the same content gives the same bytes everywhere."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(written, "w") as target:
        # The list of types comes first: some readers look for it there (ECMA-376 part 2 leaves it open).
        for entry in sorted(source.infolist(), key=lambda e: (e.filename != "[Content_Types].xml", e.filename)):
            fixed = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            fixed.create_system = 0
            fixed.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fixed, source.read(entry), compresslevel=6)
    return written.getvalue()
