"""The last stage of a build: prove that what was built carries the mark, and write the report."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from press.campaign.model import Campaign
from press.check.memory import FILE_NAME, CheckMemory
from press.check.run import check_site
from press.findings import Finding
from press.report.write import write_report
from press.site.inputs import SiteInputs

FOLDER = "compliance"
"""Folder in the cache that holds the report; it is not published."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What the check found: gaps, and one line for the summary."""

    findings: tuple[Finding, ...]
    remark: str


def prove(site: Path, name: str, campaigns: Sequence[Campaign], inputs: SiteInputs, publisher: str) -> Proof:
    """Check a finished site and write `compliance.json`, the report page and its PDF.

    Args:
        site: the folder as it will be published.
        name: what findings call it (it may still lie in a staging folder).
        campaigns: at least one.
        inputs: date, cache and workers.
        publisher: who answers for the site.
    """
    with closing(CheckMemory(inputs.cache / FILE_NAME)) as memory:
        checked = check_site(
            site,
            campaigns,
            today=inputs.today,
            memory=memory,
            jobs=inputs.jobs,
            reporter=inputs.reporter,
            named=name,
        )
        files = write_report(checked.value, inputs.cache / FOLDER, inputs.overlays, publisher, memory)
    must = sum(kind.must for kind in checked.value.coverage)
    marked = sum(kind.marked for kind in checked.value.coverage)
    return Proof(checked.findings, f"标识核对：应有 {must} 件，查到 {marked} 件；合规报告在 {files.page}")
