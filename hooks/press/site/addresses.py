"""Where every page of the site lives: the one place that makes site-relative addresses.

Addresses are flat `.html` files, so that the site also works from a folder on a USB stick (`file://`), where a
directory address opens a file list instead of a page.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from press.model import Document, Kind, Library, Month

SECTIONS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.ARTICLE: "articles",
        Kind.VIDEO: "videos",
        Kind.GRAPHIC: "graphics",
        Kind.BULLETIN: "bulletins",
    }
)
"""Folder of each kind, in docs/ and on the site."""

HOME = "index.html"
TOPICS = "topics"
AUDIENCE = "audience"
DOCTORS = "doctors"
ARCHIVE = "archive"
_PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What transliterating leaves as it is."""


def document_url(document: Document) -> str:
    """Return the site-relative address of a document's page.

    Plain pages keep their path, everything else lives at `<section>/<slug>.html`.
    """
    section = SECTIONS.get(document.kind)
    if section is None:
        return document.path.with_suffix(".html").as_posix()
    return f"{section}/{document.slug}.html"


def list_url(folder: str, name: str = "", page: int = 1) -> str:
    """Return the address of page `page` (1-based) of a list: `articles/index.html`, `topics/shi-yang-2.html`."""
    if not name:
        return f"{folder}/index.html" if page == 1 else f"{folder}/page-{page}.html"
    return f"{folder}/{name}.html" if page == 1 else f"{folder}/{name}/page-{page}.html"


def seen_from(page: str, address: str) -> str:
    """Return how a page writes another address of the site: `../archive/2026-11.html` on `articles/pao-jiao.html`."""
    here, there = page.split("/")[:-1], address.split("/")
    common = 0
    while common < len(here) and common < len(there) - 1 and here[common] == there[common]:
        common += 1
    return "/".join([*[".."] * (len(here) - common), *there[common:]])


def month_url(month: Month) -> str:
    """Return the address of a month's archive."""
    return list_url(ARCHIVE, str(month))


def _ascii_names(names: Iterable[str]) -> dict[str, str]:
    """Give each Chinese name an ASCII one; two names that sound alike are told apart by a digest, not by order."""
    slugs = {name: _transliterated(name, 40) or "n" for name in names}
    heard: dict[str, int] = {}
    for slug in slugs.values():
        heard[slug] = heard.get(slug, 0) + 1
    return {
        name: slug if heard[slug] == 1 and slug != "n" else f"{slug}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"
        for name, slug in slugs.items()
    }


@dataclass(frozen=True, slots=True)
class NameBook:
    """ASCII names of topics and audiences, for their list pages."""

    topics: Mapping[str, str]
    audiences: Mapping[str, str]

    def topic_url(self, topic: str) -> str:
        """Return the address of a topic's list."""
        return list_url(TOPICS, self.topics[topic])

    def audience_url(self, audience: str) -> str:
        """Return the address of an audience's list."""
        return list_url(AUDIENCE, self.audiences[audience])


def name_book(library: Library) -> NameBook:
    """Collect every topic and audience in use and name its list page."""
    documents = (*library.articles, *library.videos, *library.graphics)
    return NameBook(
        topics=_ascii_names(sorted({topic for document in documents for topic in document.topics})),
        audiences=_ascii_names(sorted({name for document in documents for name in document.audience})),
    )


def doctor_url(doctor_id: str) -> str:
    """Return the address of a doctor's list."""
    return list_url(DOCTORS, _transliterated(doctor_id) or hashlib.sha256(doctor_id.encode()).hexdigest()[:10])


def _transliterated(text: str, longest: int = 0) -> str:
    if _PLAIN.fullmatch(text) and (not longest or len(text) <= longest):
        return text
    from slugify import slugify  # noqa: PLC0415 - its tables take a tenth of a second; an edit needs none

    return slugify(text, max_length=longest)
