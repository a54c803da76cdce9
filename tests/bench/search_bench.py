"""Measures the search: truth against a linear scan, bytes of a first query, time to an answer on a slow processor.

    python -m tests.bench.search_bench 10000                     # a generated county
    python -m tests.bench.search_bench --corpora ../shared/corpora

Prints a Markdown table. Needs Chromium; the numbers of a first query are bytes of gzip-compressed answers, headers
not counted. The processor is slowed down fourfold by the browser itself (Emulation.setCPUThrottlingRate).
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import http.server
import random
import re
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import markdown
from playwright.sync_api import Browser, Page, sync_playwright

from press.search.entry import PageEntry
from press.search.fold import fold
from press.search.html_text import read_html
from press.search.index import SearchIndex, forget
from press.search.pinyin import load_terms
from tests.bench import county
from tests.press.search.reader import RUN, Index

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "overlays" / "theme" / "assets" / "xinglin" / "search"
SLOWDOWN = 4
PHRASES = 300
IN_BROWSER = 40
FIRST_QUERIES = (
    "三伏贴",
    "高血压",
    "冬病夏治",
    "穴位按摩",
    "三伏貼",
    "sanfutie",
    "sft",
    "骨质疏松怎么办",
    "灸",
    "三伏贴 老人",
)
PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>x</title><link rel="icon" href="data:,">
<a class="xl-search-open" href="." data-xl-find="search/">全部文章</a>
<script src="assets/open.js" defer></script></html>"""


def county_entries(articles: int, seed: int = 1) -> Iterator[PageEntry]:
    """The generated county, its Markdown taken off by rule (rendering it would measure something else)."""
    people, words = county.doctors(articles, seed), county.lexicon(seed)
    names = {one.id: one.name for one in people}
    for number in range(articles):
        _, matter, body = county.article(number, seed, people, words, pictures=False).split("---\n", 2)
        value = dict(re.findall(r"^(\w+): (.+)$", matter, re.MULTILINE))
        body = re.sub(r"<!--.*?-->|^\|---.*$|^[#-]+ ", "", body, flags=re.MULTILINE).replace("|", "\n")
        yield PageEntry(
            url=f"articles/{value['slug']}.html",
            title=value["title"],
            kind="article",
            date=dt.date.fromisoformat(value["date"]),
            doctors=(names[value["authors"].strip("[]")],),
            topics=tuple(value["topics"].strip("[]").split(", ")),
            audience=(value["audience"].strip("[]"),),
            headings=tuple(re.findall(r"^## (.*)$", matter + body, re.MULTILINE)),
            text="\n".join(line.strip() for line in body.split("\n") if line.strip()),
        )


def corpus_entries(folder: Path) -> Iterator[PageEntry]:
    """Every text and Markdown file of a folder, rendered; long ones cut at their headings into pages."""
    for file in sorted(folder.rglob("*")):
        if file.suffix not in {".md", ".txt"}:
            continue
        source = file.read_text("utf-8", "replace")
        for number, part in enumerate(re.split(r"(?m)^(?=# |##? |\d+、|篇\d+)", source)):
            page = read_html(markdown.markdown(part, extensions=["tables"]))
            if page.text:
                title = page.headings[0] if page.headings else page.text.split("\n")[0][:30]
                url = f"{file.relative_to(folder).with_suffix('').as_posix()}-{number}.html"
                yield PageEntry(url, title, "article", headings=page.headings, text=page.text)


