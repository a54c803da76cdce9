"""What printing costs, and against WeasyPrint and headless Chromium on the same pages. On demand, never a test.

    python -m tests.bench.print_bench                             # 12 bulletins × all formats, 100 leaflets
    python -m tests.bench.print_bench --weasyprint PYTHON         # PYTHON of an environment that has weasyprint
    python -m tests.bench.print_bench --months 2 --leaflets 10 --sample 1

Prints Markdown. Times are processor seconds, so that a loaded machine changes them little and their ratios less; wall
times stand beside them. One sheet in each way is made first and not counted. WeasyPrint (with Debian's Pango) and
Debian's `chromium` set HTML twins of a sample of the sheets, at the body size that our search found; each is left out
where it is absent. Below the table stand the ratios at a known size: our search left out too, and Typst's memory of it
cleared. The print PDF is made of the screen PDF, whose cost counts in it. Not on Windows.
"""

from __future__ import annotations

import argparse
import datetime as dt
import platform
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from press.print.content import LeafletContent, SheetContent, SheetMark
from press.print.fit import Fit
from press.print.formats import load_formats
from press.print.leaflet import leaflet_job, one_sided
from press.print.preflight import Order, preflight
from press.print.prepare import prepare_board, prepare_leaflet
from press.print.sheet import SheetFormat
from press.print.stage import open_stage
from press.print.typeset import Job, Workshop, board_job, fit_job, press_pdf, preview_pngs, proved_screen
from press.tools.typst import compile_svg, fonts_in
from tests.bench.print_page import board_page, leaflet_page
from tests.bench.print_rivals import chromium_seconds, weasyprint_seconds
from tests.bench.print_texts import boards, leaflets

ROOT = Path(__file__).parents[2]
WORDS = "千名医师讲中医"
STEPS = ("prepare", "search", "screen", "preview", "print", "preflight")
KNOWN = "screen at a known size"
ROUNDS_TO_FORGET = 12
"""Typst forgets what its last ten layouts did not use."""
T = TypeVar("T")


@dataclass(slots=True)
class Sheet:
    """Processor seconds of each step, wall seconds of all, and the HTML twin."""

    label: str
    steps: dict[str, float] = field(default_factory=dict)
    wall: float = 0.0
    page: str = ""
    faults: int = 0

    def cost(self, *names: str) -> float:
        """Return the sum of some steps, of all without names."""
        return sum(self.steps[name] for name in names or STEPS)

    @property
    def screen(self) -> float:
        """The screen PDF with everything that is done for it."""
        return self.cost("prepare", "search", "screen")

    @property
    def press(self) -> float:
        """The print PDF with everything done for it and to it; the screen PDF that it is made of counts too."""
        return self.cost("prepare", "search", "screen", "print", "preflight")

    def take(self, name: str, work: Callable[[], T]) -> T:
        """Do a step and keep its processor time."""
        before = time.process_time()
        result = work()
        self.steps[name] = time.process_time() - before
        return result


def make(
    sheet: Sheet, prepare: Callable[[], Job], form: SheetFormat, codes: Sequence[str], workshop: Workshop
) -> Fit | None:
    """Make a sheet's three files and check it; None when the text does not fit."""
    start = time.perf_counter()
    job = sheet.take("prepare", prepare)
    fit = sheet.take("search", lambda: fit_job(job, form, workshop))
    if fit.over > 0:
        return None
    fit, screen = sheet.take("screen", lambda: proved_screen(job, form, workshop, fit))
    if screen is None:
        return None
    sheet.take("preview", lambda: preview_pngs(job, form, workshop, fit))
    pdf = sheet.take("print", lambda: press_pdf(screen, job, form, workshop))
    report = sheet.take("preflight", lambda: preflight(pdf, Order(form, codes, WORDS)))
    sheet.wall, sheet.faults = time.perf_counter() - start, len(report.findings)
    forget(workshop)
    sheet.take(KNOWN, lambda: proved_screen(job, form, workshop, fit))
    sys.stderr.write(".")
    sys.stderr.flush()
    return fit


