from __future__ import annotations

from pathlib import Path

import pytest

from console.engine_messages import translate
from press.findings import Severity


@pytest.mark.parametrize(
    ("text", "rule", "where"),
    [
        (
            (
                "Doc file 'articles/a.md' contains a link 'b.md', but the target 'articles/b.md' is not found among "
                "documentation files. Did you mean '../b.md'?"
            ),
            "engine/dead-link",
            "docs/articles/a.md:2",
        ),
        (
            "Doc file 'articles/a.md' contains a link '#用法', but there is no such anchor on this page.",
            "engine/dead-anchor",
            "docs/articles/a.md:3",
        ),
        (
            (
                "Doc file 'articles/a.md' contains a link 'c.md#x', but the doc 'articles/c.md' does not contain an "
                "anchor '#x'."
            ),
            "engine/dead-anchor",
            "docs/articles/a.md",
        ),
        (
            "Doc file 'articles/a.md' contains an absolute link '/b', it was left as is.",
            "engine/absolute-link",
            "docs/articles/a.md",
        ),
        (
            "Doc file 'no/such.md' contains an unrecognized relative link 'b', it was left as is.",
            "engine/unknown-link",
            "docs/no/such.md",
        ),
        (
            (
                "A reference to 'x.md' is included in the 'nav' configuration, which is not found in the documentation "
                "files."
            ),
            "engine/nav",
            "",
        ),
        (
            "Excluding 'README.md' from the site because it conflicts with 'index.md'.",
            "engine/conflict",
            "docs/README.md",
        ),
        ("Config value 'dev_addr': Bad.", "engine/config", ""),
        ("Something { new }", "engine/remark", ""),
    ],
)
def test_translates(tmp_path: Path, text: str, rule: str, where: str) -> None:
    docs = tmp_path / "docs"
    (docs / "articles").mkdir(parents=True)
    (docs / "articles" / "a.md").write_text("# 甲\n[乙](b.md)\n[丙](#用法)\n", encoding="utf-8")
    finding = translate(text, Severity.WARNING, docs, tmp_path)
    assert (finding.rule_id, finding.where) == (rule, where)
    assert finding.severity is Severity.WARNING
    assert finding.hint
    assert "Doc file" not in finding.message


def test_docs_outside_the_project_are_shown_by_their_full_path(tmp_path: Path) -> None:
    text = "Excluding 'README.md' from the site because it conflicts with 'index.md'."
    finding = translate(text, Severity.WARNING, tmp_path / "elsewhere", tmp_path / "project")
    assert finding.path == (tmp_path / "elsewhere" / "README.md").as_posix()
