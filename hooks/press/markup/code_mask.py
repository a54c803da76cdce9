"""Blanks out what Markdown does not read as markup, keeping every line where it is."""

from __future__ import annotations

import re
from itertools import islice

_FENCE = re.compile(r"([ \t>]*(?:`{3,}|~{3,}))([^\n]*)$")
_SIGNS_OF_BLOCK = ("```", "~~~", "\t", "\n    ")
_CONTAINER = re.compile(r"[ ]{0,3}(?:[-*+][ \t]|\d+[.)][ \t]|!!!|\?\?\?|===|:[ \t]|\[\^[^\]]+\]:|///)")
_INDENTED = re.compile(r"(?: {4}|[ ]{0,3}\t)")
_TICKS = re.compile(r"(?<!\\)`+")
_BLOCK_TAG = (
    r"[ \t>]{0,20}</?(?:script|style|iframe|object|embed|form|div|section|article|table|p|h[1-6]|ul|ol|dl|pre|svg|math"
    r"|video|audio|noscript|template|link|meta|base)\b"
)
_QUOTE = r"[ ]{0,3}>"
_NEW_BLOCK = rf"{_BLOCK_TAG}|#|!!!|\?\?\?|[ ]{{0,3}}(?::[ ]|\[\^|(?:[-_*][ ]*){{3,}}$)"
"""What ends a paragraph without an empty line before it."""
_PARAGRAPH = re.compile(
    rf"{_QUOTE}[^\n]*(?:\n(?!{_NEW_BLOCK})[^\n]*\S[^\n]*)*"
    rf"|[^\n]+(?:\n(?!{_NEW_BLOCK}|{_QUOTE})[^\n]*\S[^\n]*)*",
    re.IGNORECASE | re.MULTILINE,
)
_NOT_LINE_END = re.compile(r"[^\n]")


def mask_code(body: str) -> str:
    """Return the Markdown with code fences, indented code, code spans and comments replaced by blanks.

    Args:
        body: Markdown, line ends LF.

    Returns:
        A text of the same length whose line ends stand at the same places.

    Indented code inside a list item is kept: it cannot be told from a nested paragraph without parsing the list.
    """
    has_blocks = body.startswith("    ") or any(sign in body for sign in _SIGNS_OF_BLOCK)
    text = "\n".join(_mask_blocks(body.split("\n"))) if has_blocks else body
    text = _mask_comments(text)
    return _mask_spans(text) if "`" in text else text


def _mask_comments(text: str) -> str:
    pieces: list[str] = []
    done = 0
    while (start := text.find("<!--", done)) >= 0:
        end = text.find("-->", start + len("<!--"))
        end = end + len("-->") if end >= 0 else len(text)
        pieces += [text[done:start], _blank(text[start:end])]
        done = end
    return "".join(pieces) + text[done:]


def _blank(text: str) -> str:
    return _NOT_LINE_END.sub(" ", text)


def _mask_blocks(lines: list[str]) -> list[str]:
    fenced = _fenced_lines(lines)
    masked: list[str] = []
    in_container, after_blank, in_code = False, True, False
    for number, line in enumerate(lines):
        if number in fenced:
            masked.append(_blank(line))
            after_blank = in_code = False
            continue
        indented = _INDENTED.match(line) is not None
        in_code = indented and not in_container and (after_blank or in_code)
        masked.append(_blank(line) if in_code else line)
        if line.strip() and not indented:
            in_container = _CONTAINER.match(line) is not None or (in_container and not after_blank)
        after_blank = not line.strip()
    return masked


def _fenced_lines(lines: list[str]) -> set[int]:
    """Return the 0-based numbers of the lines of closed code fences; one that is never closed is plain text."""
    fences = [(number, found[1], found[2]) for number, line in enumerate(lines) if (found := _FENCE.match(line))]
    fenced: set[int] = set()
    unclosed: dict[str, int] = {}
    ends: dict[str, int] = {}
    index = 0
    while index < len(fences):
        start, mark, info = fences[index]
        index += 1
        if "`" in info or start < unclosed.get(mark, 0):
            continue
        prefix = mark.rstrip("`~")
        if start >= ends.get(prefix, 0):
            ends[prefix] = _end_of_indented(lines, start, prefix)
        end = ends[prefix]
        closing = next(
            (at for at in range(index, len(fences)) if fences[at][0] >= end or _closes(mark, fences[at])), None
        )
        if closing is None or fences[closing][0] >= end:
            unclosed[mark] = end
            continue
        fenced.update(range(start, fences[closing][0] + 1))
        index = closing + 1
    return fenced


def _end_of_indented(lines: list[str], start: int, prefix: str) -> int:
    """Return the number of the first line that leaves the list or quotation in which a fence was opened."""
    if not prefix:
        return len(lines)
    bare = prefix.rstrip()
    inside = (line.startswith(prefix) or line.rstrip() in {"", bare} for line in islice(lines, start + 1, None))
    return next((at for at, is_inside in enumerate(inside, start + 1) if not is_inside), len(lines))


def _closes(mark: str, fence: tuple[int, str, str]) -> bool:
    """Whether a line ends a fence: it must begin as the first did (CommonMark takes more signs, superfences not)."""
    return fence[1] == mark and not fence[2].strip()


def _mask_spans(text: str) -> str:
    """Blank out code spans: runs of backticks closed by a run of the same length within the paragraph.

    A line that begins with a block-level tag ends the paragraph: Python-Markdown takes such HTML out before it looks
    for code spans.
    """
    return _PARAGRAPH.sub(lambda found: _mask_paragraph(found[0]), text)


def _mask_paragraph(text: str) -> str:
    if "`" not in text:
        return text
    pieces: list[str] = []
    position = 0
    for start, end in _code_spans(text):
        pieces += [text[position:start], _blank(text[start:end])]
        position = end
    return "".join(pieces) + text[position:]


def _code_spans(text: str) -> list[tuple[int, int]]:
    """Return start and end of each span that is one for sure.

    A run without a counterpart closes, in Python-Markdown, with the longest shorter one: that one opens nothing then.
    """
    runs = list(_TICKS.finditer(text))
    closing: list[int | None] = [None] * len(runs)
    shorter: list[int | None] = [None] * len(runs)
    next_of_length: dict[int, int] = {}
    longest = 0
    for index in range(len(runs) - 1, -1, -1):
        length = len(runs[index][0])
        closing[index] = next_of_length.get(length)
        shorter[index] = next_of_length[longest] if 0 < longest < length else None
        next_of_length[length] = index
        longest = max(longest, length)
    spans: list[tuple[int, int]] = []
    index = 0
    while index < len(runs):
        end = closing[index]
        if end is not None:
            spans.append((runs[index].start(), runs[end].end()))
        index = 1 + next(at for at in (end, shorter[index], index) if at is not None)
    return spans
