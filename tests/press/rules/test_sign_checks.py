"""Pairs of signs and the two scripts."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.rules.audit import audit_text
from press.rules.checks.script import simplified_only, traditional_only
from press.rules.rule import Rule

TODAY = dt.date(2026, 11, 22)
PAIRS = ("“”", "（）", "《》", "【】", "「」")
balanced = st.recursive(
    st.text("甲乙丙，", min_size=1, max_size=5),
    lambda inner: st.tuples(st.sampled_from(PAIRS), inner, st.text("丁戊", max_size=3)).map(
        lambda part: f"{part[0][0]}{part[1]}{part[0][1]}{part[2]}"
    ),
    max_leaves=6,
)


def ids(text: str, rules: tuple[Rule, ...]) -> set[str]:
    return {one.rule_id for one in audit_text(text, rules, today=TODAY)}


@pytest.fixture(scope="module")
def pair_rules(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    return tuple(rule for rule in rules if rule.kind == "pairs")


@given(st.lists(balanced, max_size=5))
def test_balanced_signs_are_never_reported(pair_rules: tuple[Rule, ...], parts: list[str]) -> None:
    text = "丙".join(parts)
    nested = any(f"“{text[i + 1 :].split('”')[0]}".count("“") > 1 for i, sign in enumerate(text) if sign == "“")
    assert nested or ids(text, pair_rules) == set()


@given(st.sampled_from(PAIRS), st.text("甲乙，", min_size=1, max_size=8), st.integers(0, 1))
def test_one_sign_alone_is_always_reported(pair_rules: tuple[Rule, ...], pair: str, words: str, half: int) -> None:
    assert ids(f"丁{pair[half]}{words}戊", pair_rules) == {"text/unclosed"}


def test_scripts_are_told_apart_without_a_table() -> None:
    assert set("医药发现国东车门经济强龙龟") - set(simplified_only()) <= {"强"}
    assert set("醫藥發現國東車門經濟強龍龜") <= set(traditional_only())
    assert not set(simplified_only()) & set(traditional_only())
    assert not set("天地人上下左右山水中和平") & set(simplified_only() + traditional_only())
    assert 1000 < len(simplified_only()) < 1500
    assert 1800 < len(traditional_only()) < 2300
