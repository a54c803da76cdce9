"""The files under docs/: what is there, what is left aside, and what must not be followed."""

from __future__ import annotations

import os
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from press.content.remarks import Remarks
from press.findings import Finding

MARKDOWN = frozenset((".md", ".markdown", ".mdown", ".mkdn", ".mkd"))
"""What MkDocs takes for Markdown: it compares with case."""
# fmt: off
PICTURES = frozenset((
    ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".png", ".apng", ".gif", ".webp", ".avif", ".heic", ".heif", ".tif",
    ".tiff", ".bmp", ".svg",
))
FILMS = frozenset((
    ".mp4", ".mov", ".m4v", ".webm", ".mkv", ".avi", ".flv", ".wmv", ".mpg", ".mpeg", ".ts", ".3gp",
))
# fmt: on
OFFICE = frozenset((".doc", ".docx", ".wps", ".rtf", ".odt", ".pages", ".txt"))
_IGNORED = frozenset(("thumbs.db", "desktop.ini", "__macosx"))


@dataclass(frozen=True)
class Tree:
    """The files of docs/.

    files    every file that may be read, relative to docs/, in the order of their names
    refused  files and folders that lead out of docs/ or cannot be named: nothing may read or copy them
    """

    files: tuple[PurePosixPath, ...]
    refused: tuple[PurePosixPath, ...] = ()
    findings: tuple[Finding, ...] = field(default=(), repr=False)

    @cached_property
    def by_name(self) -> dict[str, PurePosixPath]:
        """Files by their path in NFC: macOS stores decomposed names, people write composed ones."""
        return {unicodedata.normalize("NFC", str(path)): path for path in self.files}

    @cached_property
    def by_folded_name(self) -> dict[str, PurePosixPath]:
        """Files by path without regard to case, the first by name winning."""
        return {name.casefold(): path for name, path in reversed(self.by_name.items())}

    @cached_property
    def media_by_stem(self) -> dict[str, list[PurePosixPath]]:
        """Pictures and films by folded stem: where to look for a misplaced one."""
        found = defaultdict(list)
        for path in self.files:
            if path.suffix.lower() in PICTURES | FILMS:
                found[unicodedata.normalize("NFC", path.stem).casefold()].append(path)
        return dict(found)


def texts_in(tree: Tree) -> tuple[PurePosixPath, ...]:
    """Return the Markdown files of docs/, in order."""
    return tuple(path for path in tree.files if path.suffix in MARKDOWN)


def docs_prefix(docs: Path, project_root: Path) -> str:
    """What findings put before a path relative to docs/: `docs`, or the folder's name if it lies elsewhere."""
    try:
        return docs.resolve().relative_to(project_root.resolve()).as_posix()
    except ValueError:
        return docs.name or "docs"


def scan(docs: Path, prefix: str) -> Tree:
    """List docs/ without following anything out of it.

    Args:
        docs: the folder.
        prefix: what findings put before a relative path, e.g. `docs`.
    """
    root = os.path.realpath(docs)
    files: list[PurePosixPath] = []
    refused: list[PurePosixPath] = []
    findings: list[Finding] = []
    folders = [PurePosixPath()]
    while folders:
        folder = folders.pop()
        below = []
        for entry in _entries(docs / folder, f"{prefix}/{folder}", findings):
            path = folder / entry.name
            remarks = Remarks(f"{prefix}/{path}".encode("utf-8", "replace").decode())
            if _refusal(entry, root, remarks):
                refused.append(path)
            elif entry.is_dir():
                below.append(path)
            else:
                files.append(path)
            findings.extend(remarks.noted)
        folders.extend(reversed(below))
    files.sort()
    return Tree(tuple(files), tuple(sorted(refused)), tuple(findings))


def _entries(folder: Path, name: str, findings: list[Finding]) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        remarks = Remarks(name)
        reason = error.strerror or type(error).__name__
        remarks.error("unreadable", f"文件夹打不开：{reason}", "检查有没有读取权限")
        findings.extend(remarks.noted)
        return
    yield from (entry for entry in entries if not is_ignored(entry.name))


def is_ignored(name: str) -> bool:
    """Hidden files, Word's lock files, and what Windows and macOS leave in folders."""
    return name.startswith((".", "~$")) or name.lower() in _IGNORED or name.lower().endswith((".tmp", ".bak"))


def _refusal(entry: os.DirEntry[str], root: str, remarks: Remarks) -> bool:
    """Whether an entry must be left alone, with the reason noted."""
    try:
        entry.name.encode()
    except UnicodeEncodeError:
        remarks.error("file-name", "文件名里有读不出来的字节", "给文件换一个名字")
        return True
    is_folder = entry.is_dir()
    if entry.is_symlink() or is_folder:  # a Windows junction is a folder that resolves elsewhere
        target = os.path.realpath(entry.path)
        if target != root and not target.startswith(root.rstrip(os.sep) + os.sep):
            remarks.error("outside-docs", "这个链接指向 docs/ 以外，没有读取", "把文件本身复制到 docs/ 里")
            return True
    if is_folder and entry.is_symlink():
        remarks.warning("linked-folder", "这是指向另一个文件夹的链接，没有进入", "把文件夹本身放在这里，或删掉链接")
        return True
    if not is_folder and not entry.is_file():
        remarks.error("unreadable", "这不是普通文件，或者链接已经失效", "删掉它，或换成真正的文件")
        return True
    return False
