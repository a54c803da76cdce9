"""What a content rule is: where it looks, what it looks for, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from press.findings import Severity
from press.model import Kind
from press.rules.mask import HIDDEN
from press.rules.page import Page, Part

LONGEST_QUOTE = 24
"""Characters of a text that a message repeats."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a check strikes.

    line    1-based line of the file, None for a document as a whole
    values  what the message's placeholders stand for
    """

    line: int | None
    values: Mapping[str, str] = field(default_factory=dict)


Check = Callable[[Page, frozenset[Part]], Iterator[Hit]]
"""Look through the given parts of a page, in the order of its lines as far as possible."""


class Per(StrEnum):
    """How hits become findings."""

    LINE = "line"
    """One finding for each line (the first hit on it speaks)."""
    DOCUMENT = "document"
    """One finding for the whole document, at the first hit."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a rule looks."""

    kinds: frozenset[Kind]
    parts: frozenset[Part]
    per: Per = Per.LINE


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule ready to be applied.

    id             `area/what`, kebab-case
    kind           name of its kind of check
    level          None when a county has switched it off
    message, hint  Chinese; `message` with placeholders such as `{hit}` and `{count}`
    source_of_law  the law or standard it rests on; empty for plain good practice
    """

    id: str
    kind: str
    level: Severity | None
    message: str
    hint: str
    source_of_law: str
    scope: Scope
    check: Check = field(repr=False)


def quoted(text: str) -> str:
    """A piece of a document as messages show it: on one line, shortened, nothing invisible in it."""
    shown = "".join(
        sign if sign.isprintable() else f"〔U+{ord(sign):04X}〕" for sign in text.replace(HIDDEN, " ").strip()
    )
    return shown if len(shown) <= LONGEST_QUOTE else shown[: LONGEST_QUOTE - 1] + "…"
