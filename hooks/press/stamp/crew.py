"""Many small jobs on a few threads: results in the order asked for, an interrupt ends it at once.

Threads, not processes: Pillow, Typst and ffmpeg release the GIL, and nothing has to be copied between processes.
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from typing import TypeVar

from press.progress import Reporter

Job = TypeVar("Job")
Result = TypeVar("Result")

_TICK = 0.5
"""Seconds between looks for an interrupt: on Windows a wait without end hears no Ctrl-C."""


def run_all(  # noqa: PLR0913 - what, how, and who listens
    jobs: Sequence[Job],
    work: Callable[[Job], Result],
    *,
    title: str,
    reporter: Reporter,
    workers: int,
    abort: Callable[[], None] | None = None,
) -> list[Result]:
    """Run `work` on every job and return the results in the jobs' order.

    Args:
        jobs: what to work on.
        work: called in worker threads; what it raises ends everything, so it must turn expected faults into results.
        title: of the stage, in Chinese.
        reporter: listens to the progress.
        workers: threads at most.
        abort: called when the work ends early, to stop foreign programs.
    """
    if not jobs:
        return []
    executor = ThreadPoolExecutor(max_workers=max(1, min(workers, len(jobs))), thread_name_prefix="press")
    try:
        with reporter.stage(title, len(jobs)) as stage:

            def counted(job: Job) -> Result:
                result = work(job)
                stage.advance()
                return result

            futures = [executor.submit(contextvars.copy_context().run, counted, job) for job in jobs]
            return _collect(futures)
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        if abort is not None:
            abort()
        raise
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def _collect(futures: list[Future[Result]]) -> list[Result]:
    pending: set[Future[Result]] = set(futures)
    while pending:
        done, pending = wait(pending, timeout=_TICK, return_when=FIRST_EXCEPTION)
        for future in done:
            future.result()
    return [future.result() for future in futures]
