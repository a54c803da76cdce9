"""What a build is going to write, as plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from press.model import Bulletin, Document


@dataclass(frozen=True, slots=True)
class RenderedText:
    """A document's Markdown as sanitised HTML on its own page: the excerpt, and the whole."""

    excerpt: str = ""
    whole: str = ""


Texts = Mapping[str, RenderedText]
MakeView = Callable[[Texts], object]
"""Makes a page's view once every text has been rendered (boards show other pages' texts)."""


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """One HTML document.

    source    the Markdown file relative to docs/ (posix); for pages without one, the name the engine knows it by
    url       site-relative address
    document  None for pages that only list
    prints    sources of the documents whose text this page prints
    printed_elsewhere  whether another page or a leaflet prints this one's text
    """

    source: str
    url: str
    title: str
    template: str
    make: MakeView
    document: Document | None = None
    prints: tuple[str, ...] = ()
    printed_elsewhere: bool = False

    @property
    def offers_print(self) -> bool:
        """Whether it may offer what was printed of its document, so that it is known only after printing."""
        return isinstance(self.document, Bulletin) or self.printed_elsewhere

    @property
    def generated(self) -> bool:
        """Whether no file in docs/ stands behind it."""
        return self.document is None


@dataclass(frozen=True, slots=True)
class SitePlan:
    """Everything one build will write.

    pages     by source
    pictures  author's picture (relative to docs/) → address of its marked form
    copies    site-relative address → file to copy as it is
    addresses site-relative addresses of all pages
    """

    pages: Mapping[str, PlannedPage]
    pictures: Mapping[str, str] = field(default_factory=dict)
    copies: Mapping[str, Path] = field(default_factory=dict)
    addresses: frozenset[str] = frozenset()
