from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from press.findings import Checked, Severity
from press.rules.audit import audit_text
from press.rules.load import load_rules
from press.rules.rule import Rule

ROOT = Path(__file__).resolve().parents[3]
GOOD = """rules:
  - id: demo/word
    kind: pattern
    level: 警告
    message: 有“{hit}”
    hint: 删掉
    params: {patterns: 坏词}
"""


def load(tmp_path: Path, text: str, county: str | None = None) -> Checked[tuple[Rule, ...]]:
    folder = tmp_path / "overlays" / "rules"
    folder.mkdir(parents=True)
    (folder / "demo.yml").write_text(text, "utf-8")
    file = tmp_path / "docs" / "rules.yml"
    if county is not None:
        file.parent.mkdir()
        file.write_text(county, "utf-8")
    return load_rules(folder, file, tmp_path)


def test_a_rule_is_read_with_defaults(tmp_path: Path) -> None:
    checked = load(tmp_path, GOOD)
    assert checked.findings == ()
    [rule] = checked.value
    assert (rule.id, rule.level, rule.source_of_law) == ("demo/word", Severity.WARNING, "")


def test_an_empty_or_missing_folder_gives_no_rules(tmp_path: Path) -> None:
    assert load_rules(tmp_path / "nowhere", None, tmp_path) == Checked(())


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("kind: pattern", "kind: patern", 2, "您是不是想写 pattern"),
        ("level: 警告", "level: 严重", 4, "要写 关闭、提示、警告、错误"),
        ("patterns: 坏词", "patterns: '坏词('", 2, "写错了"),
        ("patterns: 坏词", "patterns: <<没有>>", 2, "没有叫“没有”的词表"),
        ("patterns: 坏词", "patterns: 坏词, guards: [没有]", 2, "没有叫“没有”的放行条件"),
        ("patterns: 坏词", "pattern: 坏词", 2, "params 的 patterns"),
        ("{hit}", "{hits}", 2, "{hits} 用不了"),
        ("{hit}", "{hit", 5, "message"),
        ("{hit}", "{hit.__class__}", 5, "占位"),
        ("id: demo/word", "id: Demo Word", 2, "id"),
        ("hint: 删掉", "hnt: 删掉", 6, "hnt"),
    ],
)
def test_a_faulty_rule_is_left_out_with_its_line(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    other = GOOD.replace("demo/word", "demo/other").removeprefix("rules:\n")
    checked = load(tmp_path, GOOD.replace(old, new) + other)
    [finding] = checked.findings
    assert finding.severity is Severity.ERROR
    assert (finding.path, finding.line) == ("overlays/rules/demo.yml", line)
    assert says in finding.message
    assert [rule.id for rule in checked.value] == ["demo/other"], "the others go on"


@pytest.mark.parametrize("text", ["rules: [", "- just\n- a list\n", "rule:\n  - id: a/b\n", "rules: !!python/none x"])
def test_a_faulty_file_is_named(tmp_path: Path, text: str) -> None:
    checked = load(tmp_path, text)
    assert checked.value == ()
    assert [finding.rule_id for finding in checked.findings] == ["rules/bad-file"]


def test_a_rule_written_twice_counts_once(tmp_path: Path) -> None:
    checked = load(tmp_path, GOOD + GOOD.removeprefix("rules:\n"))
    assert len(checked.value) == 1
    assert [finding.rule_id for finding in checked.findings] == ["rules/duplicate"]


def test_lists_that_name_themselves_are_refused(tmp_path: Path) -> None:
    checked = load(tmp_path, "terms:\n  甲: ['<<甲>>乙']\n" + GOOD.replace("坏词", "<<a>>"))
    assert [finding.rule_id for finding in checked.findings] == ["rules/bad-rule"]


def test_a_county_sets_levels(tmp_path: Path) -> None:
    county = "# 本县\ndemo/word：提示\n"
    checked = load(tmp_path, GOOD, county)
    assert [rule.level for rule in checked.value] == [Severity.NOTICE]
    assert all(finding.severity is Severity.NOTICE for finding in checked.findings), "a wide colon is forgiven"


def test_a_county_switches_a_rule_off(tmp_path: Path) -> None:
    checked = load(tmp_path, GOOD, "demo/word: 关闭\n")
    assert [rule.level for rule in checked.value] == [None]
    assert checked.findings == ()


def test_an_unknown_rule_id_is_answered_with_the_nearest(tmp_path: Path) -> None:
    [finding] = load(tmp_path, GOOD, "\ndemo/wrod: 关闭\n").findings
    assert (finding.rule_id, finding.path, finding.line) == ("rules/unknown-rule", "docs/rules.yml", 2)
    assert "demo/word" in finding.hint


@pytest.mark.parametrize("level", ["off", "警告！", "[关闭]", ""])
def test_an_unknown_level_changes_nothing(tmp_path: Path, level: str) -> None:
    checked = load(tmp_path, GOOD, f"demo/word: {level}\n")
    assert [finding.rule_id for finding in checked.findings] == ["rules/bad-level"]
    assert checked.value[0].level is Severity.WARNING


def test_an_unreadable_county_file_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    (tmp_path / "rules.yml").write_bytes(b"\xff\xfe\x00")
    checked = load_rules(folder, tmp_path / "rules.yml", tmp_path)
    assert [finding.severity for finding in checked.findings] == [Severity.ERROR]


def test_trusted_rules_are_compiled_when_they_are_needed() -> None:
    words = "我院专治百病，包治好。"
    loose, strict = (
        load_rules(ROOT / "overlays" / "rules", None, ROOT, trusted=trusted).value for trusted in (True, False)
    )
    found = audit_text(words, loose, today=dt.date(2026, 11, 27))
    assert found
    assert found == audit_text(words, strict, today=dt.date(2026, 11, 27))
