"""The shop's set, the catalogue and the ledger."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from lxml import etree

from press.findings import Finding, Severity
from press.print.catalogue import MonthRecord, catalogue_atom, catalogue_json
from press.print.content import SheetContent
from press.print.fileset import CheckedSheet, MonthSet, latest_alias, shop_set
from press.print.ledger import PrintedAddress, check_ledger, merged, read_ledger, site_path, write_ledger
from press.print.preflight import Report
from press.print.typeset import TypesetSheet, Workshop

Made = Callable[[str], TypesetSheet]
GOOD = Report((("成品尺寸", "x"),), ())
BAD = Report((), (Finding("print/boxes", Severity.ERROR, "框不对", "改"),))


@pytest.fixture(scope="module")
def month(made: Made, board: SheetContent, workshop: Workshop) -> MonthSet:
    checked = shop_set(board, (CheckedSheet(made("a3"), GOOD), CheckedSheet(made("sanzhe"), BAD)), workshop)
    assert checked.findings == ()
    return checked.value


def test_a_sheet_that_failed_keeps_its_print_file_back(month: MonthSet) -> None:
    assert "2026-11-a3.pdf" in month.files
    assert "2026-11-sanzhe.pdf" not in month.files
    assert "2026-11-sanzhe-screen.pdf" in month.files
    assert "2026-11-sanzhe-2.png" in month.files


def test_sums_and_zip_hold_what_they_say(month: MonthSet) -> None:
    with zipfile.ZipFile(io.BytesIO(month.files["2026-11-print.zip"])) as archive:
        names = archive.namelist()
        for line in archive.read("SHA256SUMS").decode().splitlines():
            digest, name = line.split("  ")
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest
    assert names == sorted(names)
    assert {"2026-11-a3.pdf", "印刷说明.pdf", "印刷说明.json", "SHA256SUMS"} == set(names)


def test_the_set_is_the_same_twice(month: MonthSet, made: Made, board: SheetContent, workshop: Workshop) -> None:
    again = shop_set(board, (CheckedSheet(made("a3"), GOOD), CheckedSheet(made("sanzhe"), BAD)), workshop).value
    assert dict(again.files) == dict(month.files)


def test_the_job_sheet_tells_the_shop_what_it_needs(month: MonthSet) -> None:
    document = pypdfium2.PdfDocument(month.files["印刷说明.pdf"])
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    for word in ("297×420", "出血", "FOGRA39", "2026-11-a3.pdf", "未通过预检", "数量", "千名医师讲中医"):
        assert word in text
    record = json.loads(month.files["印刷说明.json"])
    assert record["formats"][0]["trim_mm"] == [297, 420]
    assert record["quantity"] is None
    assert record["formats"][1]["print"] is None


def test_latest_has_names_that_stay(month: MonthSet) -> None:
    files = latest_alias(month)
    assert files["latest-a3.pdf"] == month.files["2026-11-a3.pdf"]
    assert not any(name.startswith("2026") for name in files)


def test_catalogue_and_feed(month: MonthSet) -> None:
    made = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    older = MonthRecord({**month.record, "month": "2026-10"}, made - dt.timedelta(days=31))
    months = (older, MonthRecord(month.record, made))
    listed = json.loads(catalogue_json(months, "https://x.example/"))["months"]
    assert [entry["month"] for entry in listed] == ["2026-11", "2026-10"]
    assert listed[0]["formats"][0]["print"]["url"] == "https://x.example/bulletins/2026-11/print/2026-11-a3.pdf"
    feed = etree.fromstring(catalogue_atom(months, "https://x.example/", "甲&乙").encode())
    atom = "{http://www.w3.org/2005/Atom}"
    links = [link for link in feed.iter(f"{atom}link") if link.get("rel") == "enclosure"]
    assert len(links) == 4
    assert links[0].get("length") == str(len(month.files["2026-11-a3.pdf"]))
    assert feed.findtext(f"{atom}updated") == "2026-11-01T00:00:00Z"


ENTRY = PrintedAddress(
    "https://x.example/jk/a/3k.html", "2026年11月科普宣传栏", "articles/dong.html", dt.date(2026, 11, 1)
)


def test_ledger_round_trip_and_first_date_stays(tmp_path: Path) -> None:
    file = tmp_path / "printed.yml"
    assert read_ledger(file).value == ()
    assert write_ledger(file, (ENTRY,))
    assert not write_ledger(file, (ENTRY,))
    assert read_ledger(file).value == (ENTRY,)
    later = PrintedAddress(ENTRY.address, ENTRY.sheet, "articles/else.html", dt.date(2027, 1, 1))
    assert merged((ENTRY,), (later,)) == (ENTRY,)
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("data", [b"- 1", b"a: [", b"\xff\xfe\xff", b"- {address: x, target: y, sheet: z, first: 1}"])
def test_a_damaged_ledger_is_never_taken_for_an_empty_one(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "printed.yml"
    file.write_bytes(data)
    checked = read_ledger(file)
    assert checked.value is None
    assert checked.findings[0].rule_id == "print/ledger-unreadable"


def test_a_live_address_is_fine_even_through_a_redirect() -> None:
    live = {"a/3k.html": "articles/dong-new.html", "articles/dong.html": "articles/dong-new.html"}
    assert check_ledger((ENTRY,), live) == ()


def test_a_dead_address_names_the_sheet_and_offers_the_alias() -> None:
    (found,) = check_ledger((ENTRY,), {"articles/dong-ji.html": "articles/dong-ji.html"})
    assert (found.rule_id, found.severity) == ("print/address-broken", Severity.ERROR)
    assert "2026年11月科普宣传栏" in found.message
    assert "aliases: [jk/a/3k.html]" in found.hint
    assert "articles/dong-ji.html" in found.hint


def test_an_address_that_leads_elsewhere() -> None:
    live = {"a/3k.html": "articles/other.html", "articles/dong.html": "articles/dong.html"}
    (found,) = check_ledger((ENTRY,), live)
    assert "articles/other.html" in found.message
    assert "aliases: [a/3k.html]" in found.hint


def test_site_path_knows_a_site_below_a_folder() -> None:
    assert site_path("https://x.example/jk/a/1.html", {"a/1.html": "b"}) == "a/1.html"
    assert site_path("https://x.example/q.html", {}) == "q.html"
