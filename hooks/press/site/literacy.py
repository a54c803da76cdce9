"""The 66 items of 中国公民健康素养（2024年版）, as far as their official wording could be sourced."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from press.errors import UsageError

_USABLE = frozenset({"SOURCED", "TEXT-SOURCED,NUMBER-INFERRED"})
"""Statuses whose text is the official wording; the others are shown by number only."""


def load_literacy(file: Path) -> Mapping[int, str]:
    """Read `number → text` from the table (tab-separated; columns no, part, text, status, source).

    Raises:
        UsageError: If the table cannot be read; it ships with the program.
    """
    try:
        lines = [line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    except OSError as error:
        raise UsageError(f"读不到 {file.name}：请重新下载程序里的 overlays/rules 文件夹") from error
    rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    return {int(row["no"]): row["text"] for row in rows if row["status"] in _USABLE}
