"""Which characters the mark's font cannot draw. Typst leaves a hole in silence, so this is asked beforehand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # fontTools ships no types

MARK_FONT = "NotoSerifSC_700Bold.ttf"
"""The Song bold of the mark, in `overlays/fonts`."""


@cache
def _covered(font: Path) -> frozenset[int]:
    with TTFont(font, lazy=True) as opened:
        return frozenset(opened.getBestCmap() or {})


def missing_glyphs(text: str, fonts: Path) -> tuple[str, ...]:
    """Return the characters of `text` that the mark's font in the folder `fonts` lacks, in order, without repeats."""
    covered = _covered(fonts / MARK_FONT)
    return tuple(dict.fromkeys(character for character in text if ord(character) not in covered))
