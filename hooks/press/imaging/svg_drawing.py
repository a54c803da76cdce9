"""An SVG as pixels. Typst's renderer runs no script and loads nothing from outside."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from press.errors import UnreadableMediaError
from press.tools.typst import TypesettingError, compile_png, fonts_in


def draw_svg(data: bytes, overlays: Path, width: int, height: int | None = None) -> Image.Image:
    """Draw an SVG as RGBA, transparent where it is.

    Args:
        data: the file's bytes; whether it may be drawn is the caller's to decide.
        overlays: Typst's root, with `fonts/` in it.
        width: px.
        height: px to which it is stretched; None: as its own shape has it.

    Raises:
        UnreadableMediaError: it cannot be drawn.
    """
    page = f"#set page(width: {width}pt, height: {f'{height}pt' if height else 'auto'}, margin: 0pt, fill: none)"
    shape = "" if height is None else ', height: 100%, fit: "stretch"'
    source = f'{page}\n#image(bytes(sys.inputs.svg), format: "svg", width: 100%{shape})'
    try:
        text = data.decode("utf-8-sig")
        (png, *_) = compile_png(source.encode(), {"svg": text}, fonts_in(overlays / "fonts"), overlays)
    except (TypesettingError, UnicodeDecodeError) as error:
        raise UnreadableMediaError("SVG 画不出来") from error
    with Image.open(io.BytesIO(png), formats=["PNG"]) as opened:
        return opened.convert("RGBA")
