"""Rare characters: Han characters that common phone fonts lack."""

from __future__ import annotations

import re
from typing import Final

# GBK holds U+4E00–9FA5 whole and 21 compatibility ideographs; private-use characters mean nothing to a reader's phone.
# U+3400-4DBF, 9FA6-9FFF, F900-FAFF, 20000-3FFFF; written as what they are not, which is told of a usual sign at once.
_BEYOND_URO: Final = re.compile("[^\u4dc0-\u9fa5\x00-\u33ff\ua000-\uf8ff\ufb00-\U0001ffff\U00040000-\U0010ffff]")


def rare_characters(text: str) -> tuple[str, ...]:
    """Return the Han characters of a text that GBK cannot encode, in code point order, without repeats."""
    return tuple(sorted({found for found in _BEYOND_URO.findall(text) if not found.encode("gbk", "ignore")}))
