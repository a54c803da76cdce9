"""The Markdown report of a build comparison."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.bench.figures import COLD, EDIT, FITTED_FROM, SAME, Figures, Run, Value, others_share

OURS, STOCK = "ours", "stock-short"
"""The two between which the aims are set."""
NOTHING = "–"
PICTURES = {0: "no picture", 1: "a picture, the same for all"}


@dataclass(frozen=True, slots=True)
class Grid:
    """One table: a row for each contender, a column for each size; every cell is one figure and another in brackets."""

    title: str
    step: str
    first: Value
    second: Value
    tell_first: Callable[[float], str]
    tell_second: Callable[[float], str]


def number(value: float) -> str:
    """Write a figure with two or three digits that count."""
    if value < 1:
        return f"{value:.2f}"
    return f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def _whole(value: float) -> str:
    return f"{value:,.0f}"


def _wall(run: Run) -> float:
    return run.wall


def _processor(run: Run) -> float:
    return run.processor


def _tree(run: Run) -> float:
    return run.tree / 1e6


GRIDS = (
    Grid("Cold build: wall s (processor s)", COLD, _wall, _processor, number, number),
    Grid("Built again, one article changed: wall s (processor s)", EDIT, _wall, _processor, number, number),
    Grid("Built again, nothing changed: wall s (processor s)", SAME, _wall, _processor, number, number),
    Grid(
        "Peak memory of a cold build: all processes, MB (the largest, MB)",
        COLD,
        _tree,
        lambda run: run.largest / 1e6,
        _whole,
        _whole,
    ),
    Grid(
        "Finished site: MB (files)",
        COLD,
        lambda run: run.site_bytes / 1e6,
        lambda run: float(run.site_files),
        number,
        _whole,
    ),
)


def write_table(figures: Figures, labels: Mapping[str, str]) -> str:
    """Return the whole report as Markdown.

    Args:
        figures: everything measured.
        labels: contender → what it is called, in the order of the rows.
    """
    latest = figures.latest()
    ran = {name: label for name, label in labels.items() if name in latest.contenders()}
    sections = ["\n".join(_aims(latest))] if OURS in ran and STOCK in ran else []
    sections += [
        "\n".join(_table(latest, grid, ran)) for grid in GRIDS if any(r.step == grid.step for r in latest.runs)
    ]
    sections.append("\n".join(_notes(latest, ran)))
    return "\n\n".join(sections) + "\n"


def _table(figures: Figures, grid: Grid, labels: Mapping[str, str]) -> Iterator[str]:
    sizes = figures.sizes()
    yield f"**{grid.title}**\n"
    yield f"| | {' | '.join(f'{size:,}' for size in sizes)} | growth |"
    yield f"|---|{'--:|' * (len(sizes) + 1)}"
    for name, label in labels.items():
        if figures.points(grid.first, name, grid.step):
            cells = " | ".join(_cell(figures, grid, name, size) for size in sizes)
            yield f"| {label} | {cells} | {_growth(figures, grid, name)} |"


def _cell(figures: Figures, grid: Grid, name: str, size: int) -> str:
    first = figures.median(grid.first, name, size, grid.step)
    second = figures.median(grid.second, name, size, grid.step)
    if first is None or second is None:
        return NOTHING
    return f"{grid.tell_first(first)} ({grid.tell_second(second)})"


def _growth(figures: Figures, grid: Grid, name: str) -> str:
    first = figures.growth(grid.first, name, grid.step)
    second = figures.growth(grid.second, name, grid.step)
    return NOTHING if first is None or second is None else f"n^{first:.2f} (n^{second:.2f})"


def _aims(figures: Figures) -> Iterator[str]:
    """Yield what was promised, beside what came out at each size."""

    def over(value: Value, step: str) -> Callable[[int], float | None]:
        return lambda size: figures.ratio(value, (OURS, step), (STOCK, COLD), size)

    measures: Sequence[tuple[str, str, Callable[[int], float | None], Callable[[float], str]]] = (
        ("cold build ÷ Material's, wall", "≤ 0.5 at 3,000", over(_wall, COLD), "{:.2f}".format),
        ("cold build ÷ Material's, processor", "", over(_processor, COLD), "{:.2f}".format),
        ("one change ÷ Material's cold build, wall", "≤ 0.05 at 3,000", over(_wall, EDIT), "{:.3f}".format),
        ("one change ÷ Material's cold build, processor", "", over(_processor, EDIT), "{:.3f}".format),
        ("one change, processor s", "< 1 at 3,000", lambda n: figures.median(_processor, OURS, n, EDIT), number),
        ("peak memory, MB", "≤ 250 at 10,000", lambda n: figures.median(_tree, OURS, n), _whole),
    )
    sizes = figures.sizes()
    yield f"| Ours | aim | {' | '.join(f'{size:,}' for size in sizes)} |"
    yield f"|---|---|{'--:|' * len(sizes)}"
    for name, aim, value, tell in measures:
        found = [value(size) for size in sizes]
        if any(one is not None for one in found):
            yield f"| {name} | {aim} | {' | '.join(NOTHING if one is None else tell(one) for one in found)} |"


def _notes(figures: Figures, labels: Mapping[str, str]) -> Iterator[str]:
    sizes = figures.sizes()
    rounds = [len(runs) for name in labels for size in sizes if (runs := figures.chosen(name, size, COLD))]
    pictures = max(run.pictures for run in figures.runs)
    programs = {run.contender: run.program for run in figures.runs}
    runs = "Single runs" if max(rounds) == 1 else f"Medians of {_range(rounds)} interleaved runs"
    yield (
        f"- {runs}; each is a whole process, from its start to its end. "
        f"Growth is fitted from {FITTED_FROM:,} articles on."
    )
    yield (
        "- Articles of about 1,800 generated Chinese characters with front matter, a table and "
        f"{PICTURES.get(pictures, f'one of {pictures} pictures')}. The same Markdown extensions for "
        "all; search on, in Chinese, without jieba. Ours neither prints boards nor proves the marks here (`--quick`)."
    )
    yield (
        "- Ours also checks the content and makes lists, doctors' pages and a feed, which the others do not have here. "
        "MkDocs and ProperDocs keep nothing: after a change they build everything again."
    )
    yield "- " + "; ".join(f"{label}: {programs[name]}" for name, label in labels.items()) + "."
    yield "- " + ", ".join(f"{key} {value}" for key, value in figures.machine.items()) + "."
    cores = int(figures.machine.get("cores", "1"))
    yield f"- Other programs took {others_share(figures.runs, cores):.0%} of the machine meanwhile."


def _range(counts: Sequence[int]) -> str:
    low, high = min(counts), max(counts)
    return f"{low}" if low == high else f"{low} to {high}"
