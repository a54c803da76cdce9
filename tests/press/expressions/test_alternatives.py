from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.expressions.alternatives import alternatives, bundles
from press.expressions.needs import ANYTHING, needs_of

PIECES = st.sampled_from(
    ["甲", "乙?", "(?:丙|丁)", "[甲|)]", r"\|", r"\(", "(?<=甲)乙", "(?!丙)", "[^]丁]", r"[\]甲]丙"]
)
EXPRESSIONS = st.lists(st.lists(PIECES, min_size=1, max_size=3).map("".join), min_size=1, max_size=4).map("|".join)


@given(EXPRESSIONS, st.text("甲乙丙丁|)(]", max_size=12))
def test_the_pieces_find_what_the_whole_finds(expression: str, text: str) -> None:
    whole = {match.start() for match in re.finditer(f"(?={expression})", text)}
    pieces = {match.start() for piece in alternatives(expression) for match in re.finditer(f"(?={piece})", text)}
    bundled = {match.start() for piece in bundles([expression]) for match in re.finditer(f"(?={piece})", text)}
    assert pieces == whole == bundled


@pytest.mark.parametrize(
    ("expressions", "wanted"),
    [
        (["甲|乙", "丙"], ["甲|乙|丙"]),
        (["甲|(?:乙|丙)丁|[戊己]"], ["甲", "(?:乙|丙)丁", "[戊己]"]),
        (["甲?乙|丙"], ["丙", "甲?乙"]),
        ([r"\d|\|"], [r"\d", r"\|"]),
    ],
)
def test_plain_alternatives_go_together(expressions: list[str], wanted: list[str]) -> None:
    assert bundles(expressions) == wanted


QUANTIFIERS = st.sampled_from(["", "", "", "?", "*", "+", "??", "{0,2}", "{2}", "{,1}", "+?"])
ATOMS = st.recursive(
    st.sampled_from(
        ["甲", "乙", "丙", r"\u4e01", r"\|", r"\d", "[甲乙]", "[^甲]", r"[\u4e00-\u4e02丙]", ".", "(?=甲)", "(?!乙)"]
    ),
    lambda inner: st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
    max_leaves=4,
)
QUANTIFIED = st.tuples(ATOMS, QUANTIFIERS).map(lambda pair: pair[0] if pair[0].startswith("(?=") else "".join(pair))
SOUGHT = st.lists(st.lists(QUANTIFIED, min_size=1, max_size=4).map("".join), min_size=1, max_size=3).map("|".join)


@given(SOUGHT, st.text("甲乙丙丁一七|3", max_size=10))
def test_a_text_that_lacks_what_is_needed_does_not_hold_the_expression(expression: str, text: str) -> None:
    if re.search(expression, text):
        assert any(need <= set(text) for need in needs_of(expression))


@pytest.mark.parametrize(
    ("expression", "needs"),
    [
        ("包治|根除", {"包治", "根除"}),
        ("(?:一|两)次(?:就)?见效", {"一次见效", "两次见效"}),
        (r"[收搜]集\u3000{1,3}", {"收集\u3000", "搜集\u3000"}),
        (r"(?P<hit>甲+)\.乙*丙{2}(?<!丁)", {"甲.丙"}),
    ],
)
def test_what_is_needed_is_told(expression: str, needs: set[str]) -> None:
    assert needs_of(expression) == {frozenset(need) for need in needs}


@pytest.mark.parametrize("expression", [r"\d+", "甲?", "甲|.", "(?i)甲", "[^甲]", "[\ue000-\uf8ff]", "甲|(?:乙|)"])
def test_where_nothing_can_be_told_every_text_is_searched(expression: str) -> None:
    assert needs_of(expression) == ANYTHING
