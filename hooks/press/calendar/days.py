"""What the calendar says, as values that templates and sheets print."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One entry of the month's calendar strip."""

    date: dt.date
    name: str
    kind: str
    """节气, 三伏, 数九 or 健康日."""
    until: dt.date | None = None
    """Last day, for periods."""

    @property
    def whole_month(self) -> bool:
        """Whether the entry is a period from the first to the last day of one month."""
        last = calendar.monthrange(self.date.year, self.date.month)[1]
        return self.date.day == 1 and self.until == self.date.replace(day=last)

    @property
    def date_text(self) -> str:
        """`11月7日`, `11月18日—24日` for a period, `全月` for a whole month."""
        if self.whole_month:
            return "全月"
        start = f"{self.date.month}月{self.date.day}日"
        if self.until is None or self.until == self.date:
            return start
        end = (
            f"{self.until.day}日" if self.until.month == self.date.month else f"{self.until.month}月{self.until.day}日"
        )
        return f"{start}—{end}"


@dataclass(frozen=True, slots=True)
class CalendarStrip:
    """What the calendar says about one month."""

    label: str
    """`2026年11月`."""
    terms: tuple[CalendarDay, ...] = ()
    seasons: tuple[CalendarDay, ...] = ()
    """三伏 and 数九."""
    health_days: tuple[CalendarDay, ...] = ()


def overlapping(days: tuple[CalendarDay, ...], year: int, month: int) -> tuple[CalendarDay, ...]:
    """Return the entries that touch a month, in the order of their first days, then of their names."""
    first = dt.date(year, month, 1)
    last = first.replace(day=calendar.monthrange(year, month)[1])
    touching = (day for day in days if day.date <= last and (day.until or day.date) >= first)
    return tuple(sorted(touching, key=lambda day: (day.date, day.until or day.date, day.name)))
