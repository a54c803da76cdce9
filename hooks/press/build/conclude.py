"""The end of a build: the site is finished, proved, and takes the place of the published one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from press.findings import fails_strict
from press.publish.outcome import Outcome
from press.publish.staging import discard, swap

if TYPE_CHECKING:
    from press.site.work import SiteWork


@dataclass(frozen=True, slots=True)
class Ending:
    """How a build is to end.

    site    where the site is published
    proof   whether the marks of the finished site are proved
    strict  whether findings hold the new site back
    """

    site: Path
    proof: bool
    strict: bool


def conclude(session: SiteWork, staged: Path, ending: Ending) -> tuple[Outcome, bool]:
    """Finish a staged site and publish it.

    Returns:
        What the build came to, and whether the new site was published (False: findings under `strict`; the staged
        site is gone).

    Raises:
        PressError: the site cannot take its place, or cannot be written.
    """
    session.finish(staged)
    if ending.proof:
        _prove(session, staged, ending.site.name)
    outcome = session.outcome(ending.site)
    if ending.strict and fails_strict(outcome.findings):
        discard(staged)
        return outcome, False
    swap(staged, ending.site, session.spare)
    return outcome, True


def _prove(session: SiteWork, staged: Path, name: str) -> None:
    from press.report.prove import prove  # noqa: PLC0415 - half a second, only where it is needed

    proof = prove(staged, name, session.campaigns, session.inputs, session.publisher)
    session.findings.extend(proof.findings)
    session.remarks.append(proof.remark)
