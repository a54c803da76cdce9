"""The report's three files, made anew only when something they are made of has changed."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import press
from press.check.compliance import Compliance
from press.check.memory import CheckMemory
from press.sources import file_digest, folders_digest, stamp_of

JSON_NAME = "compliance.json"
PAGE_NAME = "合规报告.html"
PDF_NAME = "合规报告.pdf"

_PROGRAM = ("campaign", "check", "report", "tools")
"""Our packages that have a hand in a report."""

_LIBRARIES = ("typst", "jinja2", "fonttools")


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """Where the report was written."""

    data: Path
    page: Path
    pdf: Path


def write_report(
    compliance: Compliance, folder: Path, overlays: Path, publisher: str, memory: CheckMemory
) -> ReportFiles:
    """Write the report's three files into a folder, which is made when missing. Each appears whole or not at all.

    Args:
        compliance: from `press.check.run.check_site`.
        folder: e.g. `.cache/compliance`; never inside the site, for the report is not published.
        overlays: the project's overlays, with `report/`, `badge/` and `fonts/`.
        publisher: who publishes the site; may be empty.
        memory: tells what the files that lie there were made of.

    Raises:
        TypesettingError: a template is at fault.
        CacheError: the memory cannot be written.
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = ReportFiles(folder / JSON_NAME, folder / PAGE_NAME, folder / PDF_NAME)
    recipe = _recipe(compliance, overlays, publisher)
    for file in (files.data, files.page, files.pdf):
        if not _stands(file, memory.report(file.name), recipe):
            data = _made(file.name, compliance, overlays, publisher, memory)
            _write(file, data)
            memory.keep_report(file.name, recipe, hashlib.sha256(data).hexdigest())
    return files


def _made(name: str, compliance: Compliance, overlays: Path, publisher: str, memory: CheckMemory) -> bytes:
    from press.report import compliance as form  # noqa: PLC0415 - a tenth of a second, only where something changed

    if name == JSON_NAME:
        return form.compliance_json(compliance, publisher).encode()
    if name == PAGE_NAME:
        return form.report_page(compliance, overlays, publisher).encode()

    def undrawn(characters: str, font: Path) -> str:
        """Remember the answer: reports differ in their figures, and to open the font takes as long as to typeset."""
        # As JSON: a name from an old archive may hold what no database takes as text.
        key = f"undrawn {stamp_of(font.stat())} {version('fonttools')} {json.dumps(characters)}"
        known = memory.answers([key]).get(key)
        if known is None:
            known = json.dumps(form.undrawn_by(characters, font))
            memory.keep_answer(key, known)
        return str(json.loads(known))

    return form.report_pdf(compliance, overlays, publisher, undrawn)


def _stands(file: Path, known: tuple[str, str] | None, recipe: str) -> bool:
    """Whether a file is there as it was made, of what it would be made of now."""
    try:
        return known is not None and known == (recipe, file_digest(file))
    except OSError:
        return False


def _recipe(compliance: Compliance, overlays: Path, publisher: str) -> str:
    """Return a digest of everything a report is made of; of fonts, artwork and program, their stamps."""
    art = [file for one in compliance.campaigns for file in (one.art, one.art_light) if file is not None]
    program = Path(press.__file__).parent
    stamps = _stamps([*art, *_files(overlays / "fonts", *(program / name for name in _PROGRAM))])
    templates = folders_digest([overlays / "report", overlays / "badge"])
    made_of = (compliance, publisher, templates, *stamps, *map(version, _LIBRARIES))
    return hashlib.sha256(repr(made_of).encode("utf-8", "surrogatepass")).hexdigest()


def _files(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(file for file in folder.iterdir() if file.is_file())


def _stamps(files: Iterable[Path]) -> list[str]:
    return [f"{file} {stamp_of(os.stat(file))}" for file in files]  # noqa: PTH116 - the same as `Path.stat`


def _write(target: Path, data: bytes) -> None:
    part = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    try:
        part.write_bytes(data)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
