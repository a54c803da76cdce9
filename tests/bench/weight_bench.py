"""Measures what a phone on a weak line loads: bytes, requests, layout shift, largest paint, and a first search.

    python -m tests.bench.weight_bench SITE                       # a built site, e.g. site/
    python -m tests.bench.weight_bench SITE --pages index.html articles/san-fu-tie.html

Prints a Markdown table. Needs Chromium. The site is served gzip-compressed from the loopback (the `.gz` beside a file
where there is one); the browser itself slows the line to 1.6 Mbit/s and 150 ms and the processor fourfold
(Network.emulateNetworkConditions, Emulation.setCPUThrottlingRate) at 390 × 844 with two pixels a unit. Bytes are those
on the line, headers included. Every page is opened in a context of its own with nothing cached, and scrolled through
once, so that shifts by late pictures count too.
"""

from __future__ import annotations

import argparse
import gzip
import http.server
import mimetypes
import shutil
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from tests.bench.search_bench import SEARCH

SLOWDOWN = 4
LINE = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
TEXT = {".html", ".css", ".js", ".svg", ".xml", ".json", ".atom", ".txt"}
QUERIES = ("三伏贴", "高血压", "gaoxueya", "冬病夏治")
WATCH = """
  window.seen = { shift: 0, paint: 0, what: '' };
  new PerformanceObserver(list => { for (const one of list.getEntries()) {
    if (!one.hadRecentInput) { seen.shift += one.value; } } }).observe({ type: 'layout-shift', buffered: true });
  new PerformanceObserver(list => { for (const one of list.getEntries()) {
    seen.paint = one.startTime; seen.what = one.element ? one.element.tagName.toLowerCase() : ''; } })
    .observe({ type: 'largest-contentful-paint', buffered: true });
"""
SCROLL = """async () => {
  for (let at = 0; at < document.body.scrollHeight; at += innerHeight / 2) {
    scrollTo(0, at);
    await new Promise(done => requestAnimationFrame(() => setTimeout(done, 30)));
  }
}"""


class _Handler(http.server.BaseHTTPRequestHandler):
    """Serves a folder, texts compressed."""

    protocol_version = "HTTP/1.1"
    folder = Path()

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path).lstrip("/") or "index.html"
        file = self.folder / path
        if file.is_dir():
            file /= "index.html"
        found = file.is_file() and file.resolve().is_relative_to(self.folder)
        data = file.read_bytes() if found else b""
        self.send_response(200 if found else 404)
        if found and file.suffix in TEXT:
            beside = file.with_name(file.name + ".gz")
            data = beside.read_bytes() if beside.is_file() else gzip.compress(data, 6)
            self.send_header("Content-Encoding", "gzip")
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if file.suffix in TEXT else kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that left before the end."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on the loopback and give its address."""
    handler = type("_Here", (_Handler,), {"folder": folder.resolve()})
    with _Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@dataclass  # no slots: Playwright notes its listeners on the object
class Traffic:
    """What a page asked for. Bytes by the browser's own kinds (Document, Stylesheet, Script, Font, Image, …)."""

    address: str
    sent: Counter[str] = field(default_factory=Counter)
    files: dict[str, int] = field(default_factory=dict)
    elsewhere: int = 0
    _open: dict[str, tuple[str, str]] = field(default_factory=dict)

    def listen(self, session: CDPSession) -> None:
        """Count from now on."""
        session.on("Network.responseReceived", self._begun)
        session.on("Network.loadingFinished", self._done)

    def _begun(self, event: dict[str, Any]) -> None:
        url = event["response"]["url"]
        if url.startswith("data:"):
            return
        self.elsewhere += not url.startswith(self.address)
        self._open[event["requestId"]] = (event["type"], url.removeprefix(self.address))

    def _done(self, event: dict[str, Any]) -> None:
        kind, name = self._open.pop(event["requestId"], ("", ""))
        if kind:
            size = int(event["encodedDataLength"])
            self.sent[kind] += size
            self.files[name] = size

    def start_again(self) -> None:
        """Forget what was counted."""
        self.sent.clear()
        self.files.clear()


