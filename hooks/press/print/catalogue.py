"""What a shop's script reads: `bulletins/print.json` with every month and format, and an Atom feed with enclosures."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from press.print.template import Json

FOLDER = "bulletins"


@dataclass(frozen=True, slots=True)
class MonthRecord:
    """A month in the catalogue: its record from `press.print.fileset.MonthSet`, and the date of its files."""

    record: Json
    made: dt.datetime


def catalogue_json(months: Sequence[MonthRecord], base: str) -> str:
    """Return `print.json`, newest month first.

    Args:
        months: any order.
        base: absolute address of the site, ending in `/`; may be empty, then addresses are relative to the site root.
    """
    entries = [_with_addresses(month, base) for month in _newest_first(months)]
    return json.dumps({"version": 1, "months": entries}, ensure_ascii=False, indent=2) + "\n"


def catalogue_atom(months: Sequence[MonthRecord], base: str, title: str) -> str:
    """Return an Atom feed (RFC 4287): one entry a month, each print file and the ZIP as enclosures.

    Args:
        months: any order; at least one for a valid `updated`.
        base: absolute address of the site, ending in `/`.
        title: e.g. 某县科普宣传栏印刷文件.
    """
    ordered = _newest_first(months)
    updated = max((month.made for month in ordered), default=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
    entries = "".join("".join(_entry(month, base)) for month in ordered)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">\n'
        f"<title>{escape(title)}</title>\n<id>{escape(base + FOLDER)}/print.atom</id>\n"
        f"<updated>{_when(updated)}</updated>\n"
        f'<link rel="self" type="application/atom+xml" href={quoteattr(f"{base}{FOLDER}/print.atom")}/>\n'
        f"<author><name>{escape(title)}</name></author>\n{entries}</feed>\n"
    )


def address(base: str, slug: str, name: str) -> str:
    """Return the address of one file of a month."""
    return f"{base}{FOLDER}/{slug}/print/{quote(name)}"


def _newest_first(months: Sequence[MonthRecord]) -> list[MonthRecord]:
    return sorted(months, key=lambda month: str(month.record["month"]), reverse=True)


def _with_addresses(month: MonthRecord, base: str) -> Json:
    slug = str(month.record["month"])

    def placed(value: object) -> object:
        if isinstance(value, dict):
            filled = {key: placed(inner) for key, inner in value.items()}
            if "sha256" in filled:
                filled["url"] = address(base, slug, str(filled["name"]))
            return filled
        return [placed(inner) for inner in value] if isinstance(value, list) else value

    placed_record = placed(month.record)
    return {**placed_record, "updated": _when(month.made)} if isinstance(placed_record, dict) else {}


def _entry(month: MonthRecord, base: str) -> Iterator[str]:
    record, slug = month.record, str(month.record["month"])
    page = f"{base}{FOLDER}/{slug}.html"
    yield f"<entry>\n<title>{escape(str(record['title']))}</title>\n<id>{escape(page)}#print</id>\n"
    yield f'<updated>{_when(month.made)}</updated>\n<link rel="alternate" href={quoteattr(page)}/>\n'
    for kind, file, title in _enclosures(record):
        href = quoteattr(address(base, slug, str(file["name"])))
        yield f'<link rel="enclosure" type="{kind}" length="{file["bytes"]}" title={quoteattr(title)} href={href}/>\n'
    yield f"<summary>{escape(str(record['theme']))}</summary>\n</entry>\n"


def _enclosures(record: Json) -> Iterator[tuple[str, Json, str]]:
    formats = record["formats"]
    for form in formats if isinstance(formats, list) else []:
        if form["print"] is not None:
            yield "application/pdf", form["print"], str(form["name"])
    bundle = record.get("zip")
    if isinstance(bundle, dict):
        yield "application/zip", bundle, "全部文件"


def _when(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
