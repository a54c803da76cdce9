"""One month on paper: every format typeset, checked by reading it back, and put together for the shop.

From the cache where nothing that decides a byte has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from press.cache import Cache
from press.findings import Checked, Finding
from press.print.content import SheetContent
from press.print.fileset import CheckedSheet, latest_alias, shop_set
from press.print.preflight import Order, preflight
from press.print.sheet import SheetFormat
from press.print.template import Json
from press.print.typeset import TypesetSheet, Workshop, typeset
from press.progress import Stage

RECIPE = "1"
"""Raise when a month's set is put together otherwise."""


@dataclass(frozen=True, slots=True)
class MonthFiles:
    """A month's files.

    files   name below `bulletins/<slug>/print/` → file in the cache
    latest  the same for `bulletins/latest/print/`
    record  what the catalogue says of the month
    """

    slug: str
    files: Mapping[str, Path]
    latest: Mapping[str, Path]
    record: Json


@dataclass(frozen=True, slots=True)
class _Record:
    names: tuple[str, ...]
    latest: tuple[str, ...]
    record: Json
    findings: tuple[Finding, ...]


_RECORDS = TypeAdapter(_Record)


@dataclass(frozen=True, slots=True)
class Press:
    """What makes months.

    workshop  of this month: stage, mark, date
    formats   the county's sheet formats
    """

    workshop: Workshop
    formats: tuple[SheetFormat, ...]
    cache: Cache
    jobs: int


def month_key(content: SheetContent, press: Press, program: str) -> str:
    """Return what decides every byte of a month: the content with its pictures' bytes, formats, templates, program."""
    files = [*content.pictures.values(), *(panel.picture.file for panel in content.panels if panel.picture)]
    pictures = [press.cache.digest(file) if file.is_file() else "" for file in files]
    profiles = [press.cache.digest(form.profile.file) for form in press.formats]
    parts = (content, pictures, press.formats, profiles, press.workshop.made, press.workshop.mark)
    return f"edition {RECIPE} {program} {press.workshop.stage.root.name} {parts!r}"


def make_month(content: SheetContent, press: Press, program: str, stage: Stage) -> Checked[MonthFiles | None]:
    """Return a month's files, or None when not one sheet could be made (the findings say why)."""
    key = month_key(content, press, program)
    known = press.cache.holds(f"{key} record", ".json")
    if known is not None:
        found = _recall(content.slug, key, _RECORDS.validate_json(known.path.read_bytes()), press.cache)
        if found is not None:
            stage.advance(len(press.formats))
            return found
    return _print(content, press, key, stage)


def _recall(slug: str, key: str, record: _Record, cache: Cache) -> Checked[MonthFiles | None] | None:
    """Return a month from the cache, or None when a file of it is gone."""
    if not record.names:
        return Checked(None, record.findings)
    files = {name: cache.holds(f"{key} {name}", _suffix(name)) for name in record.names}
    latest = {name: cache.holds(f"{key} latest {name}", _suffix(name)) for name in record.latest}
    placed = {name: entry.path for name, entry in files.items() if entry}
    aliased = {name: entry.path for name, entry in latest.items() if entry}
    if len(placed) != len(files) or len(aliased) != len(latest):
        return None
    return Checked(MonthFiles(slug, placed, aliased, record.record), record.findings)


def _print(content: SheetContent, press: Press, key: str, stage: Stage) -> Checked[MonthFiles | None]:
    def one(form: SheetFormat) -> Checked[CheckedSheet | None]:
        checked = typeset(content, form, press.workshop, press.formats)
        done = _checked(checked.value, content, press.workshop) if checked.value else None
        stage.advance()
        return Checked(done, (*checked.findings, *(done.report.findings if done else ())))

    with ThreadPoolExecutor(max_workers=press.jobs) as crew:
        sheets = list(crew.map(one, press.formats))
    findings = [finding for sheet in sheets for finding in sheet.findings]
    done = [sheet.value for sheet in sheets if sheet.value]
    if not done:
        _remember(press.cache, key, _Record((), (), {}, tuple(findings)))
        return Checked(None, tuple(findings))
    month = shop_set(content, done, press.workshop)
    findings.extend(month.findings)
    latest = latest_alias(month.value)
    files = _keep(press.cache, key, month.value.files)
    aliased = _keep(press.cache, f"{key} latest", latest)
    record = month.value.record
    _remember(press.cache, key, _Record(tuple(files), tuple(aliased), record, tuple(findings)))
    return Checked(MonthFiles(content.slug, files, aliased, record), tuple(findings))


def _checked(sheet: TypesetSheet, content: SheetContent, workshop: Workshop) -> CheckedSheet:
    codes = [code.address for code in content.codes]
    words = "" if workshop.mark.art else "".join(workshop.mark.words)
    return CheckedSheet(sheet, preflight(sheet.print_pdf, Order(sheet.format, codes, words, content.path)))


def _keep(cache: Cache, key: str, files: Mapping[str, bytes]) -> dict[str, Path]:
    return {name: cache.get_or_make(f"{key} {name}", _suffix(name), _writer(data)) for name, data in files.items()}


def _remember(cache: Cache, key: str, record: _Record) -> None:
    cache.discard(f"{key} record", ".json")
    cache.get_or_make(f"{key} record", ".json", _writer(_RECORDS.dump_json(record)))


def _writer(data: bytes) -> Callable[[Path], None]:
    def write(file: Path) -> None:
        file.write_bytes(data)

    return write


def _suffix(name: str) -> str:
    return Path(name).suffix or ".bin"
