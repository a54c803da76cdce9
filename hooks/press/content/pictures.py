"""Finding the pictures a Markdown body shows, with the lines they stand on. One pass, linear in the text."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from press.content.prose import mask_blocks, mask_inline

_LONGEST = 2_000
"""Characters between the brackets of one picture."""

_IMG = re.compile(r"<img\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(src|alt)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_DEFINITION = re.compile(r"^[ ]{0,3}\[([^\[\]\n]{1,200})\]:[ \t]*(?:<([^<>\n]+)>|(\S+))", re.MULTILINE)
_PICTURE = re.compile(r"!\[(?<!\\!\[)")
_BRACKETS = re.compile(r"\\.|[\[\]()]|\n[ \t]*\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as written: its reference, its alternative text (None: no `alt` at all) and its line in the file."""

    written: str
    alt: str | None
    line: int


def find_pictures(body: str, first_line: int = 1) -> tuple[Shown, ...]:
    """All pictures outside code: inline, by reference, and raw `<img>`, in the order they are written.

    Args:
        body: Markdown.
        first_line: line of the file on which the body begins.
    """
    if "![" not in body and "<img" not in body.lower():
        return ()
    text = mask_inline(mask_blocks(body))
    shown = []
    line, last = first_line, 0
    for place, written, alt in sorted((*_markdown(text), *_raw(text)), key=lambda item: item[0]):
        line, last = line + text.count("\n", last, place), place
        shown.append(Shown(written, alt, line))
    return tuple(shown)


def _markdown(text: str) -> list[tuple[int, str, str | None]]:
    pairs = _matching(text)
    defined = _DEFINITION.finditer(text) if "]:" in text else ()
    definitions = {_label(found[1]): found[2] or found[3] for found in defined}
    found: list[tuple[int, str, str | None]] = []
    for mark in _PICTURE.finditer(text):
        close = pairs.get(mark.end() - 1)
        if close is None or close - mark.end() > _LONGEST:
            continue
        alt = text[mark.end() : close]
        following = text[close + 1 : close + 2]
        end = pairs.get(close + 1) if following else None
        if following == "(" and end is not None:
            if end - close <= _LONGEST:
                found.append((mark.start(), _destination(text[close + 2 : end]), alt))
            continue
        label = text[close + 2 : end] if following == "[" and end is not None and end - close <= _LONGEST else ""
        written = definitions.get(_label(label or alt))
        if written is not None:
            found.append((mark.start(), written, alt))
    return found


def _matching(text: str) -> dict[int, int]:
    """Opening bracket to closing bracket, both kinds on their own, in the paragraphs that show pictures."""
    pairs: dict[int, int] = {}
    done = 0
    while (picture := text.find("![", done)) >= 0:
        done = _match(text, picture, done, pairs)
    return pairs


def _match(text: str, picture: int, done: int, pairs: dict[int, int]) -> int:
    """Match the brackets of the paragraph round a place; return its end."""
    squares: list[int] = []
    rounds: list[int] = []
    for mark in _BRACKETS.finditer(text, _start_of_paragraph(text, picture, done)):
        sign = mark.group()
        if sign == "[":
            squares.append(mark.start())
        elif sign == "(":
            rounds.append(mark.start())
        elif sign == "]" and squares:
            pairs[squares.pop()] = mark.start()
        elif sign == ")" and rounds:
            pairs[rounds.pop()] = mark.start()
        elif sign[0] == "\n":
            if mark.start() > picture:
                return mark.end()
            squares.clear()
            rounds.clear()
    return len(text)


def _start_of_paragraph(text: str, place: int, floor: int) -> int:
    """Return a place before which no bracket is matched with one behind it: an empty line, and no escaped one."""
    start = text.rfind("\n\n", floor, place)
    while start > floor and text[start - 1] == "\\":
        start = text.rfind("\n\n", floor, start)
    return max(start, floor)


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()


def _destination(inside: str) -> str:
    """The address in `(address "title")`; blanks in it are allowed, as Python-Markdown does."""
    inside = inside.strip()
    if inside.startswith("<") and ">" in inside:
        return inside[1 : inside.index(">")]
    for quote in ('"', "'"):
        if inside.endswith(quote) and f" {quote}" in inside[:-1]:
            return inside[: inside.index(f" {quote}")].rstrip()
    return inside


def _raw(text: str) -> list[tuple[int, str, str | None]]:
    found: list[tuple[int, str, str | None]] = []
    for tag in _IMG.finditer(text):
        attributes: dict[str, str] = {}
        for name, *values in _ATTRIBUTE.findall(tag[1]):
            attributes.setdefault(name.lower(), html.unescape("".join(values)))
        found.append((tag.start(), attributes.get("src", ""), attributes.get("alt")))
    return found
