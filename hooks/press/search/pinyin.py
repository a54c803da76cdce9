"""How characters are read, for readers who type Latin letters: `sanfutie`, `san fu tie` or `sft` for 三伏贴."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from press.search.fold import fold
from press.search.script import script

PINYIN: Final = "pinyin"
_HAN: Final = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff]+")
_SYLLABLE: Final = re.compile(r"[a-z]+")


def readings(text: str) -> tuple[str, ...]:
    """Return the different `<character><syllable>` of a text, sorted; ü is v, as keyboards have it.

    The library knows words: 银行 is read yín háng, 流行 liú xíng.
    """
    runs = _HAN.findall(fold(text))
    if not runs:
        return ()
    # Loading its word list takes a third of a second, which a build without a new title need not spend.
    pypinyin = importlib.import_module("pypinyin")
    found = set()
    for run in runs:
        for sign, syllable in zip(run, pypinyin.lazy_pinyin(run), strict=True):
            if _SYLLABLE.fullmatch(syllable):
                found.add(f"{sign}{syllable}")
    return tuple(sorted(found))


def load_terms(file: Path) -> tuple[str, ...]:
    """Return the terms of a list, one or more on a line, `#` for remarks; each once, in order.

    Raises:
        OSError: the file cannot be read.
    """
    lines = (line.split("#")[0] for line in file.read_text("utf-8").splitlines())
    return tuple(dict.fromkeys(term for line in lines for term in line.split()))


def pinyin_file(read: Iterable[str], terms: Iterable[str]) -> bytes:
    """Return the file of readings: `<syllable><characters>…`, and the terms separated by blanks.

    Args:
        read: readings of titles and terms, as `readings` returns them.
        terms: terms that a reader may mean by their sound.
    """
    signs: dict[str, set[str]] = {}
    for reading in read:
        signs.setdefault(reading[1:], set()).add(reading[0])
    table = "".join(f"{syllable}{''.join(sorted(signs[syllable]))}" for syllable in sorted(signs))
    return script(PINYIN, table, " ".join(terms))
