"""What the Typst templates receive: one JSON value made of content, format and staged pictures."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from press.bulletin.qr import qr_matrix
from press.print.content import CalendarEntry, LeafletContent, QrTarget, SheetContent, SheetMark, SheetPanel
from press.print.sheet import LEADING, SheetFormat, module_size, qr_ceiling
from press.print.stage import Stage, StagedPicture, stage_art
from press.print.xhtml import Fragment, ems

MARK_SHARE = 0.03
"""Type size of the mark's words on a sheet, as a share of the short side: 6.3 mm on A4, 36 mm on a board."""
_INK = "#24211D"
"""Black of the palette, K alone in print."""
_QR_MASK = 2
"""Any mask reads the same; a fixed one is six times as fast and keeps a printed code the same for ever."""
_BREAKS_OF_A_HEAD = 8
"""A panel's head, its line of doctors and the space about them are some four lines high."""

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

    @property
    def staged(self) -> tuple[tuple[StagedPicture, StagedPicture], ...]:
        """Return all pictures that the sheet may show."""
        return (*self.pictures.values(), *(cover for cover in self.covers if cover is not None))


def board_data(content: SheetContent, prepared: Prepared, mark: Json) -> Json:
    """Return the bulletin's part of the template's data."""
    panels = [
        _panel(panel, fragment, cover)
        for panel, fragment, cover in zip(content.panels, prepared.fragments, prepared.covers, strict=True)
    ]
    return {
        "title": content.title, "theme": content.theme, "tagline": content.tagline, "month": content.month_label,
        "year": content.year, "number": content.month, "issue": content.issue,
        "organisers": content.organisers, "producers": content.producers, "phone": content.phone,
        "keywords": ["健康科普", "中医药", content.month_label],
        "panels": panels, "pictures": _pictures(prepared), "amount": _amount(prepared, len(panels)),
        "doctors": [asdict(doctor) for doctor in content.doctors],
        "calendar": [{"day": day_label(entry), "name": entry.name, "kind": entry.kind} for entry in content.calendar],
        "codes": _codes(content), "sources": content.sources, "reviewer": content.reviewer,
        "reviewed": date_label(content.reviewed), "mark": mark,
    }  # fmt: skip


def leaflet_data(content: LeafletContent, prepared: Prepared, mark: Json) -> Json:
    """Return a leaflet's part of the template's data."""
    cover = prepared.covers[0]
    alt = "" if content.picture is None else content.picture.alt
    return {
        "title": content.title, "xhtml": prepared.fragments[0].xml, "points": content.key_points,
        "published": date_label(content.published), "doctors": [asdict(doctor) for doctor in content.doctors],
        "picture": None if cover is None else _shown(cover, alt),
        "pictures": _pictures(prepared), "amount": _amount(prepared, 0),
        "code": None if content.qr is None else _code(content.qr, None),
        "organisers": content.organisers, "producers": (), "sources": content.sources, "reviewer": content.reviewer,
        "reviewed": date_label(content.reviewed), "phone": content.phone, "mark": mark,
    }  # fmt: skip


def format_data(sheet: SheetFormat) -> Json:
    """Return a format's part of the template's data: lengths in mm, sizes in pt."""
    return {
        "id": sheet.id, "trim": sheet.trim, "bleed": sheet.bleed, "safe": sheet.safe,
        "margin": sheet.margin, "columns": sheet.columns, "gutter": sheet.gutter, "column-width": sheet.column_width,
        "body": sheet.body, "leading": LEADING, "small": sheet.small, "sides": sheet.sides, "panels": sheet.panels,
        "ppi": sheet.ppi, "below": sheet.below,
        "module": module_size(sheet), "ceiling": qr_ceiling(sheet), "mark": MARK_SHARE,
    }  # fmt: skip


def mark_data(mark: SheetMark, stage: Stage) -> Json:
    """Return the campaign's mark for the template, colours as `#RRGGBB`."""
    return {
        "words": mark.words, "seal": mark.seal, "year": mark.year or None, "ink": mark.ink, "paper": mark.paper,
        "colour": mark.colour, "art": None if mark.art is None else stage_art(stage, mark.art),
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


def _amount(prepared: Prepared, heads: int) -> Json:
    """Return about how much text there is, as `guess` in `fit.typ` takes it."""
    breaks = sum(fragment.blocks for fragment in prepared.fragments) + _BREAKS_OF_A_HEAD * heads
    return {
        "ems": ems(prepared.text),
        "breaks": breaks,
        "pictures": sum(1 / shown.ratio for shown, _ in prepared.staged),
    }


def _panel(panel: SheetPanel, fragment: Fragment, cover: tuple[StagedPicture, StagedPicture] | None) -> Json:
    picture = None if cover is None or panel.picture is None else _shown(cover, panel.picture.alt)
    more = "" if panel.whole or panel.qr is None else "摘录，扫码看全文"
    return {"title": panel.title, "doctors": panel.doctors, "xhtml": fragment.xml, "picture": picture, "more": more}


def _shown(pair: tuple[StagedPicture, StagedPicture], alt: str) -> Json:
    picture = pair[0]
    return {"file": picture.file, "ratio": picture.ratio, "px": picture.width, "alt": alt or "插图"}


def _pictures(prepared: Prepared) -> Json:
    return {address: _shown(pair, "") for address, pair in prepared.pictures.items()}


def _codes(content: SheetContent) -> list[Json]:
    numbered = [(panel.qr, place) for place, panel in enumerate(content.panels) if panel.qr is not None]
    many = len(content.panels) > 1
    codes = [_code(target, place if many else None) for target, place in numbered]
    return [*codes, *(_code(target, None) for target in content.more_codes)]


def _code(target: QrTarget, number: int | None) -> Json:
    matrix = qr_matrix(target.address, _QR_MASK)
    side = len(matrix)
    drawn = "".join(f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(matrix) for x, length in dark_runs(row))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path fill="{_INK}" d="{drawn}"/></svg>'
    return {
        "code": {"side": side, "svg": svg}, "title": target.title, "caption": target.caption, "number": number,
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
