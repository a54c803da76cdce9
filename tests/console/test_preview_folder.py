"""A preview's folder is gone with it, and so are those of previews that were killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from console.preview_folder import preview_folder


def test_is_in_the_cache_and_gone_afterwards(tmp_path: Path) -> None:
    with preview_folder(tmp_path / "cache") as folder:
        (folder / "site").mkdir()
        assert folder.parent == tmp_path / "cache"
    assert list((tmp_path / "cache").iterdir()) == []


def test_leaves_running_previews_alone_and_clears_up_after_killed_ones(tmp_path: Path) -> None:
    child = subprocess.Popen([sys.executable, "-S", "-c", ""])
    child.wait()
    dead, alive = tmp_path / f"preview-{child.pid}-x", tmp_path / f"preview-{os.getpid()}-y"
    for folder in (dead, alive, tmp_path / "preview-of-mine"):
        (folder / "site").mkdir(parents=True)
    with preview_folder(tmp_path):
        assert not dead.exists()
        assert alive.exists()
        assert (tmp_path / "preview-of-mine").exists()
