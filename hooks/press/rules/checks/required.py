"""What a document must say in its front matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields

from press.model import Document
from press.rules.checks.border import Params
from press.rules.language import Language
from press.rules.page import Page, Part
from press.rules.rule import Check, Hit


class RequiredParams(Params):
    """`fields`: key of the front matter to its Chinese name in the message.

    A key that is written but was refused when read has its own finding already and does not count as missing.
    """

    fields: Mapping[str, str]


def make(params: RequiredParams, language: Language) -> Check:
    """Make the check.

    Raises:
        ValueError: no kind of document has such a field.
    """
    del language
    kinds: tuple[type[Document], ...] = (Document, *_descendants(Document))
    known = {name for kind in kinds for name in _names(kind)}
    for name in params.fields:
        if name not in known:
            raise ValueError(f"没有“{name}”这一项")

    def check(page: Page, parts: frozenset[Part]) -> Iterator[Hit]:
        del parts
        if page.document is None:
            return
        missing = {
            key: label
            for key, label in params.fields.items()
            if not getattr(page.document, key, True) and key not in page.entries
        }
        if missing:
            yield Hit(1, {"fields": "、".join(missing.values()), "keys": "、".join(f"{key}:" for key in missing)})

    return check


def _names(kind: type[Document]) -> Iterator[str]:
    yield from (one.name for one in fields(kind))


def _descendants(kind: type[Document]) -> Iterator[type[Document]]:
    for child in kind.__subclasses__():
        yield child
        yield from _descendants(child)
