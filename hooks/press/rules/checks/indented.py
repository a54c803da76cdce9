"""Paragraphs pushed in by four blanks: Markdown takes them for code, and readers see a grey box."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from press.rules.checks.border import Params
from press.rules.language import Language
from press.rules.mask import HIDDEN, without_code
from press.rules.page import Page, Part
from press.rules.rule import Check, Hit, quoted

_INDENTS: Final = ("    ", "\t")
_INDENT: Final = re.compile(r"^(?: {4}|\t)[ \t]*", re.MULTILINE)
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_NOTHING: Final = HIDDEN + " \t"


class IndentedParams(Params):
    """`least`: Han characters a line must have to be prose and no code."""

    least: int = 8


def make(params: IndentedParams, language: Language) -> Check:
    """Make the check."""
    del language

    def check(page: Page, parts: frozenset[Part]) -> Iterator[Hit]:
        for passage in page.texts(parts):
            if HIDDEN not in passage.code_free or not _may_be_indented(passage.written):
                continue
            # What is still hidden without its indent is fenced code or a comment, as its author meant it.
            level = without_code(_INDENT.sub("", passage.written)).split("\n")
            hidden = passage.code_free.split("\n")
            for number, line in enumerate(passage.written.split("\n")):
                if not _INDENT.match(line) or len(_HAN.findall(line)) < params.least:
                    continue
                if not hidden[number].strip(_NOTHING) and level[number].strip(_NOTHING):
                    yield Hit(passage.first_line + number, {"hit": quoted(line)})

    return check


def _may_be_indented(text: str) -> bool:
    return text.startswith(_INDENTS) or any(f"\n{indent}" in text for indent in _INDENTS)
