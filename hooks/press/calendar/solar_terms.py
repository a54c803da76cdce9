"""The twenty-four solar terms (节气), by lunar_python's astronomy, in China Standard Time."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Final

from lunar_python import Solar  # type: ignore[import-untyped]  # lunar_python ships no types

from press.calendar.days import CalendarDay, overlapping
from press.model import Month

_FROM_MAJOR_SNOW: Final = (
    "大雪冬至小寒大寒立春雨水惊蛰春分清明谷雨立夏小满"
    "芒种夏至小暑大暑立秋处暑白露秋分寒露霜降立冬小雪"
)  # fmt: skip
"""In the order of lunar_python's table, which starts at the 大雪 before the lunar year (`Lunar.JIE_QI_IN_USE`)."""

_MIDSUMMER: Final = (7, 1)
"""A day that always lies in the lunar year of the same number, so that its table holds the whole solar year."""


@cache
def terms_of_year(year: int) -> dict[str, dt.date]:
    """Return the 24 terms whose days lie in a solar year, in the order of the year (小寒 first)."""
    table = Solar.fromYmd(year, *_MIDSUMMER).getLunar().getJieQiTable()
    names = [_FROM_MAJOR_SNOW[place : place + 2] for place in range(0, len(_FROM_MAJOR_SNOW), 2)]
    days = (dt.date(moment.getYear(), moment.getMonth(), moment.getDay()) for moment in table.values())
    named = ((names[place % len(names)], day) for place, day in enumerate(days))
    return {name: day for name, day in named if day.year == year}


def solar_terms(month: Month) -> tuple[CalendarDay, ...]:
    """Return the (two) solar terms of a month."""
    days = tuple(CalendarDay(day, name, "节气") for name, day in terms_of_year(month.year).items())
    return overlapping(days, month.year, month.month)
