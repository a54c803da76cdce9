"""Reads an index as its description says, without the code that wrote it: what the browser must find."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from press.search.entry import PageEntry
from press.search.fold import fold

SYMBOLS = [chr(code) for code in range(0x23, 0x7F) if chr(code) != "\\"]
RUN = re.compile(
    "[0-9a-z\u00df-\u00f6\u00f8-\u024f\u0370-\u03ff\u0400-\u04ff\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]+"
)


def values(files: Mapping[str, bytes], name: str) -> list[object]:
    """The values of one file's call, without its name."""
    text = files[f"search/{name}.js"].decode("utf-8")
    call = re.fullmatch(r"xinglinSearch\((.*)\);\n", text, re.DOTALL)
    assert call, name
    written, *rest = json.loads(f"[{call[1]}]")
    assert written == name
    return list(rest)


def numbers(written: str) -> list[int]:
    """Numbers as (61, 30)-dense codes."""
    found, pending = [], 0
    for symbol in written:
        value = SYMBOLS.index(symbol)
        if value < 61:
            found.append(pending * 61 + value)
            pending = 0
        else:
            pending = pending * 30 + value - 60
    assert pending == 0
    return found


def hashed(gram: str) -> int:
    """FNV-1a over code points, folded."""
    value = 2166136261
    for sign in gram:
        value = (value ^ ord(sign)) * 16777619 % 2**32
    return value ^ (value >> 15)


@dataclass(frozen=True, slots=True)
class Index:
    """All files of an index by address."""

    files: Mapping[str, bytes]

    def ranks(self, gram: str) -> dict[int, int]:
        """Page → 1 text, 2 heading, 3 title."""
        _, _, pairs, singles = values(self.files, "index")
        assert isinstance(pairs, int)
        assert isinstance(singles, int)
        shard = hashed(gram) % pairs if len(gram) == 2 else pairs + hashed(gram) % singles
        names, lists = map(str, values(self.files, f"g/{shard}"))
        grams = [names[at : at + len(gram)] for at in range(0, len(names), len(gram))]
        assert grams == sorted(set(grams))
        if gram not in grams:
            return {}
        found: dict[int, int] = {}
        for rank, part in enumerate(lists.split(" ")[grams.index(gram)].split("!"), 1):
            page = -1
            for gap in numbers(part):
                page += gap + 1
                assert page not in found
                found[page] = rank
        return found

    def candidates(self, phrase: str) -> dict[int, int]:
        """Pages that have every gram of a folded phrase, with the least of their ranks."""
        runs = RUN.findall(phrase)
        grams = [run[at : at + 2] for run in runs for at in range(len(run) - 1)] or [run for run in runs if run]
        lists = [self.ranks(gram) for gram in grams]
        return {page: min(one[page] for one in lists) for page in lists[0] if all(page in one for one in lists)}

    def page(self, number: int) -> tuple[str, str, str]:
        """Address, title and text of a page."""
        url, title, _, _, _, text, _ = map(str, values(self.files, f"t/{number}"))
        return url, title, text

    def search(self, query: str) -> list[str]:
        """Addresses of the pages that hold a phrase, best first."""
        phrase = fold(query)
        found = self.candidates(phrase)
        order = sorted(found, key=lambda page: (-found[page], -page))
        pages = (self.page(number) for number in order)
        return [url for url, title, text in pages if phrase in fold(title) or phrase in fold(text)]


def scan(entries: list[PageEntry], query: str) -> set[str]:
    """The truth: every page is read."""
    phrase = fold(query)
    return {entry.url for entry in entries if phrase in fold(entry.title) or phrase in fold(entry.text)}
