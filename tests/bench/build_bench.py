"""Builds one county with our program and with others side by side, and tells what each took.

    python -m tests.bench.build_bench --peers VENV                          # cold builds of 200 and 1,000 articles
    python -m tests.bench.build_bench --peers VENV --edits --sizes 200,1000,3000,10000 --repeat 3
    python -m tests.bench.build_bench --render dist/bench/result.json       # table and plot again, nothing runs

VENV is an environment of the others: mkdocs-material of the version in requirements.lock, properdocs, zensical. Writes
table.md, plot.svg and result.json to --out. Runs are added to a result.json that is there, so that large sizes can be
measured piece by piece; the report takes each program's last version only. Every run has a project of its own, made
afresh from a copy of this checkout that is taken at the start, and everything runs twice: once for the time, once for
the memory, which takes time to look at. Linux only; nothing else should run meanwhile.
"""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.bench.build_plot import draw_plot
from tests.bench.build_table import write_table
from tests.bench.contenders import CONTENDERS, Contender, SiteIncompleteError, edit, environment, inspect, prepare
from tests.bench.figures import COLD, EDIT, STEPS, Figures, Run, read_figures, write_figures
from tests.bench.machine import describe_machine, digest, installed
from tests.bench.measured_process import run_measured

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ("hooks", "overlays", "mkdocs.yml")
WARM_UP = 20
"""Articles of a first build that is not counted: it compiles byte code and shows early that all is installed."""


@dataclass(frozen=True, slots=True)
class Bench:
    """One start of the benchmark.

    work      folder for corpora and projects; holds `program`, a copy of this checkout
    pythons   contender → the Python that runs it
    programs  contender → name and version
    pictures  different pictures in each corpus
    steps     what each project goes through
    """

    work: Path
    session: int
    pythons: dict[str, Path]
    programs: dict[str, str]
    pictures: int
    steps: tuple[str, ...]

    @property
    def program(self) -> Path:
        return self.work / "program"

    def corpus(self, articles: int) -> Path:
        """Return the docs folder of so many articles, written by a process of its own: this one must stay small."""
        folder = self.work / f"county-{articles}"
        if not folder.exists():
            words = [str(folder), str(articles), "--pictures", str(self.pictures)]
            subprocess.run([sys.executable, "-m", "tests.bench.county", *words], cwd=ROOT, check=True)
        return folder / "docs"

    def runs(self, contender: Contender, articles: int, repeat: int) -> Iterator[Run]:
        """Take two new projects through their steps, one for the time and one for the memory."""
        timed = list(self._runs(contender, articles, repeat, look=False))
        for run, looked_at in zip(timed, self._runs(contender, articles, repeat, look=True), strict=True):
            yield replace(run, largest=looked_at.largest, tree=looked_at.tree)

    def _runs(self, contender: Contender, articles: int, repeat: int, *, look: bool) -> Iterator[Run]:
        """Take a new project through its steps; it is gone afterwards."""
        project = self.work / f"{contender.name}-{articles}"
        shutil.rmtree(project, ignore_errors=True)
        prepare(contender, self.program, self.corpus(articles), project)
        for step in self.steps if contender.reuses else (COLD,):
            token = f"第 {self.session}.{repeat} 次改动。"
            page = edit(project, articles // 2, token) if step == EDIT else ""
            command = contender.command(self.pythons[contender.name])
            took = run_measured(command, project, environment(contender, project), self.work / "said.log", look=look)
            site_bytes, site_files = inspect(contender, project / "site", articles)
            if page and token not in (project / "site" / page).read_text("utf-8"):
                raise SiteIncompleteError(f"{contender.name}: the change is not in {page}")
            yield Run(
                session=self.session,
                repeat=repeat,
                contender=contender.name,
                program=self.programs[contender.name],
                articles=articles,
                pictures=self.pictures,
                step=step,
                wall=round(took.wall, 3),
                user=round(took.user, 3),
                system=round(took.system, 3),
                others=round(took.others, 2),
                largest=took.largest,
                tree=took.tree,
                site_bytes=site_bytes,
                site_files=site_files,
            )
        shutil.rmtree(project)


def interleaved(names: Sequence[str], sizes: Sequence[int], repeats: int) -> Iterator[tuple[int, int, Contender]]:
    """Yield (round, size, contender): all of one size one after the other, another one first in every round."""
    for repeat in range(repeats):
        turned = [*names[repeat % len(names) :], *names[: repeat % len(names)]]
        for size in sizes:
            yield from ((repeat + 1, size, CONTENDERS[name]) for name in turned if size <= CONTENDERS[name].most)


def assemble(work: Path) -> str:
    """Copy what is measured out of this checkout, compile it, and return what it is called."""
    program = work / "program"
    program.mkdir(parents=True)
    for name in PROGRAM:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, program / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, program / name)
    state = digest(program)
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(program / "hooks")], check=True)
    return f"state {state}"


