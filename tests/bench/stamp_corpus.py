"""Marks every file of a folder as `stamp` does, and lets the check look for the mark in every copy.

    PYTHONPATH=hooks python -m tests.bench.stamp_corpus FOLDER

Originals are hashed before and after. Prints counts, and every file that is not as it should be: changed, or marked but
not found. With `--unmarked` also the reason of every file that carries no mark.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from press.cache import Cache
from press.campaign.load import load_campaigns
from press.campaign.model import Campaign
from press.check.crew import Crew
from press.check.sniff import HEAD, product_of
from press.check.tasks import Task
from press.check.wire import VERDICT
from press.progress import SilentReporter
from press.standalone.desk import stamp_files
from press.standalone.inputs import find_inputs
from press.standalone.treated import Treated
from press.standalone.work import Order

ROOT = Path(__file__).resolve().parents[2]


def digests(folder: Path) -> dict[Path, str]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def stamped(folder: Path, work: Path, campaign: Campaign) -> tuple[int, list[Treated]]:
    inputs = find_inputs([str(folder)], work / "out")
    lines: list[Treated] = []
    jobs = os.cpu_count() or 1
    stamp_files(inputs.files, Order(campaign), Cache(work / "cache"), SilentReporter(), jobs, lines.append)
    return len(inputs.files), sorted(lines, key=lambda line: line.input.shown)


def not_found(lines: Sequence[Treated], campaign: Campaign, counts: Counter[str]) -> Iterator[str]:
    with Crew([campaign], os.cpu_count() or 1) as crew:
        for line in lines:
            if line.copy is None:
                continue
            with line.copy.open("rb") as stream:
                product = product_of(line.copy, stream.read(HEAD))
            if product is None:
                yield f"{line.input.shown}: the check does not know what it is"
                continue
            verdict = VERDICT.validate_json(crew.look(Task(product.value, line.copy)))
            counts[f"{product.value} {'missed' if verdict.faults or verdict.exempt else 'found'}"] += 1
            if verdict.faults or verdict.exempt:
                yield f"{line.input.shown}: {verdict.exempt} {' '.join(fault.reason for fault in verdict.faults)}"


def main() -> None:
    parser = argparse.ArgumentParser(description="stamp a folder and prove it")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--unmarked", action="store_true")
    given = parser.parse_args()
    (campaign,) = load_campaigns(ROOT / "overlays" / "campaigns", ROOT).value
    before = digests(given.folder)
    with tempfile.TemporaryDirectory() as name:
        files, lines = stamped(given.folder, Path(name), campaign)
        counts = Counter(line.status.value for line in lines)
        missed = list(not_found(lines, campaign, counts))
    changed = [str(file) for file, digest in digests(given.folder).items() if before.get(file) != digest]
    sys.stdout.write(f"{len(before)} files, {files} looked at, {len(lines)} named, {len(changed)} changed\n")
    sys.stdout.writelines(f"  {what}: {count}\n" for what, count in sorted(counts.items()))
    sys.stdout.writelines(f"! {line}\n" for line in [*changed, *missed])
    if given.unmarked:
        bare = (line for line in lines if line.copy is None)
        sys.stdout.writelines(f"- {line.input.shown}: {line.note or line.label}\n" for line in bare)


if __name__ == "__main__":
    main()
