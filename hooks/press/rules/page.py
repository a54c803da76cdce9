"""A document as the checks see it: its texts with their lines, its links, what it says in its front matter."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import PurePosixPath

from press.content.tree import Tree
from press.expressions.expression import Expression
from press.model import Document, Kind
from press.rules.links import Link, find_links
from press.rules.mask import prose, without_code
from press.rules.sought import Vocabulary


class Part(StrEnum):
    """Where a text stands."""

    TITLE = "title"
    EXCERPT = "excerpt"
    KEY_POINT = "key-point"
    THEME = "theme"
    ALT = "alt"
    BODY = "body"


@dataclass(frozen=True)
class Passage:
    """One text of a document.

    written     as decoded
    first_line  1-based line of the file on which it begins
    """

    part: Part
    written: str
    first_line: int

    @cached_property
    def code_free(self) -> str:
        """With code and comments hidden (`mask.HIDDEN`)."""
        return without_code(self.written) if self.part is Part.BODY else self.written

    @cached_property
    def text(self) -> str:
        """What is judged: addresses, tags and names of files hidden as well. Offsets are those of `written`."""
        return prose(self.code_free)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.written))]

    def line(self, offset: int) -> int:
        """Line of the file on which a character stands. A text of the front matter counts as one line."""
        if self.part is not Part.BODY:
            return self.first_line
        return self.first_line - 1 + bisect_right(self._line_starts, offset)


@dataclass(frozen=True)
class Site:
    """What checks may know beyond one document.

    today         the day against which review dates are held
    tree          the files of docs/, None when only a text is judged
    pages         `(kind, slug)` of everything published
    unpublished   source files of drafts and withheld documents
    institutions  names of the institutions of the site's doctors and of its producers
    """

    today: dt.date
    tree: Tree | None = None
    pages: frozenset[tuple[Kind, str]] = frozenset()
    unpublished: frozenset[PurePosixPath] = frozenset()
    institutions: frozenset[str] = frozenset()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The institutions in order."""
        return tuple(sorted(self.institutions))


@dataclass(frozen=True)
class Page:
    """One document, or one text without a document around it.

    signed_by  institutions of its authors, reviewers left out
    front      the lines of its file that stand before the body
    """

    kind: Kind
    passages: tuple[Passage, ...]
    site: Site
    document: Document | None = None
    signed_by: frozenset[str] = frozenset()
    front: tuple[str, ...] = ()

    def texts(self, parts: frozenset[Part]) -> tuple[Passage, ...]:
        """The passages that stand in the given parts."""
        return tuple(passage for passage in self.passages if passage.part in parts)

    def joined(self, parts: frozenset[Part]) -> str:
        """The texts of the given parts as one, an empty line between them: to ask whether a word stands anywhere."""
        known = self._joined.get(parts)
        if known is None:
            known = self._joined[parts] = "\n\n".join(passage.text for passage in self.texts(parts))
        return known

    def pairs(self, vocabulary: Vocabulary) -> frozenset[int]:
        """The pairs of signs of all parts, as far as they matter: most words are ruled out by one that is missing."""
        known = self._pairs.get(vocabulary)
        if known is None:
            known = self._pairs[vocabulary] = vocabulary.present(self.joined(frozenset(Part)))
        return known

    def holds(self, expression: Expression) -> bool:
        """Whether an expression is found anywhere; remembered, for it is asked for by several rules."""
        known = self._held.get(expression)
        if known is None:
            text = self.joined(frozenset(Part))
            known = self._held[expression] = expression.compiled.search(text) is not None
        return known

    @cached_property
    def _pairs(self) -> dict[Vocabulary, frozenset[int]]:
        return {}

    @cached_property
    def _held(self) -> dict[Expression, bool]:
        return {}

    @cached_property
    def _joined(self) -> dict[frozenset[Part], str]:
        return {}

    @cached_property
    def entries(self) -> Mapping[str, int]:
        """Line of each key the front matter writes, under the key's English name."""
        # Wanted where a rule strikes: to load all that checks values takes longer than to hold the rules.
        from press.content.front_matter import split  # noqa: PLC0415 - as above
        from press.content.keys import canonical, vocabulary  # noqa: PLC0415 - as above
        from press.content.remarks import Remarks  # noqa: PLC0415 - as above
        from press.content.schema import MODELS  # noqa: PLC0415 - as above

        known = vocabulary(MODELS[self.kind])
        written = split("\n".join(self.front), Remarks(None)).entries
        return {known[name]: entry.line for entry in written if (name := canonical(entry.key)) in known}

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every link of the body, pictures left out."""
        return tuple(
            Link(link.words, link.address, passage.line(link.place))
            for passage in self.passages
            if passage.part is Part.BODY
            for link in find_links(passage.code_free)
        )
