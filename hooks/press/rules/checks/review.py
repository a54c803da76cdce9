"""Whether a document was reviewed, and whether the review still holds on the day it is built."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Final

from pydantic import Field

from press.model import Article, Bulletin, Document
from press.rules.checks.border import Params
from press.rules.language import Language
from press.rules.page import Page, Part
from press.rules.rule import Check, Hit

FAR: Final = 366
"""Days. A review that is due later than this concerns nobody today."""


class Fault(StrEnum):
    """What to look for."""

    OVERDUE = "overdue"
    SOON = "soon"
    NO_DUE = "no-due"
    DUE_BEFORE_REVIEW = "due-before-review"
    IN_FUTURE = "in-future"
    DATED_AHEAD = "dated-ahead"


class ReviewParams(Params):
    """`fault`: what to look for; `days`: for `soon`, how many days ahead, up to `FAR`."""

    fault: Fault
    days: int = Field(default=30, ge=1, le=FAR)


class _Dates:
    """The dates of one document and the day of today."""

    def __init__(self, document: Article | Bulletin, today: dt.date) -> None:
        self.reviewed = document.reviewed
        self.due = document.review_due if isinstance(document, Article) else None
        self.has_due = isinstance(document, Article)
        self.dated = document.published if isinstance(document, Article) else None
        self.today = today

    @property
    def days_left(self) -> int | None:
        """Days until the next review; negative when it is overdue."""
        return None if self.due is None else (self.due - self.today).days


def depends_on_today(document: Document, today: dt.date) -> bool:
    """Whether what a review rule says of a document may be another thing tomorrow."""
    if not isinstance(document, (Article, Bulletin)):
        return False
    dates = _Dates(document, today)
    soon = dates.days_left is not None and dates.days_left <= FAR
    return soon or any(date is not None and date > today for date in (dates.reviewed, dates.dated))


_TESTS: Final[Mapping[Fault, Callable[[_Dates, int], bool]]] = {
    Fault.OVERDUE: lambda dates, _: dates.days_left is not None and dates.days_left < 0,
    Fault.SOON: lambda dates, days: dates.days_left is not None and 0 <= dates.days_left <= days,
    Fault.NO_DUE: lambda dates, _: dates.has_due and dates.due is None and dates.reviewed is not None,
    Fault.DUE_BEFORE_REVIEW: lambda dates, _: bool(dates.due and dates.reviewed and dates.due <= dates.reviewed),
    Fault.IN_FUTURE: lambda dates, _: dates.reviewed is not None and dates.reviewed > dates.today,
    Fault.DATED_AHEAD: lambda dates, _: dates.dated is not None and dates.dated > dates.today,
}
_KEY: Final = {Fault.NO_DUE: "reviewed", Fault.IN_FUTURE: "reviewed", Fault.DATED_AHEAD: "date"}


def make(params: ReviewParams, language: Language) -> Check:
    """Make the check."""
    del language
    strikes = _TESTS[params.fault]
    key = _KEY.get(params.fault, "review_due")

    def check(page: Page, parts: frozenset[Part]) -> Iterator[Hit]:
        del parts
        if not isinstance(page.document, (Article, Bulletin)):
            return
        dates = _Dates(page.document, page.site.today)
        if strikes(dates, params.days) and not (params.fault is Fault.NO_DUE and "review_due" in page.entries):
            yield Hit(
                page.entries.get(key, 1),
                {
                    "reviewed": str(dates.reviewed),
                    "due": str(dates.due),
                    "days": str(abs(dates.days_left or 0)),
                    "dated": str(dates.dated),
                    "today": str(dates.today),
                },
            )

    return check
