"""A tiny project for the engine: what matters here is how it is conducted, not what it makes."""

from __future__ import annotations

from pathlib import Path

import pytest

from console import building, crash, engine, turns

HOOK = """
from pathlib import Path
from press.errors import MissingToolError
from press.findings import Finding, Severity, fails_strict
from press.progress import current_reporter
from press.publish.outcome import Outcome, hand_over
from press.publish.staging import recover, staging_dir, swap

def on_config(config):
    site = Path(config.site_dir)
    recover(site)
    config.extra["published"] = site
    config.site_dir = str(staging_dir(site, protected=(Path(config.docs_dir),)))
    with current_reporter.get().stage("处理图片", 2) as stage:
        stage.advance(2)
    return config

def on_page_markdown(markdown, page, config, files):
    if "CRASH" in markdown:
        return {}["missing"]
    if "ROTTEN" in markdown and (Path(config.docs_dir).parents[1] / "cache" / "pages").exists():
        raise ValueError("not what was written")
    if "DISK" in markdown:
        raise OSError(28, "No space left on device", "x.html")
    if "TOOL" in markdown:
        raise MissingToolError("缺少 ffmpeg")
    if "CTRL-C" in markdown:
        raise KeyboardInterrupt
    return markdown

def on_post_build(config):
    text = (Path(config.docs_dir) / "index.md").read_text("utf-8")
    severity = Severity.WARNING if "WARN" in text else Severity.NOTICE
    finding = Finding("content/unknown-key", severity, "不认识的项“autor”", "您是不是想写 authors", "docs/index.md", 1)
    handed = hand_over(Outcome(2, 5, 1, (finding,), config.extra["published"], ("用的是自带标识",)))
    assert handed
    if config.strict and fails_strict((finding,)):
        from mkdocs.exceptions import PluginError
        raise PluginError("按要求没有发布")
    swap(Path(config.site_dir), config.extra["published"])
"""
CONFIG = """\
site_name: 小站
site_url: https://example.org/
use_directory_urls: false
theme: {name: null, custom_dir: theme}
plugins: []
hooks: [hook.py]
"""


class TinyProject:
    """A site of one page."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.config = folder / "mkdocs.yml"
        self.site = folder / "site"
        (folder / "docs").mkdir(parents=True)
        (folder / "theme").mkdir()
        (folder / "theme" / "main.html").write_text("<body>{{ page.content }}</body>", encoding="utf-8")
        (folder / "hook.py").write_text(HOOK, encoding="utf-8")
        self.config.write_text(CONFIG, encoding="utf-8")
        self.write("# 三伏贴\n")

    def write(self, text: str) -> None:
        (self.folder / "docs" / "index.md").write_text(text, encoding="utf-8")

    def page(self) -> str:
        return (self.site / "index.html").read_text("utf-8")

    def leftovers(self) -> list[str]:
        return [path.name for path in self.folder.iterdir() if path.name.startswith(".site-")]


@pytest.fixture
def tiny(tmp_path: Path, cache: Path) -> TinyProject:
    del cache
    return TinyProject(tmp_path / "小 站")


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder, away from the project's own."""
    folder = tmp_path / "cache"
    monkeypatch.setattr(engine, "CACHE", folder)
    for module in (building, crash, turns):
        monkeypatch.setattr(module, "CACHE", folder)
    return folder
