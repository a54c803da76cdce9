from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from press.content.pictures import Shown, find_pictures
from press.content.prose import EXCERPT_LIMIT, mask_blocks, mask_inline, plain, read, same_title


@pytest.mark.parametrize(
    ("body", "heading", "after"),
    [
        ("# 标题\n\n正文", "标题", 2),
        ("\n\n#　标题 ##\n正文", "标题", 3),
        ("标题\n====\n\n\n正文", "标题", 4),
        ("# 标*题* {#id}\n", "标题", 2),
        ("## 二级\n", "", 0),
        ("正文\n# 后面\n", "", 0),
        ("```\n# 代码\n```\n", "", 0),
        ("#标签 不是标题吗", "标签 不是标题吗", 1),
        ("", "", 0),
    ],
)
def test_leading_heading(body: str, heading: str, after: int) -> None:
    found = read(body)
    assert (found.heading, found.after) == (heading, after)


@pytest.mark.parametrize(
    ("body", "excerpt"),
    [
        ("第一段\n还是第一段。\n\n第二段。", "第一段还是第一段。"),
        ("two lines\nof Latin", "two lines of Latin"),
        ("# 标题\n\n## 小标题\n\n正文。", "正文。"),
        ("![图](a.png)\n\n正文。", "正文。"),
        ("| a | b |\n|---|---|\n\n正文。", "正文。"),
        ("```\n代码\n```\n\n正文。", "正文。"),
        ("- 一\n- 二\n\n正文。", "正文。"),
        ("- 一\n- 二\n", "一二"),
        ("> 引用的话。", "引用的话。"),
        ("!!! note\n    提示的话。\n", "提示的话。"),
        ("<!-- 说明\n\n还是说明 -->\n\n正文。", "正文。"),
        ("<div>\n有字</div>", "有字"),
        (
            '见[说明](a.md "题")、[引用][r]和<https://example.org/>[^1]。\n\n[r]: x',
            "见说明、引用和https://example.org/。",
        ),
        ("**重** _点_ ~~删~~ ==亮== `码` 2 \\* 3 &amp; snake_case", "重点删亮码 2 * 3 & snake_case"),
        ("一\n\n二\n\n<!-- more -->\n\n三", "一二"),
        ("<!-- MORE -->\n\n三", ""),
        ("", ""),
    ],
)
def test_excerpt(body: str, excerpt: str) -> None:
    assert read(body).excerpt == excerpt


def test_long_excerpts_end_in_an_ellipsis() -> None:
    excerpt = read("字" * 500).excerpt
    assert excerpt == "字" * (EXCERPT_LIMIT - 1) + "…"


def test_more_in_code_is_no_mark() -> None:
    assert not read("```\n<!-- more -->\n```\n").excerpt_mark
    assert read("一\n\n<!--more-->\n").excerpt_mark


def test_same_title() -> None:
    assert same_title("三伏贴，怎么贴？", "三伏贴 怎么贴")
    assert same_title("ＡＢＣ", "abc")
    assert not same_title("三伏贴", "三九贴")
    assert not same_title("？", "！")


PICTURES = """一
![普通](a.png)
![题](b.png "标题") ![括号](c(1).png) ![空格](d e.png)
![尖](<f g.png>)
[![链接里](h.png)](x.html)
![引用][Ref] ![Ref] ![没有定义][zzz]
<img class=x src="i.png" alt='说 明'> <IMG SRC=j.png>
\\![不是](k.png) `![代码](l.png)` ``![代码`](l.png)`` <!-- ![注释](l.png) -->
![跨
行](m.png)

```md
![代码](l.png)
```

1. 列表

    ![列表里](n.png)

段落

    ![代码](l.png)

[ref]: o.png "题"
"""


def test_pictures() -> None:
    assert find_pictures(PICTURES, 10) == (
        Shown("a.png", "普通", 11),
        Shown("b.png", "题", 12),
        Shown("c(1).png", "括号", 12),
        Shown("d e.png", "空格", 12),
        Shown("f g.png", "尖", 13),
        Shown("h.png", "链接里", 14),
        Shown("o.png", "引用", 15),
        Shown("o.png", "Ref", 15),
        Shown("i.png", "说 明", 16),
        Shown("j.png", None, 16),
        Shown("m.png", "跨\n行", 18),
        Shown("n.png", "列表里", 27),
    )


def test_an_unclosed_fence_hides_nothing() -> None:
    assert [shown.written for shown in find_pictures("```\n![图](a.png)\n")] == ["a.png"]


def test_plain_is_one_line() -> None:
    assert plain("a\n b\t<b>c</b>") == "a b c"


PIECES = st.lists(
    st.sampled_from(
        [
            "![",
            "](",
            ")",
            "[",
            "]",
            "`",
            "``",
            "```\n",
            "~~~",
            "\n",
            "\n\n",
            "    ",
            "<!--",
            "-->",
            "<img src=",
            ">",
            "x",
        ]
    ),
    max_size=40,
).map("".join)


@settings(max_examples=300)
@given(PIECES)
def test_masking_keeps_lines_and_lengths(text: str) -> None:
    assert mask_blocks(text).count("\n") == text.count("\n")
    masked = mask_inline(text)
    assert len(masked) == len(text)
    assert all(one in (other, " ") for one, other in zip(masked, text, strict=True))


@settings(max_examples=300)
@given(PIECES)
def test_any_body_is_read(text: str) -> None:
    body = read(text)
    lines = text.split("\n")
    assert 0 <= body.after <= len(lines)
    assert len(body.excerpt) <= EXCERPT_LIMIT
    assert "\n" not in body.excerpt
    assert all(1 <= shown.line <= len(lines) for shown in find_pictures(text))


PARAGRAPHS = st.lists(st.sampled_from(["甲", "![", "[", "]", "(", ")", "a.png", "\\", "\n", "\n\n", "!"]), max_size=12)


@settings(max_examples=300)
@given(PARAGRAPHS.map("".join), PARAGRAPHS.map("".join))
def test_pictures_are_those_of_each_paragraph(one: str, other: str) -> None:
    gap = "甲\n \n"
    later = find_pictures(other, 1 + f"{one}{gap}".count("\n"))
    assert find_pictures(f"{one}{gap}{other}") == find_pictures(f"{one}{gap}") + later


def test_an_escaped_line_end_ends_no_paragraph() -> None:
    assert [shown.alt for shown in find_pictures("[甲\\\n\n![乙](a.png)]")] == ["乙"]
    assert [shown.alt for shown in find_pictures("![甲\\\n\n乙](a.png)")] == ["甲\\\n\n乙"]


def test_text_without_markup_is_only_put_on_one_line() -> None:
    assert plain(" 甲  乙\n丙 ") == "甲 乙 丙"
    assert plain("甲&amp;乙 \\*丙") == "甲&乙 *丙"
