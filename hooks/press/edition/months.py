"""One month on paper: every format typeset, checked by reading it back, and put together for the shop.

From the cache where nothing that decides a byte has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from press.cache import Cache
from press.edition.record import MadeSet, recall, remember
from press.findings import Checked
from press.print.content import SheetContent
from press.print.fileset import CheckedSheet, latest_alias, shop_set
from press.print.preflight import Order, preflight
from press.print.sheet import SheetFormat
from press.print.template import Json
from press.print.typeset import TypesetSheet, Workshop, typeset
from press.progress import Stage

RECIPE = "2"
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


_LATEST = "latest/"
"""Before the names of files for `bulletins/latest/print/` in the cached set."""


@dataclass(frozen=True, slots=True)
class Press:
    """What makes months.

    workshop  of this month: stage, mark, date
    formats   the county's sheet formats
    shared    digest of the program, the templates, the formats and their profiles: in the key of everything made
    """

    workshop: Workshop
    formats: tuple[SheetFormat, ...]
    cache: Cache
    jobs: int
    shared: str

    def key(self, kind: str, content: object, files: Iterable[Path]) -> str:
        """Return what decides every byte of a product: its content with its pictures' bytes, and all that is shared."""
        pictures = [self.cache.digest(file) if file.is_file() else "" for file in files]
        parts = repr((content, pictures, self.workshop.made, self.workshop.mark))
        return f"{kind} {self.shared} {hashlib.sha256(parts.encode()).hexdigest()}"


def month_key(content: SheetContent, press: Press) -> str:
    """Return what decides every byte of a month; see `Press.key`."""
    covers = (panel.picture.file for panel in content.panels if panel.picture)
    return press.key(f"edition {RECIPE}", content, (*content.pictures.values(), *covers))


def make_month(content: SheetContent, press: Press, stage: Stage) -> Checked[MonthFiles | None]:
    """Return a month's files, or None when not one sheet could be made (the findings say why)."""
    key = month_key(content, press)
    made = recall(press.cache, key)
    if made is None:
        made = _print(content, press, key, stage)
    else:
        stage.advance(len(press.formats))
    if not made.files:
        return Checked(None, made.findings)
    files = {name: file for name, file in made.files.items() if not name.startswith(_LATEST)}
    latest = {name.removeprefix(_LATEST): file for name, file in made.files.items() if name.startswith(_LATEST)}
    return Checked(MonthFiles(content.slug, files, latest, made.record), made.findings)


def _print(content: SheetContent, press: Press, key: str, stage: Stage) -> MadeSet:
    def one(form: SheetFormat) -> Checked[CheckedSheet | None]:
        checked = typeset(content, form, press.workshop, press.formats)
        done = _checked(checked.value, content, press.workshop) if checked.value else None
        stage.advance()
        return Checked(done, (*checked.findings, *(done.report.findings if done else ())))

    with ThreadPoolExecutor(max_workers=press.jobs) as crew:
        sheets = list(crew.map(one, press.formats))
    # A fault of the text is found once on every format.
    findings = list(dict.fromkeys(finding for sheet in sheets for finding in sheet.findings))
    done = [sheet.value for sheet in sheets if sheet.value]
    if not done:
        return remember(press.cache, key, {}, {}, tuple(findings))
    month = shop_set(content, done, press.workshop)
    findings.extend(month.findings)
    latest = {f"{_LATEST}{name}": data for name, data in latest_alias(month.value).items()}
    return remember(press.cache, key, {**month.value.files, **latest}, month.value.record, tuple(findings))


def _checked(sheet: TypesetSheet, content: SheetContent, workshop: Workshop) -> CheckedSheet:
    codes = [code.address for code in content.codes]
    words = "" if workshop.mark.art else "".join(workshop.mark.words)
    return CheckedSheet(sheet, preflight(sheet.print_pdf, Order(sheet.format, codes, words, content.path)))
