"""A check that is repeated reads only what changed, and says what the first would say."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from press.campaign.model import Campaign
from press.check import inventory, run
from press.check.compliance import Compliance
from press.check.memory import CheckMemory, KnownFile
from press.check.run import check_site
from press.check.worker import look
from press.errors import UnreadableMediaError
from press.findings import Checked
from press.progress import SilentReporter

PAGE = "<!doctype html><html><body><main><p>{words}</p></main></body></html>"
Check = Callable[..., Checked[Compliance]]


def later() -> int:
    """The time when every file has lain still for a while."""
    return time.time_ns() + 60_000_000_000


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of two pages in a folder."""
    site = tmp_path / "网站 site"
    (site / "articles").mkdir(parents=True)
    for name in ("a", "b"):
        (site / "articles" / f"{name}.html").write_text(PAGE.format(words=name), "utf-8")
    return site


@pytest.fixture
def check(tmp_path: Path, campaign: Campaign) -> Check:
    """Check a site with a memory that lasts as long as the test."""

    def checked(site: Path, clock: Callable[[], int] = later) -> Checked[Compliance]:
        with closing(CheckMemory(tmp_path / "proof.sqlite")) as memory:
            return check_site(
                site,
                [campaign],
                today=dt.date(2026, 11, 22),
                memory=memory,
                jobs=1,
                reporter=SilentReporter(),
                named="site",
                run=lambda task: look(task, [campaign]),
                clock=clock,
            )

    return checked


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of all files that are read."""
    paths: list[str] = []
    read_file = inventory.read_file

    def counted(file: Path, path: str) -> inventory.SiteFile:
        paths.append(path)
        return read_file(file, path)

    monkeypatch.setattr(inventory, "read_file", counted)
    return paths


def words(done: Checked[Compliance]) -> dict[str, str]:
    return {str(finding.path): finding.message for finding in done.findings}


def test_a_file_that_lay_still_is_read_once_wherever_the_site_lies(site: Path, check: Check, read: list[str]) -> None:
    first = check(site)
    assert read == ["articles/a.html", "articles/b.html"]
    read.clear()
    assert check(site) == first
    assert check(site.rename(site.with_name("published"))) == first
    assert read == []


def test_a_file_written_a_moment_ago_is_read_again(site: Path, check: Check, read: list[str]) -> None:
    first = check(site, time.time_ns)
    assert check(site, time.time_ns) == first
    assert read == ["articles/a.html", "articles/b.html"] * 2


def edit(file: Path) -> None:
    file.write_text(PAGE.format(words="另外"), "utf-8")


def edit_unnoticed(file: Path) -> None:
    """Change a file in place, to the same size, and restore its time stamp."""
    before = file.stat()
    file.write_text(file.read_text("utf-8").replace("<p>a", "<p>c"), "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def replace_unnoticed(file: Path) -> None:
    """Put another file in its place, of the same size and time stamp."""
    before = file.stat()
    other = file.with_name("other")
    other.write_text(file.read_text("utf-8").replace("<p>a", "<p>c"), "utf-8")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(file)


@pytest.mark.parametrize("change", [edit, edit_unnoticed, replace_unnoticed])
def test_a_changed_file_is_seen(site: Path, check: Check, read: list[str], change: Callable[[Path], None]) -> None:
    first = check(site)
    assert "文字“a”" in words(first)["site/articles/a.html"]
    read.clear()
    change(site / "articles" / "a.html")
    second = check(site)
    assert read == ["articles/a.html"]
    assert second.value.digest != first.value.digest
    assert "文字“a”" not in words(second)["site/articles/a.html"]


def test_a_touched_file_is_read_and_found_the_same(site: Path, check: Check, read: list[str]) -> None:
    first = check(site)
    read.clear()
    os.utime(site / "articles" / "a.html")
    assert check(site) == first
    assert read == ["articles/a.html"]


def test_large_files_are_read_like_small_ones(
    site: Path, check: Check, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    small = check(site).value.digest
    edit(site / "articles" / "b.html")
    read.clear()
    monkeypatch.setattr(inventory, "_LARGE", 10)
    assert check(site).value.digest != small
    assert read == ["articles/b.html"]


def test_files_that_come_and_go_are_counted(site: Path, check: Check) -> None:
    first = check(site)
    shutil.copy2(site / "articles" / "a.html", site / "articles" / "c.html")
    assert check(site).value.files == 3
    (site / "articles" / "c.html").unlink()
    assert check(site) == first


def test_a_name_decides_what_a_file_is_as_much_as_its_bytes(site: Path, check: Check) -> None:
    (site / "x.txt").write_bytes(b"text")
    assert "site/x.txt" not in words(check(site))
    (site / "x.txt").rename(site / "x.doc")
    assert "site/x.doc" in words(check(site))


def test_a_damaged_memory_is_made_anew(site: Path, check: Check, tmp_path: Path, read: list[str]) -> None:
    first = check(site)
    read.clear()
    (tmp_path / "proof.sqlite").write_bytes(b"no database" * 1000)
    assert check(site) == first
    assert len(read) == 2
    read.clear()
    assert check(site) == first
    assert read == []


def test_an_archive_is_unpacked_once_but_judged_by_the_site_as_it_is(
    site: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(site / "all.zip", "w") as archive:
        archive.write(site / "articles" / "a.html", "a.html")
    first = check(site)
    assert "site/all.zip" not in words(first)

    def refuse(_: object) -> str:
        raise UnreadableMediaError("unpacked again")

    monkeypatch.setattr(run, "look_into", refuse)
    assert check(site) == first
    edit(site / "articles" / "a.html")
    assert "a.html" in words(check(site))["site/all.zip"]


def test_answers_of_no_use_are_dropped_when_there_are_many(tmp_path: Path) -> None:
    with closing(CheckMemory(tmp_path / "proof.sqlite", spare=2)) as memory:
        for key in "abcd":
            memory.keep_answer(key, key.upper())
        memory.forget_answers({"a", "b"})
        assert memory.answers(["a", "b", "c", "x"]) == {"a": "A", "b": "B", "c": "C"}
        memory.keep_answer("e", "E")
        memory.forget_answers({"a", "b"})
        assert memory.answers(list("abcde")) == {"a": "A", "b": "B"}


def test_more_answers_than_one_statement_asks_for(tmp_path: Path) -> None:
    with closing(CheckMemory(tmp_path / "proof.sqlite")) as memory:
        keys = [f"key {number}" for number in range(1201)]
        for key in keys:
            memory.keep_answer(key, key)
        assert memory.answers(keys) == {key: key for key in keys}


def test_what_is_kept_of_files_outlives_the_check(tmp_path: Path) -> None:
    known = KnownFile("1:2:3:4", "ab", "page", 0)
    with closing(CheckMemory(tmp_path / "proof.sqlite")) as memory:
        memory.keep_files({"a": known, "b": known}, [])
        memory.keep_files({}, ["a"])
    with closing(CheckMemory(tmp_path / "proof.sqlite")) as memory:
        assert memory.files() == {"b": known}
