from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
import segno
from docx import Document
from PIL import Image

from press.cache import Cache
from press.campaign.model import Campaign
from press.errors import MediaLimitError, PressError
from press.findings import Severity
from press.imaging import keep
from press.progress import SilentReporter
from press.standalone import desk, work
from press.standalone.desk import stamp_files
from press.standalone.inputs import OUT_FOLDER, find_inputs
from press.standalone.sorts import sort_file
from press.standalone.treated import Status, Treated, not_found
from press.standalone.work import Order
from press.tools.ffmpeg import Ffmpeg, find_ffmpeg

Run = Callable[..., dict[str, Treated]]


@pytest.fixture
def run(campaign: Campaign, cache: Cache) -> Run:
    """Mark files; return their lines by name."""

    def stamp(*words: Path, cover: bool = False, platform: str = "web", out: Path | None = None) -> dict[str, Treated]:
        lines: list[Treated] = []
        found = find_inputs([str(word) for word in words], out)
        stamp_files(found.files, Order(campaign, cover, platform), cache, SilentReporter(), 2, lines.append)
        return {one.input.file.name: one for one in (*lines, *not_found(found))}

    return stamp


def picture(file: Path, size: tuple[int, int] = (640, 400), form: str | None = None) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, "#8fa890").save(file, form)
    return file


def film(file: Path) -> Path:
    words = ["-v", "error", "-nostdin", "-f", "lavfi", "-i", "color=#cfe0d0:s=640x360:d=1:r=5", "-pix_fmt", "yuv420p"]
    subprocess.run([str(find_ffmpeg()), *words, f"file:{file}"], check=True, stdin=subprocess.DEVNULL)
    return file


def hashes(folder: Path) -> dict[str, str]:
    files = [file for file in folder.rglob("*") if file.is_file() and OUT_FOLDER not in file.parts]
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


