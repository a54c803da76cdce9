"""Reading stylesheets, tolerantly: style rules with the condition they stand under, in order.

What cannot be read is skipped, as browsers do (CSS Syntax Module Level 3, 2.2). Key frames, fonts and page rules say
nothing about elements and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_GROUPS = ("@media", "@supports", "@layer", "@container", "@scope", "@starting-style")
_DEEPEST = 8
_MOST = 5_000_000
"""Characters of one stylesheet."""


@dataclass(frozen=True, slots=True)
class StyleRule:
    """One style rule.

    condition     the at-rules it stands in, e.g. `@media print`; empty when it always holds
    selectors     the complex selectors of its list, as written
    declarations  property in lower case → (value, whether it is important), the last of several
    order         place in the sheet
    """

    condition: str
    selectors: tuple[str, ...]
    declarations: dict[str, tuple[str, bool]]
    order: int


def read_stylesheet(text: str) -> tuple[StyleRule, ...]:
    """Return the style rules of a stylesheet, nested ones resolved."""
    bare = _COMMENT.sub(" ", text[:_MOST])
    return tuple(
        StyleRule(condition, selectors, declarations, order)
        for order, (condition, selectors, declarations) in enumerate(_rules(bare, "", (), 0))
    )


def declarations_of(text: str) -> dict[str, tuple[str, bool]]:
    """Return the declarations of a block or of a `style` attribute."""
    found: dict[str, tuple[str, bool]] = {}
    for part in split_outside(text, ";"):
        name, colon, value = part.partition(":")
        if colon:
            given, mark, _ = value.partition("!important")
            name = name.strip().lower()
            if not (name in found and found[name][1] and not mark):
                found[name] = (given.strip().lower(), bool(mark))
    return found


def split_outside(text: str, at: str) -> list[str]:
    """Split at a character, but not inside strings, brackets or blocks."""
    parts, start = [], 0
    for place in _outside(text, at):
        parts.append(text[start:place])
        start = place + 1
    parts.append(text[start:])
    return parts


def _rules(
    text: str, condition: str, parents: tuple[str, ...], depth: int
) -> Iterator[tuple[str, tuple[str, ...], dict[str, tuple[str, bool]]]]:
    at = 0
    own: list[str] = []
    while depth <= _DEEPEST and at < len(text):
        opening = next(_outside(text, "{;", at), None)
        if opening is None:
            break
        if text[opening] == ";":
            own.append(text[at:opening])
            at = opening + 1
            continue
        closing = next(_outside(text, "}", opening + 1), len(text))
        prelude, body = text[at:opening].strip(), text[opening + 1 : closing]
        at = closing + 1
        lowered = prelude.lower()
        if lowered.startswith(_GROUPS):
            yield from _rules(body, f"{condition} {' '.join(prelude.split())}".strip(), parents, depth + 1)
        elif prelude and not lowered.startswith("@"):
            selectors = tuple(_nested(one.strip(), parents) for one in split_outside(prelude, ","))
            yield from _rules(body, condition, selectors, depth + 1)
    if parents:
        declared = declarations_of(";".join([*own, text[at:]]))
        if declared:
            yield condition, parents, declared


def _nested(selector: str, parents: tuple[str, ...]) -> str:
    if not parents:
        return selector
    parent = parents[0] if len(parents) == 1 else f":is({','.join(parents)})"
    return selector.replace("&", parent) if "&" in selector else f"{parent} {selector}"


def _outside(text: str, wanted: str, start: int = 0) -> Iterator[int]:
    """Yield where one of the wanted characters stands outside strings, brackets and inner blocks."""
    depth, at, length = 0, start, len(text)
    while at < length:
        character = text[at]
        if character == "\\":
            at += 2
            continue
        if character in "\"'":
            at = _after_string(text, at)
            continue
        if depth == 0 and character in wanted:
            yield at
            if character == "{":
                depth += 1
        elif character in "({[":
            depth += 1
        elif character in ")}]":
            depth = max(0, depth - 1)
        at += 1


def _after_string(text: str, start: int) -> int:
    quote, at = text[start], start + 1
    while at < len(text) and text[at] not in {quote, "\n"}:
        at += 2 if text[at] == "\\" else 1
    return at + 1
