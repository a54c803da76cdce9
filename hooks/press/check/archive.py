"""ZIP-based documents nobody vouches for: limits first, then single parts, read by name."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from press.errors import MediaLimitError, UnreadableMediaError

MAX_BYTES = 200_000_000
_MOST_ENTRIES = 10_000
_MOST_UNPACKED = 1_000_000_000
_MOST_RATIO = 100
_SUSPECT = 100_000_000
_PART_BYTES = 64_000_000
_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError, zlib.error)
"""What `zipfile` raises on archives that lie (RuntimeError: an encrypted entry)."""

RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


@dataclass(frozen=True, slots=True)
class Relation:
    """One line of a relationship part (ECMA-376 part 2, 9.3): `target` is the part's name, empty when outside."""

    kind: str
    target: str


class Package:
    """An opened archive, read part by part."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.names = frozenset(archive.namelist())

    def part(self, name: str, most: int = _PART_BYTES) -> bytes:
        """Return a part's bytes.

        Raises:
            UnreadableMediaError: it is missing or damaged.
            MediaLimitError: it unpacks to too much.
        """
        try:
            if self._archive.getinfo(name).file_size > most:
                raise MediaLimitError("解压后过大")
            return self._archive.read(name)
        except (KeyError, *_BROKEN) as error:
            raise UnreadableMediaError("文件内部缺少部件或已损坏") from error

    def xml(self, name: str) -> etree._Element:
        """Return a part's root element; no entity is resolved, nothing is loaded from outside."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            return etree.fromstring(self.part(name), parser)
        except etree.XMLSyntaxError as error:
            raise UnreadableMediaError("文件内部的 XML 已损坏") from error

    def relations(self, name: str) -> Mapping[str, Relation]:
        """Return a part's relationships by id."""
        folder, base = posixpath.split(name)
        listed = posixpath.join(folder, "_rels", f"{base}.rels")
        if listed not in self.names:
            return {}
        found: dict[str, Relation] = {}
        for one in self.xml(listed).iter(RELATIONS):
            outside = one.get("TargetMode") == "External"
            target = posixpath.normpath(posixpath.join("/", folder, str(one.get("Target", "")))).lstrip("/")
            found[str(one.get("Id"))] = Relation(str(one.get("Type", "")).rsplit("/", 1)[-1], "" if outside else target)
        return found


@contextmanager
def open_package(file: Path) -> Iterator[Package]:
    """Open an archive after its sizes were found sane.

    Raises:
        UnreadableMediaError: no archive, or damaged.
        MediaLimitError: it unpacks to too much.
    """
    if file.stat().st_size > MAX_BYTES:
        raise MediaLimitError(f"文件超过 {MAX_BYTES // 1_000_000} MB")
    try:
        archive = zipfile.ZipFile(file)
    except _BROKEN as error:
        raise UnreadableMediaError("文件已损坏") from error
    with archive:
        entries = archive.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        packed = sum(entry.compress_size for entry in entries) + 1
        bomb = unpacked > _SUSPECT and unpacked / packed > _MOST_RATIO
        if bomb or unpacked > _MOST_UNPACKED or len(entries) > _MOST_ENTRIES:
            raise MediaLimitError("解压后过大")
        yield Package(archive)
