"""Reading Markdown bodies cheaply: what is code, the leading title, the excerpt. No HTML is made here."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

EXCERPT_LIMIT = 120
"""Characters."""

MORE = re.compile(r"<!--\s*more\s*-->", re.IGNORECASE)
_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})(.*)")
_CONTAINER = re.compile(r"[ ]{0,3}(?:[-*+] |\d{1,9}[.)] |!!!|\?\?\?|===|\[\^|: |/// )")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ATX = re.compile(r"#[ \t\u3000]*([^#\s].*?)[ \t]*#*[ \t]*")
_HAN = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—]"
_GAP = re.compile(rf"(?<={_HAN}) (?={_HAN})")


@dataclass(frozen=True, slots=True)
class Body:
    """What the loader needs to know of a body.

    heading       text of a `# heading` that stands first, or an empty string
    after         lines of the body up to and including that heading and the blank lines after it
    excerpt       plain text
    excerpt_mark  whether `<!-- more -->` is there
    is_empty      nothing but the heading is there
    """

    heading: str
    after: int
    excerpt: str
    excerpt_mark: bool
    is_empty: bool


def read(body: str) -> Body:
    """Look through a Markdown body (without its front matter)."""
    lines = mask_blocks(body).split("\n")
    heading, after = _leading_heading(lines)
    text = "\n".join(lines[after:] if heading else lines)
    mark = MORE.search(text)
    excerpt = excerpt_of(text[: mark.start()], whole=True) if mark else excerpt_of(text)
    is_empty = not any(map(str.strip, body.split("\n")[after if heading else 0 :]))
    return Body(heading, after, excerpt, mark is not None, is_empty)


def _leading_heading(lines: list[str]) -> tuple[str, int]:
    start = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    if start == len(lines):
        return "", 0
    found = _ATX.fullmatch(lines[start])
    after = start + 1
    heading = found[1] if found else ""
    if not found and start + 1 < len(lines) and re.fullmatch(r"=+[ \t]*", lines[start + 1]):
        heading, after = lines[start], start + 2
    if not heading:
        return "", 0
    while after < len(lines) and not lines[after].strip():
        after += 1
    return plain(heading), after


def same_title(one: str, other: str) -> bool:
    """Whether two titles are the same but for width, case, blanks and punctuation."""
    return _letters(one) == _letters(other) != ""


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def mask_blocks(body: str) -> str:
    """Blank out fenced and indented code, keeping every line: nothing in there is a picture, a title or a text."""
    if "```" not in body and "~~~" not in body and "\n    " not in body and "\n\t" not in body:
        return body
    lines = body.split("\n")
    number = 0
    hopeless: dict[str, int] = {}
    container = False
    while number < len(lines):
        line = lines[number]
        end = _closing_fence(lines, number, hopeless)
        if end is not None:
            lines[number : end + 1] = [""] * (end + 1 - number)
            number = end
        elif line.strip() and not line.startswith(("    ", "\t")):
            container = _CONTAINER.match(line) is not None or (container and line.startswith(" "))
        elif line.strip() and not container and (number == 0 or not lines[number - 1].strip()):
            number = _blank_indented(lines, number)
        number += 1
    return "\n".join(lines)


def _closing_fence(lines: list[str], start: int, hopeless: dict[str, int]) -> int | None:
    """Line of the fence that closes the one opened at `start`; None when none opens, or it stays open (then: text)."""
    found = _FENCE.match(lines[start])
    if not found or (found[1][0] == "`" and "`" in found[2]):
        return None
    sign, length = found[1][0], len(found[1])
    if length >= hopeless.get(sign, length + 1):
        return None
    for number in range(start + 1, len(lines)):
        closing = _FENCE.match(lines[number])
        if closing and closing[1][0] == sign and len(closing[1]) >= length and not closing[2].strip():
            return number
    hopeless[sign] = length
    return None


def _blank_indented(lines: list[str], start: int) -> int:
    number = start
    while number < len(lines) and (not lines[number].strip() or lines[number].startswith(("    ", "\t"))):
        lines[number] = ""
        number += 1
    return number - 1


def mask_inline(text: str) -> str:
    """Blank out code spans and comments, keeping length and line ends."""
    text = _mask_comments(text)
    if "`" in text:
        text = _mask_code_spans(text)
    return text


def _mask_comments(text: str) -> str:
    parts = []
    done = 0
    while (start := text.find("<!--", done)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        parts.append(text[done:start] + _blank(text[start : end + 3]))
        done = end + 3
    return "".join(parts) + text[done:]


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _mask_code_spans(text: str) -> str:
    """Blank out runs between equal numbers of backticks within a paragraph."""
    parts = []
    for paragraph in re.split(r"(\n[ \t]*\n)", text):
        marks = [(found.start(), found.end()) for found in re.finditer(r"`+", paragraph)]
        later: dict[int, deque[int]] = {}
        for index, (start, end) in enumerate(marks):
            later.setdefault(end - start, deque()).append(index)
        done, index = 0, 0
        while index < len(marks):
            start, end = marks[index]
            same = later[end - start]
            while same and same[0] <= index:
                same.popleft()
            if same:
                close = marks[same[0]][1]
                parts.append(paragraph[done:start] + _blank(paragraph[start:close]))
                done, index = close, same[0]
            index += 1
        parts.append(paragraph[done:])
    return "".join(parts)


def excerpt_of(text: str, *, whole: bool = False) -> str:
    """The first paragraph (or all) of a Markdown text as plain text of at most `EXCERPT_LIMIT` characters."""
    text = _mask_comments(text)
    found = ""
    for paragraph in _paragraphs(text, lists=False):
        found = f"{found} {paragraph}".strip()
        if not whole or len(found) > EXCERPT_LIMIT:
            break
    if not found:
        found = next(_paragraphs(text, lists=True), "")
    return shorten(_GAP.sub("", found))


def shorten(text: str) -> str:
    """At most `EXCERPT_LIMIT` characters, an ellipsis in place of the rest."""
    return text if len(text) <= EXCERPT_LIMIT else text[: EXCERPT_LIMIT - 1].rstrip() + "…"


_SKIPPED = re.compile(
    r"\s*(?:#|\||[-*_=](?:[ ]?[-*_=]){2,}\s*$|\[[^\]]+\]:|\[TOC\]|!!!|\?\?\?|===|///|\*\[)", re.IGNORECASE
)
_EMPTY_LINE = re.compile(r"\n[ \t\u3000]*\n")
_QUOTE = re.compile(r"^\s*(?:>\s?)*")
_LIST = re.compile(r"^\s*(?:[-*+]|\d{1,9}[.)])\s+")
_BLOCK_START = 2_000
"""Characters of one block that are looked at: more than any excerpt needs."""


def _paragraphs(text: str, *, lists: bool) -> Iterator[str]:
    for block in _blocks(text):
        kept = [line for line in block[:_BLOCK_START].split("\n") if line.strip() and not _SKIPPED.match(line)]
        if not kept or (_LIST.match(kept[0]) and not lists):
            continue
        words = plain(" ".join(_QUOTE.sub("", _LIST.sub("", line, count=1)) for line in kept))
        if any(character.isalnum() for character in words):
            yield words


def _blocks(text: str) -> Iterator[str]:
    """Cut a text at its empty lines; mostly the first piece is all that is wanted."""
    start = 0
    for gap in _EMPTY_LINE.finditer(text):
        yield text[start : gap.start()]
        start = gap.end()
    yield text[start:]


_MARKUP = re.compile(r"[!\[<{*_~=^`\\&]")
"""A sign of any of `_INLINE`, or of an entity."""
_INLINE = (
    (_COMMENT, " "),
    (re.compile(r"!\[[^\[\]]*\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)?\)|\[[^\[\]]*\])?"), ""),
    (re.compile(r"\[\^[^\[\]]+\]"), ""),
    (re.compile(r"\[([^\[\]]*)\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)?\)|\[[^\[\]]*\])"), r"\1"),
    (re.compile(r"<(https?://[^<>\s]+)>"), r"\1"),
    (re.compile(r"</?[A-Za-z][^<>]*>"), ""),
    (re.compile(r"\{[:#.][^{}\n]*\}"), ""),
    (re.compile(r"(?<!\\)(?:\*{1,3}|_{2,3}|~~|==|\^\^|`+)"), ""),
    (re.compile(r"(?<![\w\\])_|(?<!\\)_(?!\w)"), ""),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!~|<>-])"), r"\1"),
)


def plain(text: str) -> str:
    """Inline Markdown and HTML to plain text on one line."""
    if _MARKUP.search(text):
        for pattern, replacement in _INLINE:
            text = pattern.sub(replacement, text)
        text = html.unescape(text)
    return " ".join(text.split())
