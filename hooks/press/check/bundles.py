"""Archives: every document packed in one must be a published file too, byte for byte, where it was looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from press.check import faults
from press.check.archive import open_package
from press.check.verdict import Verdict

_DOCUMENTS = frozenset(
    {
        *(".pdf", ".docx", ".pptx", ".doc", ".ppt", ".wps", ".html", ".htm"),
        *(".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".tif", ".tiff", ".heic", ".avif", ".bmp"),
        *(".mp4", ".mov", ".webm", ".mkv", ".avi", ".zip"),
    }
)
_PART_BYTES = 500_000_000
_NAMED = 3


def check_bundle(file: Path, published: Collection[str]) -> Verdict:
    """Judge one archive.

    Args:
        file: a ZIP archive.
        published: SHA-256 hex of the site's own files.

    Raises:
        UnreadableMediaError: damaged.
        MediaLimitError: it unpacks to too much.
    """
    with open_package(file) as package:
        documents = [name for name in sorted(package.names) if PurePosixPath(name).suffix.lower() in _DOCUMENTS]
        unknown = [
            name for name in documents if hashlib.sha256(package.part(name, _PART_BYTES)).hexdigest() not in published
        ]
    if not documents:
        return Verdict(exempt="压缩包里没有文档")
    if not unknown:
        return Verdict(places=len(documents))
    rest = f"等 {len(unknown)} 个" if len(unknown) > _NAMED else ""
    return Verdict((faults.unmarked_inside("、".join(unknown[:_NAMED]) + rest),), places=len(documents))
