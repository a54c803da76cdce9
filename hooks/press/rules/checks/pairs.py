"""Brackets and quotation marks that are not closed, never opened, or turned round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from press.rules.checks.border import Params
from press.rules.language import Language
from press.rules.page import Page, Part, Passage
from press.rules.rule import Check, Hit, quoted

_SHOWN: Final = 10
"""Characters shown after a sign."""

_BLOCK_END: Final = re.compile(r"\n(?=[ \t]*(?:\n|[-*+#>|]|\d{1,3}[.、)])|[ \t\u3000]{2,})|\n[ \t]*\n")
_ITEM_NUMBER: Final = re.compile(
    r"(?<![0-9A-Za-z.])\d{1,2}$|(?:^|[\s\u3000，。；：、！？|])[0-9A-Za-z一二三四五六七八九十①-⑳]{1,3}$"
)


class PairFault(StrEnum):
    """What to report."""

    UNCLOSED = "unclosed"
    """A sign that has no counterpart."""
    REVERSED = "reversed"
    """An opening quotation mark where a closing one belongs, or the other way round."""


class PairsParams(Params):
    """`pairs`: opening and closing sign, each pair one text; signs of one kind may close each other (`（…)`)."""

    report: PairFault
    pairs: tuple[str, ...]


@dataclass(slots=True)
class _Scan:
    """One block of text gone through from left to right."""

    kinds: Mapping[str, int]
    openers: frozenset[str]
    open: list[tuple[str, int]] = field(default_factory=list)
    strays: list[tuple[str, int]] = field(default_factory=list)
    turned: list[tuple[str, int]] = field(default_factory=list)

    @property
    def is_one_quotation(self) -> bool:
        """Whether nothing but one quotation is left open."""
        return [sign for sign, _ in self.open] == ["“"]

    def take(self, sign: str, place: int) -> None:
        """Meet the next sign."""
        kind = self.kinds[sign]
        same = next(
            (index for index in range(len(self.open) - 1, -1, -1) if self.kinds[self.open[index][0]] == kind), None
        )
        if sign in self.openers:
            if same is not None and same == len(self.open) - 1 and sign in "“‘":
                # “…“ : nobody opens the same quotation twice, so the second was meant to close
                self.turned.append((sign, place))
                self.open.pop()
                return
            self.open.append((sign, place))
        elif same is None:
            self.strays.append((sign, place))
        else:
            self.strays += self.open[same + 1 :]
            del self.open[same:]


def make(params: PairsParams, language: Language) -> Check:
    """Make the check.

    Raises:
        ValueError: a pair is not made of two or four signs.
    """
    del language
    kinds: dict[str, int] = {}
    openers: set[str] = set()
    for kind, pair in enumerate(params.pairs):
        if len(pair) % 2:
            raise ValueError(f"“{pair}”不成对")
        openers.update(pair[::2])
        kinds |= dict.fromkeys(pair, kind)
    signs = re.compile("[" + re.escape("".join(kinds)) + "]")

    def check(page: Page, parts: frozenset[Part]) -> Iterator[Hit]:
        for passage in page.texts(parts):
            if signs.search(passage.text):
                for sign, place in _faults(passage, signs, kinds, frozenset(openers), params.report):
                    shown = quoted(passage.text[place : place + _SHOWN].split("\n")[0])
                    yield Hit(passage.line(place), {"sign": sign, "hit": shown})

    return check


def _faults(
    passage: Passage, signs: re.Pattern[str], kinds: Mapping[str, int], openers: frozenset[str], report: PairFault
) -> list[tuple[str, int]]:
    faults: list[tuple[str, int]] = []
    text = passage.text
    blocks = list(_blocks(text))
    for number, (start, end) in enumerate(blocks):
        scan = _Scan(kinds, openers)
        for found in signs.finditer(text, start, end):
            scan.take(found[0], found.start())
        strays = [fault for fault in scan.strays if not _is_no_bracket(text, fault[1], start)]
        if report is PairFault.REVERSED:
            faults += [] if scan.open or strays else scan.turned
        elif not (not strays and scan.is_one_quotation and _goes_on(text, blocks[number : number + 2])):
            faults += strays + scan.open + (scan.turned if scan.open or strays else [])
    return sorted(faults, key=lambda fault: fault[1])


def _goes_on(text: str, blocks: list[tuple[int, int]]) -> bool:
    """Whether two paragraphs both begin with a quotation mark: a quotation that goes on is closed only at its end."""
    return len(blocks) > 1 and all(text[start:end].lstrip(" \t\u3000\n").startswith("“") for start, end in blocks)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for end in _BLOCK_END.finditer(text):
        yield start, end.start()
        start = end.end()
    yield start, len(text)


def _is_no_bracket(text: str, place: int, floor: int) -> bool:
    """Whether a closing round bracket only numbers an item (`1)`, `a）`) or is the mouth of a face (`:)`)."""
    if text[place] not in ")）":
        return False
    return text[place - 1 : place] in {":", ";"} or _ITEM_NUMBER.search(text, max(floor, place - 4), place) is not None
