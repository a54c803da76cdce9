"""One article on one side of A4 (明白纸): typeset, checked by reading it back; from the cache where nothing changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from press.edition.months import Press
from press.edition.record import recall, remember
from press.findings import Checked
from press.print.content import LeafletContent
from press.print.leaflet import typeset_leaflet
from press.print.preflight import Order, preflight
from press.print.sheet import SheetFormat
from press.progress import Stage

RECIPE = "1"
"""Raise when a leaflet's set is put together otherwise."""


@dataclass(frozen=True, slots=True)
class LeafletFiles:
    """An article's leaflet; `press` is None when preflight refused the print file."""

    slug: str
    screen: Path
    preview: Path
    press: Path | None

    def named(self) -> Mapping[str, Path]:
        """Return the files by their names below `articles/<slug>/print/`."""
        names = {f"{self.slug}-leaflet-screen.pdf": self.screen, f"{self.slug}-leaflet-1.png": self.preview}
        return names if self.press is None else {f"{self.slug}-leaflet.pdf": self.press, **names}


def make_leaflet(content: LeafletContent, a4: SheetFormat, press: Press, stage: Stage) -> Checked[LeafletFiles | None]:
    """Return an article's leaflet, or None when it could not be made (the findings say why)."""
    covers = [content.picture.file] if content.picture else []
    key = press.key(f"leaflet {RECIPE}", content, (*content.pictures.values(), *covers))
    made = recall(press.cache, key)
    if made is None:
        checked = _files(content, a4, press)
        made = remember(press.cache, key, checked.value, {}, checked.findings)
    stage.advance()
    if not made.files:
        return Checked(None, made.findings)
    files = LeafletFiles(content.slug, made.files["screen.pdf"], made.files["1.png"], made.files.get("print.pdf"))
    return Checked(files, made.findings)


def _files(content: LeafletContent, a4: SheetFormat, press: Press) -> Checked[dict[str, bytes]]:
    typeset = typeset_leaflet(content, a4, press.workshop, press.formats)
    sheet = typeset.value
    if sheet is None:
        return Checked({}, typeset.findings)
    mark = press.workshop.mark
    words = "" if mark.art else "".join(mark.words)
    codes = [content.qr.address] if content.qr else []
    report = preflight(sheet.print_pdf, Order(sheet.format, codes, words, content.path))
    files = {"screen.pdf": sheet.screen_pdf, "1.png": sheet.preview_png}
    if report.passed:
        files["print.pdf"] = sheet.print_pdf
    return Checked(files, (*typeset.findings, *report.findings))
