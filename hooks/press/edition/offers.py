"""What pages offer of the printed matter: addresses, previews and sizes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from press.edition.leaflets import LeafletFiles
from press.edition.months import MonthFiles
from press.print.catalogue import FOLDER
from press.print.fileset import JOB_SHEET
from press.site.views import BoardSheets, SheetView

_IN_MEGABYTES = 100_000


def volume_url(year: int) -> str:
    """Return the address of a year's volume."""
    return f"{FOLDER}/{year}/{year}-volume.pdf"


def leaflet_folder(slug: str) -> str:
    """Return the folder of an article's leaflet."""
    return f"articles/{slug}/print"


def leaflet_view(one: LeafletFiles) -> SheetView:
    """Return what an article's page offers."""
    folder, stem = leaflet_folder(one.slug), f"{one.slug}-leaflet"
    return SheetView(
        name="明白纸（A4，一页）",
        size="210×297 毫米",
        preview_url=f"{folder}/{stem}-1.png",
        width=210,
        height=297,
        print_url=f"{folder}/{stem}.pdf" if one.press else "",
        print_size=_megabytes(one.press.stat().st_size) if one.press else "",
        screen_url=f"{folder}/{stem}-screen.pdf",
        screen_size=_megabytes(one.screen.stat().st_size),
    )


def board_sheets(month: MonthFiles, year: int, volumes: Mapping[int, Path]) -> BoardSheets:
    """Return what a board's page offers."""
    folder, volume = f"{FOLDER}/{month.slug}/print", volumes.get(year)
    return BoardSheets(
        tuple(_sheet_views(month)),
        f"{folder}/{JOB_SHEET}.pdf",
        f"{folder}/{month.slug}-print.zip",
        volume_url=volume_url(year) if volume else "",
        volume_name=f"{year}年合订本（PDF {_megabytes(volume.stat().st_size)}）" if volume else "",
    )


def _sheet_views(month: MonthFiles) -> Iterator[SheetView]:
    folder = f"{FOLDER}/{month.slug}/print"
    for form in cast("list[dict[str, Any]]", month.record["formats"]):
        names = [f"{folder}/{name}" for name in form["previews"]]
        width, height = form["trim_mm"]
        yield SheetView(
            name=form["name"],
            size=f"{width:g}×{height:g} 毫米",
            preview_url=names[0],
            width=width,
            height=height,
            print_url=f"{folder}/{form['print']['name']}" if form["print"] else "",
            print_size=_megabytes(form["print"]["bytes"]) if form["print"] else "",
            screen_url=f"{folder}/{form['screen']['name']}",
            screen_size=_megabytes(form["screen"]["bytes"]),
            stock=form["stock"],
        )


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= _IN_MEGABYTES else f"{max(1, round(size / 1000))} KB"
