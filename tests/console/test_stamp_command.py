"""`stamp` on the command line: what is said, and what it returns."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from rich.console import Console

from console import cli, project, speech, stamped
from press.findings import Finding, Severity
from press.standalone import desk
from press.standalone.inputs import OUT_FOLDER, Input
from press.standalone.treated import Status, Treated


@pytest.fixture
def here(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desk with a poster on it, and we at it."""
    monkeypatch.setattr(project, "CACHE", cache)
    folder = tmp_path / "桌 面"
    folder.mkdir()
    Image.new("RGB", (640, 400), "#8fa890").save(folder / "海报.jpg")
    monkeypatch.chdir(folder)
    return folder


def test_a_poster_is_marked_and_the_place_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["stamp", "海报.jpg"]) == 0
    said = capsys.readouterr().out
    assert "已加标识　海报.jpg　JPG 图片" in said
    assert "已加标识 1；用时" in said
    assert str(here / OUT_FOLDER) in said
    assert (here / OUT_FOLDER / "海报.jpg").is_file()


def test_again_is_quick_and_said(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del here
    for _ in range(2):
        assert cli.main(["stamp", "*.jpg"]) == 0
    assert "早已做好 1；" in capsys.readouterr().out


@pytest.mark.usefixtures("here")
def test_a_file_without_a_mark_gives_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["stamp", "海报.jpg", "没有.jpg"]) == 1
    said = capsys.readouterr().out
    assert "没有加上　没有.jpg" in said
    assert "已加标识 1、没有加上 1" in said


def test_warnings_count_under_strict(here: Path) -> None:
    exif = Image.Exif()
    exif[0x0131] = "xinglin-press elsewhere 0 0 TOP_LEFT light/line/80/0"
    Image.new("RGB", (640, 400), "white").save(here / "old.jpg", exif=exif)
    assert cli.main(["stamp", "old.jpg"]) == 0
    assert cli.main(["stamp", "old.jpg", "--strict"]) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--platform", "youku", "海报.jpg"], "没有“youku”这个平台，可以写：web、douyin、shipinhao"),
        (["--campaign", "no", "海报.jpg"], "没有“no”这个活动，可以写：qianming"),
        (["--as", "poster", "海报.jpg"], "document、graphic、video"),
        (["--ot", "x", "海报.jpg"], "没有 --ot 这个选项"),
        ([], "文件…"),
    ],
)
@pytest.mark.usefixtures("here")
def test_wrong_use_is_explained(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["stamp", *words]) == 2
    assert said in capsys.readouterr().err


def test_a_name_with_a_leading_dash(here: Path) -> None:
    (here / "海报.jpg").rename(here / "-x.jpg")
    assert cli.main(["stamp", "-x.jpg", "--out", str(here / "发布")]) == 0
    assert (here / "发布" / "-x.jpg").is_file()


def test_an_interrupt_tells_what_stands(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.new("RGB", (640, 400), "#406050").save(here / "第二张.jpg")

    def half(files: tuple[Input, ...], *args: Any) -> None:
        tell: Callable[[Treated], None] = args[-1]
        tell(Treated(files[0], "JPG 图片", Status.MARKED, here / OUT_FOLDER / files[0].file.name))
        raise KeyboardInterrupt

    monkeypatch.setattr(desk, "stamp_files", half)
    assert cli.main(["stamp", str(here)]) == 130
    said = capsys.readouterr().out
    assert "还有 1 个没有做" in said
    assert "已加标识 1；" in said


def line(name: str, status: Status, *findings: Finding, copy: str | None = None) -> Treated:
    place = Path("out", copy) if copy else None
    return Treated(Input(Path(name), Path("out"), name), "图片", status, place, findings=findings)


def shown(treated: list[Treated], *, terminal: bool) -> str:
    console = Console(width=110, force_terminal=terminal, color_system=None)
    with console.capture() as caught:
        stamped.show_treated(console, treated, "3 秒")
    return caught.get()


def test_trouble_is_always_listed_and_the_rest_cut() -> None:
    fault = Finding("stamp/failed", Severity.ERROR, "文件是空的", "请重新复制")
    many = [line(f"{number}.jpg", Status.MARKED, copy=f"{number}.jpg") for number in range(100)]
    many.append(line("空.jpg", Status.FAILED, fault))
    for terminal in (True, False):
        text = shown(many, terminal=terminal)
        assert "空.jpg" in text
        assert "请重新复制" in text
        assert "还有 60 个顺利的没有列出" in text
        assert "已加标识 100、没有加上 1；用时 3 秒" in text


def test_a_changed_name_is_told_and_a_long_one_cut() -> None:
    text = shown([line("长" * 80 + ".webm", Status.MARKED, copy="长.mp4")], terminal=True)
    assert "存为 长.mp4" in text
    assert "…" in text
    assert max(len(row) for row in text.splitlines()) <= 110


def test_names_of_no_encoding_do_no_harm() -> None:
    assert "?.jpg" in shown([line("\udcff.jpg", Status.MARKED, copy="\udcff.jpg")], terminal=True)


def test_the_command_is_registered() -> None:
    assert importlib.import_module("console.commands.stamp").command.name == "stamp"


@pytest.mark.parametrize(
    "words", [("--as", "视频"), ("--as", "video"), ("--platform", "抖音"), ("--platform", "douyin")]
)
def test_purposes_and_platforms_may_be_written_in_chinese(here: Path, words: tuple[str, str]) -> None:
    assert cli.main(["stamp", "海报.jpg", *words]) == 0
    assert list(here.rglob("已加标识/*"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("有 空格 😀👨‍👩‍👧.jpg", "有 空格 😀👨‍👩‍👧.jpg"),
        ("全角　空格.jpg", "全角　空格.jpg"),
        ("a\nb.jpg", "a?b.jpg"),
        ("\x1b[2J\x07.jpg", "?[2J?.jpg"),
        ("\u202egpj.exe", "?gpj.exe"),
        ("\udcb9\udcab.jpg", "??.jpg"),
    ],
)
def test_names_cannot_steer_the_terminal(name: str, shown: str) -> None:
    assert speech.printable(name) == shown
