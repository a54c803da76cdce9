from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.expressions.alternatives import alternatives, bundles

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
