"""What the Typst templates receive: one JSON value made of content, format and staged pictures."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from press.bulletin.qr import qr_matrix
from press.print.content import CalendarEntry, LeafletContent, QrTarget, SheetContent, SheetMark, SheetPanel
from press.print.sheet import LEADING, SLUG_MM, SheetFormat, crop_marks, fold_marks, module_size, qr_ceiling
from press.print.stage import Stage, StagedPicture, stage_art, to_cmyk
from press.print.xhtml import Fragment

MARK_SHARE = 0.03
"""Type size of the mark's words on a sheet, as a share of the short side: 6.3 mm on A4, 36 mm on a board."""
_KNOWN_INKS = {
    "#A8322A": (0.0, 85.0, 80.0, 25.0),
    "#24211D": (0.0, 0.0, 0.0, 100.0),
    "#FBF7EF": (0.0, 1.0, 5.0, 1.0),
}
"""Print twins of the house colours, as in `overlays/print/palette.typ`; others are converted by the profile."""
_QR_MASK = 2
"""Any mask reads the same; a fixed one is six times as fast and keeps a printed code the same for ever."""

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text ready for the template.

    fragments  one a panel (or one, for a leaflet)
    pictures   address in the text → staged screen and press pictures
    covers     the panels' own pictures, None where there is none
    """

    fragments: tuple[Fragment, ...]
    pictures: Mapping[str, tuple[StagedPicture, StagedPicture]]
    covers: tuple[tuple[StagedPicture, StagedPicture] | None, ...]
    text: str


def board_data(content: SheetContent, prepared: Prepared, mark: Json, *, press: bool) -> Json:
    """Return the bulletin's part of the template's data; `press` chooses the CMYK pictures."""
    panels = [
        _panel(panel, fragment, cover, press=press)
        for panel, fragment, cover in zip(content.panels, prepared.fragments, prepared.covers, strict=True)
    ]
    return {
        "title": content.title, "theme": content.theme, "tagline": content.tagline, "month": content.month_label,
        "year": content.year, "number": content.month, "issue": content.issue,
        "organisers": content.organisers, "producers": content.producers, "phone": content.phone,
        "keywords": ["健康科普", "中医药", content.month_label],
        "panels": panels, "pictures": _pictures(prepared, press=press),
        "doctors": [asdict(doctor) for doctor in content.doctors],
        "calendar": [{"day": day_label(entry), "name": entry.name, "kind": entry.kind} for entry in content.calendar],
        "codes": _codes(content), "sources": content.sources, "reviewer": content.reviewer,
        "reviewed": date_label(content.reviewed), "mark": mark,
    }  # fmt: skip


def leaflet_data(content: LeafletContent, prepared: Prepared, mark: Json, *, press: bool) -> Json:
    """Return a leaflet's part of the template's data."""
    cover = prepared.covers[0]
    alt = "" if content.picture is None else content.picture.alt
    return {
        "title": content.title, "xhtml": prepared.fragments[0].xml, "points": content.key_points,
        "published": date_label(content.published), "doctors": [asdict(doctor) for doctor in content.doctors],
        "picture": None if cover is None else _shown(cover, alt, press=press),
        "pictures": _pictures(prepared, press=press), "code": None if content.qr is None else _code(content.qr, None),
        "organisers": content.organisers, "producers": (), "sources": content.sources, "reviewer": content.reviewer,
        "reviewed": date_label(content.reviewed), "phone": content.phone, "mark": mark,
    }  # fmt: skip


def format_data(sheet: SheetFormat) -> Json:
    """Return a format's part of the template's data: lengths in mm, sizes in pt."""
    crops = crop_marks(sheet)
    return {
        "id": sheet.id, "trim": sheet.trim, "bleed": sheet.bleed, "slug": SLUG_MM, "safe": sheet.safe,
        "margin": sheet.margin, "columns": sheet.columns, "gutter": sheet.gutter, "column-width": sheet.column_width,
        "body": sheet.body, "leading": LEADING, "small": sheet.small, "sides": sheet.sides, "panels": sheet.panels,
        "ppi": sheet.ppi, "below": sheet.below,
        "module": module_size(sheet), "ceiling": qr_ceiling(sheet), "mark": MARK_SHARE,
        "front-marks": [asdict(mark) for mark in (*crops, *fold_marks(sheet))],
        "back-marks": [asdict(mark) for mark in (*crops, *fold_marks(sheet, inner=True))],
    }  # fmt: skip


def mark_data(mark: SheetMark, stage: Stage, profile: Path) -> Json:
    """Return the campaign's mark for the template, each colour as an RGB–CMYK pair."""

    def pair(colour: str) -> Json:
        return {"rgb": colour, "cmyk": _KNOWN_INKS.get(colour.upper()) or to_cmyk(colour, profile)}

    return {
        "words": mark.words, "seal": mark.seal, "year": mark.year or None, "ink": pair(mark.ink),
        "paper": pair(mark.paper), "colour": pair(mark.colour),
        "art": None if mark.art is None else stage_art(stage, mark.art),
    }  # fmt: skip


