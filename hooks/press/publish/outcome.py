"""What one build came to, and the channel by which an engine's hook hands it to whoever started the build.

The hook calls `hand_over(outcome)` once, at the end. Our own command line listens and prints the summary; under plain
`mkdocs build` nobody does, `hand_over` returns False, and the hook logs the findings on the engine's logger instead.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from press.findings import Finding


@dataclass(frozen=True, slots=True)
class Outcome:
    """The figures and findings of one finished build.

    pages     HTML documents written that carry the mark
    pictures  distinct source pictures marked (not counting their several widths)
    posters   video thumbnails marked
    findings  everything found, in any order
    site_dir  where the finished site lies (the published folder, not the staging one)
    remarks   one-line Chinese remarks for the end of the summary, e.g. that the mark is the default art
    engine    what the site engine gave to the build, for a next one that needs no more; None: it must be asked
    """

    pages: int = 0
    pictures: int = 0
    posters: int = 0
    findings: tuple[Finding, ...] = ()
    site_dir: Path | None = None
    remarks: tuple[str, ...] = ()
    engine: object = None


OutcomeSink: TypeAlias = Callable[[Outcome], None]
"""Takes the outcome of one build; called once a build (under `serve`: once each rebuild)."""

current_outcome_sink: ContextVar[OutcomeSink | None] = ContextVar("current_outcome_sink", default=None)
"""Set by the command line around an in-process engine run. None: nobody listens."""


def hand_over(outcome: Outcome) -> bool:
    """Give `outcome` to the listener, if there is one.

    Returns:
        Whether somebody listens. If not, the caller must show `outcome.findings` itself (log them), else nobody will.
    """
    sink = current_outcome_sink.get()
    if sink is None:
        return False
    sink(outcome)
    return True
