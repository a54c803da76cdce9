"""Rare characters: Han characters that common phone fonts lack."""

from __future__ import annotations

import re
from typing import Final

# GBK holds U+4E00–9FA5 whole and 21 compatibility ideographs; private-use characters mean nothing to a reader's phone.
_BEYOND_URO: Final = re.compile("[\u3400-\u4dbf\u9fa6-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def rare_characters(text: str) -> tuple[str, ...]:
    """Return the Han characters of a text that GBK cannot encode, in code point order, without repeats."""
    return tuple(sorted({found for found in _BEYOND_URO.findall(text) if not found.encode("gbk", "ignore")}))
