"""Relative links that lead to no file of docs/."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final

from press.content.references import Target, resolve
from press.model import Kind
from press.rules.checks.border import Params
from press.rules.language import Language
from press.rules.links import Link
from press.rules.page import Page, Part
from press.rules.rule import Check, Hit, quoted

_SECTIONS: Final = {
    "articles": Kind.ARTICLE,
    "videos": Kind.VIDEO,
    "graphics": Kind.GRAPHIC,
    "bulletins": Kind.BULLETIN,
}


class LinkFault(StrEnum):
    """Why a link leads nowhere."""

    MISSING = "missing"
    OTHER_CASE = "other-case"
    UNPUBLISHED = "unpublished"
    LOCAL = "local"


class DeadLinkParams(Params):
    """`report`: which faults."""

    report: tuple[LinkFault, ...]


_FAULTS: Final = {
    Target.MISSING: LinkFault.MISSING,
    Target.OUTSIDE: LinkFault.MISSING,
    Target.OTHER_CASE: LinkFault.OTHER_CASE,
    Target.LOCAL: LinkFault.LOCAL,
}


def make(params: DeadLinkParams, language: Language) -> Check:
    """Make the check."""
    del language
    wanted = frozenset(params.report)

    def check(page: Page, parts: frozenset[Part]) -> Iterator[Hit]:
        if page.site.tree is None or page.document is None or Part.BODY not in parts:
            return
        for link in page.links:
            fault, right = _judge(link, page, page.document.path.parent)
            if fault in wanted:
                yield Hit(link.place, {"hit": quoted(link.address), "right": right})

    return check


def _judge(link: Link, page: Page, folder: PurePosixPath) -> tuple[LinkFault | None, str]:
    """What is wrong with a link, and the name of the file it should have had."""
    tree = page.site.tree
    if tree is None or link.address.startswith("#") or not link.address.strip():
        return None, ""
    found = resolve(link.address, folder, tree)
    if found.target is Target.FILE:
        return (LinkFault.UNPUBLISHED if found.path in page.site.unpublished else None), ""
    if found.target is Target.MISSING and found.path is not None and _is_page(found.path, page):
        return None, ""
    return _FAULTS.get(found.target), found.path.name if found.path else ""


def _is_page(path: PurePosixPath, page: Page) -> bool:
    """Whether a path is the address of a page that the site will have, or of one of its lists."""
    if path.suffix != ".html" and path.suffix:
        return False
    kind = _SECTIONS.get(path.parts[0]) if len(path.parts) > 1 else Kind.PLAIN
    return kind is not None and (kind, path.stem) in page.site.pages
