"""Chinese text in the lines of a terminal: broken between any two characters, but never before a closing sign."""

from __future__ import annotations

import re

from console.speech import columns

_WIDE = r"[^\x00-\u02ff]"
_PIECE = re.compile(r"[（《“‘]*(?:[!-~]+|\S)[，。、；：？！）》”’…]*\s*")
"""What stays together: one character, or a run of Latin ones, with the signs that open and close it."""


def folded(text: str, width: int) -> list[str]:
    """Break a paragraph into lines of at most `width` columns; a longer word stands alone.

    Line breaks in `text` are blanks, and nothing between two Chinese characters.
    """
    text = re.sub(rf"(?<={_WIDE})\s*\n\s*(?={_WIDE})", "", text)
    lines = [""]
    for piece in _PIECE.findall(re.sub(r"\s+", " ", text)):
        if lines[-1] and columns(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]
