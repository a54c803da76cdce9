from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from console import building, engine, filelock
from console.crash import CrashError
from console.request import Built, Request
from press.errors import MissingToolError, UsageError
from press.findings import Severity
from press.progress import SilentReporter
from press.publish.staging import MARKER
from tests.console.conftest import TinyProject


def build(tiny: TinyProject, *, strict: bool = False) -> Built:
    return building.build(Request(tiny.config, strict=strict), SilentReporter())


def test_builds_and_hands_back_what_the_hook_says(tiny: TinyProject) -> None:
    built = build(tiny)
    assert built.published
    assert (built.outcome.pages, built.outcome.pictures, built.outcome.posters) == (2, 5, 1)
    assert built.outcome.remarks == ("用的是自带标识",)
    assert [finding.rule_id for finding in built.outcome.findings] == ["content/unknown-key"]
    assert "三伏贴" in tiny.page()
    assert tiny.leftovers() == []


def test_the_engines_warnings_become_findings(tiny: TinyProject, capfd: pytest.CaptureFixture[str]) -> None:
    tiny.write("# 三伏贴\n\n见[别处](nowhere.md)。\n")
    finding = next(f for f in build(tiny).outcome.findings if f.rule_id == "engine/dead-link")
    assert finding.severity is Severity.WARNING
    assert finding.where == "docs/index.md:3"
    assert "nowhere.md" in finding.message
    captured = capfd.readouterr()
    assert captured.out + captured.err == "", "nothing in English on the screen"


def test_other_folders_than_the_configured(tiny: TinyProject, tmp_path: Path) -> None:
    docs, site = tmp_path / "别的 内容", tmp_path / "out" / "public"
    docs.mkdir()
    (docs / "index.md").write_text("# 二十四节气\n", encoding="utf-8")
    built = building.build(Request(tiny.config, docs, site, jobs=3), SilentReporter())
    assert built.outcome.site_dir == site
    assert "二十四节气" in (site / "index.html").read_text("utf-8")
    assert not tiny.site.exists()
    assert os.environ["XINGLIN_JOBS"] == "3"


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XINGLIN_JOBS", raising=False)
    monkeypatch.setenv("XINGLIN_JOBS", "1")  # so that it is put back after the test


def test_strict_holds_the_site_back_but_still_tells(tiny: TinyProject) -> None:
    build(tiny)
    tiny.write("# 新的 WARN\n")
    built = build(tiny, strict=True)
    assert not built.published
    assert [finding.rule_id for finding in built.outcome.findings] == ["content/unknown-key"]
    assert "三伏贴" in tiny.page()
    assert tiny.leftovers() == []


def test_strict_and_the_engines_own_count(tiny: TinyProject) -> None:
    tiny.write("# 新的\n\n[x](nowhere.md)\n")
    built = build(tiny, strict=True)
    assert built.published
    assert "engine/dead-link" in {finding.rule_id for finding in built.outcome.findings}


@pytest.mark.parametrize(
    ("word", "kind", "words"),
    [
        ("CRASH", CrashError, "处理“docs/index.md”时程序出了意外：KeyError"),
        ("DISK", CrashError, "磁盘已满，请腾出空间后再运行一次（x.html）"),
        ("TOOL", MissingToolError, "^缺少 ffmpeg$"),
    ],
)
def test_a_failing_build_leaves_the_old_site(
    tiny: TinyProject, cache: Path, word: str, kind: type[Exception], words: str
) -> None:
    build(tiny)
    tiny.write(f"# 新的 {word}\n")
    with pytest.raises(kind, match=words):
        build(tiny)
    assert "三伏贴" in tiny.page()
    assert tiny.leftovers() == []
    assert (cache / "crash.log").exists() == (word == "CRASH")


