"""What search knows of one page."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zlib
from dataclasses import dataclass
from typing import Final, NamedTuple, cast

_SUM: Final = 4
"""Bytes of a sum."""


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page that can be found.

    url       site-relative address, unique
    kind      `press.model.Kind` value: article, video, graphic, bulletin or plain
    doctors   names as readers see them
    headings  plain texts of the section headings, which stand in `text` too
    text      everything a reader sees below the title, blocks separated by line ends (see `press.search.html_text`)
    """

    url: str
    title: str
    kind: str
    date: dt.date | None = None
    doctors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    text: str = ""

    @property
    def order(self) -> tuple[str, str]:
        """Where it stands among all pages: oldest first, undated before all, so that a new article comes last."""
        return (self.date.isoformat() if self.date else "", self.url)

    def dumps(self) -> str:
        """Return the entry as JSON; `loads` reads it."""
        return json.dumps(
            [
                self.url,
                self.title,
                self.kind,
                self.date.isoformat() if self.date else None,
                self.doctors,
                self.topics,
                self.audience,
                self.headings,
                self.text,
            ],
            ensure_ascii=False,
            separators=(",", ":"),
        )


class PackedEntry(NamedTuple):
    """An entry as it is stored: made where the page is made, so that processes share the work.

    day     the first half of `PageEntry.order`
    digest  SHA-256 hex of the entry as `PageEntry.dumps` wrote it
    card    JSON of what concerns all pages at once (`press.search.catalogue.Card`)
    data    the entry and a sum of its bytes; not compressed: to do that and undo it takes a hundredth of a build
    """

    url: str
    title: str
    day: str
    digest: str
    card: str
    data: bytes


def pack(entry: PageEntry) -> PackedEntry:
    """Return an entry as it is stored."""
    written = entry.dumps().encode("utf-8", "surrogatepass")
    card = json.dumps([entry.title, entry.kind, entry.doctors, entry.topics, entry.audience], ensure_ascii=False)
    digest = hashlib.sha256(written).hexdigest()
    return PackedEntry(entry.url, entry.title, entry.order[0], digest, card, _sum_of(written) + written)


def unpack(data: bytes) -> PageEntry:
    """Return the entry of `PackedEntry.data`.

    Raises:
        zlib.error: damaged.
    """
    written = data[_SUM:]
    if _sum_of(written) != data[:_SUM]:
        raise zlib.error("the sum of a stored entry is wrong")
    return loads(written.decode("utf-8", "surrogatepass"))


def _sum_of(data: bytes) -> bytes:
    return zlib.adler32(data).to_bytes(_SUM, "big")


def loads(written: str) -> PageEntry:
    """Return the entry that `PageEntry.dumps` wrote."""
    url, title, kind, date, doctors, topics, audience, headings, text = cast(
        "tuple[str, str, str, str | None, list[str], list[str], list[str], list[str], str]", tuple(json.loads(written))
    )
    day = dt.date.fromisoformat(date) if date else None
    return PageEntry(url, title, kind, day, tuple(doctors), tuple(topics), tuple(audience), tuple(headings), text)
