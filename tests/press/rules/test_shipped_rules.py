"""Every shipped rule is held against the examples it carries."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from press.content.library import load_library
from press.findings import Finding
from press.rules.audit import audit
from press.rules.checks.kinds import KINDS
from press.rules.rule import Rule

ROOT = Path(__file__).resolve().parents[3]
TODAY = dt.date(2026, 11, 22)
FRONT = """---
title: 样稿 {number}
date: 2026-10-01
slug: yang-gao-{number}
authors: [li]
reviewer: li
reviewed: 2026-09-30
review_due: 2027-09-30
sources: [《某某指南》]
audience: [全体居民]
---

"""
DOCTORS = "li:\n  name: 李某\n  title: 主任医师\n  institution: 幸福县中医医院\n  department: 治未病科\n"


def _shipped() -> dict[str, dict[str, Any]]:
    files = sorted((ROOT / "overlays" / "rules").glob("*.yml"))
    written = [rule for file in files for rule in yaml.safe_load(file.read_text("utf-8")).get("rules", ())]
    return {rule["id"]: rule for rule in written}


SHIPPED = _shipped()


def _listed(value: object) -> list[str]:
    return [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]  # a list from YAML


def hits_of(rule: Rule, texts: list[str], docs: Path) -> list[list[Finding]]:
    """Findings of one rule for each text, every one an article of its own."""
    (docs / "articles").mkdir(parents=True)
    (docs / "doctors.yml").write_text(DOCTORS, "utf-8")
    for number, text in enumerate(texts):
        front = "" if text.startswith("---") else FRONT.format(number=number)
        (docs / "articles" / f"{number}.md").write_text(f"{front}{text}\n", "utf-8")
    findings = audit(load_library(docs, docs.parent).value, docs, [rule], TODAY)
    return [[one for one in findings if one.path == f"docs/articles/{number}.md"] for number in range(len(texts))]


def test_every_rule_is_loaded(rules: tuple[Rule, ...]) -> None:
    assert [rule.id for rule in rules] == list(SHIPPED)
    assert len(rules) > 30


@pytest.mark.parametrize("rule_id", [name for name, rule in SHIPPED.items() if "examples" in rule])
def test_rule_keeps_to_its_examples(rule_id: str, rules: tuple[Rule, ...], tmp_path: Path) -> None:
    rule = next(one for one in rules if one.id == rule_id)
    examples = SHIPPED[rule_id]["examples"]
    hits, passes = (_listed(examples.get(side, ())) for side in ("hits", "passes"))
    found = hits_of(rule, [*hits, *passes], tmp_path / "docs")
    missed = [text for text, findings in zip(hits, found, strict=False) if not findings]
    wrong = [(text, findings[0].message) for text, findings in zip(passes, found[len(hits) :], strict=True) if findings]
    assert missed == []
    assert wrong == []


def test_only_rules_of_whole_documents_come_without_examples() -> None:
    without = {name for name, rule in SHIPPED.items() if not rule.get("examples", {}).get("hits")}
    assert without == {"basics/media", "link/other-case", "link/unpublished"}, "these have tests of their own"


def test_every_kind_of_check_is_used() -> None:
    assert {rule["kind"] for rule in SHIPPED.values()} == set(KINDS)


@pytest.mark.parametrize("rule_id", SHIPPED)
def test_messages_are_fit_for_people(rule_id: str) -> None:
    rule = SHIPPED[rule_id]
    assert re.search(r"[\u4e00-\u9fff]", rule["message"])
    assert rule.get("hint"), "a finding says what to do"
    if rule_id.startswith("ad/"):
        assert "第" in rule["source_of_law"], "an advertisement rule names its article"
