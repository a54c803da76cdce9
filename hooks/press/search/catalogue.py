"""What the browser knows of all pages at once: titles, and the values by which results are filtered."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from press.model import Kind
from press.search.entry import PageEntry
from press.search.fold import unusual_pairs
from press.search.numbers import write_numbers
from press.search.script import script
from press.search.shards import Layout

INDEX: Final = "index"
FACETS: Final = "facets"
TITLES: Final = "titles"


def text_name(page: int) -> str:
    """Return the name of a page's text file."""
    return f"t/{page}"


@dataclass(frozen=True, slots=True)
class Card:
    """The part of an entry that concerns all pages at once."""

    title: str
    kind: str
    doctors: tuple[str, ...]
    topics: tuple[str, ...]
    audience: tuple[str, ...]


def loads_card(written: str) -> Card:
    """Return the card that `press.search.entry.pack` wrote."""
    title, kind, doctors, topics, audience = json.loads(written)
    return Card(title, kind, tuple(doctors), tuple(topics), tuple(audience))


def kind_label(kind: str) -> str:
    """Return the Chinese word for a kind."""
    return Kind(kind).label


def _column(values: Sequence[tuple[str, ...]]) -> tuple[list[str], list[list[int]], str]:
    """Return names, combinations of names, and each page's combination: the usual ones have the small numbers."""
    usual = Counter(name for names in values for name in names)
    names = sorted(usual, key=lambda name: (-usual[name], name))
    number = {name: place for place, name in enumerate(names)}
    often = Counter(values)
    combinations = sorted(often, key=lambda combination: (-often[combination], combination))
    place = {combination: at for at, combination in enumerate(combinations)}
    return (
        names,
        [[number[name] for name in combination] for combination in combinations],
        write_numbers(place[combination] for combination in values),
    )


def index_file(pages: int, layout: Layout, version: str) -> bytes:
    """Return the file that is loaded first: version and sizes."""
    return script(INDEX, version, pages, layout.pairs, layout.singles)


def facets_file(cards: Sequence[Card]) -> bytes:
    """Return what filters need, loaded when they are wanted: the columns kind, topic, audience, doctor."""
    columns = [
        _column([(kind_label(card.kind),) for card in cards]),
        _column([card.topics for card in cards]),
        _column([card.audience for card in cards]),
        _column([card.doctors for card in cards]),
    ]
    return script(FACETS, columns)


def titles_file(titles: Iterable[str]) -> bytes:
    """Return all titles by page number, and what is needed to fold them."""
    joined = "\n".join(title.replace("\n", " ") for title in titles)
    return script(TITLES, joined, unusual_pairs(joined))


def text_file(page: int, entry: PageEntry, unusual: Collection[str] | None = None) -> bytes:
    """Return one page's file: what a result shows, and the text in which the phrase is looked up.

    Args:
        page: its number.
        entry: the page.
        unusual: see `press.search.fold.unusual_pairs`.
    """
    return script(
        text_name(page),
        entry.url,
        entry.title,
        kind_label(entry.kind),
        entry.date.isoformat() if entry.date else "",
        "、".join(entry.doctors),
        entry.text,
        unusual_pairs(entry.title + entry.text, unusual),
    )
