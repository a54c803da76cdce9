from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from press.print.ledger import read_ledger
from press.print.safe_yaml import DEEPEST, read_yaml


@pytest.mark.parametrize("text", ["", "a: 1", "- {名: 某县, at: 2026-11-01}\n- [1, 2.5, true, ~]", "a: &x [1]\nb: *x"])
def test_reads_what_pyyaml_reads(text: str) -> None:
    node, value = read_yaml(text)
    assert value == yaml.safe_load(text)
    assert (node is None) == (value is None)


@pytest.mark.parametrize("text", ["a: [1", "a: \x01", "a: !!python/name:os.system"])
def test_faults_are_told_in_the_words_of_one_parser(text: str) -> None:
    with pytest.raises(yaml.YAMLError) as told:
        read_yaml(text)
    with pytest.raises(type(told.value)) as wanted:
        yaml.safe_load(text)
    assert str(told.value) == str(wanted.value)


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 50_000 + "x", "{a: " * 100_000, "[" * 100 + "]" * 100])
def test_depth_without_end_is_a_fault_and_no_crash(text: str, tmp_path: Path) -> None:
    with pytest.raises(yaml.YAMLError, match=str(DEEPEST)):
        read_yaml(text)
    ledger = tmp_path / "printed.yml"
    ledger.write_text(text, encoding="utf-8")
    read = read_ledger(ledger)
    assert read.value is None
    assert [finding.rule_id for finding in read.findings] == ["print/ledger-unreadable"]
