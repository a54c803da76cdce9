from __future__ import annotations

import pytest

from press.expressions.expression import Expression
from press.rules.context import Guard, above, after, before, is_mentioned, is_reference, sentence
from press.rules.mask import prose


def around(text: str) -> tuple[str, int, int]:
    """A text with its hit between 〈 and 〉."""
    start, end = text.index("〈"), text.index("〉") - 1
    return text.replace("〈", "").replace("〉", ""), start, end


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("甲。乙〈丙〉丁。戊", "乙丙丁。"),
        ("甲\n乙〈丙〉丁\n戊", "甲乙丙丁戊"),
        ("甲\n\n乙〈丙〉丁\n\n戊", "乙丙丁\n"),
        ("- 甲\n- 乙〈丙〉丁\n- 戊", "- 乙丙丁\n"),
        ("〈丙〉", "丙"),
        ("甲；乙〈丙〉？丁", "乙丙？"),
    ],
)
def test_the_sentence_round_a_hit(text: str, wanted: str) -> None:
    plain, start, end = around(text)
    assert sentence(plain, start, end) == wanted
    assert before(plain, start) + plain[start:end] + after(plain, end) == wanted


@pytest.mark.parametrize(
    ("text", "mentioned"),
    [
        ("说“〈根治〉”的", True),
        ("说‘〈根治〉糖尿病’的", True),
        ("“我院能〈根治〉糖尿病，请来”", False),
        ("《〈国家级〉中医药》", True),
        ("《书》里〈国家级〉", False),
        ("“甲”〈根治〉“乙”", False),
        ("〈根治〉", False),
    ],
)
def test_words_that_are_only_mentioned(text: str, mentioned: bool) -> None:  # noqa: FBT001 - a table of cases
    assert is_mentioned(*around(text)) is mentioned


def test_what_stands_above_a_list() -> None:
    text = "## 骗局\n\n这些话别信：\n\n- 甲\n- 乙\n"
    assert above(text, text.index("乙")) == ("## 骗局", "这些话别信：")
    assert above(text, text.index("这")) == ("## 骗局",)
    indented = '!!! warning "别信"\n    甲\n    乙\n'
    assert above(indented, indented.index("乙")) == ("", '!!! warning "别信"')


def test_each_part_of_a_guard_clears() -> None:
    text = "## 骗局\n\n不信甲的话"
    place = text.index("甲")
    for guard in (
        Guard(before=Expression("不")),
        Guard(after=Expression("话$")),
        Guard(above=Expression("骗")),
    ):
        assert guard.clears(text, place, place + 1)
    assert not Guard(before=Expression("没"), mention=True).clears(text, place, place + 1)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("* [逆天〈神效〉](https://example.org/a)", True),
        ("12. [逆天〈神效〉](https://example.org/a)。", True),
        ("- 参考资料：[逆天〈神效〉 - 愛料理](https://example.org/a)", True),
        ("本店有[〈神效〉药](https://example.org/a)，请来。", False),
        ("- 〈神效〉药：[来取](https://example.org/a)", False),
        ("- [来取](https://example.org/a)〈神效〉药", False),
        ("[〈神效〉]", False),
        ("〈神效〉", False),
    ],
)
def test_a_line_that_is_a_source(line: str, expected: bool) -> None:  # noqa: FBT001 -- a table of cases
    plain, start, end = around(f"上文。\n{line}\n下文。")
    text = prose(plain)
    assert is_reference(text, start) is expected
    assert Guard(reference=True).clears(text, start, end) is expected
