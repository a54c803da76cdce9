"""三伏 (the dog days) and 数九 (the nine nines), as traditional almanacs reckon them.

三伏: 初伏 starts on the third 庚 day counted from 夏至 (that day included), 中伏 on the fourth, 末伏 on the first 庚
day counted from 立秋 (included); 初伏 and 末伏 last ten days, 中伏 ten or twenty; the day after 末伏 is 出伏.
数九: nine times nine days from 冬至 on; the day after is 出九.
Rules as implemented by lunar_python (`Lunar.getFu`, `Lunar.getShuJiu`); checked against it and against sxtwl in tests.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from press.calendar.days import CalendarDay, overlapping
from press.calendar.solar_terms import terms_of_year
from press.model import Month

_GENG: Final = 6
"""Place of 庚 among the ten stems, 甲 = 0."""
_STEM_OF_ORDINAL_ZERO: Final = 4
"""Stem of the day with proleptic Gregorian ordinal 0: 2000-01-07 (ordinal 730126) is 甲子, stem 0."""
_NINES: Final = "一二三四五六七八九"


def seasons(month: Month) -> tuple[CalendarDay, ...]:
    """Return the periods of 三伏 and 数九 that touch a month, with 出伏 and 出九 as single days."""
    days = (*_dog_days(month.year), *_nine_nines(month.year - 1), *_nine_nines(month.year))
    return overlapping(days, month.year, month.month)


def _geng_day_from(day: dt.date) -> dt.date:
    stem = (day.toordinal() + _STEM_OF_ORDINAL_ZERO) % 10
    return day + dt.timedelta(days=(_GENG - stem) % 10)


def _dog_days(year: int) -> tuple[CalendarDay, ...]:
    terms = terms_of_year(year)
    first = _geng_day_from(terms["夏至"]) + dt.timedelta(days=20)
    middle = first + dt.timedelta(days=10)
    last = _geng_day_from(terms["立秋"])
    out = last + dt.timedelta(days=10)
    return (
        _period("初伏", "三伏", first, middle),
        _period("中伏", "三伏", middle, last),
        _period("末伏", "三伏", last, out),
        CalendarDay(out, "出伏", "三伏"),
    )


def _nine_nines(year: int) -> tuple[CalendarDay, ...]:
    """Return the nines that start at a year's 冬至."""
    start = terms_of_year(year)["冬至"]
    edges = [start + dt.timedelta(days=9 * count) for count in range(10)]
    nines = (
        _period(f"{number}九", "数九", begin, end) for number, begin, end in zip(_NINES, edges, edges[1:], strict=False)
    )
    return (*nines, CalendarDay(edges[-1], "出九", "数九"))


def _period(name: str, kind: str, start: dt.date, end: dt.date) -> CalendarDay:
    return CalendarDay(start, name, kind, until=end - dt.timedelta(days=1))
