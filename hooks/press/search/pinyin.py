"""How characters are read, for readers who type Latin letters: `sanfutie`, `san fu tie` or `sft` for 三伏贴."""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
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
    return tuple(sorted({reading for run in runs for word in _library()[1](run) for reading in _of_word(word)}))


@lru_cache(maxsize=10_000)
def _of_word(word: str) -> tuple[str, ...]:
    """Return the readings of a word or character as the library cuts them: in titles the same ones come again."""
    both = zip(word, _library()[0](word), strict=True)
    return tuple(f"{sign}{syllable}" for sign, syllable in both if _SYLLABLE.fullmatch(syllable))


@cache
def _library() -> tuple[Callable[[str], list[str]], Callable[[str], Iterator[str]]]:
    """Return what gives the syllables of Chinese characters, and what cuts them into words before.

    Loading the word list takes a quarter of a second, which a build without a new title need not spend.
    """
    os.environ["PYPINYIN_NO_DICT_COPY"] = "1"  # asks for no second copy, which is for those who add words
    pypinyin = importlib.import_module("pypinyin")
    return pypinyin.lazy_pinyin, importlib.import_module("pypinyin.contrib.mmseg").seg.cut


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