def as_json(value: Json) -> str:
    """Return compact JSON; the same value gives the same text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def template_files(template: str, content: Json, wanted: Json | None = None) -> Mapping[str, bytes]:
    """Return the files of one call of Typst: a template, its content, and what is wanted of it (`fit`, `probe`)."""
    return {
        "main.typ": f'#include "/print/{template}.typ"'.encode(),
        "content.json": as_json(content).encode(),
        "wanted.json": as_json(wanted or {}).encode(),
    }


def day_label(entry: CalendarEntry) -> str:
    """Return `7日`, `18—24日`, or with months where a period crosses into the next."""
    if entry.until is None or entry.until == entry.date:
        return f"{entry.date.day}日"
    if entry.until.month == entry.date.month:
        return f"{entry.date.day}—{entry.until.day}日"
    return f"{entry.date.month}月{entry.date.day}日—{entry.until.month}月{entry.until.day}日"


def date_label(day: dt.date | None) -> str:
    """Return `2026年11月3日`, or an empty string."""
    return "" if day is None else f"{day.year}年{day.month}月{day.day}日"


def _panel(
    panel: SheetPanel, fragment: Fragment, cover: tuple[StagedPicture, StagedPicture] | None, *, press: bool
) -> Json:
    picture = None if cover is None or panel.picture is None else _shown(cover, panel.picture.alt, press=press)
    more = "" if panel.whole or panel.qr is None else "摘录，扫码看全文"
    return {"title": panel.title, "doctors": panel.doctors, "xhtml": fragment.xml, "picture": picture, "more": more}


def _shown(pair: tuple[StagedPicture, StagedPicture], alt: str, *, press: bool) -> Json:
    picture = pair[1 if press else 0]
    return {"file": picture.file, "ratio": picture.ratio, "px": picture.width, "alt": alt or "插图"}


def _pictures(prepared: Prepared, *, press: bool) -> Json:
    return {address: _shown(pair, "", press=press) for address, pair in prepared.pictures.items()}


def _codes(content: SheetContent) -> list[Json]:
    numbered = [(panel.qr, place) for place, panel in enumerate(content.panels) if panel.qr is not None]
    many = len(content.panels) > 1
    codes = [_code(target, place if many else None) for target, place in numbered]
    return [*codes, *(_code(target, None) for target in content.more_codes)]


def _code(target: QrTarget, number: int | None) -> Json:
    matrix = qr_matrix(target.address, _QR_MASK)
    runs = [(start, y, length) for y, row in enumerate(matrix) for start, length in dark_runs(row)]
    return {
        "code": {"side": len(matrix), "runs": runs}, "title": target.title, "caption": target.caption, "number": number,
        "address": target.address,
    }  # fmt: skip


def dark_runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Return start and length of each run of dark modules."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for place, dark in enumerate((*row, False)):
        if dark and start is None:
            start = place
        elif not dark and start is not None:
            runs.append((start, place - start))
            start = None
    return runs
