"""A page as the search index is told of it."""

from __future__ import annotations

from typing import NamedTuple

from press.search.entry import PackedEntry
from press.search.entry_facts import EntryFacts
from press.site.page_store import digest_of


class Found(NamedTuple):
    """A page that can be found; a plain tuple, because it comes from another process.

    told  `told_of` it
    """

    entry: PackedEntry
    told: str


def told_of(text_key: str, facts: EntryFacts) -> str:
    """Return a digest of all that the index is told of a page: the key of its text, and the rest."""
    return digest_of(text_key, facts)
