"""What files are used as, read from the pages: where their addresses lead, what stands for a film, what is an icon."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from press.check.inventory import SiteFile
from press.check.page_facts import PageFacts
from press.check.product import Product

_FACE = re.compile(r"-\d+$")


@dataclass(frozen=True, slots=True)
class Usage:
    """How pages use files, by path.

    posters  pictures that stand for a film
    icons    icons of the site
    days     ISO dates of the dated pages that show a picture or film
    """

    posters: frozenset[str] = frozenset()
    icons: frozenset[str] = frozenset()
    days: Mapping[str, frozenset[str]] = field(default_factory=dict)


Finder = Callable[[str], str | None]
"""Returns the file an address on a page leads to."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where addresses on pages lead. Pages of one folder share answers: all show the same icons.

    known  the site's files by path
    """

    known: Mapping[str, object]
    _found: dict[tuple[str, str], dict[str, str | None]] = field(default_factory=dict)
    _finders: dict[tuple[str, str], Finder] = field(default_factory=dict)

    def find(self, address: str, page: str, base: str) -> str | None:
        """Return the file an address on a page leads to, None when it is outside the site or not there.

        Args:
            address: as written in the page.
            page: the page's path.
            base: the page's own absolute address, which tells where the site begins; may be empty.
        """
        return self.finder(page, base)(address)

    def finder(self, page: str, base: str) -> Finder:
        """Return `find` for the addresses of one page."""
        if (page, base) not in self._finders:
            self._finders[page, base] = self._finder(posixpath.dirname(page), _site_root(page, base))
        return self._finders[page, base]

    def _finder(self, folder: str, root: str) -> Finder:
        found = self._found.setdefault((folder, root), {})

        def find(address: str) -> str | None:
            if address not in found:
                found[address] = _resolve(address, folder, root, self.known)
            return found[address]

        return find


def usage_of(pages: Mapping[str, PageFacts], addresses: Addresses) -> Usage:
    """Return how pages use files. Pictures of one `srcset` are one picture: what one of them stands for, all do."""
    posters: set[str] = set()
    icons: set[str] = set()
    groups: list[set[str]] = []
    days: dict[str, set[str]] = {}
    for page, facts in pages.items():
        find = addresses.finder(page, facts.base)
        standing = _found(find, facts.posters)
        posters |= standing
        icons |= _found(find, facts.icons)
        shown = [_found(find, group) for group in facts.pictures]
        groups += [group for group in shown if len(group) > 1]
        if facts.day:
            for path in standing.union(*shown):
                days.setdefault(path, set()).add(facts.day)
    return Usage(frozenset(_spread(posters, groups)), frozenset(icons), {k: frozenset(v) for k, v in days.items()})


def as_used(file: SiteFile, usage: Usage, known: Mapping[str, object]) -> Product | None:
    """Return what a file is, its use considered: a picture may be a film's poster or the preview of a printed sheet."""
    if file.product is not Product.PICTURE:
        return file.product
    if file.path in usage.posters:
        return Product.POSTER
    stem = _FACE.sub("", posixpath.splitext(file.path)[0])
    sheet = f"{stem}.pdf" in known or f"{stem}-screen.pdf" in known
    return Product.PREVIEW if sheet else Product.PICTURE


def _resolve(address: str, folder: str, root: str, known: Mapping[str, object]) -> str | None:
    if root and address.startswith(root):
        address = "/" + address[len(root) :]
    try:
        parts = urlsplit(address)
    except ValueError:
        return None  # `//[` and the like
    if parts.scheme or parts.netloc or not parts.path:
        return None
    path = unquote(parts.path)
    if not path.startswith("/"):
        joined = posixpath.normpath(posixpath.join(folder, path))
        return joined if joined in known else None
    # A site may stand below a folder of its host: leading folders are left off until a file fits.
    steps = path.lstrip("/").split("/")
    return next((tail for n in range(len(steps)) if (tail := "/".join(steps[n:])) in known), None)


def _spread(posters: set[str], groups: list[set[str]]) -> set[str]:
    grown = set(posters)
    while more := {path for group in groups if group & grown for path in group} - grown:
        grown |= more
    return grown


def _found(find: Finder, addresses: Iterable[str]) -> set[str]:
    return {path for one in addresses if (path := find(one))}


def _site_root(page: str, base: str) -> str:
    """Return the absolute address of the site's root, ending in `/`, read off one page's own address."""
    bare = unquote(base.split("?", 1)[0].split("#", 1)[0])
    for tail in (page, page.removesuffix("index.html")):
        if tail and bare.endswith(tail):
            return bare[: -len(tail)]
    return bare if page == "index.html" else ""
