"""What every step of a check needs at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from press.campaign.model import Campaign
from press.check.memory import CheckMemory
from press.check.tasks import Task
from press.progress import Reporter

Runner = Callable[[Task], str]
Item = TypeVar("Item")
Result = TypeVar("Result")


def _nothing(_: object, __: object) -> None:
    """Do nothing with a result but return it."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One check.

    site    the folder as it is published
    memory  of earlier checks
    run     looks at one file
    clock   nanoseconds since 1970
    used    keys of all answers that were of use
    """

    site: Path
    campaigns: tuple[Campaign, ...]
    memory: CheckMemory
    run: Runner
    reporter: Reporter
    jobs: int
    clock: Callable[[], int]
    used: set[str] = field(default_factory=set)

    def each(
        self,
        title: str,
        items: Sequence[Item],
        work: Callable[[Item], Result],
        share: int = 1,
        keep: Callable[[Item, Result], None] = _nothing,
    ) -> list[Result]:
        """Return the results of `work` on every item, in order.

        Args:
            title: of the stage, in Chinese.
            items: may be none: no stage is opened then.
            work: called in threads.
            share: items handed out at once.
            keep: called here, with one result after the other as soon as it and all before are there.
        """
        if not items:
            return []
        with self.reporter.stage(title, len(items)) as stage, ThreadPoolExecutor(max(1, self.jobs)) as threads:

            def counted(start: int) -> list[Result]:
                results = []
                for item in items[start : start + share]:
                    results.append(work(item))
                    stage.advance()
                return results

            futures = [threads.submit(counted, start) for start in range(0, len(items), share)]
            try:
                done: list[Result] = []
                for future in futures:
                    for result in future.result():
                        keep(items[len(done)], result)
                        done.append(result)
            except BaseException:
                threads.shutdown(wait=False, cancel_futures=True)
                raise
            return done
