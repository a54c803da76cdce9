"""What a reference written in a document leads to: a file in docs/, something outside, or nothing."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import PurePosixPath
from urllib.parse import unquote

from press.content.tree import PICTURES, Tree

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
_NOT_LITERAL = re.compile(r"[%?#]")
_LOCAL = re.compile(r"(?:[A-Za-z]:[\\/]|\\\\|file:)", re.IGNORECASE)


class Target(Enum):
    """Where a reference leads."""

    FILE = auto()
    OTHER_CASE = auto()
    """The file is there, but its name is written with other capitals: found on Windows only."""
    MISSING = auto()
    OUTSIDE = auto()
    """It leaves docs/, or goes through a link that does."""
    LOCAL = auto()
    """A path of one person's computer."""
    WEB = auto()
    """http, https or protocol-relative."""
    OTHER = auto()
    """Any other scheme (data:, javascript:, …), or nothing at all."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A resolved reference; `path`, relative to docs/, is the file, or where it was looked for if MISSING."""

    target: Target
    path: PurePosixPath | None = None


def resolve(written: str, folder: PurePosixPath, tree: Tree, *, from_root: bool = False) -> Reference:
    r"""Find the file a reference means.

    Percent-encoding and Windows' backslashes are understood, a query or fragment is ignored, a leading slash means
    docs/.

    Args:
        written: the reference as it stands in the document, e.g. `../images/a%20b.jpg` or `..\images\a b.jpg`.
        folder: folder of the document, relative to docs/.
        tree: the files of docs/.
        from_root: also look from docs/ itself (for paths in front matter).
    """
    written = written.strip()
    if _LOCAL.match(written):
        return Reference(Target.LOCAL)
    if written.startswith("//") or written[:8].lower().startswith(("http://", "https://")):
        return Reference(Target.WEB)
    if not written or _SCHEME.match(written) or "\0" in written:
        return Reference(Target.OTHER)
    failed = Reference(Target.OTHER)
    for form in _forms(written):
        for base in (folder, PurePosixPath()) if from_root else (folder,):
            found = _look(base, form, tree)
            if found.target in {Target.FILE, Target.OTHER_CASE}:
                return found
            if failed.target is Target.OTHER or (found.target is Target.OUTSIDE and base == folder):
                failed = found
    return failed


def _forms(written: str) -> list[str]:
    """Readings of a reference, the most literal first."""
    plain = written.replace("\\", "/")
    if not _NOT_LITERAL.search(plain):
        return [plain]
    bare = re.split(r"[?#]", plain, maxsplit=1)[0]
    forms = (plain, bare, unquote(plain), unquote(bare))
    return [form for form in dict.fromkeys(forms) if form and "\0" not in form]


def _look(base: PurePosixPath, form: str, tree: Tree) -> Reference:
    parts = _parts(base, form)
    if parts is None or (tree.refused and _is_refused(PurePosixPath(*parts), tree)):
        return Reference(Target.OUTSIDE)
    name = unicodedata.normalize("NFC", "/".join(parts) or ".")
    if name in tree.by_name:
        return Reference(Target.FILE, tree.by_name[name])
    if name.casefold() in tree.by_folded_name:
        return Reference(Target.OTHER_CASE, tree.by_folded_name[name.casefold()])
    return Reference(Target.MISSING, PurePosixPath(*parts))


def _is_refused(path: PurePosixPath, tree: Tree) -> bool:
    return any(path == gone or gone in path.parents for gone in tree.refused)


def inside(base: PurePosixPath, written: str) -> PurePosixPath | None:
    """Join and normalise by text alone; None when the path climbs out of docs/."""
    parts = _parts(base, written)
    return None if parts is None else PurePosixPath(*parts)


def _parts(base: PurePosixPath, written: str) -> list[str] | None:
    parts = [] if written.startswith("/") else list(base.parts)
    for part in written.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return parts


def relative(path: PurePosixPath, folder: PurePosixPath) -> str:
    """How a document in `folder` writes a path relative to docs/."""
    common = 0
    for ours, theirs in zip(folder.parts, path.parts, strict=False):
        if ours != theirs:
            break
        common += 1
    return "/".join((*[".."] * (len(folder.parts) - common), *path.parts[common:]))


def close_media(looked_for: PurePosixPath, tree: Tree) -> list[PurePosixPath]:
    """Up to three pictures or films that were probably meant: the same name elsewhere first, then similar names."""
    stem = unicodedata.normalize("NFC", looked_for.stem).casefold()
    stems = [stem, *difflib.get_close_matches(stem, tree.media_by_stem, n=3, cutoff=0.6)]
    films = looked_for.suffix.lower() not in PICTURES
    found = [path for name in dict.fromkeys(stems) for path in tree.media_by_stem.get(name, ())]
    found.sort(key=lambda path: (path.suffix.lower() in PICTURES) == films)
    return found[:3]
