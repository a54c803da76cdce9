"""Where the visible label of AI-made content stands on a picture or film, as its publisher declares it.

GB 45438-2025 (人工智能生成合成内容标识方法, in force since 2025-09-01) wants it at an edge or in a corner, its words at
least 5 % of the short side high; 人工智能生成合成内容标识办法 (国信办通字〔2025〕2号) forbids to delete, alter, forge
or hide it. Declared in the front matter (`ai_label: 左上`), or for any file in a text file
beside it: `海报.jpg.ai.txt` with the one line `左上`, or `左上 15%` where the label reaches farther than usual.
"""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePath

from press.model import AiLabel

SIDECAR = ".ai.txt"
"""Follows the whole name of the picture or film."""

EXAMPLE = "写 左上、右上、左下、右下、上 或 下；标签比较大时再写它占到画面短边的百分之几，例如“左上 15%”"

_SPOT = re.compile(r"(左|右|中间?)?(上|下|顶|底)(?:角|方|边|部)?(?:[ ,，:：]*(\d{1,2}(?:\.\d)?)%)?")
_USUAL = 0.12
"""Words of 5 %, as far from the edge, and a little room."""

_MOST_BYTES = 1000


def parse_label(text: str) -> AiLabel | None:
    """Read a declaration; None where it says no place."""
    found = _SPOT.fullmatch(text.strip().replace("％", "%"))
    if found is None:
        return None
    side = {"左": "left", "右": "right"}.get(found[1] or "", "middle")
    return AiLabel(found[2] in {"下", "底"}, side, float(found[3]) / 100 if found[3] else _USUAL)


def beside_file(file: Path) -> AiLabel | None:
    """Return what is declared in the text file beside a picture or film; None where there is none.

    Raises:
        ValueError: the text says no place.
        OSError: it cannot be read.
    """
    note = file.with_name(file.name + SIDECAR)
    if not os.path.isfile(note):  # noqa: PTH113 - a name too long for a text beside it is no fault
        return None
    with note.open("rb") as stream:
        data = stream.read(_MOST_BYTES)
    encoding = "utf-8-sig" if not data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-16"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    label = parse_label(text)
    if label is None:
        raise ValueError(text)
    return label


def is_sidecar(path: PurePath) -> bool:
    """Whether a file only declares something of the file beside it."""
    return path.name.lower().endswith(SIDECAR)
