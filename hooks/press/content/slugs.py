"""Addresses that stay: checking and making slugs, and giving each document one of its own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Protocol

from press.content.remarks import Remarks
from press.model import Kind

LENGTH_LIMIT = 60
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_RESERVED = re.compile(
    r"index|page(?:-\d+)?|latest|print|archive|all|feed|search|assets|404|topics?|audience|doctors?|con|prn|aux|nul|(?:com|lpt)\d"
)
"""Names the site itself uses in a section, and names Windows cannot store."""


class Addressed(Protocol):
    """What needs a slug."""

    @property
    def path(self) -> PurePosixPath:
        """Its file, relative to docs/."""

    @property
    def kind(self) -> Kind:
        """Its kind: slugs are unique within one."""

    @property
    def wanted_slug(self) -> str | None:
        """What its front matter asks for."""

    @property
    def slug_line(self) -> int | None:
        """Where it asks."""

    @property
    def has_front_matter(self) -> bool:
        """Whether there is a front matter; without one, all that is missing is told at once elsewhere."""

    @property
    def remarks(self) -> Remarks:
        """The pad of its file."""


def is_slug(text: str) -> bool:
    """Whether a text may be a slug: 1–60 of a–z, 0–9 and inner hyphens, and no reserved name."""
    return _SLUG.fullmatch(text) is not None and not is_reserved(text)


def is_reserved(slug: str) -> bool:
    """Whether the site or Windows needs the name for itself."""
    return _RESERVED.fullmatch(slug) is not None


def make_slug(text: str, kind: Kind, path: PurePosixPath) -> str:
    """Make a slug of any text, Chinese by pinyin; a reserved name gets the kind before it, an empty one a digest."""
    from slugify import slugify  # noqa: PLC0415 - its tables take a tenth of a second; most slugs are given

    slug = slugify(text, max_length=LENGTH_LIMIT, word_boundary=True).strip("-")
    if not slug:
        return f"{kind.value}-{hashlib.sha256(str(path).encode()).hexdigest()[:8]}"
    return f"{kind.value}-{slug}"[:LENGTH_LIMIT] if is_reserved(slug) else slug


def derived_slug(kind: Kind, path: PurePosixPath) -> str:
    """The slug of a document that asks for none: from its file name, which changes less often than its title."""
    stem = path.parent.name if path.stem.lower() in {"index", "readme"} else path.stem
    return make_slug(stem, kind, path)


def assign_slugs(documents: Sequence[Addressed]) -> dict[PurePosixPath, str]:
    """Give every document of one kind its slug; those whose slug is already taken are left out, with an ERROR.

    Slugs that are written down come first, so that a new file never takes the address of an older one that has it
    written; among equals the order of `documents` decides.
    """
    taken: dict[str, PurePosixPath] = {}
    slugs: dict[PurePosixPath, str] = {}
    for document in sorted(documents, key=_claim):
        slug = _written(document) if document.wanted_slug is not None else _missing(document)
        if slug in taken:
            document.remarks.error(
                "duplicate-slug",
                f"网址名 {slug} 已经被 {taken[slug]} 用了，这一篇没有发布",
                f"给这一篇换一个网址名，例如 slug: {_next_free(slug, taken)}",
                document.slug_line,
            )
            continue
        taken[slug] = document.path
        slugs[document.path] = slug
    return slugs


def _claim(document: Addressed) -> int:
    """Order of precedence: a good slug written down, one that must be mended, none."""
    if document.wanted_slug is None:
        return 2
    return 0 if is_slug(document.wanted_slug) else 1


def _written(document: Addressed) -> str:
    wanted = document.wanted_slug or ""
    if is_slug(wanted):
        return wanted
    slug = make_slug(wanted, document.kind, document.path)
    if is_reserved(wanted):
        message = f"网址名“{wanted}”是网站自己要用的，改用了 {slug}"
    else:
        message = f"网址名“{wanted[:70]}”不能用（只能有小写字母、数字和 -，最多 {LENGTH_LIMIT} 个），改用了 {slug}"
    document.remarks.error("bad-slug", message, f"改成 slug: {slug}", document.slug_line)
    return slug


def _missing(document: Addressed) -> str:
    slug = derived_slug(document.kind, document.path)
    if document.has_front_matter and document.kind is not Kind.PLAIN:
        document.remarks.warning(
            "no-slug",
            f"没有写固定的网址名，暂时用文件名得出的 {slug}；文件改名后，印出去的二维码会失效",
            f"在资料区加一行 slug: {slug}",
            1,
        )
    return slug


def unique_slug(slug: str, taken: frozenset[str] | set[str]) -> str:
    """The slug itself, or with the lowest number that is free."""
    if slug not in taken:
        return slug
    number = 2
    while (numbered := f"{slug[: LENGTH_LIMIT - 5]}-{number}") in taken:
        number += 1
    return numbered


def _next_free(slug: str, taken: dict[str, PurePosixPath]) -> str:
    return unique_slug(slug, set(taken))
