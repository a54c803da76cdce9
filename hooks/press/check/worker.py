"""Looking at one file after another, in a process of its own: decoders that crash or hang take nothing else with them.

Reads one JSON line a task from standard input and answers each with one JSON line. The first line holds the campaigns.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from press.campaign.model import Campaign
from press.check import faults
from press.check.demands import Product, demand_for
from press.check.films import check_film
from press.check.page_facts import PageFacts, dump_facts, read_page
from press.check.pdfs import check_pdf
from press.check.pictures import check_mark, check_picture
from press.check.slides import check_slides
from press.check.verdict import Verdict
from press.check.word import check_word
from press.errors import MediaError
from press.tools.ffmpeg import Ffmpeg, find_ffmpeg

_MEMORY = 6 * 1024**3
"""Bytes of address space."""

CAMPAIGNS = TypeAdapter(tuple[Campaign, ...])
VERDICT = TypeAdapter(Verdict)
FACTS = TypeAdapter(PageFacts)

MARK = "mark"
"""The task of telling whether a picture is the mark itself; all others are named after their product."""


@dataclass(frozen=True, slots=True)
class Task:
    """Look at `file` as a `kind` of product."""

    kind: str
    file: Path


def look(task: Task, campaigns: Sequence[Campaign]) -> str:
    """Carry out one task and return its result as JSON: page facts for a page, a verdict for everything else."""
    try:
        if task.kind == Product.PAGE:
            return dump_facts(read_page(task.file.read_bytes()))
        return _dumped(_verdict(task, campaigns))
    except (MediaError, OSError) as error:
        return _dumped(Verdict((faults.unreadable(error),)))
    except MemoryError:
        return _dumped(Verdict((faults.crashed(),)))


def is_facts(answer: str) -> bool:
    """Whether an answer holds page facts and not a verdict."""
    return "first" in json.loads(answer)


def main() -> None:
    """Serve tasks until standard input ends."""
    _limit_memory()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", newline="\n")
    # What libraries print must not mix with the answers.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    lines = iter(sys.stdin.buffer.readline, b"")
    campaigns = CAMPAIGNS.validate_json(next(lines))
    for line in lines:
        given = json.loads(line)
        answers.write(look(Task(given["kind"], Path(given["file"])), campaigns) + "\n")
        answers.flush()


def _verdict(task: Task, campaigns: Sequence[Campaign]) -> Verdict:
    if task.kind == MARK:
        return check_mark(task.file, campaigns)
    product = Product(task.kind)
    demands = [demand_for(product, campaign) for campaign in campaigns]
    if product is Product.FILM:
        return check_film(task.file, campaigns, demands, _ffmpeg())
    if product is Product.PDF:
        return check_pdf(task.file, campaigns, demands)
    if product is Product.WORD:
        return check_word(task.file, campaigns, demands)
    if product is Product.SLIDES:
        return check_slides(task.file, campaigns, demands)
    return check_picture(task.file, campaigns, demands)


@cache
def _ffmpeg() -> Ffmpeg:
    return Ffmpeg(find_ffmpeg())


def _dumped(verdict: Verdict) -> str:
    return json.dumps(asdict(verdict), ensure_ascii=False, sort_keys=True)


def _limit_memory() -> None:
    if sys.platform == "win32":
        return  # no such limit there; file size and time bound the damage
    import resource  # noqa: PLC0415 - POSIX only

    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    least = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (least, hard))