def phone(browser: Browser, address: str) -> tuple[BrowserContext, Page, Traffic]:
    """Open an empty page on a slow phone with nothing cached."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True, has_touch=True
    )
    page = context.new_page()
    page.set_default_timeout(180_000)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
    traffic = Traffic(address)
    traffic.listen(session)
    page.add_init_script(WATCH)
    return context, page, traffic


def chosen_pages(site: Path) -> list[str]:
    """Return the home page, a list, the heaviest article, a film and a board."""
    wanted = ["index.html", "articles/index.html"]
    for folder in ("articles", "videos", "bulletins"):
        found = [file for file in (site / folder).glob("*.html") if file.name != "index.html"]
        heaviest = max(found, key=lambda file: (file.stat().st_size, file.name), default=None)
        if heaviest:
            wanted.append(heaviest.relative_to(site).as_posix())
    return wanted


def kilobytes(size: float) -> str:
    """Write bytes as KB of 1,000 bytes."""
    return f"{size / 1e3:.1f}"


def weigh(browser: Browser, address: str, path: str) -> str:
    """Return a page's row of the table."""
    context, page, traffic = phone(browser, address)
    page.goto(address + path, wait_until="networkidle")
    first = Counter(traffic.sent)
    requests = len(traffic.files)
    paint, what = page.evaluate("() => [seen.paint, seen.what]")
    page.evaluate(SCROLL)  # after the paint was read: what scrolling brings is not the first view
    page.wait_for_load_state("networkidle")
    shift = page.evaluate("() => seen.shift")
    context.close()
    pictures = first["Image"]
    parts = " + ".join(kilobytes(first[kind]) for kind in ("Document", "Stylesheet", "Script", "Font"))
    return (
        f"| {path} | **{kilobytes(first.total() - pictures)}** | {parts} | {kilobytes(pictures)} | {requests} |"
        f" {traffic.elsewhere} | {shift:.3f} | {paint / 1e3:.2f} s ({what}) |"
    )


def searched(browser: Browser, address: str, path: str, query: str) -> str:
    """Return a row: what the first query of a visit loads, and how long the answer takes."""
    context, page, traffic = phone(browser, address)
    page.goto(address + path, wait_until="networkidle")
    traffic.start_again()
    page.tap("button.xl-search-open")
    page.wait_for_selector("dialog[open]")
    page.wait_for_load_state("networkidle")
    opening = dict(traffic.files)
    page.fill(".xl-find__box", query)
    page.wait_for_function("query => document.querySelector('.xl-find').dataset.query === query", arg=query)
    hits = page.locator(".xl-find__hit").count()
    again = page.evaluate(SEARCH, [query, 8])[0]
    files = {name.split("?")[0]: size for name, size in traffic.files.items()}
    code = sum(size for name, size in opening.items() if name.startswith("assets/xinglin/search/"))
    lists = files.get("search/titles.js", 0) + files.get("search/pinyin.js", 0)
    data = sum(size for name, size in files.items() if name.startswith("search/")) - lists
    context.close()
    sizes = " | ".join(map(kilobytes, (code, data, lists)))
    return f"| {query} | {sizes} | {len(files)} | {hits} | {again:.0f} ms |"


def main() -> None:
    """Measure one built site."""
    parser = argparse.ArgumentParser(description="Measure the weight of a built site's pages.")
    parser.add_argument("site", type=Path)
    parser.add_argument("--pages", nargs="*")
    chosen = parser.parse_args()
    pages = chosen.pages or chosen_pages(chosen.site)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    out = sys.stdout
    with served(chosen.site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        out.write("| page | KB without pictures | HTML + CSS + JS + fonts | pictures KB | requests | third parties |")
        out.write(" layout shift | largest paint |\n|---|---|---|---|---|---|---|---|\n")
        for path in pages:
            out.write(weigh(browser, address, path) + "\n")
            out.flush()
        out.write("\n| first query | code KB | index KB | title lists KB | files | hits | answer, files loaded |\n")
        out.write("|---|---|---|---|---|---|---|\n")
        for query in QUERIES:
            out.write(searched(browser, address, pages[-1], query) + "\n")
            out.flush()
        browser.close()


if __name__ == "__main__":
    main()