def test_a_rotten_cache_is_thrown_away_and_the_build_done_again(
    tiny: TinyProject, cache: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (cache / "ab").mkdir(parents=True)
    (cache / "pages").mkdir()
    (cache / "memory.sqlite").write_bytes(b"of films")
    tiny.write("# 三伏贴 ROTTEN\n")
    assert build(tiny).published
    assert "ROTTEN" in tiny.page()
    assert "可能是缓存损坏" in capfd.readouterr().err
    assert (cache / "ab").exists(), "what is checked when used stays"
    assert (cache / "memory.sqlite").exists(), "nobody said that it is damaged, and films take hours"
    assert not (cache / "pages").exists()


def test_the_memory_of_films_is_forgotten_only_when_it_failed_itself(tiny: TinyProject, cache: Path) -> None:
    (cache / "pages").mkdir(parents=True)
    (cache / "memory.sqlite").write_bytes(b"damaged")
    failing = "def fail(path):\n    if path.exists():\n        raise ValueError('not what was written')\n"
    (tiny.folder / "cache.py").write_text(failing, encoding="utf-8")
    call = f"""
def on_env(env, config, files):
    import runpy
    runpy.run_path(str(Path(__file__).with_name("cache.py")))["fail"](Path({str(cache / "memory.sqlite")!r}))
"""
    hook = tiny.folder / "hook.py"
    hook.write_text(hook.read_text("utf-8") + call, encoding="utf-8")
    assert build(tiny).published
    assert not (cache / "memory.sqlite").exists()


def test_a_fault_of_the_program_is_not_tried_for_ever(tiny: TinyProject, cache: Path) -> None:
    (cache / "pages").mkdir(parents=True)
    tiny.write("# 新的 CRASH\n")
    with pytest.raises(CrashError, match="KeyError"):
        build(tiny)


def test_ctrl_c_leaves_the_old_site_and_no_stage(tiny: TinyProject) -> None:
    build(tiny)
    tiny.write("# 新的 CTRL-C\n")
    with pytest.raises(KeyboardInterrupt):
        build(tiny)
    assert "三伏贴" in tiny.page()
    assert tiny.leftovers() == []


def test_a_foreign_target_is_refused(tiny: TinyProject) -> None:
    tiny.site.mkdir()
    (tiny.site / "thesis.docx").write_bytes(b"x")
    with pytest.raises(UsageError, match="不是本程序生成的网站"):
        build(tiny)
    assert (tiny.site / "thesis.docx").exists()
    assert not (tiny.site / MARKER).exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("site_name: [", "mkdocs.yml”不能用：\n  第 .+ 行：格式不对：括号"),
        ("site_name: x\n\tnav: y\n", "第 2 行"),
        ("site_name: x\ndocs_dir: nowhere\n", "配置项 docs_dir 不对：没有“.+nowhere”这个文件夹"),
        ("docs_dir: docs\n", "配置项 site_name 不对：没有写，这一项不能缺"),
        ("site_name: x\nsite_url: kepu.gov.cn\n", "配置项 site_url 不对：要写完整的网址，以 https:// 开头"),
        ("site_name: x\nhooks: [missing.py]\n", "配置项 hooks 不对"),
    ],
)
def test_a_faulty_configuration_is_wrong_use(tiny: TinyProject, text: str, words: str) -> None:
    tiny.config.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=words):
        build(tiny)


def test_a_configuration_saved_by_an_old_notepad(tiny: TinyProject) -> None:
    tiny.config.write_bytes("site_name: 科普园地\n".encode("gbk"))
    with pytest.raises(UsageError, match="另存为”，编码选 UTF-8"):
        build(tiny)


def test_leaves_logging_as_it_was(tiny: TinyProject) -> None:
    loggers = (logging.getLogger(), logging.getLogger("mkdocs"))
    before = [(list(logger.handlers), logger.propagate, logger.level) for logger in loggers]
    build(tiny)
    assert [(list(logger.handlers), logger.propagate, logger.level) for logger in loggers] == before


def test_what_libraries_log_goes_to_a_file(tiny: TinyProject, cache: Path, capfd: pytest.CaptureFixture[str]) -> None:
    hook = tiny.folder / "hook.py"
    noise = "import logging, warnings\ndef on_env(env, config, files):\n    logging.getLogger('PIL').warning('noise')\n"
    hook.write_text(hook.read_text("utf-8") + noise, encoding="utf-8")
    build(tiny)
    assert "noise" in (cache / "libraries.log").read_text("utf-8")
    assert capfd.readouterr().err == ""


SECOND = """
import sys
from pathlib import Path
from console import building, crash, engine, turns
from console.request import Request
from press.progress import SilentReporter
building.CACHE = turns.CACHE = engine.CACHE = crash.CACHE = Path(sys.argv[2])
building.build(Request(Path(sys.argv[1])), SilentReporter())
"""


def test_a_second_build_waits_for_the_first(tiny: TinyProject, cache: Path) -> None:
    command = [sys.executable, "-c", SECOND, str(tiny.config), str(cache)]
    environment = {**os.environ, "PYTHONPATH": str(Path(engine.__file__).parents[1]), "PYTHONUTF8": "1"}
    with filelock.locked(cache / "build.lock", lambda: None):
        second = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, encoding="utf-8")
        assert second.stderr is not None
        assert "另一个窗口正在生成网站" in second.stderr.readline()
        assert not tiny.site.exists()
    with second:
        assert second.wait(timeout=60) == 0
    assert "三伏贴" in tiny.page()
