"""The table of health days: grammar, findings, months."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.calendar.observances import Observance, health_days, load_observances
from press.calendar.rules import parse_rule
from press.calendar.strip import calendar_strip
from press.findings import Severity
from press.model import Month

ROOT = Path(__file__).resolve().parents[3]
SHIPPED = ROOT / "overlays" / "rules" / "observance_days.tsv"


def shipped() -> tuple[Observance, ...]:
    return load_observances(SHIPPED, ROOT).value


@pytest.mark.parametrize(
    ("rule", "year", "start", "end"),
    [
        ("04-07", 2026, "2026-04-07", "2026-04-07"),
        ("02-29", 2024, "2024-02-29", "2024-02-29"),
        ("06", 2026, "2026-06-01", "2026-06-30"),
        ("04-15..04-21", 2026, "2026-04-15", "2026-04-21"),
        ("12-28..01-03", 2026, "2026-12-28", "2027-01-03"),
        ("last-Sun-01", 2026, "2026-01-25", "2026-01-25"),
        ("last-Sun-05", 2026, "2026-05-31", "2026-05-31"),
        ("2nd-Thu-03", 2026, "2026-03-12", "2026-03-12"),
        ("1st-Tue-05", 2026, "2026-05-05", "2026-05-05"),
        ("3rd-Wed-11", 2023, "2023-11-15", "2023-11-15"),
        ("05-3rd-week", 2019, "2019-05-12", "2019-05-18"),
        ("05-3rd-week", 2022, "2022-05-15", "2022-05-21"),
        ("05-3rd-week", 2023, "2023-05-14", "2023-05-20"),
        ("05-3rd-week", 2024, "2024-05-12", "2024-05-18"),
        ("04-last-week", 2026, "2026-04-24", "2026-04-30"),
        ("lunar-09-09", 2025, "2025-10-29", "2025-10-29"),
        ("lunar-01-01", 2026, "2026-02-17", "2026-02-17"),
        ("lunar-12-30", 2023, "2024-02-09", "2024-02-09"),
    ],
)
def test_rules_name_the_right_days(rule: str, year: int, start: str, end: str) -> None:
    assert parse_rule(rule).in_year(year) == (dt.date.fromisoformat(start), dt.date.fromisoformat(end))


@pytest.mark.parametrize(("rule", "year"), [("02-29", 2026), ("5th-Mon-02", 2026), ("lunar-12-30", 2024)])
def test_days_that_a_year_lacks(rule: str, year: int) -> None:
    assert parse_rule(rule).in_year(year) is None


@pytest.mark.parametrize(
    "text",
    ["", "13", "00", "02-30", "4-7", "04-07..", "04-31..05-02", "6th-Mon-01", "1st-Foo-01", "1st-Mon-13", "05-9th-week",
     "lunar-13-01", "lunar-01-31", "lunar-01-00", "每月", "04-07 ", "²-01"],
)  # fmt: skip
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a date rule"):
        parse_rule(text)


@given(
    st.sampled_from(["1st", "2nd", "3rd", "4th", "5th", "last"]),
    st.integers(0, 6),
    st.integers(1, 12),
    st.integers(1970, 2100),
)
def test_nth_weekday(nth: str, weekday: int, month: int, year: int) -> None:
    name = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[weekday]
    span = parse_rule(f"{nth}-{name}-{month:02d}").in_year(year)
    if span is None:
        assert nth == "5th"
        return
    day = span[0]
    assert (day.weekday(), day.month, day.year) == (weekday, month, year)
    if nth == "last":
        assert (day + dt.timedelta(days=7)).month != month
    else:
        assert (day.day - 1) // 7 == int(nth[0]) - 1


@given(st.integers(1, 12), st.integers(1970, 2100))
def test_first_week_has_most_of_its_days_in_the_month(month: int, year: int) -> None:
    span = parse_rule(f"{month:02d}-1st-week").in_year(year)
    assert span is not None
    sunday, saturday = span
    assert (sunday.weekday(), saturday.weekday()) == (6, 5)
    assert (sunday + dt.timedelta(days=3)).month == month
    assert (sunday - dt.timedelta(days=4)).month != month


def test_shipped_table_is_clean_and_sourced() -> None:
    loaded = load_observances(SHIPPED, ROOT)
    assert loaded.findings == ()
    assert len(loaded.value) == 61
    assert {row.grade for row in loaded.value} == {"A", "B", "C"}
    assert not [row.name for row in loaded.value if "（" in row.name]


def test_november_2026() -> None:
    strip = calendar_strip(Month(2026, 11), shipped())
    assert strip.label == "2026年11月"
    assert [(day.date_text, day.name) for day in strip.terms] == [("11月7日", "立冬"), ("11月22日", "小雪")]
    assert strip.seasons == ()
    assert [(day.date_text, day.name) for day in strip.health_days] == [
        ("11月9日", "全国消防日"),
        ("11月14日", "联合国糖尿病日"),
        ("11月17日", "世界早产日"),
        ("11月18日", "世界慢阻肺日"),
    ]


def test_a_whole_month_says_so_and_comes_first() -> None:
    first, *others = health_days(Month(2026, 6), shipped())
    assert (first.date_text, first.name) == ("全月", "全民健康素养宣传月")
    assert (first.date, first.until) == (dt.date(2026, 6, 1), dt.date(2026, 6, 30))
    assert others


def test_a_span_shows_in_both_its_months() -> None:
    for number in (4, 5):
        assert "4月25日—5月1日" in [day.date_text for day in health_days(Month(2026, number), shipped())]
    assert "4月25日—5月1日" not in [day.date_text for day in health_days(Month(2026, 6), shipped())]


def test_a_span_over_new_year(tmp_path: Path) -> None:
    rows = write(tmp_path, "12-28..01-03\tCN\t岁末\t\tB\t")
    for month in (Month(2026, 12), Month(2027, 1)):
        assert [day.date_text for day in health_days(month, rows)] == ["12月28日—1月3日"]


def write(folder: Path, *lines: str) -> tuple[Observance, ...]:
    file = folder / "days.tsv"
    file.write_text("\n".join(lines), "utf-8")
    return load_observances(file, folder).value


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("04-07\tINT\t世界卫生日", "3 栏"),
        ("04-31\tINT\t世界卫生日\t\tA\t", "04-31"),
        ("04-07\tXX\t世界卫生日\t\tA\t", "XX"),
        ("04-07\tINT\t世界卫生日\t\tU\t", "没有来源"),
        ("04-07\tINT\t \t\tA\t", "没有名称"),
    ],
)
def test_a_bad_row_is_a_finding_and_the_rest_goes_on(tmp_path: Path, line: str, word: str) -> None:
    file = tmp_path / "days.tsv"
    file.write_text(
        f"\ufeff# 说明\nrule\tscope\tname\tbasis\tgrade\tnote\n{line}\n06-06\tCN\t全国爱眼日\t\tB\n", "utf-8"
    )
    loaded = load_observances(file, tmp_path)
    assert [row.name for row in loaded.value] == ["全国爱眼日"]
    (finding,) = loaded.findings
    assert (finding.path, finding.line, finding.severity) == ("days.tsv", 3, Severity.WARNING)
    assert word in finding.message
    assert finding.hint


def test_a_row_that_stands_twice(tmp_path: Path) -> None:
    file = tmp_path / "days.tsv"
    file.write_text("06-06\tCN\t全国爱眼日\t\tB\t\n" * 2, "utf-8")
    loaded = load_observances(file, tmp_path)
    assert len(loaded.value) == 1
    assert [finding.line for finding in loaded.findings] == [2]


@pytest.mark.parametrize("data", [None, b"\xd0\xc2\xc4\xea"])
def test_a_missing_or_undecodable_table_is_one_finding(tmp_path: Path, data: bytes | None) -> None:
    file = tmp_path / "days.tsv"
    if data is not None:
        file.write_bytes(data)
    loaded = load_observances(file, tmp_path)
    assert loaded.value == ()
    assert [finding.rule_id for finding in loaded.findings] == ["calendar/unreadable"]
