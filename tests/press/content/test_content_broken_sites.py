from __future__ import annotations

from pathlib import Path

import pytest

from press.content.library import load_library
from press.findings import Severity

SITES = Path(__file__).parents[2] / "broken_sites"


def outcome(site: Path) -> list[str]:
    checked = load_library(site / "docs", site)
    library = checked.value
    documents = (*library.articles, *library.videos, *library.graphics, *library.bulletins)
    return [
        *(f"{finding.severity.value} {finding.rule_id} {finding.where}" for finding in checked.findings),
        "published: " + " ".join(sorted(document.slug for document in documents)),
        "withheld: " + " ".join(map(str, library.withheld)),
        "drafts: " + " ".join(map(str, library.drafts)),
    ]


@pytest.mark.parametrize("site", sorted(path.parent for path in SITES.glob("*/docs")), ids=lambda path: path.name)
def test_every_fault_is_found_and_no_other(site: Path) -> None:
    expected = (site / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert outcome(site) == expected


@pytest.mark.parametrize("site", sorted(path.parent for path in SITES.glob("*/docs")), ids=lambda path: path.name)
def test_findings_are_chinese_and_say_what_to_do(site: Path) -> None:
    for finding in load_library(site / "docs", site).findings:
        assert any("\u4e00" <= character <= "\u9fff" for character in finding.message)
        assert finding.hint or finding.severity is Severity.NOTICE
        assert not finding.message.endswith(("。", "."))
        assert str(SITES) not in str(finding)
