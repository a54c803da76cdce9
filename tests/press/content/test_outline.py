"""The outline worked out from the words alone is the one of a whole reading."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from press.content.manuscripts import Manuscript, read_manuscript
from press.content.outline import Front, front_of, outline_again, outline_of
from press.content.remarks import Remarks
from press.content.schema import Common
from press.content.shelf import Known, Shelf, read, skim
from press.content.survey import Survey

FRONT = "---\ntitle: 三伏贴\ndate: 2026-07-01\nslug: san-fu-tie\nauthors: [张医师]\n---\n"
PATH = PurePosixPath("articles/a.md")
LINES = st.lists(
    st.sampled_from(
        [
            "# 三伏贴",
            "# 别的",
            "正文。",
            "",
            "<!-- more -->",
            "![图](a.png)",
            "𠀀",
            "---",
            "title: 别的",
            "```",
            "a\u3000b",
            "> 引",
        ]
    ),
    max_size=7,
)


def manuscript(docs: Path, text: str) -> Manuscript[Common]:
    (docs / PATH).parent.mkdir(exist_ok=True)
    (docs / PATH).write_text(text, "utf-8")
    found = read_manuscript(docs, PATH, Remarks(f"docs/{PATH}"))
    assert found is not None
    return found


def remembered(docs: Path, text: str = f"{FRONT}正文。\n") -> Front:
    front = front_of(manuscript(docs, text))
    assert front is not None
    return front


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES)
def test_after_an_edit_of_the_words_the_outline_is_that_of_a_whole_reading(tmp_path: Path, lines: list[str]) -> None:
    front = remembered(tmp_path)
    whole = manuscript(tmp_path, FRONT + "\n".join(lines))
    assert outline_again(tmp_path, PATH, front) == (whole.digest, outline_of(whole))


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES, LINES)
def test_words_that_anything_else_shows_change_the_outline(tmp_path: Path, one: list[str], two: list[str]) -> None:
    first = manuscript(tmp_path, FRONT + "\n".join(one))
    second = manuscript(tmp_path, FRONT + "\n".join(two))
    same = (first.textual, first.body_line) == (second.textual, second.body_line)
    assert (outline_of(first) == outline_of(second)) == same


@pytest.mark.parametrize(
    "text",
    [
        FRONT.replace("三伏贴", "三九贴") + "正文。\n",
        FRONT.replace("slug", "# slug") + "正文。\n",
        f"\n{FRONT}正文。\n",
        "没有资料区。\n",
        FRONT.rstrip("\n"),
        "",
    ],
)
def test_another_front_matter_is_read_anew(tmp_path: Path, text: str) -> None:
    front = remembered(tmp_path)
    (tmp_path / PATH).write_text(text, "utf-8")
    again = outline_again(tmp_path, PATH, front)
    assert again is None or again[1] == outline_of(manuscript(tmp_path, text))


@pytest.mark.parametrize(
    "text",
    [
        "---\ndate: 2026-07-01\nauthors: [张医师]\n---\n# 题\n",  # the title comes from the words
        "# 题\n\n正文。\n",
        f"{FRONT.replace('slug', 'unknown')}正文。\n",  # something was remarked
        "———\ntitle：三伏贴\n———\n正文。\n",
    ],
)
def test_a_front_matter_that_depends_on_more_is_not_remembered(tmp_path: Path, text: str) -> None:
    assert front_of(manuscript(tmp_path, text)) is None


def test_bytes_that_are_no_text_any_more_are_read_anew(tmp_path: Path) -> None:
    front = remembered(tmp_path)
    (tmp_path / PATH).write_bytes(FRONT.encode() + b"\xff\xfe\x00bad\x81")
    assert outline_again(tmp_path, PATH, front) is None


def test_a_text_that_was_skimmed_is_read_when_it_is_wanted(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    manuscript(docs, f"{FRONT}正文。\n")
    shelf = Shelf(tmp_path / "shelf.sqlite", "base")
    Survey(docs, "docs", shelf)
    whole = manuscript(docs, f"{FRONT}正文，改过了。\n\n又一段。\n")
    survey = Survey(docs, "docs", shelf)
    assert survey.changed == [PATH]
    assert survey.outlines[PATH] == outline_of(whole)
    assert shelf.reading(PATH, whole.digest) is None
    [(path, found, _)] = survey.readings()
    assert (path, found) == (PATH, whole)
    assert shelf.reading(PATH, whole.digest) is not None
    shelf.close()


def test_what_is_skimmed_is_what_is_read(tmp_path: Path) -> None:
    manuscript(tmp_path, f"{FRONT}正文。\n")
    before = read(tmp_path, PATH, "docs")
    manuscript(tmp_path, f"{FRONT}\n# 三伏贴\n\n正文二。\n")
    skimmed = skim(tmp_path, PATH, Known(before.digest, before.outline, before.front))
    after = read(tmp_path, PATH, "docs")
    assert skimmed is not None
    assert (skimmed.digest, skimmed.outline, skimmed.front) == (after.digest, after.outline, after.front)