def forget(workshop: Workshop) -> None:
    """Have Typst forget what the search laid out, so that a sheet at a known size is laid out as if alone."""
    for _ in range(ROUNDS_TO_FORGET):
        compile_svg(b"", {}, fonts_in(workshop.stage.fonts), workshop.stage.root)


def make_board(content: SheetContent, form: SheetFormat, workshop: Workshop) -> Sheet | None:
    """Return a bulletin's sheet, or None where it holds too much for the format."""
    sheet = Sheet(form.name)

    def prepare() -> Job:
        prepared = prepare_board(content, workshop.stage, form.profile.file)
        return board_job(content, prepared.value, form, workshop)

    fit = make(sheet, prepare, form, [code.address for code in content.codes], workshop)
    if fit is None:
        sys.stderr.write(f"\n{content.title}: {form.name} does not hold it\n")
        return None
    sheet.page = board_page(content, form, fit, ROOT / "overlays" / "fonts")
    return sheet


def make_leaflet(content: LeafletContent, form: SheetFormat, workshop: Workshop) -> Sheet | None:
    """Return an article's sheet, or None where it is too long for one side."""
    sheet = Sheet(form.name)

    def prepare() -> Job:
        prepared = prepare_leaflet(content, workshop.stage, form.profile.file)
        return leaflet_job(content, prepared.value, workshop)

    fit = make(sheet, prepare, form, [content.qr.address] if content.qr else [], workshop)
    if fit is None and content.picture is not None:  # as the program does, the text stays and the picture goes
        return make_leaflet(replace(content, picture=None), form, workshop)
    if fit is None:
        sys.stderr.write(f"\n{content.title}: {form.name} does not hold it\n")
        return None
    sheet.page = leaflet_page(content, form, fit, ROOT / "overlays" / "fonts")
    return sheet


Way = Callable[[], Sheet | None]


@dataclass(frozen=True, slots=True)
class Rivals:
    """Processor seconds of the others on a sample of one format's sheets, None where an engine is absent."""

    sample: Sequence[Sheet]
    plain: float | None
    pdfx: float | None
    chromium: float | None


def rivals(sample: Sequence[Sheet], folder: Path, weasyprint: Path | None, chromium: str | None) -> Rivals:
    pages = [folder / f"{number}.html" for number in range(len(sample))]
    for page, sheet in zip(pages, sample, strict=True):
        page.write_text(sheet.page, encoding="utf-8")
    plain = sum(weasyprint_seconds(weasyprint, pages)) if weasyprint else None
    pdfx = sum(weasyprint_seconds(weasyprint, pages, "pdf/x-4")) if weasyprint else None
    return Rivals(sample, plain, pdfx, sum(chromium_seconds(chromium, pages)) if chromium else None)


