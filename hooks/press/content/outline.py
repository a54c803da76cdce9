"""The outline of a text: a digest of all that anything but its own page can depend on.

It has two halves, one of the front matter and one of the words, so that after an edit of the words the front matter
need not be understood again: for that, everything that checks values must be loaded, which takes longer than the edit.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from press.content.decode import decode, read_bytes
from press.content.remarks import Remarks
from press.content.textual import Textual, digest_of_lines, repeats, textual_part
from press.model import Kind

if TYPE_CHECKING:
    from press.content.manuscripts import Manuscript
    from press.content.schema import Common


class Front(NamedTuple):
    """What is remembered of a front matter.

    half    digest of all that it gave
    lines   lines of the file that it takes
    digest  SHA-256 hex of these lines
    kind    `press.model.Kind` value of the document
    title   its title
    """

    half: str
    lines: int
    digest: str
    kind: str
    title: str

    def dumps(self) -> str:
        """Return the front matter as a text."""
        return json.dumps(self, ensure_ascii=False)


def loads_front(written: str) -> Front | None:
    """Return what `Front.dumps` wrote; None for an empty text."""
    return Front(*json.loads(written)) if written else None


def outline_of(manuscript: Manuscript[Common]) -> str:
    """Return a manuscript's outline."""
    return _outline(_half(manuscript), manuscript.textual, manuscript.body_line)


def front_of(manuscript: Manuscript[Common]) -> Front | None:
    """Return what is to be remembered of a front matter; None if a change of the words may change what it gives.

    That is so where something was remarked, and where the title is not written in it.
    """
    one = manuscript
    if one.remarks.noted or not one.has_front_matter or not one.fields.title:
        return None
    return Front(_half(one), one.front_lines, one.front_digest, one.kind.value, one.title)


def outline_again(docs: Path, path: PurePosixPath, front: Front) -> tuple[str, str] | None:
    """Return digest and outline of a text whose front matter is the one remembered; None if it must be read anew."""
    remarks = Remarks(str(path))
    data = read_bytes(docs / path, remarks)
    decoded = decode(data, str(path)) if data is not None else None
    if decoded is None or decoded.value is None or decoded.findings or remarks.noted:
        return None
    text = decoded.value
    if text.count("\n") < front.lines or digest_of_lines(text, front.lines) != front.digest:
        return None
    textual = textual_part(text, front.lines)
    after = textual.body.after if repeats(Kind(front.kind), front.title, textual.body) else 0
    outline = _outline(front.half, textual, front.lines + 1 + after)
    return hashlib.sha256(data or b"").hexdigest(), outline


def _half(manuscript: Manuscript[Common]) -> str:
    """All that a front matter gives comes of its lines; what was remarked may come of the words as well."""
    one = manuscript
    given = (str(one.path), one.kind.value, one.title, one.has_front_matter, one.front_lines, one.front_digest)
    return _digest(repr((*given, one.remarks.noted)))


def _outline(half: str, textual: Textual, body_line: int) -> str:
    return _digest(f"{half} {body_line} {textual!r}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
