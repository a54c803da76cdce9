from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from press.content.library import load_library
from press.findings import Finding, Severity
from press.model import Kind
from press.rules.audit import MOST, audit, audit_text
from press.rules.load import load_rules
from press.rules.rule import Rule

ROOT = Path(__file__).resolve().parents[3]
TODAY = dt.date(2026, 11, 22)
FRONT = """---
title: 怎样喝水
date: 2026-10-01
slug: he-shui
authors: [li]
reviewer: li
reviewed: 2026-09-30
review_due: 2027-09-30
sources: [《某某指南》]
audience: [全体居民]
key_points:
  - 多喝水。
  - 这个方子包治百病。
---

每天喝七八杯。
"""
DOCTORS = "li:\n  name: 李某\n  institution: 幸福县中医医院\n"


def site(tmp_path: Path, **files: str) -> Path:
    docs = tmp_path / "docs"
    for name, text in {"doctors.yml": DOCTORS, **files}.items():
        file = docs / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="")
    return docs


def findings(docs: Path, rules: tuple[Rule, ...], *wanted: str) -> list[Finding]:
    found = audit(load_library(docs, docs.parent).value, docs, rules, TODAY)
    return [one for one in found if not wanted or one.rule_id in wanted]


def test_lines_are_those_of_the_file(tmp_path: Path, rules: tuple[Rule, ...]) -> None:
    body = "\n多喝水。\n\n药到病除的方子。\n"
    docs = site(tmp_path, **{"articles/a.md": FRONT + body})
    assert [one.line for one in findings(docs, rules, "ad/cure-promise")] == [13, 20]
    text = (docs / "articles" / "a.md").read_text("utf-8").split("\n")
    assert "包治百病" in text[12]
    assert "药到病除" in text[19]


def test_windows_line_ends_do_not_move_lines(tmp_path: Path, rules: tuple[Rule, ...]) -> None:
    docs = site(tmp_path, **{"articles/a.md": (FRONT + "\n药到病除。\n").replace("\n", "\r\n")})
    assert [one.line for one in findings(docs, rules, "ad/cure-promise")] == [13, 18]


def test_a_heading_that_repeats_the_title_does_not_move_lines(tmp_path: Path, rules: tuple[Rule, ...]) -> None:
    text = FRONT.replace("每天喝", "# 怎样喝水\n\n药到病除。\n\n每天喝")
    docs = site(tmp_path, **{"articles/a.md": text})
    assert [one.line for one in findings(docs, rules, "ad/cure-promise")] == [13, 18]


def test_an_excerpt_taken_from_the_body_is_not_judged_twice(tmp_path: Path, rules: tuple[Rule, ...]) -> None:
    docs = site(tmp_path, **{"articles/a.md": FRONT.replace("包治百病", "好") + "\n药到病除的方子。\n"})
    assert len(findings(docs, rules, "ad/cure-promise")) == 1


def test_many_lines_end_in_a_count(tmp_path: Path, rules: tuple[Rule, ...]) -> None:
    docs = site(tmp_path, **{"articles/a.md": FRONT + "\n喝\u200b水。\n" * (MOST + 5)})
    found = findings(docs, rules, "text/invisible")
    assert len(found) == MOST
    assert "还有 5 行" in found[-1].message


def test_switched_off_rules_are_silent(tmp_path: Path) -> None:
    docs = site(tmp_path, **{"articles/a.md": FRONT, "rules.yml": "ad/cure-promise: 关闭\ntext/half-width: 错误\n"})
    checked = load_rules(ROOT / "overlays" / "rules", docs / "rules.yml", tmp_path)
    assert checked.findings == ()
    assert [one.rule_id for one in findings(docs, checked.value)] == []
    (docs / "articles" / "a.md").write_text(FRONT + "\n头晕,恶心。\n", "utf-8")
    assert [one.severity for one in findings(docs, checked.value)] == [Severity.ERROR]


def test_bare_files_and_drafts_are_left_alone(tmp_path: Path, rules: tuple[Rule, ...]) -> None:
    draft = FRONT.replace("slug: he-shui", "slug: cao-gao\ndraft: true")
    docs = site(tmp_path, **{"articles/b.md": draft, "graphics/20xx年,海报.png": ""})
    assert [one for one in findings(docs, rules) if not one.rule_id.startswith("basics/")] == []


