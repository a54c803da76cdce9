from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.rules.links import find_links
from press.rules.mask import HIDDEN, prose, without_code

MARKS = st.sampled_from(
    ["`", "```\n", "[", "](", ")", "<", ">", "http://a.cn/", "a@b.cn", ".png", "{ .x }", "&amp;", "\n", "甲", "，", " "]
)


@given(st.lists(MARKS, max_size=40).map("".join))
def test_hiding_moves_nothing(text: str) -> None:
    masked = prose(without_code(text))
    assert len(masked) == len(text)
    for old, new in zip(text, masked, strict=True):
        assert new in {old, HIDDEN}
        assert (old == "\n") == (new == "\n"), "lines stay where they are"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("甲`乙`丙", "甲丙"),
        ("甲[乙](http://a.cn/b,c)丙", "甲[乙丙"),
        ("见 https://a.cn/b,c，好", "见 ，好"),
        ("写信 li@example.com 吧", "写信  吧"),
        ("图片a,b.png好", "图片a,好"),
        ("甲<b>乙</b>丙", "甲乙丙"),
        ("收缩压<140，>90", "收缩压<140，>90"),
        ("[^1]: 注释文字", "[^1]: 注释文字"),
        ("甲&nbsp;乙", "甲乙"),
        ("标题{ #id .x }", "标题"),
        ("体温 36.5，第 1.2 节", "体温 36.5，第 1.2 节"),
    ],
)
def test_what_is_left_to_judge(text: str, left: str) -> None:
    assert prose(without_code(text)).replace(HIDDEN, "") == left


def test_links_are_found_and_pictures_are_not() -> None:
    text = (
        "[甲](a.md) ![图](p.png) [![图](q.png)](b.md) <https://c.cn/x> 见https://d.cn/y。\n"
        '[丙]: e.md "题"\n[^1]: f.md\n<a class="x" href="g.md">庚</a> #小程序://店/AbC [辛](h(1).md)'
    )
    found = [(link.words, link.address) for link in find_links(text)]
    assert sorted(found) == [
        ("", "#小程序://店/AbC"),
        ("", "https://c.cn/x"),
        ("", "https://d.cn/y"),
        ("![图](q.png)", "b.md"),
        ("丙", "e.md"),
        ("庚", "g.md"),
        ("甲", "a.md"),
        ("辛", "h(1).md"),
    ]
