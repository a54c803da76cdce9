"""Draws Typst sources of tests/demo/art as pixels: one point is one pixel."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import typst
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
ART = Path(__file__).resolve().parent / "art"
DOCS = ROOT / "docs"
FONTS = ROOT / "overlays" / "fonts"

POINTS_PER_INCH = 72


def draw(source: str, inputs: Mapping[str, str] | None = None, *, scale: float = 1.0) -> list[Image.Image]:
    """Return the pages of one Typst source as RGB images.

    Args:
        source: path below tests/demo/art, e.g. `graphics/er-shi-si-jie-qi.typ`.
        inputs: values for `sys.inputs`.
        scale: pixels for one unit of the drawing.
    """
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    compiler = typst.Compiler(str(ART / source), root=str(ART), font_paths=fonts, sys_inputs=dict(inputs or {}))
    pages = compiler.compile(format="png", ppi=POINTS_PER_INCH * scale)
    if pages is None:
        raise ValueError(f"{source} has no pages")
    return [Image.open(io.BytesIO(page)).convert("RGB") for page in (pages if isinstance(pages, list) else [pages])]
