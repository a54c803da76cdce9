"""Random sequences of edits: after each, a build that reuses pages must equal a clean one, byte for byte.

The suite runs a short sequence. A long one by hand: `PYTHONPATH=hooks python -m tests.end_to_end.random_edits 200`.
"""

from __future__ import annotations

import logging
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from mkdocs.commands.build import build as engine_build
from mkdocs.config import load_config
from PIL import Image

from press.build.again import EngineSettings, build_again, occasion, remember
from press.findings import sort_findings
from press.progress import SilentReporter
from press.publish.outcome import Outcome, current_outcome_sink
from tests.end_to_end.engines import DAY, KEPT, ROOT, tree

SETTINGS = """\
site_name: 试验
site_url: https://kepu.test/
use_directory_urls: false
hooks: [hooks/engine_events.py]
theme: {name: material, custom_dir: overlays/theme, language: zh, font: false}
plugins: []
markdown_extensions: [admonition, footnotes, tables, attr_list, md_in_html]
"""


@dataclass
class County:
    """A small project that is edited at random."""

    root: Path
    dice: random.Random
    day: str = DAY
    packages: str = "1.0"
    without_engine: int = 0

    @property
    def docs(self) -> Path:
        """The content folder."""
        return self.root / "docs"

    def articles(self) -> list[Path]:
        """All article files."""
        return sorted((self.docs / "articles").glob("*.md"))

    def write(self, number: int) -> None:
        """Write one article with a picture and links to two others, there or not."""
        dice = self.dice
        day, month = dice.randint(1, 28), dice.randint(8, 11)
        links = " ".join(f"[第{other}篇](a{other}.md)" for other in (dice.randint(1, 12), dice.randint(1, 12)))
        text = (
            f"---\ntitle: 第{number}篇{dice.choice('甲乙丙丁')}\ndate: 2026-{month:02d}-{day:02d}\nslug: a{number}\n"
            f"authors: [{dice.choice(['张', '李'])}医师]\ntopics: [{dice.choice(['食养', '节气', '急救'])}]\n"
            f"sources: [书]\naudience: [全体居民]\n---\n开头一段{dice.random()}。\n\n<!-- more -->\n\n"
            f"## 小题\n\n正文，见{links}。\n\n![图](p{dice.randint(1, 3)}.png)\n"
        )
        (self.docs / "articles" / f"a{number}.md").write_text(text, "utf-8")


def start(root: Path, seed: int) -> County:
    """Lay out a project with its own copy of program and overlays, so that these can be edited too."""
    shutil.copytree(ROOT / "hooks", root / "hooks", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "overlays", root / "overlays", ignore=shutil.ignore_patterns("print"))
    (root / "mkdocs.yml").write_text(SETTINGS, "utf-8")
    county = County(root, random.Random(seed))  # noqa: S311 - a test's dice
    for folder in ("articles", "bulletins"):
        (county.docs / folder).mkdir(parents=True)
    (county.docs / "doctors.yml").write_text(
        "zhang: {name: 张医师, title: 主任医师}\nli: {name: 李医师, title: 主治医师}\n", "utf-8"
    )
    (county.docs / "county.yml").write_text("name: 某县\nsite_title: 某县科普\n", "utf-8")
    for number in (1, 2, 3):
        paint(county, number)
    for number in range(1, 9):
        county.write(number)
    board(county)
    return county


def paint(county: County, number: int) -> None:
    """Paint a picture in a colour of chance."""
    colour = tuple(county.dice.randint(0, 255) for _ in range(3))
    Image.new("RGB", (640, 400), colour).save(county.docs / "articles" / f"p{number}.png")


def board(county: County) -> None:
    """Write the month's board over articles of chance."""
    slugs = [path.stem for path in county.dice.sample(county.articles(), k=min(3, len(county.articles())))]
    theme, names = county.dice.randint(1, 99), ", ".join(slugs)
    text = f"---\nmonth: 2026-11\nissue: 1\ntheme: 主题{theme}\narticles: [{names}]\n---\n## 提醒\n\n多喝水。\n"
    (county.docs / "bulletins" / "2026-11.md").write_text(text, "utf-8")


def edit(county: County) -> None:
    """Change a body."""
    county.write(int(county.dice.choice(county.articles()).stem.strip("ab")))


def edit_words(county: County) -> None:
    """Change words that nothing but the article's own page shows; now and then a link among them."""
    path = county.dice.choice(county.articles())
    link = f"，另见[某篇](a{county.dice.randint(1, 12)}.md)" if county.dice.random() < 0.3 else ""
    path.write_text(f"{path.read_text('utf-8')}\n又一段{county.dice.random()}{link}。\n", "utf-8")


def touch(county: County) -> None:
    """Change nothing but a time stamp."""
    moment = county.dice.randint(10**18, 2 * 10**18)
    os.utime(county.dice.choice(county.articles()), ns=(moment, moment))


def add(county: County) -> None:
    """Add or replace an article: links to it come alive."""
    county.write(county.dice.randint(1, 12))


def delete(county: County) -> None:
    """Delete an article: links to it die."""
    if len(county.articles()) > 3:
        county.dice.choice(county.articles()).unlink()


def rename(county: County) -> None:
    """Rename a file without changing its slug."""
    path = county.dice.choice(county.articles())
    path.rename(path.with_name(f"b{path.name}" if not path.name.startswith("b") else path.name[1:]))


