"""Texts read ahead: as if the survey had read them, or not at all."""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath

import pytest

from press import sources
from press.cache import Cache
from press.content.ahead import read_by_now, reading_ahead
from press.content.shelf import SHELF, Shelf
from press.content.survey import Survey
from press.forked import WORTH_IT

TEXT = "---\ntitle: 三伏贴 {0}\ndate: 2026-07-01\nauthors: [李明]\n---\n\n冬病夏治，第 {0} 篇。\n"

needs_fork = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="nothing is forked here")


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    (folder / "articles").mkdir(parents=True)
    for number in range(WORTH_IT * 2):
        (folder / "articles" / f"a{number:03}.md").write_text(TEXT.format(number), "utf-8")
    (folder / "articles" / "broken.md").write_bytes(b"\xff\xfe\x00")
    return folder


def seen(survey: Survey) -> list[object]:
    return [(path, repr(manuscript), remarks) for path, manuscript, remarks in survey.readings()]


@needs_fork
def test_a_survey_takes_what_was_read_ahead(docs: Path, tmp_path: Path) -> None:
    plain = Survey(docs, "docs")
    with reading_ahead(docs, tmp_path, tmp_path / ".cache", 2):
        survey = Survey(docs, "docs", Shelf(tmp_path / SHELF, "base"))
        assert read_by_now(docs, "docs", tuple(survey.digests)) is None, "its readings were taken"
    assert survey.outlines == plain.outlines
    assert seen(survey) == seen(plain)


@needs_fork
def test_a_text_edited_meanwhile_is_read_again(docs: Path, tmp_path: Path) -> None:
    edited = docs / "articles" / "a000.md"
    with reading_ahead(docs, tmp_path, tmp_path / ".cache", 2):
        edited.write_text(TEXT.format("七"), "utf-8")
        survey = Survey(docs, "docs", Shelf(tmp_path / SHELF, "base"))
    assert seen(survey) == seen(Survey(docs, "docs"))


@needs_fork
@pytest.mark.parametrize("settled", [True, False])
def test_a_first_survey_digests_while_it_reads(
    docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, settled: bool
) -> None:
    monkeypatch.setattr(sources, "_RACY_NS", -1 if settled else 10**18)
    edited, lost = docs / "articles" / "a000.md", docs / "articles" / "a001.md"
    cache = Cache(tmp_path / "memory")
    with reading_ahead(docs, tmp_path, tmp_path / ".cache", 2):
        edited.write_text(TEXT.format("七"), "utf-8")
        lost.unlink()
        survey = Survey(docs, "docs", Shelf(tmp_path / SHELF, "base"), 2, cache)
    lost_path = PurePosixPath("articles/a001.md")
    assert survey.digests.pop(lost_path) == ""
    whole = Survey(docs, "docs")
    assert survey.digests == whole.digests
    assert {path: outline for path, outline in survey.outlines.items() if path != lost_path} == whole.outlines
    assert seen(survey) == seen(whole)
    read: list[Path] = []
    monkeypatch.setattr(sources, "_digest_of", lambda path: str(read.append(Path(path))))
    cache.digests(f"{docs}/{path}" for path in whole.digests)
    assert set(read) <= {edited, docs / "articles" / "broken.md"} if settled else len(read) == len(whole.digests)


@needs_fork
@pytest.mark.parametrize("other", ["docs", "prefix", "texts"])
def test_other_texts_are_not_taken(docs: Path, tmp_path: Path, other: str) -> None:
    texts = tuple(Survey(docs, "docs").digests)
    asked = {"docs": docs, "prefix": "docs", "texts": texts}
    asked |= {other: {"docs": tmp_path, "prefix": "elsewhere", "texts": texts[1:]}[other]}
    with reading_ahead(docs, tmp_path, tmp_path / ".cache", 2):
        assert read_by_now(**asked) is None  # type: ignore[arg-type]  # by name
        assert read_by_now(docs, "docs", texts) is not None


@pytest.mark.parametrize("why", ["read before", "one process", "no folder"])
def test_begins_only_where_it_is_of_use(docs: Path, tmp_path: Path, why: str) -> None:
    cache = tmp_path / ".cache"
    cache.mkdir()
    if why == "read before":
        (cache / SHELF).touch()
    folder = tmp_path / "nothing" if why == "no folder" else docs
    with reading_ahead(folder, tmp_path, cache, 1 if why == "one process" else 2):
        assert read_by_now(docs, "docs", tuple(Survey(docs, "docs").digests)) is None
