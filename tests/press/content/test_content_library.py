"""The library: what lies in docs/, read, linked, and every fault named."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from pathlib import Path, PurePosixPath

import pytest
from PIL import Image

from press.content.body import read_body
from press.content.library import load_library
from press.errors import PressError
from press.findings import Checked, Severity
from press.model import Article, County, Doctor, Kind, Library, PictureUse, Source

GOOD = """---
title: 三伏贴怎么贴
date: 2026-07-01
slug: san-fu-tie
authors: 李四
reviewer: 外院专家
reviewed: 2026-06-30
review_due: 2027-07-01
sources:
  - 某指南 https://example.org/guide
audience: [老年人]
topics: [冬病夏治]
literacy: [26, 1]
cover: images/cover.png
video: ba-duan-jin
key_points:
  - 饭后贴
aliases: [/articles/old/, old-name]
---

# 三伏贴，怎么贴？

三伏贴是**冬病夏治**的一种。

<!-- more -->

![穴位图](images/point.png)
"""


def write(docs: Path, files: dict[str, str | bytes]) -> None:
    for name, content in files.items():
        file = docs / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())


def picture(docs: Path, name: str, size: tuple[int, int] = (300, 300)) -> None:
    file = docs / name
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.new("1", size).save(file)


def load(docs: Path) -> Checked[Library]:
    return load_library(docs, docs.parent)


def rules(checked: Checked[Library]) -> list[str]:
    ids = (finding.rule_id.removeprefix("content/") for finding in checked.findings)
    return [rule for rule in ids if rule != "no-county"]


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "某 县" / "docs"
    folder.mkdir(parents=True)
    return folder


def simple(title: str = "标题", **keys: str) -> str:
    lines = "".join(f"{key}: {value}\n" for key, value in ({"title": title, "date": "2026-01-02"} | keys).items())
    return f"---\n{lines}---\n正文。\n"


def test_everything_of_a_good_site(docs: Path) -> None:
    write(
        docs,
        {
            "county.yml": "名称: 某县\n网站名称: 某县健康\n主办: 卫健局、中医院\n",
            "doctors.yml": "li-si:\n  姓名: 李四\n  职称: 主任医师\n  单位: 县中医院\n  科室: 针灸科\n  示例: 是\n",
            "articles/san-fu-tie.md": GOOD,
            "videos/八段锦.md": simple("八段锦", slug="ba-duan-jin", file="八段锦.mp4", 主讲="li-si"),
            "videos/八段锦.mp4": b"film",
            "index.md": "# 首页\n",
        },
    )
    picture(docs, "articles/images/cover.png")
    picture(docs, "articles/images/point.png")
    checked = load(docs)
    library = checked.value
    assert checked.findings == ()
    assert library.county == County(name="某县", site_title="某县健康", organisers=("卫健局", "中医院"))
    assert library.doctors == {"li-si": Doctor("li-si", "李四", "主任医师", "县中医院", "针灸科", example=True)}
    assert library.articles == (
        Article(
            path=PurePosixPath("articles/san-fu-tie.md"),
            kind=Kind.ARTICLE,
            slug="san-fu-tie",
            title="三伏贴怎么贴",
            published=dt.date(2026, 7, 1),
            excerpt="三伏贴是冬病夏治的一种。",
            topics=("冬病夏治",),
            audience=("老年人",),
            aliases=("articles/old/index.html", "articles/old-name.html"),
            body_line=23,
            digest=hashlib.sha256(GOOD.encode()).hexdigest(),
            authors=("li-si",),
            reviewer="外院专家",
            reviewed=dt.date(2026, 6, 30),
            review_due=dt.date(2027, 7, 1),
            sources=(Source("某指南", "https://example.org/guide"),),
            literacy=(1, 26),
            cover=PurePosixPath("articles/images/cover.png"),
            video="ba-duan-jin",
            key_points=("饭后贴",),
            excerpt_mark=True,
        ),
    )
    [video] = library.videos
    assert (video.speaker, video.file) == ("li-si", PurePosixPath("videos/八段锦.mp4"))
    assert [page.path for page in library.plain] == [PurePosixPath("index.md")]
    assert library.pictures == (
        PictureUse(PurePosixPath("articles/images/cover.png"), dt.date(2026, 7, 1)),
        PictureUse(PurePosixPath("articles/images/point.png"), dt.date(2026, 7, 1)),
    )


def test_the_body_begins_after_a_heading_that_repeats_the_title(docs: Path) -> None:
    write(docs, {"articles/a.md": GOOD, "articles/b.md": simple("别的") + "\n# 另一个标题\n", "graphics/c.png": b""})
    library = load(docs).value
    bodies = {article.path.name: read_body(docs, article) for article in library.articles}
    assert bodies["a.md"].startswith("三伏贴是**冬病夏治**")
    assert bodies["a.md"] == GOOD.split("？\n\n", 1)[1]
    assert bodies["b.md"] == "正文。\n\n# 另一个标题\n"
    [graphic] = library.graphics
    assert read_body(docs, graphic) == ""


def test_a_plain_page_keeps_its_heading(docs: Path) -> None:
    write(docs, {"about.md": "---\ntitle: 关于\n---\n# 关于\n\n我们。\n"})
    [page] = load(docs).value.plain
    assert (page.kind, page.title, read_body(docs, page)) == (Kind.PLAIN, "关于", "# 关于\n\n我们。\n")


def test_a_body_that_vanished_is_told(docs: Path) -> None:
    write(docs, {"articles/a.md": GOOD})
    [article] = load(docs).value.articles
    (docs / "articles" / "a.md").unlink()
    with pytest.raises(PressError, match="重新生成"):
        read_body(docs, article)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_other_encodings_load_the_same(docs: Path, encoding: str) -> None:
    text = simple("三伏贴怎么贴", slug="a").replace("\n", "\r\n")
    write(docs, {"articles/a.md": text.encode(encoding)})
    checked = load(docs)
    [article] = checked.value.articles
    assert (article.title, read_body(docs, article)) == ("三伏贴怎么贴", "正文。\n")
    assert rules(checked) == ["encoding", "line-ends"]
    assert {finding.severity for finding in checked.findings} == {Severity.NOTICE}


def test_an_undecodable_file_is_withheld_and_the_rest_published(docs: Path) -> None:
    write(docs, {"articles/a.md": simple().encode() + b"\xff\xff", "articles/b.md": simple(slug="b")})
    checked = load(docs)
    assert [article.slug for article in checked.value.articles] == ["b"]
    assert checked.value.withheld == (PurePosixPath("articles/a.md"),)
    assert rules(checked) == ["undecodable"]


def test_order_is_newest_first_then_slug_undated_last(docs: Path) -> None:
    write(
        docs,
        {
            "articles/1.md": simple(slug="b", date="2026-01-01"),
            "articles/2.md": simple(slug="a", date="2026-01-01"),
            "articles/3.md": simple(slug="c", date="2026-02-01"),
            "articles/4.md": simple(slug="0", date=""),
        },
    )
    assert [article.slug for article in load(docs).value.articles] == ["c", "a", "b", "0"]


def test_a_picture_takes_the_date_of_the_earliest_document(docs: Path) -> None:
    picture(docs, "graphics/p.png")
    shown = "\n![图](../graphics/p.png)\n"
    write(
        docs,
        {
            "articles/undated.md": simple(slug="u", date="") + shown,
            "articles/late.md": simple(slug="l", date="2026-05-01") + shown,
            "articles/early.md": simple(slug="e", date="2026-03-01") + shown,
            "articles/draft.md": simple(slug="d", date="2020-01-01", draft="true") + shown,
            "graphics/p.md": simple(slug="p", date="2026-04-01", picture="p.png", alt="图"),
        },
    )
    assert load(docs).value.pictures == (
        PictureUse(PurePosixPath("graphics/p.png"), dt.date(2026, 3, 1), standalone=True),
    )


def test_what_a_draft_shows_is_not_published_as_a_bare_file(docs: Path) -> None:
    picture(docs, "graphics/secret.png")
    write(
        docs,
        {
            "graphics/secret.md": simple(slug="s", picture="secret.png", draft="是"),
            "videos/secret.md": simple(slug="s", file="film.mp4", draft="true"),
            "videos/film.mp4": b"",
        },
    )
    library = load(docs).value
    assert (library.graphics, library.videos, library.pictures) == ((), (), ())
    assert len(library.drafts) == 2


def test_bare_files_have_slugs_of_their_own(docs: Path) -> None:
    for name in ("健康.png", "b/健康.png", "c/健康.png", "健康.jpg"):
        picture(docs, f"graphics/{name}")
    write(docs, {"graphics/index.md": "# 图文\n"})
    checked = load(docs)
    assert sorted(graphic.slug for graphic in checked.value.graphics) == [
        "graphics-jian-kang",
        "jian-kang",
        "jian-kang-jpg",
        "jian-kang-png",
    ]
    assert rules(checked) == ["bare-file"] * 4
    assert load(docs) == checked


def test_a_cover_of_one_pixel_and_a_bomb(docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture(docs, "articles/dot.png", (1, 1))
    picture(docs, "articles/bomb.png", (300, 300))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 40_000)
    write(
        docs, {"articles/a.md": simple(slug="a", cover="dot.png"), "articles/b.md": simple(slug="b", cover="bomb.png")}
    )
    assert rules(load(docs)) == ["picture-too-large", "small-cover"]


def test_clutter_is_ignored(docs: Path) -> None:
    write(
        docs,
        {
            "articles/~$稿.docx": b"",
            "articles/Thumbs.db": b"",
            "desktop.ini": b"",
            ".git/x.md": b"# x",
            "articles/.DS_Store": b"",
            "__MACOSX/articles/a.md": b"# x",
        },
    )
    checked = load(docs)
    assert rules(checked) == []
    assert checked.value == Library()


def test_decomposed_file_names_are_found(docs: Path) -> None:
    picture(docs, "articles/cafe\u0301.png")
    write(docs, {"articles/a.md": simple(slug="a", cover="caf\u00e9.png")})
    checked = load(docs)
    assert rules(checked) == []
    assert checked.value.articles[0].cover is not None


def test_links_out_of_docs_are_refused(docs: Path) -> None:
    outside = docs.parent / "outside"
    outside.mkdir()
    picture(outside, "secret.png")
    write(outside, {"secret.md": simple(slug="secret")})
    write(docs, {"articles/a.md": simple(slug="a", cover="linked.png") + "\n![图](folder/secret.png)\n"})
    try:
        (docs / "articles" / "linked.png").symlink_to(outside / "secret.png")
        (docs / "articles" / "secret.md").symlink_to(outside / "secret.md")
        (docs / "articles" / "folder").symlink_to(outside, target_is_directory=True)
        (docs / "articles" / "gone.md").symlink_to(docs / "nowhere.md")
    except OSError:
        pytest.skip("this system allows no links")
    checked = load(docs)
    assert [article.slug for article in checked.value.articles] == ["a"]
    assert [str(path) for path in checked.value.withheld] == [
        "articles/folder",
        "articles/gone.md",
        "articles/linked.png",
        "articles/secret.md",
    ]
    assert checked.value.pictures == ()
    assert rules(checked).count("outside-docs") == 5


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="POSIX only")
def test_a_pipe_is_not_opened(docs: Path) -> None:
    (docs / "articles").mkdir()
    os.mkfifo(docs / "articles" / "pipe.md")
    assert rules(load(docs)) == ["unreadable"]


def test_a_docs_folder_elsewhere_is_named_by_its_name(docs: Path, tmp_path: Path) -> None:
    write(docs, {"articles/a.md": "正文"})
    checked = load_library(docs, tmp_path / "project")
    assert {finding.path for finding in checked.findings} == {"docs/articles/a.md", "docs/county.yml"}


def test_doctors_as_a_list(docs: Path) -> None:
    write(docs, {"doctors.yml": "- 姓名: 李四\n  编号: li\n- 姓名: 王五\n"})
    checked = load(docs)
    assert {doctor.id: doctor.name for doctor in checked.value.doctors.values()} == {"li": "李四", "wang-wu": "王五"}
    assert [(finding.rule_id, finding.line) for finding in checked.findings if "doctor" in finding.rule_id] == [
        ("content/bad-doctor-id", 3)
    ]


def test_doctors_under_a_heading(docs: Path) -> None:
    write(docs, {"doctors.yml": "医师:\n  li: {姓名: 李四}\n"})
    assert load(docs).value.doctors == {"li": Doctor("li", "李四")}


def test_no_docs_at_all(tmp_path: Path) -> None:
    checked = load_library(tmp_path / "docs", tmp_path)
    assert rules(checked) == ["unreadable"]
    assert checked.value == Library()


@pytest.mark.parametrize("written", ["李明", "李 明", "李明（返聘）", "李明(返聘)", "li"])
def test_a_remark_in_brackets_need_not_be_written(docs: Path, written: str) -> None:
    write(
        docs,
        {"doctors.yml": "- 编号: li\n  姓名: 李明（返聘）\n", "articles/a.md": f"---\n作者: {written}\n---\n正文\n"},
    )
    (loaded,) = load_library(docs, docs.parent).value.articles
    assert loaded.authors == ("li",)


def test_two_doctors_of_one_name_are_told_apart_by_their_remark(docs: Path) -> None:
    doctors = "- 编号: li\n  姓名: 李明（内科）\n- 编号: ming\n  姓名: 李明（外科）\n"
    front = "---\n作者: {}\n---\n正文\n"
    write(
        docs,
        {"doctors.yml": doctors, "articles/a.md": front.format("李明(外科)"), "articles/b.md": front.format("李明")},
    )
    checked = load_library(docs, docs.parent)
    assert {article.slug: article.authors for article in checked.value.articles} == {"a": ("ming",), "b": ()}
    assert "content/ambiguous-doctor" in {finding.rule_id for finding in checked.findings}


@pytest.mark.parametrize(("doctors", "advice"), [(None, "建一个"), ("- 编号: [\n", "先改正")])
def test_without_any_doctor_one_finding_says_so(docs: Path, doctors: str | None, advice: str) -> None:
    texts = {f"articles/{name}.md": "---\n作者: 李明\n---\n正文\n" for name in ("a", "b", "c")}
    write(docs, texts | ({"doctors.yml": doctors} if doctors else {}))
    findings = load_library(docs, docs.parent).findings
    assert "content/unknown-doctor" not in {finding.rule_id for finding in findings}
    (told,) = [finding for finding in findings if finding.rule_id == "content/no-doctors"]
    assert "3 处署名" in told.message
    assert advice in told.hint
