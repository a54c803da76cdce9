"""What a page needs to be made again when nothing but its own text has changed."""

from __future__ import annotations

import dataclasses
import io
import pickle  # our own memory of our own values; whoever can write it can write the program too
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from press.model import Document
from press.search.entry_facts import EntryFacts
from press.site.planned import PlannedPage
from press.site.views import HeadView, SiteView


@dataclass(frozen=True, slots=True)
class PageContext:
    """What a page's template is given."""

    site: SiteView
    head: HeadView | None
    view: object


@dataclass(frozen=True, slots=True)
class Brief:
    """A page without its text.

    document  its digest is that of the text it had when the brief was written
    mark      address of the mark's picture
    facts     what the search index is told of it
    """

    source: str
    url: str
    title: str
    template: str
    document: Document
    head: HeadView | None
    view: object
    mark: str
    facts: EntryFacts | None

    def page(self, digest: str) -> PlannedPage:
        """Return the page as planned, for a text with these bytes."""
        document = dataclasses.replace(self.document, digest=digest)
        return PlannedPage(self.source, self.url, self.title, self.template, lambda _: self.view, document)


def brief_of(page: PlannedPage, context: PageContext, facts: EntryFacts | None) -> Brief | None:
    """Return a page's brief; None for a page without a document."""
    if page.document is None:
        return None
    return Brief(
        page.source,
        page.url,
        page.title,
        page.template,
        page.document,
        context.head,
        _drawn(context.view),
        context.site.mark.url,
        facts,
    )


def _drawn(view: Any) -> object:  # noqa: ANN401 - whatever a template is given
    """Return a view with its code drawn already: what draws codes need not be loaded then."""
    qr = getattr(view, "qr", None)
    return view if qr is None else dataclasses.replace(view, qr=dataclasses.replace(qr, drawn=qr.image))


class _Pickler(pickle.Pickler):
    """Writes a dataclass as its class and the values of its fields.

    By itself a dataclass with slots names its fields one by one, which takes twice as long, there and back.
    """

    def reducer_override(self, value: Any) -> Any:  # noqa: ANN401 - takes whatever a brief holds
        kind: Any = type(value)  # mypy holds no class for hashable
        fields = _fields_of(kind)
        return (kind, fields(value)) if fields else NotImplemented


@cache
def _fields_of(kind: type) -> Callable[[object], tuple[object, ...]] | None:
    """Return what gives the fields of a dataclass in the order of its arguments; None for any other class."""
    if not dataclasses.is_dataclass(kind):
        return None
    names = [field.name for field in dataclasses.fields(kind)]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


def written(brief: Brief) -> bytes:
    """Return a brief as bytes."""
    stream = io.BytesIO()
    _Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(brief)
    return stream.getvalue()


def opened(data: bytes) -> Brief:
    """Return a brief from bytes that `written` made."""
    brief: Brief = pickle.loads(data)  # noqa: S301 - see above
    return brief
