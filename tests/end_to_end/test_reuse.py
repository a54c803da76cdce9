from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from press.site.page_store import PageStore, TextRecord, stored_text
from tests.end_to_end.engines import tree
from tests.end_to_end.random_edits import County, build, differences, edit_words, run, start


@pytest.mark.parametrize("seed", [1, 2])
def test_reused_pages_equal_a_clean_build(tmp_path: Path, seed: int) -> None:
    assert run(tmp_path, 6, seed) == []


def test_a_damaged_store_is_made_anew(tmp_path: Path) -> None:
    county = start(tmp_path / "project", 3)
    build(county, tmp_path / "site")
    before = tree(tmp_path / "site")
    (county.root / ".cache" / "pages" / "pages.sqlite").write_bytes(b"no database" * 100)
    build(county, tmp_path / "site")
    assert tree(tmp_path / "site") == before


def test_a_page_changed_in_the_published_site_does_not_come_back(tmp_path: Path) -> None:
    county = start(tmp_path / "project", 4)
    site = tmp_path / "site"
    build(county, site)
    before = tree(site)
    page = site / "articles" / f"{county.articles()[0].stem}.html"
    with page.open("r+b") as file:  # in place: through the link this reaches the store
        file.write(b"<!-- changed by hand -->")
    build(county, site)
    assert tree(site) == before


@pytest.mark.parametrize("damage", ["lost", "torn"])
def test_a_resumed_build_does_not_trust_a_lost_search_index(tmp_path: Path, damage: str) -> None:
    county = start(tmp_path / "project", 6)
    build(county, tmp_path / "site")
    for file in (county.root / ".cache").glob("search.sqlite*"):
        if damage == "lost":
            file.unlink()
        else:
            file.write_bytes(b"no database" * 100)
    edit_words(county)
    assert differences(county, tmp_path / "site", tmp_path / "clean") == []


def test_words_taken_back_after_a_crash_are_taken_back_in_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = start(tmp_path / "project", 7)
    build(county, tmp_path / "site")
    text = county.articles()[0]
    before = text.read_bytes()
    text.write_bytes(before + "\n只存在过一会儿的一段。\n".encode())

    def crash(*_: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        for name in ("put_indexed", "add_indexed"):  # the index has been told, the build does not know it yet
            patched.setattr(PageStore, name, crash)
        with pytest.raises(OSError, match="full"):
            build(county, tmp_path / "site")
    text.write_bytes(before)
    assert differences(county, tmp_path / "site", tmp_path / "clean") == []


def snapshots(county: County) -> int:
    with sqlite3.connect(county.root / ".cache" / "pages" / "pages.sqlite") as store:
        (count,) = store.execute("select count(*) from snapshot").fetchone()
    store.close()
    return int(count)


def test_a_build_whose_trouble_may_pass_is_not_resumed(tmp_path: Path) -> None:
    county = start(tmp_path / "project", 5)
    build(county, tmp_path / "site")
    assert snapshots(county) == 1
    broken = county.docs / "articles" / "p1.png"
    whole = broken.read_bytes()
    broken.write_bytes(whole[:200])
    county.articles()[0].write_text(f"{county.articles()[0].read_text('utf-8')}\n![图](p1.png)\n", "utf-8")
    assert any("stamp/unreadable" in line for line in build(county, tmp_path / "site"))
    assert snapshots(county) == 0
    broken.write_bytes(whole)
    assert not any("stamp/unreadable" in line for line in build(county, tmp_path / "site"))
    assert snapshots(county) == 1


def test_the_store_forgets_only_spare_pages(tmp_path: Path) -> None:
    store = PageStore(tmp_path)
    files = store.files
    for key in ("aa", "bb", "cc"):
        files.put(files.write(key, f"<p>{key}</p>".encode() * 500, text=True))
    record = TextRecord((), kept=True, excerpt="e", whole="w")
    store.put_text(stored_text("source", ("link a.md",), "text", record))
    files.prune({"aa"}, limit=5)
    assert files.stamps("bb")
    files.prune({"aa"}, limit=1)
    assert files.stamps("aa")
    assert files.stamps("bb") is None
    assert sorted(path.name for path in tmp_path.rglob("*.gz")) == ["aa.gz"]
    assert store.lookups("source") == ("link a.md",)
    assert store.text("text") == record
    store.close()
    shutil.rmtree(tmp_path)
