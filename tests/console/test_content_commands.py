"""`new` and `check` over a small docs/ folder."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from console import cli, options
from press.content.library import load_library
from press.findings import Checked, Finding, Severity
from press.publish.staging import MARKER

DOCTORS = "- id: zhang-san\n  name: 张三\n  title: 主任医师\n  institution: 某县中医院\n  department: 内科\n"


@pytest.fixture
def docs(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "县 内容" / "docs"
    folder.mkdir(parents=True)
    (folder / "doctors.yml").write_text(DOCTORS, encoding="utf-8")
    for name in ("new", "check"):
        monkeypatch.setattr(importlib.import_module(f"console.commands.{name}"), "ROOT", folder.parent)
    monkeypatch.setattr(importlib.import_module("console.commands.check"), "CACHE", cache)
    return folder


@pytest.mark.parametrize(
    ("kind", "place"),
    [("article", "articles/san-fu-tie-zen-yao-tie.md"), ("video", "videos/san-fu-tie-zen-yao-tie.md")],
)
def test_new_writes_a_file_that_loads(docs: Path, capsys: pytest.CaptureFixture[str], kind: str, place: str) -> None:
    assert cli.main(["new", kind, "三伏贴", "怎么贴", "--docs", str(docs)]) == 0
    text = (docs / place).read_text("utf-8")
    assert "三伏贴 怎么贴" in text
    assert str(docs / place) in capsys.readouterr().out
    checked = load_library(docs, docs.parent)
    assert "content/unknown-key" not in {finding.rule_id for finding in checked.findings}


def test_new_bulletin_takes_a_free_month(docs: Path) -> None:
    for _ in range(2):
        assert cli.main(["new", "bulletin", "冬季养生", "--docs", str(docs)]) == 0
    assert len(list((docs / "bulletins").glob("20*.md"))) == 2


def test_new_never_overwrites(docs: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    skeleton = importlib.import_module("press.content.skeleton")
    path = docs / "articles" / "mine.md"
    monkeypatch.setattr(skeleton, "new_document", lambda *_args: (path.relative_to(docs), "new"))
    path.parent.mkdir()
    path.write_text("my work", encoding="utf-8")
    assert cli.main(["new", "article", "x", "--docs", str(docs)]) == 2
    assert path.read_text("utf-8") == "my work"
    assert "没有覆盖" in capsys.readouterr().err


def test_a_missing_docs_folder_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(options, "DOCS", tmp_path / "none")
    assert cli.main(["check"]) == 2
    assert "请用 --docs 指定" in capsys.readouterr().err


def test_check_lists_findings_and_fails_only_when_strict(
    docs: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (docs / "articles").mkdir()
    text = "---\ntitle: 三伏贴\ndate: 2026-07-01\nautor: 张三\n---\n正文\n"
    (docs / "articles" / "a.md").write_text(text, encoding="utf-8")
    assert cli.main(["check", "--docs", str(docs)]) == 0
    out = capsys.readouterr().out
    assert "[content/unknown-key] docs/articles/a.md:4" in out
    assert "检查了文章 1、视频 0、图文 0、宣传栏 0；" in out
    assert "content/unknown-key" in (cache / "findings.txt").read_text("utf-8")
    assert cli.main(["--strict", "check", "--docs", str(docs)]) == 1


def test_check_reads_the_campaigns_too(
    docs: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = Finding("campaign/none", Severity.ERROR, "没有任何活动文件", "放一个", "overlays/campaigns")
    module = importlib.import_module("press.campaign.load")
    monkeypatch.setattr(module, "load_campaigns", lambda _folder, _root: Checked((), (fault,)))
    assert cli.main(["check", "--strict", "--docs", str(docs)]) == 1
    assert "错误 [campaign/none] overlays/campaigns" in capsys.readouterr().out


def test_check_proves_a_built_site(docs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = tmp_path / "built"
    site.mkdir()
    assert cli.main(["check", "--docs", str(docs), "--site", str(site)]) == 0
    assert "还没有生成过网站" in capsys.readouterr().out
    (site / MARKER).write_text("", "ascii")
    (site / "index.html").write_text("<!doctype html><title>无</title><p>没有标识的一页</p>", "utf-8")
    assert cli.main(["check", "--docs", str(docs), "--site", str(site)]) == 0
    told = capsys.readouterr().out
    assert "应有 1 件，查到 0 件" in told
    assert "index.html" in told


@pytest.mark.parametrize(("kind", "folder"), [("文章", "articles"), ("视频", "videos"), ("宣传栏", "bulletins")])
def test_new_understands_chinese(docs: Path, capsys: pytest.CaptureFixture[str], kind: str, folder: str) -> None:
    assert cli.main(["new", kind, "冬季养生", "--docs", str(docs)]) == 0
    assert len(list((docs / folder).glob("*.md"))) == 1
    assert "draft: false" in capsys.readouterr().out


def test_new_wants_a_title(docs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["new", "article", " ", "--docs", str(docs)]) == 2
    assert "标题是空的" in capsys.readouterr().err
    assert not (docs / "articles").exists()
