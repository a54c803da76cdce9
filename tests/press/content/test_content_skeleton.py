from __future__ import annotations

import datetime as dt
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from press.content.front_matter import split
from press.content.keys import sort_entries
from press.content.library import load_library
from press.content.remarks import Remarks
from press.content.schema import MODELS
from press.content.skeleton import new_document
from press.content.validate import validate
from press.model import Article, Bulletin, Kind, Library, Month

TODAY = dt.date(2026, 11, 3)


@pytest.mark.parametrize(
    ("kind", "title", "path"),
    [
        (Kind.ARTICLE, "三伏贴怎么贴", "articles/san-fu-tie-zen-yao-tie.md"),
        (Kind.VIDEO, "八段锦", "videos/ba-duan-jin.md"),
        (Kind.GRAPHIC, "index", "graphics/graphic-index.md"),
        (Kind.BULLETIN, "科普宣传栏", "bulletins/2026-11.md"),
        (Kind.BULLETIN, "2027年3月科普宣传栏", "bulletins/2027-03.md"),
        (Kind.PLAIN, "关于我们", "guan-yu-wo-men.md"),
    ],
)
def test_a_new_document_loads_without_a_finding(tmp_path: Path, kind: Kind, title: str, path: str) -> None:
    made, text = new_document(kind, title, TODAY, Library())
    assert str(made) == path
    docs = tmp_path / "docs"
    file = docs / made
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8", newline="\n")
    checked = load_library(docs, tmp_path)
    assert [finding.rule_id for finding in checked.findings] == ["content/no-county"]
    assert checked.value.drafts == (made,)


def test_every_key_is_there_with_a_comment() -> None:
    _, text = new_document(Kind.ARTICLE, "标题", TODAY, Library())
    block = text.split("---\n")[1].splitlines()
    assert {line.split(":")[0] for line in block} == MODELS[Kind.ARTICLE].model_fields.keys() - {"excerpt"}
    assert all("  # " in line for line in block)


@settings(max_examples=200)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30))
def test_any_title_comes_back(title: str) -> None:
    _, text = new_document(Kind.ARTICLE, title, TODAY, Library())
    remarks = Remarks("docs/a.md")
    entries = sort_entries(MODELS[Kind.ARTICLE], split(text, remarks).entries, remarks)
    fields = validate(MODELS[Kind.ARTICLE], entries, remarks)
    assert remarks.noted == []
    assert fields.title == (" ".join(title.split()) or "未命名")


def article(name: str) -> Article:
    return Article(path=PurePosixPath(f"articles/{name}.md"), kind=Kind.ARTICLE, slug=name, title=name)


def test_slugs_are_new() -> None:
    library = Library(articles=(article("ba-duan-jin"),), drafts=(PurePosixPath("articles/ba-duan-jin-2.md"),))
    assert new_document(Kind.ARTICLE, "八段锦", TODAY, library)[0] == PurePosixPath("articles/ba-duan-jin-3.md")


def test_a_bulletin_takes_the_next_free_month_and_issue() -> None:
    path = PurePosixPath("bulletins/2026-11.md")
    board = Bulletin(path=path, kind=Kind.BULLETIN, slug="2026-11", title="", month=Month(2026, 11), issue=7)
    library = Library(bulletins=(board,), drafts=(PurePosixPath("bulletins/2026-12.md"),))
    made, text = new_document(Kind.BULLETIN, "宣传栏", TODAY, library)
    assert made == PurePosixPath("bulletins/2027-01.md")
    assert "\nissue: 8 " in text


def test_what_people_call_a_bulletin_is_its_theme() -> None:
    _, text = new_document(Kind.BULLETIN, "冬病: 早防", TODAY, Library())
    assert "\ntitle: 2026年11月科普宣传栏 " in text
    assert '\ntheme: "冬病: 早防" ' in text
    assert text.index("  # 标题") - text.rindex("\n", 0, text.index("  # 标题")) < 40
