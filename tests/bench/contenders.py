"""Who is compared: how each is set up on the same articles, started, and asked whether its site is whole."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml

NEVER = 10**9
DAY = "1795305600"
"""2026-11-22T00:00:00Z, so that a build does not depend on the day of the measurement."""


class SiteIncompleteError(Exception):
    """A build went through and left something out."""


@dataclass(frozen=True, slots=True)
class Contender:
    """One row of the comparison.

    name      on the command line
    label     in table and plot
    words     what Python runs
    package   whose version is told; empty for ours
    searched  given a site, how many pages its search knows
    reuses    whether a second build takes over what the first one made
    every     whether every article stands in the navigation
    most      no measurement beyond so many articles: it grows with their square
    """

    name: str
    label: str
    words: tuple[str, ...]
    package: str
    searched: Callable[[Path], int]
    reuses: bool = False
    every: bool = False
    most: int = NEVER

    @property
    def ours(self) -> bool:
        """Whether this is the program of this checkout."""
        return not self.package

    def command(self, python: Path) -> list[str]:
        """Return the command that builds the project in the current folder."""
        return [str(python), "-m", *self.words]


def searched_by_ours(site: Path) -> int:
    """Pages in the two-character index; every one of its files must be there."""
    call = (site / "search" / "index.js").read_text("utf-8").removeprefix("xinglinSearch(").rpartition(")")[0]
    _, _, pages, shards, *_ = json.loads(f"[{call}]")
    if not (site / "search" / "titles.js").is_file() or not shards:
        raise SiteIncompleteError(f"{site}: the search lacks files")
    return int(pages)


def _located(file: Path, key: str) -> int:
    places = {entry["location"].partition("#")[0] for entry in json.loads(file.read_text("utf-8"))[key]}
    return sum(place.startswith("articles/") for place in places)


def searched_by_lunr(site: Path) -> int:
    """Articles in the search index of MkDocs and Material."""
    return _located(site / "search" / "search_index.json", "docs")


def searched_by_zensical(site: Path) -> int:
    """Articles in the search index of Zensical."""
    return _located(site / "search.json", "items")


CONTENDERS = {
    one.name: one
    for one in (
        Contender("ours", "杏林 Press", ("console", "build", "--quick"), "", searched_by_ours, reuses=True),
        Contender("ours-mkdocs", "杏林 Press by mkdocs build", ("mkdocs", "build"), "", searched_by_ours, reuses=True),
        Contender("stock-short", "Material, short nav", ("mkdocs", "build"), "mkdocs-material", searched_by_lunr),
        Contender(
            "stock-nav",
            "Material, default nav",
            ("mkdocs", "build"),
            "mkdocs-material",
            searched_by_lunr,
            every=True,
            most=2000,
        ),
        Contender(
            "properdocs",
            "ProperDocs, short nav",
            ("properdocs", "build", "-f", "mkdocs.yml"),
            "properdocs",
            searched_by_lunr,
        ),
        Contender(
            "zensical", "Zensical, short nav", ("zensical", "build"), "zensical", searched_by_zensical, reuses=True
        ),
    )
}


def stock_settings(program: Path, *, every: bool) -> str:
    """Return the mkdocs.yml of a contender: our Markdown extensions, Material's theme and its search in Chinese.

    Args:
        program: folder that holds our own mkdocs.yml.
        every: True leaves the navigation to the engine, which then takes in every article. False is the best that
            the stock set-up can do: articles stand outside of it.
    """
    own = yaml.safe_load((program / "mkdocs.yml").read_text("utf-8"))
    short = {"nav": [{"首页": "index.md"}], "not_in_nav": "/articles/\n"}
    settings = {
        "site_name": "量化县健康科普",
        "site_url": own["site_url"],
        "use_directory_urls": False,
        "theme": {"name": "material", "language": "zh", "font": False},
        **({} if every else short),
        "exclude_docs": "*.yml\n",
        "plugins": [{"search": {"lang": "zh"}}],
        "markdown_extensions": own["markdown_extensions"],
    }
    return yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)


def prepare(contender: Contender, program: Path, docs: Path, project: Path) -> None:
    """Make a project that was never built.

    Args:
        contender: for whom.
        program: a copy of our hooks, overlays and mkdocs.yml.
        docs: the articles; copied.
        project: folder to be made.
    """
    if contender.ours:
        shutil.copytree(program, project)
    else:
        project.mkdir(parents=True)
        settings = stock_settings(program, every=contender.every)
        (project / "mkdocs.yml").write_text(settings, "utf-8", newline="\n")
    shutil.copytree(docs, project / "docs")


def environment(contender: Contender, project: Path) -> dict[str, str]:
    """Return the variables a contender sees: none that change what Python or our program does, but for these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "XINGLIN", "VIRTUAL"))}
    kept |= {"PYTHONUTF8": "1", "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": DAY}
    if contender.ours:
        kept |= {"PYTHONPATH": str(project / "hooks"), "XINGLIN_PRINT": "0", "XINGLIN_PROOF": "0"}
    return kept


def edit(project: Path, number: int, token: str) -> str:
    """Add a sentence to one article of a project and return the page's address in the site."""
    name = f"articles/article-{number:05d}"
    file = project / "docs" / f"{name}.md"
    file.write_text(f"{file.read_text('utf-8').rstrip()}\n\n{token}\n", "utf-8", newline="\n")
    return f"{name}.html"


def inspect(contender: Contender, site: Path, articles: int) -> tuple[int, int]:
    """Make sure that a site is whole, and return its bytes and files.

    Raises:
        SiteIncompleteError: articles are missing, as pages or in the search.
    """
    files = [path for path in site.rglob("*") if path.is_file()]
    pages = sum(path.match("articles/article-*.html") for path in files)
    known = contender.searched(site)
    if pages != articles or known < articles:
        raise SiteIncompleteError(f"{contender.name}: {pages} pages, {known} in the search, of {articles} articles")
    return sum(path.stat().st_size for path in files), len(files)
