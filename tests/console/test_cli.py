from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console import cli
from console.folding import folded
from console.speech import columns
from press import __version__
from press.errors import MissingToolError, StoppedError

HOOKS = Path(cli.__file__).parents[1]
ENGLISH = re.compile(r"\b(?:Usage|Options?|Commands?|Error|Show|Try|Missing|Invalid|No such|default|Arguments?)\b")


def run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    code = cli.main(args)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.parametrize("command", [(), *((name,) for name in cli.COMMANDS)], ids=lambda words: "".join(words) or "-")
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_is_chinese(capsys: pytest.CaptureFixture[str], command: tuple[str, ...], option: str) -> None:
    code, out, err = run(capsys, *command, option)
    assert (code, err) == (0, "")
    assert out.startswith("用法：")
    assert "选项：" in out
    assert "显示这份说明" in out
    assert not ENGLISH.search(out)


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "--help")
    rows = [
        line.split()[0] for line in out.partition("命令：")[2].splitlines() if line.startswith("  ") and line.strip()
    ]
    assert rows[: len(cli.COMMANDS)] == list(cli.COMMANDS)


def test_help_lines_up_with_wide_characters(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "build", "--help")
    assert "  --docs 文件夹  内容" in out
    assert "  --strict       有错误" in out


@pytest.mark.parametrize("command", [(), *((name,) for name in cli.COMMANDS)], ids=lambda words: "".join(words) or "-")
def test_help_fits_a_window_of_80_columns(capsys: pytest.CaptureFixture[str], command: tuple[str, ...]) -> None:
    _, out, _ = run(capsys, *command, "--help")
    for line in out.splitlines():
        assert columns(line) <= 80
        assert not line.lstrip().startswith(("，", "。", "；", "、", "）", "”"))
        assert "。 " not in line, "a line break between Chinese sentences is no blank"


@given(st.text("这是一句话，（有“括号”）。abc /docs-1;", max_size=200), st.integers(4, 40))
def test_folding_loses_nothing(text: str, width: int) -> None:
    lines = folded(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(line == line.rstrip() for line in lines)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--version") == (0, f"杏林 Press {__version__}\n", "")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["bild"], "没有“bild”这个命令。您是不是想写 build？"),
        (["2026-11"], "没有“2026-11”这个命令。"),
        (["--strct"], "没有 --strct 这个选项。您是不是想写 --strict"),
        (["new"], "缺少“种类”。"),
        (["new", "article"], "缺少“标题”"),
        (["new", "poem", "x"], "“poem”不在可选范围内，可以写：article、bulletin、video"),
        (["--jobs", "0"], "选项 --jobs 写得不对：0 超出范围"),
        (["--jobs", "many"], "“many”不是整数"),
        (["--jobs"], "选项 --jobs 的写法不对：后面要写上值"),
        (["check", "--strict=3"], "选项 --strict 的写法不对：后面不能写值"),
        (["check", "--docs", "nowhere"], "不存在"),
        (["--config", "."], "不是文件"),
        (["build", "many", "words"], "多出了看不懂的内容：many words"),
        (["serve", "--port", "70000"], "应在 1 到 65535 之间"),
    ],
    ids=" ".join,
)
def test_wrong_use_is_explained(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, *args)
    assert (code, out) == (2, "")
    assert words in err
    assert not ENGLISH.search(err)


class Raising:
    """Stands for a command that fails."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __call__(self, *_args: object, **_kwargs: object) -> int:
        raise self.error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (MissingToolError("缺少 ffmpeg，请安装"), (3, "错误：缺少 ffmpeg，请安装")),
        (KeyboardInterrupt(), (130, "已中断")),
        (StoppedError("处理已中止"), (130, "已中断")),
        (RuntimeError("boom"), (1, "程序出了意外：RuntimeError：boom")),
        (OSError(28, "No space left on device", "a.html"), (1, "磁盘已满")),
    ],
    ids=lambda value: type(value).__name__,
)
def test_errors_become_exit_codes(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    cache: Path,
    error: BaseException,
    expected: tuple[int, str],
) -> None:
    module = importlib.import_module("console.commands.test")
    monkeypatch.setattr(module.subprocess, "run", Raising(error))
    code, _, err = run(capsys, "test")
    assert code == expected[0]
    assert expected[1] in err
    assert (cache / "crash.log").exists() == isinstance(error, RuntimeError)


@pytest.mark.parametrize(("pytest_code", "code"), [(0, 0), (1, 1), (4, 1), (5, 1), (2, 130), (-9, 1)])
def test_test_hands_on_how_the_tests_went(monkeypatch: pytest.MonkeyPatch, pytest_code: int, code: int) -> None:
    module = importlib.import_module("console.commands.test")
    seen: list[list[str]] = []

    def run_pytest(command: list[str], **_kwargs: object) -> subprocess.CompletedProcess[str]:
        seen.append(command)
        return subprocess.CompletedProcess(command, pytest_code)

    monkeypatch.setattr(module.subprocess, "run", run_pytest)
    assert cli.main(["test", "-k", "staging", "--maxfail=1"]) == code
    assert seen == [[sys.executable, "-m", "pytest", "-k", "staging", "--maxfail=1"]]


def test_help_does_not_load_what_is_slow() -> None:
    script = "import sys; from console.cli import main; main(['--help']); print(sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(HOOKS)!r}); {script}"],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    for slow in ("mkdocs", "rich", "PIL", "pydantic", "yaml", "numpy"):
        assert f"'{slow}'" not in done.stdout
