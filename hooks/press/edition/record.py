"""Sets of made files in the cache, under one key, together with what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from press.cache import Cache
from press.findings import Finding
from press.print.template import Json


@dataclass(frozen=True, slots=True)
class MadeSet:
    """What was made: files by name, what the catalogue says, and what was found on the way."""

    files: Mapping[str, Path]
    record: Json
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Record:
    names: tuple[str, ...]
    record: Json
    findings: tuple[Finding, ...]


_RECORDS = TypeAdapter(_Record)


def recall(cache: Cache, key: str) -> MadeSet | None:
    """Return the set kept under a key, or None when there is none or a file of it is gone."""
    known = cache.holds(f"{key} record", ".json")
    if known is None:
        return None
    record = _RECORDS.validate_json(known.path.read_bytes())
    entries = {name: cache.holds(f"{key} {name}", _suffix(name)) for name in record.names}
    files = {name: entry.path for name, entry in entries.items() if entry}
    return MadeSet(files, record.record, record.findings) if len(files) == len(entries) else None


def remember(
    cache: Cache, key: str, files: Mapping[str, bytes], record: Json, findings: tuple[Finding, ...]
) -> MadeSet:
    """Keep a set; one with no files keeps its findings, so that the same fault is not worked out anew."""
    placed = {name: cache.get_or_make(f"{key} {name}", _suffix(name), _writer(data)) for name, data in files.items()}
    cache.discard(f"{key} record", ".json")
    data = _RECORDS.dump_json(_Record(tuple(files), record, findings))
    cache.get_or_make(f"{key} record", ".json", _writer(data))
    return MadeSet(placed, record, findings)


def _writer(data: bytes) -> Callable[[Path], None]:
    def write(file: Path) -> None:
        file.write_bytes(data)

    return write


def _suffix(name: str) -> str:
    return Path(name).suffix or ".bin"
