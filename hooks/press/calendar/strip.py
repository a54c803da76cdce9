"""One month's calendar: solar terms, 三伏 and 数九, health days."""

from __future__ import annotations

from collections.abc import Iterable

from press.calendar.days import CalendarStrip
from press.calendar.observances import Observance, health_days
from press.calendar.seasons import seasons
from press.calendar.solar_terms import solar_terms
from press.model import Month


def calendar_strip(month: Month, observances: Iterable[Observance]) -> CalendarStrip:
    """Return what the calendar says about a month."""
    return CalendarStrip(
        label=month.label,
        terms=solar_terms(month),
        seasons=seasons(month),
        health_days=health_days(month, observances),
    )
