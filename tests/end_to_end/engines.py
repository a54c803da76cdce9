"""Running the engines on the project, as users of plain `mkdocs build` do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DAY = "1795305600"
"""2026-11-22T00:00:00Z: the demo's date, so that tests do not age."""


def build(
    engine: str, site: Path, *more: str, root: Path = ROOT, printing: bool = False
) -> subprocess.CompletedProcess[str]:
    """Run `mkdocs build` or `properdocs build` on a project; boards are printed and marks proved only if asked."""
    environment = {
        **os.environ,
        "SOURCE_DATE_EPOCH": DAY,
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONUTF8": "1",
        "XINGLIN_PRINT": "1" if printing else "0",
        "XINGLIN_PROOF": "1" if printing else "0",
    }
    command = [sys.executable, "-m", engine, "build", "-f", str(root / "mkdocs.yml"), "-d", str(site), *more]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its relative posix path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
