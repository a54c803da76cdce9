"""What lies in the finished folder, and what each file is used as: read from the files and pages themselves."""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from press.check.demands import Product
from press.check.page_facts import PageFacts
from press.check.sniff import HEAD, is_svg, product_of

_BLOCK = 1 << 20
_FACE = re.compile(r"-\d+$")


@dataclass(frozen=True, slots=True)
class SiteFile:
    """One published file.

    path     posix, relative to the site
    digest   SHA-256 hex of its bytes
    product  what it is; None for what carries no mark
    drawn    an SVG
    """

    path: str
    digest: str
    product: Product | None
    drawn: bool = False


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


def list_files(site: Path) -> Iterator[Path]:
    """Yield every file of a folder in the order of their posix paths; links to folders are not followed."""
    found: list[Path] = []
    for folder, _, names in os.walk(site):
        found.extend(Path(folder, name) for name in names)
    yield from sorted(found, key=lambda file: file.relative_to(site).as_posix())


def read_file(site: Path, file: Path) -> SiteFile:
    """Return what one file is.

    Raises:
        OSError: it cannot be read.
    """
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        head = stream.read(HEAD)
        digest.update(head)
        while block := stream.read(_BLOCK):
            digest.update(block)
    path = file.relative_to(site).as_posix()
    return SiteFile(path, digest.hexdigest(), product_of(file, head), drawn=is_svg(head))


def digest_of(files: Iterable[SiteFile]) -> str:
    """Return the site's digest: SHA-256 of one line `digest  path` a file, in the order of the paths (`sha256sum`)."""
    lines = sorted(f"{file.digest}  {file.path}\n" for file in files)
    return hashlib.sha256("".join(sorted(lines, key=lambda line: line[66:])).encode()).hexdigest()


def resolve(address: str, page: str, base: str, known: Mapping[str, object]) -> str | None:
    """Return the file an address on a page leads to, None when it is outside the site or not there.

    Args:
        address: as written in the page.
        page: the page's path.
        base: the page's own absolute address, which tells where the site begins; may be empty.
        known: the site's files by path.
    """
    root = _site_root(page, base)
    if root and address.startswith(root):
        address = "/" + address[len(root) :]
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path:
        return None
    path = unquote(parts.path)
    if not path.startswith("/"):
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
        return joined if joined in known else None
    # A site may stand below a folder of its host: leading folders are left off until a file fits.
    steps = path.lstrip("/").split("/")
    return next((tail for n in range(len(steps)) if (tail := "/".join(steps[n:])) in known), None)


def usage_of(pages: Mapping[str, PageFacts], known: Mapping[str, object]) -> Usage:
    """Return how pages use files. Pictures of one `srcset` are one picture: what one of them stands for, all do."""
    posters: set[str] = set()
    icons: set[str] = set()
    groups: list[set[str]] = []
    days: dict[str, set[str]] = {}
    for page, facts in pages.items():

        def found(addresses: Iterable[str], page: str = page, facts: PageFacts = facts) -> set[str]:
            return {path for one in addresses if (path := resolve(one, page, facts.base, known))}

        posters |= found(facts.posters)
        icons |= found(facts.icons)
        shown = [found(group) for group in facts.pictures]
        groups += [group for group in shown if len(group) > 1]
        if facts.day:
            for path in set().union(*shown, found(facts.posters)):
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


def _spread(posters: set[str], groups: list[set[str]]) -> set[str]:
    grown = set(posters)
    while more := {path for group in groups if group & grown for path in group} - grown:
        grown |= more
    return grown


def _site_root(page: str, base: str) -> str:
    """Return the absolute address of the site's root, ending in `/`, read off one page's own address."""
    bare = unquote(base.split("?", 1)[0].split("#", 1)[0])
    for tail in (page, page.removesuffix("index.html")):
        if tail and bare.endswith(tail):
            return bare[: -len(tail)]
    return bare if page == "index.html" else ""
