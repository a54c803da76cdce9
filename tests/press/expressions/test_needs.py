"""What a text must hold for an expression to be found in it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.expressions.many_pairs import finder
from press.expressions.needs import ANYTHING, needs_of
from press.expressions.pairs import pairs_among, pairs_of

OFTEN = ["", "", "", "", "?", "*", "+"]
QUANTIFIERS = st.sampled_from([*OFTEN, "??", "{0,2}", "{2}", "{,1}", "{1}", "{1,1}", "+?", "?+", "++"])
SIGNS = [
    *("甲", "乙", "丙", r"\u4e01", r"\|", r"\n", r"\d", ".", "^", "$", r"\b"),
    *("[甲乙]", "[^甲]", r"[\u4e00-\u4e02丙]", r"[\|甲\n]", "[甲-]"),
    *("(?=甲)", "(?=甲乙|丙)", "(?=乙.)", "(?!乙)", "(?<=甲)", "(?<=甲|丙)", "(?<!乙)"),
]
GROUPS = st.sampled_from(["(?:{})", "({})", "(?>{})", "(?={})"])
ATOMS = st.recursive(
    st.sampled_from(SIGNS),
    lambda inner: st.tuples(GROUPS, st.lists(st.lists(inner, max_size=3).map("".join), min_size=1, max_size=3)).map(
        lambda parts: parts[0].format("|".join(parts[1]))
    ),
    max_leaves=6,
)
QUANTIFIED = st.tuples(ATOMS, QUANTIFIERS).map(lambda pair: pair[0] if pair[0] in {"^", "$", r"\b"} else "".join(pair))
SOUGHT = st.lists(st.lists(QUANTIFIED, min_size=1, max_size=4).map("".join), min_size=1, max_size=3).map("|".join)
TEXTS = st.text("甲乙丙丁一七|3\n-", max_size=10)


@given(SOUGHT, TEXTS)
def test_a_text_that_lacks_what_is_needed_does_not_hold_the_expression(expression: str, text: str) -> None:
    if re.search(expression, text, re.MULTILINE):
        assert any(run in text for run in needs_of(expression))


@pytest.mark.parametrize(
    ("expression", "needs"),
    [
        ("包治|根除", {"包治", "根除"}),
        ("(?:一|两)次(?:就)?见效", {"一次见效", "一次就见效", "两次见效", "两次就见效"}),
        (r"[收搜]集\u3000{1,3}", {"收集\u3000", "搜集\u3000"}),
        (r"(?P<hit>甲+)\.乙*丙{2}(?<!丁)", {"甲."}),
        (" +(?=[，。])|(?<=（ )甲", {" ，", " 。", "（ "}),
        ("(?:推出|上线)[^，。]{0,14}(?:套餐|优惠活动|福利)", {"推出", "上线"}),
        (r"-\s?甲(?:乙丙)?", {"-"}),
        (r"(?:甲(?!乙)|\d丙丁)戊", {"甲戊", "丙丁戊"}),
        ("[\\^¨](?<=[\u4e00-\u9fff].)", {"^", "¨"}),
    ],
)
def test_what_is_needed_is_told(expression: str, needs: set[str]) -> None:
    assert needs_of(expression) == needs


@pytest.mark.parametrize(
    "expression",
    [r"\d+", "甲?", "甲|.", "(?i)甲", "(?i:甲乙)", "[^甲]", "[\ue000-\uf8ff]", "甲|(?:乙|)", r"(.)\1", "(?:甲乙){0,3}"],
)
def test_where_nothing_can_be_told_every_text_is_searched(expression: str) -> None:
    assert needs_of(expression) == ANYTHING


def test_what_is_asked_for_may_be_ranked() -> None:
    assert needs_of("<[^<> ]+@b") == {"@b"}
    assert needs_of("<[^<> ]+@b", rank=lambda runs: "<" in runs) == {"<"}


@given(st.text(max_size=12), st.text(max_size=12))
def test_a_text_has_all_pairs_of_what_stands_in_it(text: str, more: str) -> None:
    assert pairs_of(text) <= pairs_of(more + text + more)


def test_pairs_are_told_apart() -> None:
    assert len(pairs_of("甲乙丙")) == 2
    assert pairs_of("甲乙") != pairs_of("乙甲")
    assert not pairs_of("甲")
    assert len(pairs_of("\U00020000")) == 1


@given(st.text(), st.lists(st.text(min_size=1, max_size=3)))
def test_wanted_pairs_are_found_in_either_way(text: str, words: list[str]) -> None:
    wanted = frozenset(pair for word in (*words, text[:4]) for pair in pairs_of(word))
    found = wanted & pairs_of(text)
    assert pairs_among(text, wanted) == found
    assert finder(wanted)(text) == found
