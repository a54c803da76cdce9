"""Which characters the mark's font cannot draw. Typst leaves a hole in silence, so this is asked beforehand."""

from __future__ import annotations

from pathlib import Path

from press.tools.font_tables import covered

MARK_FONT = "NotoSerifSC_700Bold.ttf"
"""The Song bold of the mark, in `overlays/fonts`."""


def missing_glyphs(text: str, fonts: Path) -> tuple[str, ...]:
    """Return the characters of `text` that the mark's font in the folder `fonts` lacks, in order, without repeats."""
    drawn = covered(fonts / MARK_FONT)
    return tuple(dict.fromkeys(character for character in text if ord(character) not in drawn))
