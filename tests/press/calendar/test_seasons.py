"""Solar terms, 三伏 and 数九 against two independent sources."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lunar_python import Solar  # type: ignore[import-untyped]  # lunar_python ships no types

from press.calendar.days import CalendarDay
from press.calendar.seasons import seasons
from press.calendar.solar_terms import solar_terms, terms_of_year
from press.model import Month

TABLE = Path(__file__).parent / "data" / "sanfu_shujiu_jieqi_2024_2030.tsv"
SXTWL_TERMS = re.findall(
    "..", "冬至小寒大寒立春雨水惊蛰春分清明谷雨立夏小满芒种夏至小暑大暑立秋处暑白露秋分寒露霜降立冬小雪大雪"
)


def table() -> set[tuple[str, str, dt.date]]:
    rows = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if line[:2] == "20"]
    return {(kind, name, dt.date.fromisoformat(start)) for _, kind, name, start in rows}


def starting_in(year: int) -> set[tuple[str, str, dt.date]]:
    days = [day for number in range(1, 13) for make in (solar_terms, seasons) for day in make(Month(year, number))]
    return {(day.kind, day.name, day.date) for day in days if day.date.year == year}


@pytest.mark.parametrize("year", range(2024, 2031))
def test_the_shared_table_agrees(year: int) -> None:
    known = {row for row in table() if row[2].year == year}
    assert len(known) > 30
    # The table leaves out 出九.
    assert {row for row in starting_in(year) if row[1] != "出九"} == known


@pytest.mark.parametrize("year", [1950, 1999, 2024, 2026, 2033, 2100])
def test_terms_agree_with_sxtwl(year: int) -> None:
    sxtwl = pytest.importorskip("sxtwl")
    found = {}
    for ordinal in range(dt.date(year, 1, 1).toordinal(), dt.date(year + 1, 1, 1).toordinal()):
        day = dt.date.fromordinal(ordinal)
        entry = sxtwl.fromSolar(day.year, day.month, day.day)
        if entry.hasJieQi():
            found[SXTWL_TERMS[entry.getJieQi()]] = day
    assert terms_of_year(year) == found


def test_stem_of_days_agrees_with_sxtwl() -> None:
    sxtwl = pytest.importorskip("sxtwl")
    for year in range(1990, 2060):
        for day in seasons(Month(year, 7)):
            if day.name in {"初伏", "中伏", "末伏"}:
                assert sxtwl.fromSolar(day.date.year, day.date.month, day.date.day).getDayGZ().tg == 6


@given(st.dates(dt.date(1930, 1, 1), dt.date(2090, 12, 31)))
@settings(max_examples=60)
def test_every_day_agrees_with_the_library(date: dt.date) -> None:
    lunar = Solar.fromYmd(date.year, date.month, date.day).getLunar()
    expected = {str(found.getName()) for found in (lunar.getFu(), lunar.getShuJiu()) if found}
    ours = {
        day.name
        for day in seasons(Month(date.year, date.month))
        if day.until is not None and day.date <= date <= day.until
    }
    assert ours == expected


def test_a_summer_month_reads_in_order() -> None:
    assert [(day.name, day.date_text) for day in seasons(Month(2026, 8))] == [
        ("中伏", "7月25日—8月13日"),
        ("末伏", "8月14日—23日"),
        ("出伏", "8月24日"),
    ]
    assert seasons(Month(2026, 5)) == ()


def test_nines_cross_the_year() -> None:
    assert seasons(Month(2026, 12))[-1] == CalendarDay(dt.date(2026, 12, 31), "二九", "数九", until=dt.date(2027, 1, 8))
    assert [day.name for day in seasons(Month(2027, 1))] == ["二九", "三九", "四九", "五九"]
    assert seasons(Month(2027, 3))[-1].name == "出九"


@given(st.integers(1900, 2100), st.integers(1, 12))
@settings(max_examples=40)
def test_each_month_has_two_terms(year: int, number: int) -> None:
    terms = solar_terms(Month(year, number))
    assert len(terms) == 2
    assert all((day.date.year, day.date.month) == (year, number) for day in terms)
