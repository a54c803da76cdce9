"""Rare characters: a small web font with only those that common phone fonts lack and the site really uses.

Names of people and places, and of old remedies, hold characters beyond GBK; phones show a box for many of them.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from press.cache import Cache
from press.findings import Checked, Finding, Severity
from press.tools.font_tables import covered

FONT_FAMILY: Final = "Xinglin Rare"
"""What the theme's font stacks name before their generic family."""
SOURCE_FONT: Final = "NotoSansSC_400Regular.ttf"
FOLDER: Final = "assets/rare"
_RECIPE: Final = "1"
"""Raise it when the subset is made otherwise."""


@dataclass(frozen=True, slots=True)
class RareFont:
    """What to write: files by site-relative address, and the address of the style sheet; empty when none is needed."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    stylesheet: str = ""


def rare_font_files(used: Mapping[str, str], fonts: Path, cache: Cache | None = None) -> Checked[RareFont]:
    """Make the subset font and its style sheet.

    Args:
        used: rare character → the first file that uses it (for findings).
        fonts: folder of the full fonts (`overlays/fonts`).
        cache: keeps the subset (opening the full font takes a second); None: make it now.

    Returns:
        The files, named by content; nothing when no rare character is used. A character the font lacks too is a
        WARNING, and so is a missing font.
    """
    if not used:
        return Checked(RareFont())
    path = fonts / SOURCE_FONT
    if not path.is_file():
        fault = Finding(
            "site/rare-font-missing",
            Severity.WARNING,
            f"缺少字体 {SOURCE_FONT}，生僻字 {''.join(sorted(used))} 在有些手机上显示不出来",
            "请从安装包里恢复 overlays/fonts 文件夹",
        )
        return Checked(RareFont(), (fault,))
    characters = "".join(sorted(used))
    if cache is None:
        subset = _draw(characters, fonts)
    else:
        key = f"rare-glyphs\x00{_RECIPE}\x00{cache.digest(path)}\x00{characters}"
        kept = cache.get_or_make(
            hashlib.sha256(key.encode()).hexdigest(), ".json", lambda file: _save(_draw(characters, fonts), file)
        )
        subset = _load(kept)
    findings = tuple(_lacking(character, used[character]) for character in subset.lacking)
    drawn = [character for character in characters if character not in subset.lacking]
    return Checked(_files(drawn, subset.font) if drawn else RareFont(), findings)


@dataclass(frozen=True, slots=True)
class _Subset:
    """`font` is WOFF2, empty when the full font has none of the characters."""

    lacking: str
    font: bytes


def _draw(characters: str, fonts: Path) -> _Subset:
    known = covered(fonts / SOURCE_FONT)
    lacking = "".join(character for character in characters if ord(character) not in known)
    drawn = [character for character in characters if character not in lacking]
    return _Subset(lacking, subset_font(fonts, drawn) if drawn else b"")


def _save(subset: _Subset, file: Path) -> None:
    data = {"lacking": subset.lacking, "font": base64.b64encode(subset.font).decode("ascii")}
    file.write_text(json.dumps(data), "ascii")


def _load(file: Path) -> _Subset:
    data = json.loads(file.read_text("ascii"))
    return _Subset(data["lacking"], base64.b64decode(data["font"]))


def subset_font(fonts: Path, characters: Iterable[str]) -> bytes:
    """Return a WOFF2 font with only the given characters, the same bytes for the same input.

    The licence texts in the font's `name` table stay in it, as its licence (OFL 1.1) asks.
    """
    from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]  # noqa: PLC0415 - half a second, only where a subset is made anew
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # noqa: PLC0415 - likewise

    options = Options(
        flavor="woff2",
        layout_features=[],
        hinting=False,
        desubroutinize=True,
        notdef_outline=True,
        name_IDs=["*"],
        name_languages=[0x409],
        drop_tables=["DSIG", "BASE", "VORG", "vhea", "vmtx"],
        recalc_timestamp=False,
    )
    with TTFont(fonts / SOURCE_FONT, lazy=True, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=[ord(character) for character in characters])
        subsetter.subset(font)
        font.flavor = "woff2"
        made = io.BytesIO()
        font.save(made, reorderTables=True)
    return made.getvalue()


def _files(characters: list[str], data: bytes) -> RareFont:
    name = f"rare-{hashlib.sha256(data).hexdigest()[:12]}"
    ranges = ", ".join(f"U+{ord(character):X}" for character in characters)
    css = (
        f'@font-face {{\n  font-family: "{FONT_FAMILY}";\n  src: url("{name}.woff2") format("woff2");\n'
        f"  font-display: swap;\n  unicode-range: {ranges};\n}}\n"
    )
    stylesheet = f"{FOLDER}/{name}.css"
    return RareFont({f"{FOLDER}/{name}.woff2": data, stylesheet: css.encode()}, stylesheet)


def _lacking(character: str, file: str) -> Finding:
    return Finding(
        "site/rare-character",
        Severity.WARNING,
        f"生僻字“{character}”（U+{ord(character):04X}）字体里没有，有些手机上显示不出来",
        "请核对是不是打错了字；确实要用，可在后面注上读音或写法",
        file,
    )
