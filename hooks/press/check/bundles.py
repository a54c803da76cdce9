"""Archives: every document packed in one must be a published file too, byte for byte, where it was looked at."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from pathlib import PurePosixPath

from press.check import faults
from press.check.tasks import Task
from press.check.verdict import Verdict
from press.check.wire import VERDICT
from press.errors import UnreadableMediaError

_DOCUMENTS = frozenset(
    {
        *(".pdf", ".docx", ".pptx", ".doc", ".ppt", ".wps", ".html", ".htm"),
        *(".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".tif", ".tiff", ".heic", ".avif", ".bmp"),
        *(".mp4", ".mov", ".webm", ".mkv", ".avi", ".zip"),
    }
)
_PART_BYTES = 500_000_000
_NAMED = 3


def look_into(task: Task) -> str:
    """Return the documents in an archive as JSON: SHA-256 hex by name.

    Raises:
        UnreadableMediaError: damaged, or gone.
        MediaLimitError: it unpacks to too much.
    """
    from press.check.archive import open_package  # noqa: PLC0415 - not where all archives are known

    try:
        with open_package(task.file) as package:
            names = [name for name in sorted(package.names) if PurePosixPath(name).suffix.lower() in _DOCUMENTS]
            digests = {name: hashlib.sha256(package.part(name, _PART_BYTES)).hexdigest() for name in names}
    except OSError as error:
        raise UnreadableMediaError(faults.OUT_OF_REACH) from error
    return json.dumps({"documents": digests})


def judge_bundle(answer: str, published: Collection[str]) -> Verdict:
    """Judge one archive.

    Args:
        answer: from `look_into`, or a verdict where it could not be read.
        published: SHA-256 hex of the site's own files.
    """
    given = json.loads(answer)
    if "documents" not in given:
        return VERDICT.validate_json(answer)
    documents: dict[str, str] = given["documents"]
    unknown = [name for name, digest in documents.items() if digest not in published]
    if not documents:
        return Verdict(exempt="压缩包里没有文档")
    if not unknown:
        return Verdict(places=len(documents))
    rest = f"等 {len(unknown)} 个" if len(unknown) > _NAMED else ""
    return Verdict((faults.unmarked_inside("、".join(unknown[:_NAMED]) + rest),), places=len(documents))
