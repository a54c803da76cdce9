"""The grammar of recurring days, and the days a rule names in one year.

    MM-DD           a fixed day                     01-30
    MM              a whole month                   06
    MM-DD..MM-DD    a span, also across New Year    04-15..04-21
    nth-Wkd-MM      the nth weekday of a month      2nd-Thu-03
    last-Wkd-MM     the last weekday of a month     last-Sun-01
    MM-nth-week     the nth week of a month         05-3rd-week
    MM-last-week    the last seven days of a month  04-last-week (WHO: World Immunization Week is 24 to 30 April)
    lunar-MM-DD     a day of the lunar year         lunar-09-09

Weeks run from Sunday to Saturday, and the first week of a month is the first that has at least four days in it (the
majority rule of ISO 8601). So 全民营养周, 05-3rd-week, is 2019-05-12, 2022-05-15, 2023-05-14 and 2024-05-12 on, as it
was announced; in 2021 and 2025 the announced week (17 to 23 May) was one day off.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Final, Protocol

from lunar_python import Lunar, LunarYear  # type: ignore[import-untyped]  # lunar_python ships no types

_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_ORDINALS: Final = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "last": -1}
_LEAP_YEAR: Final = 2000
_LONGEST_LUNAR_MONTH: Final = 30

Span = tuple[dt.date, dt.date]
"""First and last day."""


class DayRule(Protocol):
    """When something recurs."""

    def in_year(self, year: int) -> Span | None:
        """Return the days of the occurrence that starts in a year (for lunar days: a lunar year), or None."""


@dataclass(frozen=True, slots=True)
class FixedSpan:
    """From one day of the year to another; both the same for a single day."""

    start: tuple[int, int]
    end: tuple[int, int]

    def in_year(self, year: int) -> Span | None:
        """Return the days, or None for 29 February in a common year."""
        try:
            return dt.date(year, *self.start), dt.date(year + (self.end < self.start), *self.end)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class WholeMonth:
    """A calendar month."""

    month: int

    def in_year(self, year: int) -> Span:
        """Return its first and last day."""
        return dt.date(year, self.month, 1), dt.date(year, self.month, calendar.monthrange(year, self.month)[1])


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """The nth (-1: the last) weekday (Monday 0) of a month."""

    month: int
    nth: int
    weekday: int

    def in_year(self, year: int) -> Span | None:
        """Return the day, or None when the month has no fifth such weekday."""
        first, last = WholeMonth(self.month).in_year(year)
        if self.nth < 0:
            day = last - dt.timedelta(days=(last.weekday() - self.weekday) % 7)
        else:
            day = first + dt.timedelta(days=(self.weekday - first.weekday()) % 7 + 7 * (self.nth - 1))
        return (day, day) if day.month == self.month else None


@dataclass(frozen=True, slots=True)
class MonthWeek:
    """The nth week of a month, Sunday to Saturday, or (-1) its last seven days."""

    month: int
    nth: int

    def in_year(self, year: int) -> Span:
        """Return Sunday and Saturday, or the last seven days."""
        _, last = WholeMonth(self.month).in_year(year)
        if self.nth < 0:
            return last - dt.timedelta(days=6), last
        fourth = dt.date(year, self.month, 4)  # always in the first week that has four days of the month
        sunday = fourth - dt.timedelta(days=(fourth.weekday() + 1) % 7) + dt.timedelta(days=7 * (self.nth - 1))
        return sunday, sunday + dt.timedelta(days=6)


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of the traditional lunar year, leap months left aside."""

    month: int
    day: int

    def in_year(self, year: int) -> Span | None:
        """Return the solar day, or None in a year whose month has no thirtieth day."""
        if self.day > LunarYear.fromYear(year).getMonth(self.month).getDayCount():
            return None
        solar = Lunar.fromYmd(year, self.month, self.day).getSolar()
        day = dt.date(solar.getYear(), solar.getMonth(), solar.getDay())
        return day, day


_FIXED = re.compile(r"(\d\d)-(\d\d)(?:\.\.(\d\d)-(\d\d))?")
_MONTH = re.compile(r"(\d\d)")
_WEEKDAY = re.compile(r"(\w+)-([A-Z][a-z][a-z])-(\d\d)")
_WEEK = re.compile(r"(\d\d)-(\w+)-week")
_LUNAR = re.compile(r"lunar-(\d\d)-(\d\d)")


def parse_rule(text: str) -> DayRule:
    """Return the rule a text of the grammar above states.

    Raises:
        ValueError: If the text is not of the grammar or names a day that never exists.
    """
    try:
        rule = _parse(text)
    except ValueError:
        rule = None
    if rule is None:
        raise ValueError(f"not a date rule: {text}")
    return rule


def _parse(text: str) -> DayRule | None:
    if found := _FIXED.fullmatch(text):
        start = _day(found[1], found[2])
        return FixedSpan(start, _day(found[3], found[4]) if found[3] else start)
    if found := _MONTH.fullmatch(text):
        return WholeMonth(_month(found[1]))
    if found := _LUNAR.fullmatch(text):
        day = int(found[2])
        return LunarDay(_month(found[1]), day) if 1 <= day <= _LONGEST_LUNAR_MONTH else None
    if (found := _WEEKDAY.fullmatch(text)) and found[1] in _ORDINALS and found[2] in _WEEKDAYS:
        return NthWeekday(_month(found[3]), _ORDINALS[found[1]], _WEEKDAYS.index(found[2]))
    if (found := _WEEK.fullmatch(text)) and found[2] in _ORDINALS:
        return MonthWeek(_month(found[1]), _ORDINALS[found[2]])
    return None


def _month(text: str) -> int:
    return dt.date(_LEAP_YEAR, int(text), 1).month


def _day(month: str, day: str) -> tuple[int, int]:
    date = dt.date(_LEAP_YEAR, int(month), int(day))
    return date.month, date.day