def start(chosen: argparse.Namespace, work: Path, session: int) -> Bench:
    """Find out what runs by what."""
    state = assemble(work)
    own = Path(sys.executable)
    peers = chosen.peers.absolute() / "bin" / "python" if chosen.peers else own
    pythons = {name: own if CONTENDERS[name].ours else peers for name in chosen.variants}
    programs = {
        name: f"{state} on {installed(own, 'mkdocs-material')}"
        if CONTENDERS[name].ours
        else installed(peers, CONTENDERS[name].package)
        for name in chosen.variants
    }
    return Bench(work, session, pythons, programs, chosen.pictures, STEPS if chosen.edits else (COLD,))


def measure(chosen: argparse.Namespace, figures: Figures, keep: Callable[[Figures], None]) -> None:
    """Run everything that was asked for; hand over what is known after each run."""
    session = max((run.session for run in figures.runs), default=0) + 1
    figures = Figures(describe_machine(chosen.date), figures.runs)
    with tempfile.TemporaryDirectory(prefix="build-bench-", dir=chosen.work) as folder:
        bench = start(chosen, Path(folder), session)
        for name in chosen.variants:
            list(bench.runs(CONTENDERS[name], WARM_UP, 0))
        for repeat, size, contender in interleaved(chosen.variants, chosen.sizes, chosen.repeat):
            for run in bench.runs(contender, size, repeat):
                figures = figures.with_run(run)
                keep(figures)
                tell(run)


def tell(run: Run) -> None:
    """Print one run."""
    memory, site = f"{run.tree / 1e6:.0f} MB ({run.largest / 1e6:.0f})", f"{run.site_bytes / 1e6:.1f} MB"
    sys.stdout.write(
        f"{run.repeat} {run.contender:12} {run.articles:6} {run.step:5} {run.wall:8.2f} s, "
        f"processor {run.processor:8.2f} s, {memory}, site {site} ({run.site_files} files), others {run.others:.0f} s\n"
    )
    sys.stdout.flush()


def render(figures: Figures, out: Path) -> None:
    """Write table and plot."""
    labels = {one.name: one.label for one in CONTENDERS.values()}
    (out / "table.md").write_text(write_table(figures, labels), "utf-8", newline="\n")
    (out / "plot.svg").write_text(draw_plot(figures), "utf-8", newline="\n")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Build a generated county with several programs side by side.")
    parser.add_argument("--sizes", type=lambda text: sorted(map(int, text.split(","))), default=[200, 1000])
    parser.add_argument("--variants", type=lambda text: text.split(","), default=list(CONTENDERS))
    parser.add_argument("--edits", action="store_true", help="build again: unchanged, and with one article changed")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--pictures", type=int, default=1, help="different pictures that the articles share")
    parser.add_argument("--peers", type=Path, help="environment of the others")
    parser.add_argument("--out", type=Path, default=ROOT / "dist" / "bench")
    parser.add_argument(
        "--work", type=Path, help="folder for the projects, on a fast disk; a temporary one if not given"
    )
    parser.add_argument("--date", default=dt.datetime.now(dt.UTC).date().isoformat(), help="as the report shall say")
    parser.add_argument("--render", type=Path, metavar="RESULT", help="only write table and plot of these figures")
    chosen = parser.parse_args()
    unknown = set(chosen.variants) - CONTENDERS.keys()
    if unknown:
        parser.error(f"no such variants: {', '.join(sorted(unknown))}; there are {', '.join(CONTENDERS)}")
    if not chosen.render and not chosen.peers and not all(CONTENDERS[name].ours for name in chosen.variants):
        parser.error("--peers is needed for all variants but ours")
    return chosen


def main() -> None:
    """Measure, or only render."""
    chosen = arguments()
    chosen.out.mkdir(parents=True, exist_ok=True)
    result = chosen.out / "result.json"
    if not chosen.render:
        measure(
            chosen,
            read_figures(result) if result.exists() else Figures(),
            lambda figures: write_figures(result, figures),
        )
    render(read_figures(chosen.render or result), chosen.out)
    sys.stdout.write(f"{chosen.out / 'table.md'}\n{chosen.out / 'plot.svg'}\n")


if __name__ == "__main__":
    main()
