"""Whole broken sites go through the engine: the rest comes out, nothing crashes, nothing is changed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.end_to_end.corpora import project
from tests.end_to_end.engines import ROOT, build, tree

SITES = sorted(path for path in (ROOT / "tests" / "broken_sites").iterdir() if (path / "docs").is_dir())


@pytest.mark.parametrize("broken", SITES, ids=lambda path: path.name)
def test_a_broken_site_still_comes_out_marked(broken: Path, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    shutil.copytree(broken / "docs", docs, symlinks=True)
    before = tree(docs)
    root = project(tmp_path / "project", docs)
    done = build("mkdocs", root / "site", root=root)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    pages = list((root / "site").rglob("*.html"))
    assert len(pages) > 8
    assert [page for page in pages if b"assets/marks/" not in page.read_bytes()] == []
    assert tree(docs) == before


def test_strict_holds_a_broken_site_back(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    (docs / "articles").mkdir(parents=True)
    (docs / "articles" / "a.md").write_bytes("标题：没有资料区".encode("gb18030"))
    root = project(tmp_path / "project", docs)
    assert build("mkdocs", root / "site", root=root).returncode == 0
    published = tree(root / "site")
    (docs / "articles" / "b.md").write_text("---\ntitle: 乙\ndate: 2026-02-30\n---\n文\n", "utf-8")
    done = build("mkdocs", root / "site", "--strict", root=root)
    assert done.returncode == 1
    assert tree(root / "site") == published
    assert "2026-02-30" in done.stderr