def test_media_need_basic_elements(tmp_path: Path, rules: tuple[Rule, ...]) -> None:
    page = "---\ntitle: 片子\ndate: 2026-10-01\nslug: pian-zi\nfile: a.mp4\n---\n"
    docs = site(tmp_path, **{"videos/a.md": page, "videos/a.mp4": ""})
    [found] = findings(docs, rules, "basics/media")
    assert "主讲、适用人群" in found.message
    assert "作者" not in found.message, "a video has a speaker"
    assert found.severity is Severity.NOTICE


def test_links_to_other_case_and_to_drafts(tmp_path: Path, rules: tuple[Rule, ...]) -> None:
    draft = FRONT.replace("slug: he-shui", "slug: cao-gao\ndraft: true")
    body = "\n见[甲](../files/List.PDF)、[乙](cao-gao.md)、[丙](he-shui.html)、[丁](没有.md)。\n"
    docs = site(tmp_path, **{"articles/a.md": FRONT + body, "articles/cao-gao.md": draft, "files/list.pdf": "x"})
    found = findings(docs, rules, "link/other-case", "link/unpublished", "link/dead")
    assert {one.rule_id: one.line for one in found} == {
        "link/other-case": 18,
        "link/unpublished": 18,
        "link/dead": 18,
    }
    assert "list.pdf" in next(one.hint for one in found if one.rule_id == "link/other-case")


def test_a_review_is_overdue_the_day_after(tmp_path: Path, rules: tuple[Rule, ...]) -> None:
    docs = site(tmp_path, **{"articles/a.md": FRONT})
    library = load_library(docs, tmp_path).value
    due = dt.date(2027, 9, 30)
    for today, wanted in (
        (due - dt.timedelta(days=31), None),
        (due - dt.timedelta(days=30), "review/due-soon"),
        (due, "review/due-soon"),
        (due + dt.timedelta(days=1), "review/overdue"),
    ):
        found = [one for one in audit(library, docs, rules, today) if one.rule_id.startswith("review/")]
        assert [one.rule_id for one in found] == ([wanted] if wanted else [])
        assert all(one.line == 8 for one in found)


def test_a_file_that_became_unreadable_is_named(tmp_path: Path, rules: tuple[Rule, ...]) -> None:
    docs = site(tmp_path, **{"articles/a.md": FRONT})
    library = load_library(docs, tmp_path).value
    (docs / "articles" / "a.md").unlink()
    assert [one.rule_id for one in audit(library, docs, rules, TODAY)] == ["content/unreadable"]


def test_one_text_without_a_document(rules: tuple[Rule, ...]) -> None:
    found = audit_text("第一行。\n\n药到病除。\n", rules, today=TODAY, name="a.md")
    assert [(one.rule_id, one.where) for one in found] == [("ad/cure-promise", "a.md:3")]
    assert audit_text("小编为大家整理", rules, today=TODAY, kind=Kind.PLAIN) != ()
    assert audit_text("我院技术一流。", rules, today=TODAY, kind=Kind.PLAIN) == (), "an about page may speak of itself"


@pytest.mark.parametrize(
    "text",
    [
        "```\n药到病除,见20xx年\n```",
        "`药到病除,见20xx年`",
        "<!-- 药到病除,见20xx年 -->",
        "<https://example.com/药到病除,见20xx年>",
        "[链接](药到病除,见20xx年.html)",
        "[链接]: http://example.com/药到病除,见20xx年",
        "![图](药到病除,见20xx年.png)",
        "见文件 药到病除20xx年.docx",
        '<span title="药到病除,见20xx年">好</span>',
    ],
)
def test_code_addresses_and_names_of_files_are_never_judged(text: str, rules: tuple[Rule, ...]) -> None:
    wanted = {"ad/cure-promise", "leftover/placeholder", "text/half-width"}
    assert {one.rule_id for one in audit_text(text, rules, today=TODAY)} & wanted == set()


def test_the_demo_site_is_clean(rules: tuple[Rule, ...]) -> None:
    docs = ROOT / "docs"
    assert audit(load_library(docs, ROOT).value, docs, rules, TODAY) == ()


def test_a_page_full_of_openings_is_read_in_one_go(rules: tuple[Rule, ...]) -> None:
    hostile = ("“（《[](" * 3000) + "\n" + "'" * 5000 + "\n" + "医院" * 5000 + "\n" + "XX" * 5000
    assert audit_text(hostile, rules, today=TODAY) != ()


def test_messages_hold_nothing_invisible(rules: tuple[Rule, ...]) -> None:
    for one in audit_text("喝\u200b水\u202e片\ue5e5药。", rules, today=TODAY):
        assert re.fullmatch(r"[^\u200b\u202e\ue5e5]*", one.message), one
