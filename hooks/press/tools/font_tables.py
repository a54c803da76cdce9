"""fontTools: which characters a font file draws."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def covered(font: Path) -> frozenset[int]:
    """Return the code points a font file draws.

    Raises:
        OSError: The file cannot be read.
    """
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # noqa: PLC0415 - no types; a tenth of a second

    with TTFont(font, lazy=True) as opened:
        # fontTools would first think up a name for each glyph (0.3 s); any names do to ask which code points have one.
        opened.setGlyphOrder([str(number) for number in range(opened["maxp"].numGlyphs)])
        return frozenset(opened.getBestCmap() or {})