def spread(ways: Sequence[Way], number: int) -> list[Way]:
    """Return some, evenly over all."""
    return list(ways[:: max(1, len(ways) // number)][:number]) if number else []


def ratio(other: float | None, ours: Iterable[float]) -> str:
    return "—" if other is None else f"{other / sum(ours):.1f} ×"


def cost_table(made: dict[str, list[Sheet]]) -> str:
    rows = [
        "| sheet | number | " + " | ".join(STEPS) + " | all | all, wall | findings |",
        "|---|--:" * 1 + "|--:" * 9 + "|",
    ]
    for name, sheets in {**made, "all": [sheet for of in made.values() for sheet in of]}.items():
        steps = [statistics.mean(sheet.steps[step] for sheet in sheets) for step in STEPS]
        wall = statistics.mean(sheet.wall for sheet in sheets)
        cells = [f"{value:.3f}" for value in (*steps, sum(steps), wall)]
        rows.append(f"| {name} | {len(sheets)} | {' | '.join(cells)} | {sum(sheet.faults for sheet in sheets)} |")
    return "\n".join(rows)


def ratio_table(found: dict[str, Rivals]) -> str:
    rows = [
        "| sheet | screen PDF | WeasyPrint | | Chromium | | print PDF | WeasyPrint pdf/x-4 | |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    parts = list(found.values())
    total = Rivals(
        [sheet for part in parts for sheet in part.sample],
        _sum(part.plain for part in parts), _sum(part.pdfx for part in parts), _sum(part.chromium for part in parts),
    )  # fmt: skip
    for name, part in {**found, "all": total}.items():
        number = len(part.sample)
        screen, press = [sheet.screen for sheet in part.sample], [sheet.press for sheet in part.sample]
        rows.append(
            f"| {name} | {sum(screen) / number:.3f} | {_each(part.plain, number)} | {ratio(part.plain, screen)} "
            f"| {_each(part.chromium, number)} | {ratio(part.chromium, screen)} "
            f"| {sum(press) / number:.3f} | {_each(part.pdfx, number)} | {ratio(part.pdfx, press)} |"
        )
    known = [sheet.cost(KNOWN) for sheet in total.sample]
    finished = [sheet.cost(KNOWN, "print", "preflight") for sheet in total.sample]
    rows.append(
        f"\nAt a known size, as the others are given it: screen PDF {ratio(total.plain, known)} WeasyPrint, "
        f"{ratio(total.chromium, known)} Chromium; print PDF with all that is done to it {ratio(total.pdfx, finished)}."
    )
    return "\n".join(rows)


def _sum(values: Iterable[float | None]) -> float | None:
    listed = [value for value in values if value is not None]
    return sum(listed) if listed else None


def _each(value: float | None, number: int) -> str:
    return "—" if value is None else f"{value / number:.3f}"


def run(given: argparse.Namespace, folder: Path) -> None:
    """Make everything, then have the others make a sample of it, and print both tables."""
    docs = ROOT / "docs"
    formats = load_formats(ROOT / "overlays" / "print" / "formats.yml", ROOT).value
    stage = open_stage(folder / "stage", ROOT / "overlays")
    workshop = Workshop(stage, SheetMark((WORDS,), "中医"), dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    contents = list(boards(docs, given.months))
    make_board(next(iter(boards(docs, 13, first=13))), formats[0], workshop)
    ways: dict[str, list[Way]] = {
        form.name: [partial(make_board, content, form, workshop) for content in contents] for form in formats
    }
    single = one_sided(formats[0])
    ways[single.name] = [partial(make_leaflet, content, single, workshop) for content in leaflets(docs, given.leaflets)]
    made = {name: [sheet for way in of if (sheet := way())] for name, of in ways.items() if of}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pictures = len(list((stage.root / "img").glob("*-cmyk.jpg")))
    number = sum(len(sheets) for sheets in made.values())
    sys.stdout.write(
        f"Processor seconds a sheet (mean), Python {platform.python_version()}, {platform.machine()}.\n\n"
        f"{cost_table(made)}\n\nPeak memory {peak:.0f} MB. {pictures} pictures were converted for {number} sheets.\n\n"
    )
    # Made once more beside the others, so that a load that comes and goes weighs on all alike.
    found = {}
    for name, of in ways.items():
        sample = [sheet for way in spread(of, given.sample) if (sheet := way())]
        if sample:
            found[name] = rivals(sample, folder, given.weasyprint, shutil.which("chromium"))
    if found:
        sys.stdout.write(f"{ratio_table(found)}\n")


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--leaflets", type=int, default=100)
    parser.add_argument("--sample", type=int, default=3, help="sheets of each format that the others set too")
    parser.add_argument("--weasyprint", type=Path, metavar="PYTHON")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        run(parser.parse_args(), Path(name))


if __name__ == "__main__":
    main()
