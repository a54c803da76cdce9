"""The figures of build measurements: kept raw as JSON, added to run by run, summed up on demand."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

COLD, SAME, EDIT = "cold", "same", "edit"
STEPS = (COLD, SAME, EDIT)
"""Nothing there yet; built again unchanged; one article changed."""
FITTED_FROM = 1000
"""Articles from which growth is fitted: below, starting up hides it."""

Value = Callable[["Run"], float]


@dataclass(frozen=True, slots=True)
class Run:
    """One build as a whole process.

    session    which start of the benchmark it belongs to, from 1
    repeat     which round of it, from 1
    program    name and version of what ran
    wall, user, system, others    seconds, as in `measured_process.Measured`
    largest, tree                 peak bytes, likewise
    site_bytes, site_files        of the finished site
    pictures   different pictures in the corpus
    """

    session: int
    repeat: int
    contender: str
    program: str
    articles: int
    pictures: int
    step: str
    wall: float
    user: float
    system: float
    others: float
    largest: int
    tree: int
    site_bytes: int
    site_files: int

    @property
    def processor(self) -> float:
        """Processor seconds."""
        return self.user + self.system


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that was measured on one machine.

    machine  what it is: name of a property → words
    runs     in the order in which they ran
    """

    machine: Mapping[str, str] = field(default_factory=dict)
    runs: tuple[Run, ...] = ()

    def with_run(self, run: Run) -> Figures:
        """Return them with one more."""
        return Figures(self.machine, (*self.runs, run))

    def latest(self) -> Figures:
        """Return only what each contender's last version did, so that two states of a program never mix."""
        last = {run.contender: run.program for run in self.runs}
        return Figures(self.machine, tuple(run for run in self.runs if run.program == last[run.contender]))

    def sizes(self) -> list[int]:
        """Return how many articles were built, ascending."""
        return sorted({run.articles for run in self.runs})

    def contenders(self) -> list[str]:
        """Return who ran."""
        return list(dict.fromkeys(run.contender for run in self.runs))

    def chosen(self, contender: str, articles: int, step: str) -> list[Run]:
        """Return the runs of one cell."""
        return [run for run in self.runs if (run.contender, run.articles, run.step) == (contender, articles, step)]

    def median(self, value: Value, contender: str, articles: int, step: str = COLD) -> float | None:
        """Return the median of a cell; None if nothing ran."""
        runs = self.chosen(contender, articles, step)
        return statistics.median(map(value, runs)) if runs else None

    def points(self, value: Value, contender: str, step: str = COLD) -> list[tuple[int, float]]:
        """Return (articles, median) of every size that ran."""
        medians = ((size, self.median(value, contender, size, step)) for size in self.sizes())
        return [(size, median) for size, median in medians if median is not None]

    def growth(self, value: Value, contender: str, step: str = COLD) -> float | None:
        """Return the exponent over the sizes from `FITTED_FROM` articles on; None with fewer than two of them."""
        large = [point for point in self.points(value, contender, step) if point[0] >= FITTED_FROM]
        return exponent(large) if len(large) > 1 else None

    def ratio(self, value: Value, ours: tuple[str, str], theirs: tuple[str, str], articles: int) -> float | None:
        """Return one cell over another: the median over rounds in which both ran, else the ratio of their medians.

        Args:
            value: what is compared.
            ours: contender and step above the line.
            theirs: contender and step below it.
            articles: size.
        """
        above, below = (
            {(run.session, run.repeat): value(run) for run in self.chosen(name, articles, step)}
            for name, step in (ours, theirs)
        )
        if not above or not below:
            return None
        pairs = [above[place] / below[place] for place in above.keys() & below.keys()]
        return (
            statistics.median(pairs) if pairs else statistics.median(above.values()) / statistics.median(below.values())
        )


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """Return k of the best fit y = c·x^k: the slope of the least-squares line through the logarithms.

    Raises:
        ValueError: fewer than two different x, or a figure that is not positive.
    """
    if min(min(point) for point in points) <= 0:
        raise ValueError("only positive figures have a logarithm")
    logs = [(math.log(x), math.log(y)) for x, y in points]
    mean_x, mean_y = (statistics.fmean(column) for column in zip(*logs, strict=True))
    spread = sum((x - mean_x) ** 2 for x, _ in logs)
    if not spread:
        raise ValueError("one size alone does not grow")
    return sum((x - mean_x) * (y - mean_y) for x, y in logs) / spread


def write_figures(file: Path, figures: Figures) -> None:
    """Write them as JSON, one run a line."""
    runs = ",\n  ".join(json.dumps(asdict(run), ensure_ascii=False) for run in figures.runs)
    machine = json.dumps(dict(figures.machine), ensure_ascii=False, indent=1)
    file.write_text(f'{{"machine": {machine},\n "runs": [\n  {runs}\n]}}\n', "utf-8", newline="\n")


def read_figures(file: Path) -> Figures:
    """Read what `write_figures` wrote."""
    read = json.loads(file.read_text("utf-8"))
    return Figures(read["machine"], tuple(Run(**run) for run in read["runs"]))


def others_share(runs: Iterable[Run], cores: int) -> float:
    """Return which part of the machine everything else took while the runs went on, 0 to 1."""
    seconds = [(run.others, run.wall * cores) for run in runs]
    return sum(other for other, _ in seconds) / sum(whole for _, whole in seconds)
