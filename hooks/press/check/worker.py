"""Looking at one file after another, in a process of its own: decoders that crash or hang take nothing else with them.

Reads one JSON line a task from standard input and answers each with one JSON line. The first line holds the campaigns.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path

from press.campaign.model import Campaign
from press.check import faults
from press.check.page_facts import dump_facts, read_page
from press.check.product import Product
from press.check.tasks import Task
from press.check.verdict import Verdict
from press.errors import MediaError

_MEMORY = 6 * 1024**3
"""Bytes of address space."""


def look(task: Task, campaigns: Sequence[Campaign]) -> str:
    """Carry out one task and return its result as JSON: page facts for a page, a verdict for everything else."""
    return _look(task, lambda: campaigns)


def _look(task: Task, campaigns: Callable[[], Sequence[Campaign]]) -> str:
    try:
        if task.kind == Product.PAGE:
            return dump_facts(read_page(task.file.read_bytes()))
        from press.check.judges import judge_file  # noqa: PLC0415 - a third of a second, which a page does without

        return _dumped(judge_file(task, campaigns()))
    except (MediaError, OSError) as error:
        return _dumped(Verdict((faults.unreadable(error),)))
    except MemoryError:
        return _dumped(Verdict((faults.crashed(),)))


def main() -> None:
    """Serve tasks until standard input ends."""
    _limit_memory()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", newline="\n")
    # What libraries print must not mix with the answers.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    lines = iter(sys.stdin.buffer.readline, b"")
    sent = next(lines)

    @cache
    def campaigns() -> Sequence[Campaign]:
        from press.check.wire import CAMPAIGNS  # noqa: PLC0415 - a tenth of a second, which a page does without

        return CAMPAIGNS.validate_json(sent)

    for line in lines:
        given = json.loads(line)
        answers.write(_look(Task(given["kind"], Path(given["file"])), campaigns) + "\n")
        answers.flush()


def _dumped(verdict: Verdict) -> str:
    return json.dumps(asdict(verdict), ensure_ascii=False, sort_keys=True)


def _limit_memory() -> None:
    if sys.platform == "win32":
        return  # no such limit there; file size and time bound the damage
    import resource  # noqa: PLC0415 - POSIX only

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    least = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (least, hard))
