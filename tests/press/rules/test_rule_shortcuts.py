"""What rules leave out to save time changes nothing: each shortcut is held against the plain way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from press.content import rare
from press.expressions.expression import Expression
from press.expressions.pairs import pairs_of
from press.markup.code_mask import mask_code
from press.rules.checks import repeated
from press.rules.context import WINDOW, after, before
from press.rules.mask import HIDDEN, prose, without_code
from press.rules.sought import Vocabulary

RULES = Path(__file__).resolve().parents[3] / "overlays" / "rules" / "text.yml"
PIECES = st.sampled_from(
    [
        *"甲乙丙。！？!?；;\n，_* -1|.",
        "\n\n",
        "\n- ",
        "\n1. ",
        "[甲](乙.jpg)",
        "\n[甲]: 乙",
        "<b>",
        "https://a.cn/b",
        "www.a.cn",
        "a@b.cn",
        "{.甲}",
        "&amp;",
        "甲乙丙丁戊己庚辛",
        "<!--",
        "-->",
        "`",
        "\n```\n",
        "\n    甲",
        "\n\t甲",
        "\t",
    ]
)
TEXTS = st.lists(PIECES, max_size=30).map("".join)
SOFT_BREAK = re.compile(r"(?<=[^\n])\n(?![ \t]*(?:\n|[-*+#>|]|\d{1,3}[.、)]|$))")
SENTENCE_END = re.compile(r"[。！？!?；;\n]")


@pytest.mark.parametrize(
    "source", ["甲乙|乙丙丁戊", "。。?", "[。，]甲", r"\d\.", "^甲", "(?<=。)甲.{0,3}乙", "\U00020000", "[^甲]"]
)
@given(st.text("甲乙丙丁戊。，\n1.\U00020000", max_size=12))
def test_a_text_is_struck_that_holds_the_expression(source: str, text: str) -> None:
    vocabulary = Vocabulary()
    sought = vocabulary.sought(Expression(source))
    for other in ("丁戊甲", "庚辛|。，1"):
        vocabulary.sought(Expression(other))
    found = bool(re.search(source, text, re.MULTILINE))
    assert sought.strikes(text, pairs_of(text)) == found
    assert sought.strikes(text, vocabulary.present(text)) == found
    assert vocabulary.present(text) <= pairs_of(text)


@given(TEXTS, TEXTS)
def test_sentences_end_where_their_first_sign_is(left: str, right: str) -> None:
    text = f"{left}根治{right}"
    start, end = len(left), len(left) + 2
    near = SOFT_BREAK.sub("", text[max(0, start - WINDOW) : start])
    assert before(text, start) == SENTENCE_END.split(near)[-1]
    near = SOFT_BREAK.sub("", text[end : end + WINDOW])
    stop = SENTENCE_END.search(near)
    assert after(text, end) == (near[: stop.end()] if stop else near)


@given(TEXTS)
def test_lines_are_hidden_one_by_one(text: str) -> None:
    code_free = without_code(text)
    assert len(code_free) == len(text)
    assert prose(code_free) == "\n".join(map(prose, code_free.split("\n")))
    assert mask_code(f"{text}\n\n\t")[: len(text)] == mask_code(text)  # a tab: every line is looked at


@given(TEXTS, st.integers(1, 8))
def test_a_sentence_that_stands_twice_is_seen(text: str, least: int) -> None:
    inside = re.sub(r"[^\w。！？!?；;\n|]+|_+", "", text)
    words = [one for one in re.split(r"[。！？!?；;\n|]", inside) if len(one) >= least]
    assert repeated.may_repeat(text, least) == (len(set(words)) < len(words))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (
            next(
                rule["params"]["patterns"][0]
                for rule in yaml.safe_load(RULES.read_text("utf-8"))["rules"]
                if rule["id"] == "text/private-use"
            ),
            r"[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]",
        ),
        (rare._BEYOND_URO.pattern, r"[\u3400-\u4dbf\u9fa6-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"),
    ],
)
def test_what_signs_are_not_says_what_they_are(written: str, meant: str) -> None:
    every = "".join(map(chr, range(0x110000)))
    assert re.findall(written, every) == re.findall(meant, every)


def test_what_is_hidden_keeps_its_place() -> None:
    assert prose("甲<b>乙</b>\n丙") == f"甲{HIDDEN * 3}乙{HIDDEN * 4}\n丙"