@dataclass(slots=True)
class Site:
    """An index in a folder, served compressed; counts the bytes that go over the line."""

    folder: Path
    packed: dict[str, bytes] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)
    address: str = ""

    @contextmanager
    def served(self) -> Iterator[None]:
        """Serve on the loopback, compressed beforehand."""
        site = self
        for file in filter(Path.is_file, self.folder.rglob("*")):
            self.packed[file.relative_to(self.folder).as_posix()] = gzip.compress(file.read_bytes(), 9)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.split("?")[0].lstrip("/") or "index.html"
                data = site.packed.get(name, b"")
                site.sent[name] = len(data)
                self.send_response(200 if data else 404)
                kind = {".js": "text/javascript", ".css": "text/css"}.get(Path(name).suffix, "text/html")
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Encoding", "gzip")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
                """Say nothing."""

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            self.address = f"http://127.0.0.1:{server.server_port}/"
            yield
            server.shutdown()


def build(folder: Path, entries: list[PageEntry]) -> dict[str, bytes]:
    """Index entries into a folder; print time and sizes."""
    started = time.process_time()
    index = SearchIndex(folder / "index.sqlite", load_terms(ROOT / "overlays" / "rules" / "tcm_terms.txt"))
    for one in entries:
        index.add(one)
    made = index.finish({one.url for one in entries}, forget)
    files = dict(made.items())
    took = time.process_time() - started
    index.close()
    for address, data in files.items():
        target = folder / address
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    shutil.copytree(SCRIPTS, folder / "assets")
    (folder / "index.html").write_text(PAGE, "utf-8")
    row("index built", f"{took:.1f} CPU s")
    for name, start in (("shards", "search/g/"), ("texts", "search/t/")):
        sizes = [len(gzip.compress(data, 9)) for address, data in files.items() if address.startswith(start)]
        mean = statistics.mean(sizes)
        row(f"{name} (gzip)", f"{len(sizes)} files, {sum(sizes) / 1e6:.1f} MB, {mean / 1e3:.1f} KB each")
    for name in ("index", "facets", "titles", "pinyin"):
        row(f"{name}.js (gzip)", f"{len(gzip.compress(files[f'search/{name}.js'], 9)) / 1e3:.1f} KB")
    return files


def row(name: str, value: str) -> None:
    """Print one line of the table."""
    sys.stdout.write(f"| {name} | {value} |\n")
    sys.stdout.flush()


def phrases(entries: list[PageEntry], dice: random.Random) -> list[str]:
    """Phrases of two to eight characters out of texts and titles, and some that are made up."""
    found: list[str] = []
    while len(found) < PHRASES:
        entry = dice.choice(entries)
        run = dice.choice(RUN.findall(fold(dice.choice((entry.text, entry.text, entry.title)))) or [""])
        length = dice.randint(2, 8)
        if len(run) >= length:
            start = dice.randint(0, len(run) - length)
            found.append(run[start : start + length])
            if len(found) % 10 == 0:
                found.append("".join(dice.sample(found[-1], len(found[-1]))))
    return found


def compare(entries: list[PageEntry], files: dict[str, bytes], asked: Iterable[str]) -> None:
    """Recall and precision of the index, read by the reference reader, against a linear scan."""
    index = Index(files)
    urls = {number: index.page(number)[0] for number in range(len(entries))}
    folded = {one.url: f"{fold(one.title)}\n{fold(one.text)}" for one in entries}
    hits = truths = right = candidates = 0
    for phrase in asked:
        truth = {url for url, text in folded.items() if phrase in text}
        maybe = {urls[number] for number in index.candidates(phrase)}
        found = {url for url in maybe if phrase in folded[url]}
        hits, truths, right, candidates = (
            hits + len(found),
            truths + len(truth),
            right + len(found & truth),
            candidates + len(maybe),
        )
    row("recall / precision", f"{right / truths:.4f} / {right / hits:.4f} ({truths} hits)")
    row("candidates that verification drops", f"{1 - truths / candidates:.1%}")


SEARCH = """async ([query, wanted]) => {
  const started = performance.now();
  const state = await xinglinSearch.finder.search(query, [-1, -1, -1, -1]);
  const hits = await state.next(wanted);
  return [performance.now() - started, hits.map(hit => hit.text.url)];
}"""


