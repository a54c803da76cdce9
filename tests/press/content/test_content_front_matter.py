from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from press.content.front_matter import FrontMatter, split
from press.content.remarks import Remarks
from press.content.yaml_tree import DEPTH_LIMIT, Fault, Items, Scalar, Table, is_nothing, parse_tree


def take(text: str) -> tuple[FrontMatter, list[str]]:
    remarks = Remarks("docs/a.md")
    front = split(text, remarks)
    return front, [finding.rule_id.removeprefix("content/") for finding in remarks.noted]


def values(front: FrontMatter) -> dict[str, str]:
    return {entry.key: entry.value.text for entry in front.entries if isinstance(entry.value, Scalar)}


def test_plain() -> None:
    front, rules = take("---\ntitle: 标题\nslug: 007\n---\n正文\n")
    assert values(front) == {"title": "标题", "slug": "007"}
    assert [entry.line for entry in front.entries] == [2, 3]
    assert (front.present, front.body_line, rules) == (True, 5, [])


def test_blank_lines_and_a_mark_before_the_fence() -> None:
    front, rules = take("\n\ufeff\n  \n---\ntitle: 标题\n---\n正文")
    assert values(front) == {"title": "标题"}
    assert front.entries[0].line == 5
    assert (front.body_line, rules) == (7, [])


def test_full_width_colons_only_where_they_are_keys() -> None:
    front, rules = take("---\n标题：三伏贴：怎么贴\n来源：\n  - 中心：指南\n  - 标题：某书\n---\n")
    assert values(front) == {"标题": "三伏贴：怎么贴"}
    sources = front.entries[1].value
    assert isinstance(sources, Items)
    first, second = sources.items
    assert first == Scalar("中心：指南", 4)
    assert isinstance(second, Table)
    assert rules == ["full-width-colon"]


def test_block_scalars_are_left_alone() -> None:
    front, rules = take("---\nexcerpt: |\n  标题：不是键\n  二\ntitle：是键\n---\n")
    assert values(front) == {"excerpt": "标题：不是键\n二\n", "title": "是键"}
    assert rules == ["full-width-colon"]


def test_missing_blank_tabs_and_wide_blanks() -> None:
    front, rules = take("---\ntitle:标题\ndate:\t2026-11-03\nslug:\u3000abc\ntopics:\n\t-\t一\n---\n")
    assert values(front) == {"title": "标题", "date": "2026-11-03", "slug": "abc"}
    assert front.entries[3].value == Items((Scalar("一", 6),), 6)
    assert rules == ["spacing"]


def test_web_addresses_are_no_keys() -> None:
    front, _ = take("---\nsources:\n  - https://example.org/a:b\n---\n")
    assert front.entries[0].value == Items((Scalar("https://example.org/a:b", 3),), 3)


def test_a_dashed_fence_of_another_kind() -> None:
    front, rules = take("———\n标题: 一\n———\n正文")
    assert values(front) == {"标题": "一"}
    assert front.body_line == 4
    assert rules == ["fence"]


def test_a_rule_is_no_front_matter() -> None:
    for text in ("---\n\n正文。\n\n---\n", "----\ntitle: x\n", "正文\n---\ntitle: x\n---\n", "", "\n\n"):
        front, rules = take(text)
        assert (front.present, front.body_line, rules) == (False, 1, [])


def test_unclosed() -> None:
    front, rules = take("---\ntitle: 标题\ntopics:\n  - 一\n\n正文：第一段\n")
    assert values(front) == {"title": "标题"}
    assert (front.body_line, rules) == (5, ["front-matter-open"])


def test_each_fault_is_told_and_the_rest_is_kept() -> None:
    remarks = Remarks("docs/a.md")
    front = split('---\ntitle: "开\nslug: abc\ntopics: [一\nreviewer: @某\ndate: 2026-11-03\n---\n', remarks)
    assert values(front) == {"slug": "abc", "reviewer": "@某", "date": "2026-11-03"}
    assert [finding.line for finding in remarks.noted] == [2, 4, 5]


def test_hostile_yaml_is_refused() -> None:
    assert isinstance(parse_tree("a: &x [1]\nb: [*x, *x]"), Fault)
    assert isinstance(parse_tree("a: !!python/object/apply:os.getcwd []"), Fault)
    assert isinstance(parse_tree("[" * 100_000), Fault)
    assert isinstance(parse_tree("- " * 20_000), Fault)
    assert isinstance(parse_tree("[" * (DEPTH_LIMIT + 1) + "]" * (DEPTH_LIMIT + 1)), Fault)
    assert not isinstance(parse_tree("[" * DEPTH_LIMIT + "]" * DEPTH_LIMIT), Fault)
    assert isinstance(parse_tree("? [a]\n: b"), Fault)
    assert isinstance(parse_tree("? {a: b}\n: c"), Fault)


def test_nothing() -> None:
    for text in ("~", "null", '""', "[]", "{}", "[~, '']"):
        node = parse_tree(text)
        assert node is not None
        assert not isinstance(node, Fault)
        assert is_nothing(node)
    assert not is_nothing(Scalar("null", 1, plain=False))


LINES = st.lists(
    st.sampled_from(
        ["---", "title: 一", "标题：二", "- x", "  - y", "\t- z", "a: [", "b: '", "c: *d", "", "正文", "# h", "？", "…"]
    )
    | st.text(max_size=12),
    max_size=14,
)


@settings(max_examples=300)
@given(LINES)
def test_any_lines_are_taken_apart_without_loss(lines: list[str]) -> None:
    text = "\n".join(lines)
    all_lines = text.split("\n")
    front, _ = take(text)
    assert 1 <= front.body_line <= len(all_lines) + 1
    if not front.present:
        assert front.body_line == 1
    assert all(1 <= entry.line < front.body_line for entry in front.entries)


@pytest.mark.parametrize(
    "written", ["[", "]", ", 甲", "- 甲", ">甲", "|甲", '"\\x"', "甲: 乙", "@甲", "%", "'甲", "{甲"]
)
def test_what_yaml_refuses_is_said_without_a_word_of_english(written: str) -> None:
    fault = parse_tree(f"title: 冬天\nsources: {written}\n")
    assert isinstance(fault, Fault)
    assert fault.line in {2, 3}, "libyaml notices an open bracket where the text ends"
    assert not re.search(r"[a-z]{3}", fault.message)
    assert fault.message not in {"格式不对", ""}
