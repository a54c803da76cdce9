"""Where a rendered text is cut for a board that prints only its beginning."""

from __future__ import annotations

import re
from typing import Final

EXCERPT_MARK: Final = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)


def split_excerpt(rendered: str) -> tuple[str, str]:
    """Return (excerpt, whole): what stands before the author's `<!-- more -->`, and the text without that comment.

    Without a mark the excerpt is the first paragraph.
    """
    mark = EXCERPT_MARK.search(rendered)
    if mark:
        return rendered[: mark.start()].strip(), EXCERPT_MARK.sub("", rendered)
    paragraph = re.search(r"<p\b[^>]*>.*?</p>", rendered, re.DOTALL)
    return (paragraph.group(0) if paragraph else ""), rendered
