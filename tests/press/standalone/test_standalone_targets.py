from __future__ import annotations

import errno
import hashlib
import os
from itertools import islice
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.standalone import targets
from press.standalone.targets import NAME_BYTES, Shelf, target_names

JPEG = (".jpg", ".jpeg")


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def part(folder: Path, content: bytes) -> Path:
    file = folder / ".part"
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(
    ("name", "suffixes", "expected"),
    [
        ("海报.jpg", JPEG, ["海报.jpg", "海报-2.jpg", "海报-3.jpg"]),
        ("海报.JPEG", JPEG, ["海报.JPEG", "海报-2.JPEG", "海报-3.JPEG"]),
        ("海报.png", JPEG, ["海报.jpg", "海报-2.jpg", "海报-3.jpg"]),
        ("海报", JPEG, ["海报.jpg", "海报-2.jpg", "海报-3.jpg"]),
        ("第2.1版", JPEG, ["第2.1版.jpg", "第2.1版-2.jpg", "第2.1版-3.jpg"]),
        ("讲座.mov", (), ["讲座.mov", "讲座-2.mov", "讲座-3.mov"]),
    ],
)
def test_names(name: str, suffixes: tuple[str, ...], expected: list[str]) -> None:
    assert list(islice(target_names(name, suffixes), 3)) == expected


@given(st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=300))
def test_names_fit_every_file_system(name: str) -> None:
    found = list(islice(target_names(name, JPEG), 12))
    assert len(set(found)) == 12
    for one in found:
        assert len(os.fsencode(one)) <= NAME_BYTES
        assert one.lower().endswith(JPEG)


def test_nothing_is_ever_written_over(tmp_path: Path) -> None:
    shelf = Shelf(digest)
    (tmp_path / "a.jpg").write_bytes(b"somebody's")
    (tmp_path / "a-2.jpg").mkdir()
    placed = shelf.put(part(tmp_path, b"ours"), tmp_path, "a.jpg", JPEG)
    assert (placed.file.name, placed.fresh) == ("a-3.jpg", True)
    assert (tmp_path / "a.jpg").read_bytes() == b"somebody's"
    assert not (tmp_path / ".part").exists()


def test_the_same_copy_is_recognised_under_each_of_its_names(tmp_path: Path) -> None:
    shelf = Shelf(digest)
    (tmp_path / "a.jpg").write_bytes(b"somebody's")
    first = shelf.put(part(tmp_path, b"ours"), tmp_path, "a.jpg", JPEG)
    again = shelf.put(part(tmp_path, b"ours"), tmp_path, "a.jpg", JPEG)
    assert (again.file, again.fresh) == (first.file, False)
    assert shelf.find(tmp_path, "a.jpg", JPEG, digest(first.file)) == first.file
    assert shelf.find(tmp_path, "a.jpg", JPEG, "0" * 64) is None


@pytest.mark.parametrize("blocked", [False, True])
def test_folders_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, blocked: bool) -> None:
    def refuse(*_: object) -> NoReturn:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(targets.os, "link", refuse)
    if blocked:
        (tmp_path / "a.jpg").write_bytes(b"somebody's")
    placed = Shelf(digest).put(part(tmp_path, b"ours"), tmp_path, "a.jpg", JPEG)
    assert placed.file.name == ("a-2.jpg" if blocked else "a.jpg")
    assert placed.file.read_bytes() == b"ours"
    assert not (tmp_path / ".part").exists()


def test_a_full_disk_is_an_error_and_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(targets.os, "link", refuse)
    with pytest.raises(OSError, match="full"):
        Shelf(digest).put(part(tmp_path, b"ours"), tmp_path, "a.jpg", JPEG)
    assert not (tmp_path / "a.jpg").exists()
