from __future__ import annotations

import os
from pathlib import Path

import pytest

from press.standalone.inputs import OUT_FOLDER, Inputs, find_inputs


@pytest.fixture
def material(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder as it lies on a desk, and we in it."""
    names = (
        *("a.jpg", "b.JPG", "图[1].png", "-x.png", ".hidden.png", "Thumbs.db", "~$通知.docx"),
        *("子/c.jpg", "子/更深/d.mp4", f"子/{OUT_FOLDER}/c.jpg", ".git/x.jpg", f"{OUT_FOLDER}/a.jpg"),
    )
    folder = tmp_path / "素 材"
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    monkeypatch.chdir(folder)
    return folder


def names(found: Inputs) -> list[str]:
    return [one.file.name for one in found.files]


def test_a_file_goes_into_a_folder_beside_it(material: Path) -> None:
    (one,) = find_inputs(["子/c.jpg"]).files
    assert one.file == material / "子" / "c.jpg"
    assert one.folder == material / "子" / OUT_FOLDER
    assert one.shown == os.path.join("子", "c.jpg")  # noqa: PTH118 - as the system writes it


def test_a_folder_is_taken_whole_without_clutter_and_earlier_copies(material: Path) -> None:
    found = find_inputs([str(material)])
    assert sorted(names(found)) == ["-x.png", "a.jpg", "b.JPG", "c.jpg", "d.mp4", "图[1].png"]
    beside = material.parent / OUT_FOLDER / "素 材"
    assert {one.file.name: one.folder for one in found.files}["d.mp4"] == beside / "子" / "更深"


def test_the_folder_one_stands_in(material: Path) -> None:
    found = find_inputs(["."])
    assert {one.folder for one in found.files if one.file.name == "a.jpg"} == {
        material.parent / OUT_FOLDER / material.name
    }


def test_a_named_folder_takes_the_copies_and_is_not_read(material: Path) -> None:
    out = material / "发布"
    out.mkdir()
    (out / "e.jpg").write_bytes(b"x")
    found = find_inputs([str(material), "a.jpg"], out)
    assert "e.jpg" not in names(found)
    folders = {one.file.name: one.folder for one in found.files}
    assert folders["a.jpg"] == out
    assert folders["d.mp4"] == out / "子" / "更深"


@pytest.mark.usefixtures("material")
def test_patterns_are_ours_to_expand() -> None:
    assert names(find_inputs(["*.jpg"]))[:1] == ["a.jpg"]
    assert names(find_inputs(["**/*.jpg"])) == ["a.jpg", "c.jpg"]
    assert names(find_inputs(["[ab].*"])) == ["a.jpg", "b.JPG"]
    assert names(find_inputs(["子/?.jpg"])) == ["c.jpg"]
    assert find_inputs(["*.bmp"]).missing == ("*.bmp",)


@pytest.mark.usefixtures("material")
def test_a_name_with_brackets_is_a_name_first() -> None:
    assert names(find_inputs(["图[1].png"])) == ["图[1].png"]


@pytest.mark.usefixtures("material")
def test_each_file_once_however_often_it_is_named() -> None:
    assert names(find_inputs(["a.jpg", "./a.jpg", "*.jpg", "子/../a.jpg"])) == ["a.jpg"]


@pytest.mark.usefixtures("material")
def test_what_is_not_there_is_told_and_the_rest_is_found() -> None:
    found = find_inputs(["没有.jpg", "a.jpg", "-x.png"])
    assert found.missing == ("没有.jpg",)
    assert names(found) == ["a.jpg", "-x.png"]


@pytest.mark.usefixtures("material")
def test_a_copy_named_on_purpose_is_taken() -> None:
    assert names(find_inputs([f"{OUT_FOLDER}/a.jpg"])) == ["a.jpg"]
