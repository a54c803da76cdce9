"""Whether a selector matches an element of which only the line of ancestors is known.

Known are tags, ids, classes and attributes of the element and its ancestors. What depends on siblings, on the pointer
or on other states is taken for not matching: only a browser can tell.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from press.check.css import split_outside

Specificity = tuple[int, int, int]

_PART = re.compile(
    r"(?P<id>#[\w\-\u0080-\uffff\\]+)|(?P<class>\.[\w\-\u0080-\uffff\\]+)|(?P<attr>\[[^\]]*\])"
    r"|(?P<element>::[\w\-]+(?:\([^)]*\))?)|(?P<state>:[\w\-]+)(?P<args>\((?:[^()]|\([^()]*\))*\))?|(?P<tag>\*|[\w\-|]+)"
)
_ATTRIBUTE = re.compile(r"\[\s*([\w\-:]+)\s*(?:([~|^$*]?=)\s*[\"']?([^\"'\]]*)[\"']?\s*[iIsS]?)?\s*\]")
_COMBINATOR = re.compile(r"\s*([>+~])\s*|\s+")
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class Element:
    """An element as selectors see it."""

    tag: str
    attributes: Mapping[str, str]

    @property
    def classes(self) -> frozenset[str]:
        """Its classes."""
        return frozenset(self.attributes.get("class", "").split())


def specificity(selector: str, line: Sequence[Element]) -> Specificity | None:
    """Return a selector's specificity (Selectors Level 4, 17) if it matches the last element of a line, else None.

    Args:
        selector: one complex selector.
        line: the element's ancestors from the root down, and the element.
    """
    if len(selector) > _LONGEST:
        return None
    parts = _compounds(selector.strip())
    if parts is None or not parts or not _matches_line(parts, line):
        return None
    weights = [_weight(compound) for _, compound in parts]
    return sum(w[0] for w in weights), sum(w[1] for w in weights), sum(w[2] for w in weights)


@lru_cache(maxsize=50_000)
def _compounds(selector: str) -> tuple[tuple[str, str], ...] | None:
    """Return (combinator before it, compound) from left to right; None for what is not understood."""
    parts: list[tuple[str, str]] = []
    combinator, at, start, depth = "", 0, 0, 0
    while at <= len(selector):
        character = selector[at] if at < len(selector) else " "
        depth += (character in "([") - (character in ")]")
        if depth == 0 and (character in " >+~\t\n" or at == len(selector)):
            if at > start:
                parts.append((combinator, selector[start:at]))
            found = _COMBINATOR.match(selector, at)
            if found is None:
                break
            combinator = found[1] or " "
            at = start = max(found.end(), at + 1)
            continue
        at += 1
    return tuple(parts) if depth == 0 else None


def _matches_line(parts: Sequence[tuple[str, str]], line: Sequence[Element]) -> bool:
    combinator, compound = parts[-1]
    if not line or not _matches(compound, line):
        return False
    if len(parts) == 1:
        return combinator in {"", " "}
    rest = parts[:-1]
    if combinator == ">":
        return _matches_line(rest, line[:-1])
    if combinator == " ":
        return any(_matches_line(rest, line[:end]) for end in range(len(line) - 1, 0, -1))
    return False


def _matches(compound: str, line: Sequence[Element]) -> bool:
    at = 0
    for part in _PART.finditer(compound):
        if part.start() != at or not _holds(part, line):
            return False
        at = part.end()
    return at == len(compound) > 0


def _holds(part: re.Match[str], line: Sequence[Element]) -> bool:
    element = line[-1]
    if part["tag"]:
        return part["tag"] == "*" or part["tag"].lower() == element.tag
    if part["id"]:
        return element.attributes.get("id") == _plain(part["id"])
    if part["class"]:
        return _plain(part["class"]) in element.classes
    if part["attr"]:
        return _has_attribute(part["attr"], element)
    return part["state"] is not None and _in_state(part["state"].lower(), part["args"] or "", line)


def _in_state(state: str, args: str, line: Sequence[Element]) -> bool:
    options = [one.strip() for one in split_outside(args[1:-1], ",")] if args else []
    if state in {":is", ":where", ":-webkit-any", ":-moz-any", ":matches"}:
        return any(specificity(one, line) is not None for one in options)
    if state == ":not":
        return bool(options) and all(_surely_not(one, line) for one in options)
    if state == ":root":
        return len(line) == 1
    return state in {":any-link", ":link"} and line[-1].tag == "a"


def _surely_not(selector: str, line: Sequence[Element]) -> bool:
    # A state nobody knows here (:hover) is taken for not holding, so its negation holds.
    return specificity(selector, line) is None


def _has_attribute(written: str, element: Element) -> bool:
    found = _ATTRIBUTE.fullmatch(written)
    if found is None or found[1].lower() not in element.attributes:
        return False
    has, wanted = element.attributes[found[1].lower()], found[3] or ""
    return {
        None: True,
        "=": has == wanted,
        "~=": wanted in has.split(),
        "|=": has == wanted or has.startswith(f"{wanted}-"),
        "^=": bool(wanted) and has.startswith(wanted),
        "$=": bool(wanted) and has.endswith(wanted),
        "*=": bool(wanted) and wanted in has,
    }[found[2]]


def _weight(compound: str) -> Specificity:
    ids = classes = tags = 0
    for part in _PART.finditer(compound):
        if part["id"]:
            ids += 1
        elif part["class"] or part["attr"]:
            classes += 1
        elif part["tag"] and part["tag"] != "*":
            tags += 1
        elif part["state"] and part["state"] != ":where":
            inner = [_weight(one.strip()) for one in split_outside((part["args"] or "()")[1:-1], ",")]
            if part["state"] in {":is", ":not"}:
                heaviest = max(inner, default=(0, 0, 0))
                ids, classes, tags = ids + heaviest[0], classes + heaviest[1], tags + heaviest[2]
            else:
                classes += 1
    return ids, classes, tags


def _plain(name: str) -> str:
    return name[1:].replace("\\", "")
