"""What the index is told of a page beside the page's own words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from press.search.entry import PageEntry
from press.search.html_text import PageText


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """Everything the index is told of a page beside the page's own words: `before` and `after` stand round these."""

    url: str
    title: str
    kind: str
    date: dt.date | None
    doctors: tuple[str, ...]
    topics: tuple[str, ...]
    audience: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]

    def entry(self, words: PageText) -> PageEntry:
        """Return the entry of the page with these words."""
        return PageEntry(
            url=self.url,
            title=self.title,
            kind=self.kind,
            date=self.date,
            doctors=self.doctors,
            topics=self.topics,
            audience=self.audience,
            headings=words.headings,
            text="\n".join(part for part in (*self.before, words.text, *self.after) if part),
        )