def opened(browser: Browser, site: Site, slowdown: int = 1) -> Page:
    """A page with the search ready, in a context without anything cached."""
    page = browser.new_context().new_page()
    page.set_default_timeout(120_000)
    page.goto(site.address)
    page.click("button")
    page.wait_for_selector("dialog[open]")
    if slowdown > 1:
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
    return page


def compare_in_browser(browser: Browser, site: Site, entries: list[PageEntry], asked: Iterable[str]) -> None:
    """The browser's first hits must hold the phrase, and all of them be found where they are few."""
    page = opened(browser, site)
    folded = {one.url: f"{fold(one.title)}\n{fold(one.text)}" for one in entries}
    wrong: list[str] = []
    for phrase in asked:
        truth = {url for url, text in folded.items() if phrase in text}
        if len(truth) > 60:
            continue
        _, urls = page.evaluate(SEARCH, [phrase, len(truth)])
        if set(urls) != truth:
            wrong.append(phrase)
    row("browser agrees with the scan", f"all but {wrong}" if wrong else "always")
    page.close()


def spoilt(browser: Browser, site: Site, entries: list[PageEntry], dice: random.Random) -> None:
    """How often a phrase of 4 to 6 characters with one wrong character leads to a page with the right one."""
    page = opened(browser, site)
    folded = {one.url: f"{fold(one.title)}\n{fold(one.text)}" for one in entries}
    found = tried = 0
    for right in [one for one in phrases(entries, dice) if 4 <= len(one) <= 6][:30]:
        at = dice.randrange(len(right))
        wrong = right[:at] + "囧" + right[at + 1 :]
        near = re.compile("|".join(re.escape(wrong[:n]) + "." + re.escape(wrong[n + 1 :]) for n in range(len(wrong))))
        _, urls = page.evaluate(SEARCH, [wrong, 8])
        tried += 1
        found += any(near.search(folded[url]) for url in urls)
    row("found in spite of a wrong character", f"{found} of {tried}")
    page.close()


def first_queries(browser: Browser, site: Site) -> None:
    """Bytes of a first query and the time of its answer, alone and when its files are there."""
    for query in FIRST_QUERIES:
        site.sent.clear()  # of what the query before it, or the comparison, loaded
        page = opened(browser, site, SLOWDOWN)
        page.wait_for_function("() => xinglinSearch.version")
        cold, urls = page.evaluate(SEARCH, [query, 8])
        code = sum(size for name, size in site.sent.items() if name.startswith("assets/"))
        index = {name: size for name, size in site.sent.items() if name.startswith("search/")}
        lists = index.pop("search/titles.js", 0)
        data = sum(index.values())
        warm, _ = page.evaluate(SEARCH, [query, 8])
        row(
            f"first query {query}",
            f"{data / 1e3:.1f} KB in {len(index)} files{' + titles' if lists else ''}, code {code / 1e3:.1f} KB; "
            f"{len(urls)} hits, {cold:.0f} ms with loading, {warm:.0f} ms when loaded",
        )
        page.context.close()


def main() -> None:
    """Measure one corpus."""
    parser = argparse.ArgumentParser(description="Measure the search.")
    parser.add_argument("articles", type=int, nargs="?", default=1000)
    parser.add_argument("--corpora", type=Path)
    chosen = parser.parse_args()
    entries = list(corpus_entries(chosen.corpora) if chosen.corpora else county_entries(chosen.articles))
    sys.stdout.write(f"| {len(entries)} pages | |\n|---|---|\n")
    dice = random.Random(1)  # noqa: S311 - the same phrases every time
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder))
        files = build(site.folder, entries)
        asked = phrases(entries, dice)
        compare(entries, files, asked)
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        with site.served(), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            compare_in_browser(browser, site, entries, asked[:IN_BROWSER])
            spoilt(browser, site, entries, dice)
            first_queries(browser, site)
            browser.close()


if __name__ == "__main__":
    main()