@pytest.fixture
def material(tmp_path: Path) -> Path:
    """One of everything, sound and broken."""
    folder = tmp_path / "素 材"
    picture(folder / "海报.jpg")
    picture(folder / "其实.jpg", form="PNG")
    picture(folder / "小.png", (40, 40))
    picture(folder / ("长" * 83 + "xx.png"))
    picture(folder / '-带 "引号" 😀.webp')
    film(folder / "讲座.mov")
    (folder / "图.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 400"/>', encoding="utf-8")
    (folder / "坏.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', encoding="utf-8")
    Document().save(str(folder / "通知.docx"))
    (folder / "空.jpg").write_bytes(b"")
    (folder / "假.jpg").write_text("不是图片" * 40, encoding="utf-8")
    (folder / "说明.txt").write_text("放在第一排", encoding="utf-8")
    (folder / "坏.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(200))
    return folder


def test_everything_is_marked_named_and_left_unharmed(run: Run, material: Path) -> None:
    before = hashes(material)
    lines = run(material)
    assert {name: line.status for name, line in lines.items()} == {
        "海报.jpg": Status.MARKED,
        "其实.jpg": Status.MARKED,
        "小.png": Status.FAILED,
        "长" * 83 + "xx.png": Status.MARKED,
        '-带 "引号" 😀.webp': Status.MARKED,
        "讲座.mov": Status.MARKED,
        "图.svg": Status.MARKED,
        "坏.svg": Status.FAILED,
        "通知.docx": Status.MARKED,
        "空.jpg": Status.FAILED,
        "假.jpg": Status.FAILED,
        "说明.txt": Status.SKIPPED,
        "坏.mp4": Status.FAILED,
    }
    assert hashes(material) == before
    copies = {name: line.copy.name for name, line in lines.items() if line.copy}
    assert copies["其实.jpg"] == "其实.png"
    assert copies["讲座.mov"] == "讲座.mp4"
    out = material.parent / OUT_FOLDER / material.name
    assert sorted(file.name for file in out.iterdir()) == sorted(copies.values())
    for line in lines.values():
        assert line.status is not Status.FAILED or (line.findings[0].severity is Severity.ERROR and line.note)
        assert all(finding.hint for finding in line.findings if finding.severity is not Severity.NOTICE)


def test_a_second_run_makes_nothing_anew(run: Run, material: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run(material)
    monkeypatch.setattr(desk, "make_copy", None)
    again = run(material)
    marked = {name: line for name, line in first.items() if line.status is Status.MARKED}
    assert len(marked) == 7
    for name, line in marked.items():
        second = again[name]
        assert second.status is Status.SAME
        assert (second.copy, second.label, second.note) == (line.copy, line.label, line.note)


def test_a_copy_thrown_away_is_made_again(run: Run, tmp_path: Path) -> None:
    file = picture(tmp_path / "a.jpg")
    first = run(file)["a.jpg"].copy
    assert first is not None
    whole = first.read_bytes()
    first.unlink()
    line = run(file)["a.jpg"]
    assert (line.status, line.copy) == (Status.MARKED, first)
    assert first.read_bytes() == whole


def test_another_file_of_that_name_stays(run: Run, tmp_path: Path) -> None:
    file = picture(tmp_path / "a.jpg")
    other = picture(tmp_path / OUT_FOLDER / "a.jpg", (10, 10)).read_bytes()
    line = run(file)["a.jpg"]
    assert line.copy is not None
    assert line.copy.name == "a-2.jpg"
    assert (tmp_path / OUT_FOLDER / "a.jpg").read_bytes() == other
    assert run(file)["a.jpg"].copy == line.copy


def test_two_files_of_one_name_both_arrive(run: Run, tmp_path: Path) -> None:
    one, two = picture(tmp_path / "一" / "a.jpg"), picture(tmp_path / "二" / "a.jpg", (700, 500))
    run(one, two, out=tmp_path / "out")
    sizes = {size_of(tmp_path / "out" / name) for name in ("a.jpg", "a-2.jpg")}
    assert sizes == {(640, 400), (700, 500)}


def size_of(file: Path) -> tuple[int, int]:
    with Image.open(file) as opened:
        return opened.size


@pytest.mark.parametrize("name", ["a.jpg", "b.svg", "c.mp4", "d.docx"])
def test_a_marked_file_is_copied_as_it_is(run: Run, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    if name == "a.jpg":
        picture(file)
    elif name == "b.svg":
        file.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 400"/>', encoding="utf-8")
    elif name == "c.mp4":
        film(file)
    else:
        Document().save(str(file))
    marked = run(file)[name].copy
    assert marked is not None
    again = run(marked)[name]
    assert again.status is Status.ALREADY
    assert again.copy is not None
    assert again.copy.read_bytes() == marked.read_bytes()


def test_covers_are_marked_bottom_right(run: Run, tmp_path: Path) -> None:
    file = picture(tmp_path / "a.png", (900, 1600))
    plain = run(file, out=tmp_path / "plain")["a.png"].copy
    cover = run(file, cover=True, out=tmp_path / "cover")["a.png"].copy
    douyin = run(file, cover=True, platform="douyin", out=tmp_path / "douyin")["a.png"].copy
    boxes = []
    for copy in (plain, cover, douyin):
        assert copy is not None
        with Image.open(copy) as opened:
            changed = opened.convert("RGB").point(lambda level: 0 if level in {0x8F, 0xA8, 0x90} else 255)
        boxes.append(changed.getbbox() or (0, 0, 0, 0))
    assert boxes[0][2] < 900
    assert boxes[0][3] < 400
    assert boxes[1][1] > 1300
    assert boxes[2][3] < boxes[1][1]


def refusing(error: Exception) -> Callable[..., NoReturn]:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise error

    return refuse


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (OSError(errno.ENOSPC, "full"), "磁盘已满"),
        (PermissionError(errno.EACCES, "closed"), "权限"),
        (OSError(errno.EROFS, "read only"), "权限"),
        (MemoryError(), "MemoryError"),
        (ZeroDivisionError("a bug"), "ZeroDivisionError"),
    ],
)
def test_one_files_trouble_stops_no_other(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, word: str
) -> None:
    real = keep.save_kept

    def save(file: Path, kept: object, note: str) -> None:
        if "half" in seen:
            return real(file, kept, note)  # type: ignore[arg-type]  # handed on
        seen.append("half")
        file.write_bytes(b"half a picture")
        raise error

    seen: list[str] = []
    monkeypatch.setattr(keep, "save_kept", save)
    lines = run(*[picture(tmp_path / f"{number}.jpg", (640, 400 + number)) for number in range(4)])
    assert sorted(line.status.name for line in lines.values()) == ["FAILED", "MARKED", "MARKED", "MARKED"]
    (broken,) = [line for line in lines.values() if line.status is Status.FAILED]
    assert word in broken.note
    assert len(list((tmp_path / OUT_FOLDER).iterdir())) == 3


def test_an_interrupt_ends_it_and_leaves_no_half_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "keep_marked", refusing(PressError("处理已中止")))
    with pytest.raises(PressError, match="中止"):
        run(picture(tmp_path / "a.jpg"))
    assert list((tmp_path / OUT_FOLDER).iterdir()) == []


def test_words_that_name_nothing_are_lines_too(run: Run, tmp_path: Path) -> None:
    lines = run(tmp_path / "没有.jpg")
    assert lines["没有.jpg"].status is Status.FAILED
    assert "没有找到" in lines["没有.jpg"].note


def test_old_marks_are_told(run: Run, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0131] = "xinglin-press elsewhere 0 0 TOP_LEFT light/line/80/0"
    Image.new("RGB", (640, 400), "white").save(tmp_path / "a.jpg", exif=exif)
    line = run(tmp_path / "a.jpg")["a.jpg"]
    assert line.status is Status.MARKED
    assert line.warned
    assert line.findings[0].rule_id == "stamp/old-mark"


def test_an_archive_that_unpacks_to_too_much_is_called_what_it_is(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(200):
                part.write(bytes(1_000_000))
    sort = sort_file(tmp_path / "bomb.docx", Ffmpeg(find_ffmpeg()))
    assert isinstance(sort.fault, MediaLimitError)
    assert sort.label == "文件"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in this file system")
def test_a_pipe_is_no_file_and_is_not_waited_for(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    lines = run(picture(tmp_path / "a.jpg"), tmp_path / "pipe.jpg")
    assert lines["pipe.jpg"].status is Status.FAILED
    assert "不是普通文件" in lines["pipe.jpg"].note
    assert lines["a.jpg"].status is Status.MARKED


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="names there are always Unicode")
def test_a_name_of_no_encoding_is_marked_or_named(run: Run, tmp_path: Path) -> None:
    picture(tmp_path / "a.jpg").rename(tmp_path / os.fsdecode("公告.jpg".encode("gb18030")))
    Document().save(tmp_path / "a.docx")
    (tmp_path / "a.docx").rename(tmp_path / os.fsdecode("公告.docx".encode("gb18030")))
    lines = {name.rpartition(".")[2]: line for name, line in run(tmp_path).items()}
    assert lines["jpg"].status is Status.MARKED
    assert lines["docx"].status is Status.FAILED
    assert "乱码" in lines["docx"].note


def test_a_code_is_not_spoiled_and_a_hidden_one_is_told(run: Run, tmp_path: Path) -> None:
    segno.make_qr("https://example.cn/tcm").save(str(tmp_path / "code.png"), scale=24, border=2)
    with Image.open(tmp_path / "code.png") as code:
        poster = Image.new("RGB", (1200, 1600), "white")
        poster.paste(code.convert("RGB").resize((330, 330)), (70, 70))
    poster.save(tmp_path / "poster.png")
    lines = run(tmp_path / "code.png", tmp_path / "poster.png")
    assert lines["code.png"].status is Status.FAILED
    assert "扫不出" in lines["code.png"].note
    assert lines["poster.png"].status is Status.MARKED
    assert [one.rule_id for one in lines["poster.png"].findings] == ["stamp/hidden-code"]
    assert [one.rule_id for one in run(tmp_path / "poster.png")["poster.png"].findings] == ["stamp/hidden-code"]
