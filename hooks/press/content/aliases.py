"""Old addresses, each to become a redirect page, and the addresses of documents they must not collide with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from press.content.manuscripts import SECTIONS, Manuscript
from press.content.references import inside
from press.content.schema import Common
from press.model import Document, Kind

D = TypeVar("D", bound=Document)

_LENGTH_LIMIT = 200
_FOLDER = {kind: folder for folder, kind in SECTIONS.items()}
_BAD = re.compile(r'[\x00-\x1f<>:"\\|?*#]')
"""What no file name on Windows may hold."""


def address(kind: Kind, slug: str) -> str:
    """The site-relative address of a document: `articles/san-fu-tie.html`."""
    return f"{_FOLDER[kind]}/{slug}.html" if kind in _FOLDER else f"{slug}.html"


def old_addresses(manuscript: Manuscript[Common], slug: str) -> tuple[str, ...]:
    """Old addresses in the form `folder/name.html`; those that cannot become a redirect page are noted and dropped."""
    own = address(manuscript.kind, slug)
    kept = []
    for written in manuscript.fields.aliases:
        alias = old_address(written, manuscript.kind)
        if alias is None:
            message = f"旧地址“{written[:80]}”不能用"
            hint = "写网站内的地址，例如 articles/jiu-di-zhi.html"
            manuscript.remarks.error("bad-alias", message, hint, manuscript.line("aliases", written))
        elif alias == own:
            message = f"旧地址“{written}”就是现在的地址，已忽略"
            manuscript.remarks.warning("own-alias", message, "删掉它", manuscript.line("aliases", written))
        else:
            kept.append(alias)
    return tuple(dict.fromkeys(kept))


def _path_in(written: str) -> str:
    """The path of an address; empty when there is none, or it is no address of a web site."""
    try:
        parts = urlsplit(written)
    except ValueError:
        return ""
    return unquote(parts.path) if parts.scheme in {"", "http", "https"} else ""


def old_address(written: str, kind: Kind) -> str | None:
    """Normalise an old address; None when it is none (leaves the site, is no page, cannot be a file name)."""
    path = _path_in(written)
    is_folder = path.endswith("/")
    clean = inside(PurePosixPath(), path)
    if clean is None or not clean.parts or _BAD.search(str(clean)) or len(str(clean)) > _LENGTH_LIMIT:
        return None
    if is_folder:
        return f"{clean}/index.html"
    if clean.suffix.lower() in {".html", ".htm"}:
        return str(clean)
    if "." in clean.name:
        return None
    return address(kind, clean.name) if len(clean.parts) == 1 else f"{clean}.html"


def settle(documents: Sequence[D], manuscripts: Mapping[PurePosixPath, Manuscript[Common]]) -> list[D]:
    """Drop aliases that are the address of a document or already another document's alias, with an ERROR each."""
    owners = {address(document.kind, document.slug): document.path for document in documents}
    settled = []
    for document in documents:
        kept = []
        for alias in document.aliases:
            owner = owners.setdefault(alias, document.path)
            if owner == document.path:
                kept.append(alias)
                continue
            manuscript = manuscripts[document.path]
            message = f"旧地址 {alias} 已经属于 {owner}，没有采用"
            manuscript.remarks.error("alias-clash", message, "删掉这个旧地址", manuscript.line("aliases"))
        settled.append(document if len(kept) == len(document.aliases) else replace(document, aliases=tuple(kept)))
    return settled
