"""Precision on real material: which rules strike where, judged by hand once and held here."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from press.content.library import load_library
from press.rules.audit import audit
from press.rules.rule import Rule

CORPORA = Path(__file__).resolve().parents[4] / "shared" / "corpora"
TODAY = dt.date(2026, 11, 22)
FORMAL = ("basics/", "review/", "link/")
"""What recipes and seeds lack because they were not written for this product."""

pytestmark = [
    pytest.mark.corpora,
    pytest.mark.skipif(not CORPORA.is_dir(), reason="the shared corpora are not here"),
]


def counts(tmp_path: Path, files: list[Path], rules: tuple[Rule, ...]) -> Counter[str]:
    docs = tmp_path / "docs"
    (docs / "articles").mkdir(parents=True)
    for number, file in enumerate(files):
        (docs / "articles" / f"{number:03}.md").write_bytes(file.read_bytes())
    found = audit(load_library(docs, tmp_path).value, docs, rules, TODAY)
    return Counter(one.rule_id for one in found if not one.rule_id.startswith(FORMAL))


def test_recipes_are_nearly_silent(tmp_path: Path, rules: tuple[Rule, ...]) -> None:
    found = counts(tmp_path, sorted((CORPORA / "recipes").rglob("*.md")), rules)
    assert set(found) <= {"text/space-before", "text/unclosed", "text/mixed-script", "text/half-width", "text/repeated"}
    assert found.total() < 20


def test_a_popular_science_page_is_nearly_silent(tmp_path: Path, rules: tuple[Rule, ...]) -> None:
    found = counts(tmp_path, [CORPORA / "livelonger" / "README.md"], rules)
    assert not [rule for rule in found if rule.startswith(("ad/", "leftover/"))]
    assert found.total() < 12


def test_the_dirt_of_the_seeds_is_found(tmp_path: Path, rules: tuple[Rule, ...]) -> None:
    seeds = sorted((CORPORA / "seeds").glob("*.txt"))
    wanted = {
        "000": {"leftover/pinyin", "leftover/doc-farm", "leftover/placeholder", "text/half-width", "text/traditional"},
        "001": {"leftover/page-furniture", "leftover/doubled", "text/unclosed", "text/half-width"},
        "002": {"text/layout-space", "leftover/page-furniture", "text/repeated"},
        "003": {"leftover/doc-farm", "leftover/placeholder", "text/unclosed"},
        "004": {
            "leftover/spam",
            "leftover/doc-farm",
            "leftover/stray-sign",
            "leftover/placeholder",
            "text/reversed-quote",
            "text/mixed-script",
            "text/number-mark",
            "text/space-before",
        },
    }
    for seed in seeds:
        found = counts(tmp_path / seed.stem, [seed], rules)
        assert wanted[seed.name[:3]] <= set(found), seed.name
        assert not [rule for rule in found if rule.startswith("ad/")], "no seed advertises"