def replace_in(path: Path, old: str, new: str) -> None:
    """Replace a text in a file."""
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def change_doctor(county: County) -> None:
    """Give a doctor another title."""
    replace_in(county.docs / "doctors.yml", "主任医师", county.dice.choice(["主任医师", "副主任医师"]))


def change_colour(county: County) -> None:
    """Change the campaign's colour: everything is marked anew."""
    file = county.root / "overlays" / "campaigns" / "qianming.yml"
    before, after = ("#A8322A", "#234E57") if "#A8322A" in file.read_text("utf-8") else ("#234E57", "#A8322A")
    replace_in(file, before, after)


def change_template(county: County) -> None:
    """Edit a template."""
    file = county.root / "overlays" / "theme" / "article.html"
    file.write_text(f"{file.read_text('utf-8')}{{# {county.dice.random()} #}}", "utf-8")


def change_settings(county: County) -> None:
    """Edit the configuration."""
    (county.root / "mkdocs.yml").write_text(
        SETTINGS.replace("footnotes, ", county.dice.choice(["footnotes, ", "footnotes, def_list, ", ""])), "utf-8"
    )


def change_county(county: County) -> None:
    """Rename the site."""
    (county.docs / "county.yml").write_text(f"name: 某县\nsite_title: 科普{county.dice.randint(1, 9)}\n", "utf-8")


def repaint(county: County) -> None:
    """Change a picture."""
    paint(county, county.dice.randint(1, 3))


def change_board(county: County) -> None:
    """Put other articles on the board."""
    board(county)


def change_nav(county: County) -> None:
    """Edit the menu in the configuration."""
    file = county.root / "mkdocs.yml"
    nav = county.dice.choice(["", "nav:\n  - 首页: index.md\n", "nav:\n  - 文章: articles/index.md\n"])
    file.write_text(file.read_text("utf-8").split("nav:")[0] + nav, "utf-8")


def change_program(county: County) -> None:
    """Edit the program (the one that runs here stays the same; its digest does not)."""
    file = county.root / "hooks" / "press" / "site" / "lists.py"
    file.write_text(f"{file.read_text('utf-8')}# {county.dice.random()}\n", "utf-8")


def change_package(county: County) -> None:
    """Install another version of a package, as far as the build can see."""
    county.packages = f"{county.dice.randint(1, 3)}.0"


def another_day(county: County) -> None:
    """Build on another day."""
    county.day = str(int(DAY) + 86_400 * county.dice.randint(0, 40))


EDITS: tuple[Callable[[County], None], ...] = (
    edit, edit_words, edit_words, edit_words, edit_words, touch, add, delete, rename, change_doctor, change_colour,
    change_template, change_settings, change_county, repaint, change_board, change_nav, change_program, change_package,
    another_day,
)  # fmt: skip


def build(county: County, site: Path) -> tuple[str, ...]:
    """Build in this process, as the command line does; return what was found."""
    os.environ |= {"SOURCE_DATE_EPOCH": county.day, "XINGLIN_PRINT": "0", "XINGLIN_PROOF": "0"}
    logging.getLogger("mkdocs").setLevel(logging.CRITICAL)
    cache = county.root / ".cache"
    now = occasion(county.root / "mkdocs.yml", (site, county.packages))
    done = build_again(cache, now, SilentReporter(), proof=False, jobs=os.cpu_count() or 1)
    county.without_engine += bool(done)
    outcome = done[0] if done else _build_with_engine(county, site)
    if not done:
        remember(cache, now, outcome.engine if isinstance(outcome.engine, EngineSettings) else None)
    counted = f"{outcome.pages} {outcome.pictures} {outcome.posters} {outcome.remarks}"
    return (counted, *map(str, sort_findings(outcome.findings)))


def _build_with_engine(county: County, site: Path) -> Outcome:
    outcomes: list[Outcome] = []
    config = load_config(str(county.root / "mkdocs.yml"), site_dir=str(site))
    sinking = current_outcome_sink.set(outcomes.append)
    try:
        with mock.patch("engine_settings.version", lambda name: f"{name} {county.packages}"):
            engine_build(config)
    finally:
        current_outcome_sink.reset(sinking)
    [outcome] = outcomes
    return outcome


def differences(county: County, site: Path, clean: Path) -> list[str]:
    """Build with what was kept and from nothing; return what differs, findings and figures included."""
    found = build(county, site)
    cache, aside = county.root / ".cache", county.root / ".cache-aside"
    aside.mkdir()
    for path in [path for path in cache.iterdir() if path.name.startswith(KEPT)]:
        path.rename(aside / path.name)
    wanted = build(county, clean)
    for path in [path for path in cache.iterdir() if path.name.startswith(KEPT)]:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in aside.iterdir():
        path.rename(cache / path.name)
    aside.rmdir()
    ours, theirs = tree(site), tree(clean)
    files = sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))
    return [*files, *sorted(set(found) ^ set(wanted))]


def run(folder: Path, steps: int, seed: int) -> list[str]:
    """Edit `steps` times; return one line for each difference."""
    county = start(folder / "project", seed)
    faults: list[str] = []
    for step in range(steps):
        change = county.dice.choice(EDITS)
        change(county)
        found = differences(county, folder / "site", folder / "clean")
        faults += [f"{step} {change.__name__}: {name}" for name in found]
        print(step, change.__name__, "faults:", len(faults), "without engine:", county.without_engine, flush=True)  # noqa: T201 - run by hand
    return faults


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        wrong = run(Path(scratch), int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    print("\n".join(wrong) or "no difference")  # noqa: T201 - run by hand
