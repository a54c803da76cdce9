from __future__ import annotations

import codecs
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.content.library import load_library
from press.rules import tidy
from press.rules.encoded import read_encoded
from press.rules.tidy import Suggestion, apply, suggest, tidy_text

FRONT = "---\ntitle: 题,目\ndate: 2026-10-01\nslug: ti-mu\naudience: [全体居民, 老年人]\n---\n\n"


def spaced(text: str) -> str:
    """A formatter like autocorrect: a space between Han and Latin or digits."""
    return re.sub(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])(?=[\u4e00-\u9fff])", " ", text)


def wild(text: str) -> str:
    return text.upper() + "\n坏"


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("头晕,恶心;要看医生", "头晕，恶心；要看医生"),
        ("县(区、市)都要", "县（区、市）都要"),
        ("自身卫生.避免感冒", "自身卫生。避免感冒"),
        ("每天3次,每次5片", "每天 3 次,每次 5 片".replace(",", "，")),
        ("60-70℃,1:3,8:30", "60-70℃,1:3,8:30"),
        ("用`甲,乙3丙`写", "用`甲,乙3丙`写"),
        ("见[甲,乙](../丙,丁3.md)", "见[甲，乙](../丙,丁3.md)"),
        ("看图![甲,乙](a.png)", "看图![甲，乙](a.png)"),
        ("《指南（2024年版）》第3条", "《指南（2024年版）》第 3 条"),
        ("国卫宣传发〔2022〕11号", "国卫宣传发〔2022〕11号"),
        ("https://a.cn/b,c?d=e;f", "https://a.cn/b,c?d=e;f"),
        ('!!! warning "甲,乙3"\n    丙,丁', '!!! warning "甲,乙3"\n    丙，丁'),
        ("| 甲,乙 | 3丙 |\n| --- | --- |", "| 甲，乙 | 3 丙 |\n| --- | --- |"),
        ("```\n甲,乙3丙\n```", "```\n甲,乙3丙\n```"),
        ("- [ ] 甲,乙", "- [ ] 甲，乙"),
        ("行末两个空格3  \n下一行", "行末两个空格 3  \n下一行"),
    ],
)
def test_what_is_put_right_and_what_is_kept(text: str, better: str) -> None:
    assert tidy_text(text, spaced) == better


def test_without_a_formatter_only_punctuation_changes() -> None:
    assert tidy_text("每天3次,头晕,5片") == "每天3次，头晕,5片"


def test_a_formatter_that_changes_words_is_not_believed() -> None:
    text = "甲a乙，**丙b**，[丁c](d.md)\n戊"
    assert tidy_text(text, wild) == text


MARKDOWN = st.lists(
    st.sampled_from(
        ["甲", "乙,", "3", "(", ")", "`", "*", "[", "](", "a.md", "\n", "  ", "- ", "# ", "| ", "<b>", "《"]
    ),
    max_size=40,
).map("".join)


@given(MARKDOWN)
def test_lines_and_everything_but_blanks_and_width_stay(text: str) -> None:
    better = tidy_text(text, spaced)
    assert better.count("\n") == text.count("\n")
    assert tidy._essence(better) == tidy._essence(text)
    assert tidy_text(better, spaced) == better, "a second run has nothing left to do"


def made(tmp_path: Path, data: bytes) -> tuple[Suggestion, ...]:
    docs = tmp_path / "docs"
    (docs / "articles").mkdir(parents=True)
    (docs / "articles" / "a.md").write_bytes(data)
    checked = suggest(load_library(docs, tmp_path).value, docs, "docs", spaced)
    assert checked.findings == ()
    return checked.value


def test_the_diff_leaves_the_front_matter_alone(tmp_path: Path) -> None:
    [one] = made(tmp_path, (FRONT + "头晕,恶心。\n\n好。\n").encode())
    assert one.name == "docs/articles/a.md"
    assert one.changed == 1
    assert [line for line in one.diff.split("\n") if line[:1] in "+-" and line[:3] not in {"+++", "---"} and line] == [
        "-头晕,恶心。",
        "+头晕，恶心。",
    ]
    assert (tmp_path / "docs" / "articles" / "a.md").read_bytes() == one.before, "nothing is written unasked"


def test_a_clean_file_gives_no_suggestion(tmp_path: Path) -> None:
    assert made(tmp_path, (FRONT + "头晕，恶心。\n").encode()) == ()


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (b"", "gb18030"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encoding_and_line_ends_are_kept(tmp_path: Path, mark: bytes, codec: str, end: str) -> None:
    text = (FRONT + "每天头晕,恶心,要去医院看医生。\n\n多喝水,早睡觉。").replace("\n", end)
    [one] = made(tmp_path, mark + text.encode(codec))
    assert apply(one) is None
    written = (tmp_path / "docs" / "articles" / "a.md").read_bytes()
    wanted = text.replace("头晕,恶心,要", "头晕，恶心，要").replace("水,早", "水，早")
    assert written == mark + wanted.encode(codec)
    assert [file.name for file in (tmp_path / "docs" / "articles").iterdir()] == ["a.md"], "no leftovers"


def test_mixed_line_ends_stay_mixed(tmp_path: Path) -> None:
    [one] = made(tmp_path, FRONT.encode() + "甲,乙\r\n丙,丁\n戊,己\r\n".encode())
    assert one.after.endswith("甲，乙\r\n丙，丁\n戊，己\r\n".encode())


def test_a_file_changed_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    [one] = made(tmp_path, (FRONT + "头晕,恶心。\n").encode())
    one.file.write_bytes(b"new")
    finding = apply(one)
    assert finding is not None
    assert finding.rule_id == "rules/not-written"
    assert one.file.read_bytes() == b"new"


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [one] = made(tmp_path, (FRONT + "头晕,恶心。\n").encode())

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    finding = apply(one)
    assert finding is not None
    assert "No space" in finding.message
    assert one.file.read_bytes() == one.before
    assert [file.name for file in one.file.parent.iterdir()] == ["a.md"]


def test_what_cannot_be_written_back_is_not_touched(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(b"\x81\x82\xff\xff")
    assert read_encoded(file, "a.md") is None
    assert read_encoded(tmp_path / "none.md", "none.md") is None


def test_autocorrect_fits_in() -> None:
    autocorrect = pytest.importorskip("autocorrect_py")
    text = "血压140mmHg,每天`测a测`3次,见《指南（2024年版）》。"
    assert tidy_text(text, autocorrect.format) == "血压 140mmHg，每天`测a测`3 次，见《指南（2024年版）》。"
