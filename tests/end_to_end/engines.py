"""Running the engines on the project, as users of plain `mkdocs build` do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DAY = "1795305600"
"""2026-11-22T00:00:00Z: the demo's date, so that tests do not age."""


def build(
    engine: str, site: Path, *more: str, root: Path = ROOT, printing: bool = False, jobs: int = 2
) -> subprocess.CompletedProcess[str]:
    """Run `mkdocs build` or `properdocs build` on a project; boards are printed and marks proved only if asked."""
    environment = {
        **os.environ,
        "SOURCE_DATE_EPOCH": DAY,
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONUTF8": "1",
        "XINGLIN_JOBS": str(jobs),
        "XINGLIN_PRINT": "1" if printing else "0",
        "XINGLIN_PROOF": "1" if printing else "0",
    }
    command = [sys.executable, "-m", engine, "build", "-f", str(root / "mkdocs.yml"), "-d", str(site), *more]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def tree(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its relative posix path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


KEPT = ("pages", "manuscripts.sqlite", "audit.sqlite", "proof.sqlite", "search.sqlite")
"""What a build remembers of the one before. Marked media are no part of it: addressed by content, and slow to make."""


def moved(folder: Path) -> Path:
    """Return a copy of the project in another folder, without anything a build remembers."""
    for name in ("hooks", "overlays", "docs"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", folder)
    if (ROOT / ".cache").is_dir():
        left_out = shutil.ignore_patterns(*(f"{name}*" for name in KEPT))
        shutil.copytree(ROOT / ".cache", folder / ".cache", ignore=left_out, copy_function=_link)
    return folder


def _link(source: str, target: str) -> None:
    """Link what is never changed in place; a database must be one's own."""
    if ".sqlite" in source:
        shutil.copy2(source, target)
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
