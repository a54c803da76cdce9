"""The Markdown of a document as the engine gets it."""

from __future__ import annotations

from pathlib import Path

from press.content.decode import read_text
from press.content.tree import MARKDOWN
from press.errors import PressError
from press.model import Document


def read_body(docs: Path, document: Document) -> str:
    """Read the body of a published document: decoded, without front matter and without a heading repeating the title.

    Line `n` of the result is line `document.body_line + n - 1` of the file. A bare picture or film has an empty body.

    Raises:
        PressError: the file has become unreadable since the library was loaded.
    """
    if document.path.suffix not in MARKDOWN:
        return ""
    decoded = read_text(docs / document.path, str(document.path))
    if decoded.value is None:
        raise PressError(f"{document.path} 在生成过程中被改动或删除了，请重新生成一次")
    return body_of(decoded.value, document)


def body_of(text: str, document: Document) -> str:
    """The body in the decoded text of a document's file."""
    return text if document.body_line == 1 else text.split("\n", document.body_line - 1)[-1]
