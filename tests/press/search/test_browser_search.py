"""The search box in a real browser, over http and opened from a folder."""

from __future__ import annotations

import datetime as dt
import functools
import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from press.search.entry import PageEntry
from press.search.index import SearchIndex, forget

ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = ROOT / "overlays" / "theme" / "assets" / "xinglin" / "search"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"
PAGE = f"""<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}"><title>页</title><link rel="icon" href="data:,">
<a class="xl-search-open" href="../articles/index.html" data-xl-find="../search/">全部文章</a><p>正文</p>
<script src="../assets/xinglin/search/open.js" defer></script></html>"""
LONG = "这里是一段很长的话，" * 30

PAGES = (
    PageEntry(
        "articles/san-fu-tie.html",
        "三伏贴是什么",
        "article",
        dt.date(2026, 7, 1),
        ("张示例",),
        ("冬病夏治",),
        ("老年人",),
        ("谁不能贴",),
        f"{LONG}\n谁不能贴\n贴的时候<img src=x onerror=alert(1)>要当心，皮肤发红就停。PM2.5高的日子少出门。",
    ),
    PageEntry(
        "articles/ai-jiu.html",
        "艾灸要当心",
        "article",
        dt.date(2026, 8, 1),
        ("李示例",),
        ("中医技术",),
        ("老年人",),
        (),
        "艾灸和三伏贴不一样，高血压病人先问医生。",
    ),
    PageEntry(
        "videos/xue-ya.html",
        "在家量血压",
        "video",
        dt.date(2026, 9, 1),
        ("张示例",),
        ("慢病防治",),
        ("老年人",),
        (),
        "每天早上量一次。伏天多喝水，三九天保暖，贴身衣服要软。",
    ),
    *(
        PageEntry(f"articles/more-{number}.html", f"节气养生第{number}讲", "article", dt.date(2025, 1, number + 1))
        for number in range(20)
    ),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("网 站")
    shutil.copytree(SCRIPTS, folder / "assets" / "xinglin" / "search")
    index = SearchIndex(folder / "index.sqlite", ("三伏贴", "高血压"))
    for one in PAGES:
        index.add(one)
        target = folder / one.url
        target.parent.mkdir(exist_ok=True)
        target.write_text(PAGE, "utf-8")
    for address, data in index.finish({one.url for one in PAGES}, forget).items():
        target = folder / address
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    index.close()
    return folder


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@pytest.fixture(scope="module", params=["http", "file"])
def address(request: pytest.FixtureRequest, site: Path) -> Iterator[str]:
    if request.param == "file":
        yield site.as_uri()
        return
    handler = functools.partial(_Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 390, "height": 844})
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("dialog", lambda dialog: complaints.append(dialog.message))
    opened.goto(f"{address}/articles/ai-jiu.html")
    yield opened
    opened.close()
    assert complaints == []


def ask(page: Page, query: str) -> list[str]:
    """Type a query into the open dialog and return the titles shown."""
    if not page.query_selector("dialog[open]"):
        page.keyboard.press("/")
        page.wait_for_selector("dialog[open]")
    page.fill(".xl-find__box", query)
    page.wait_for_function("query => document.querySelector('dialog').dataset.query === query", arg=query)
    return [str(title.text_content()) for title in page.query_selector_all(".xl-find__title")]


pytestmark = pytest.mark.browser


def test_a_phrase_is_found_title_first_and_only_where_it_stands(page: Page) -> None:
    assert ask(page, "三伏贴") == ["三伏贴是什么", "艾灸要当心"]
    assert page.text_content(".xl-find__status") == "找到 2 条"
    assert page.eval_on_selector_all(".xl-find mark", "all => all.map(one => one.textContent)") == ["三伏贴", "三伏贴"]


QUERIES: tuple[tuple[str, list[str]], ...] = (
    ("三伏貼", ["三伏贴是什么", "艾灸要当心"]),
    ("sanfutie", ["三伏贴是什么", "艾灸要当心"]),
    ("san fu tie", ["三伏贴是什么", "艾灸要当心"]),
    ("sft", ["三伏贴是什么", "艾灸要当心"]),
    ("gaoxueya", ["艾灸要当心"]),
    ("ＰＭ２．５", ["三伏贴是什么"]),
    ("pm2.5", ["三伏贴是什么"]),
    ("三伏贴 高血压", ["艾灸要当心"]),
    ("灸", ["艾灸要当心"]),
    ("高血压病仁", ["艾灸要当心"]),
    ("皮肤发烘就停", ["三伏贴是什么"]),
    ("皮肤红就停", ["三伏贴是什么"]),
    ("查无此词", []),
    ("，。", []),
)


def test_many_ways_of_asking(page: Page) -> None:
    for query, titles in QUERIES:
        assert ask(page, query) == titles, query


def test_the_excerpt_shows_the_hit_and_no_text_becomes_markup(page: Page) -> None:
    ask(page, "要当心，皮肤")
    assert "…" not in str(page.text_content(".xl-find__text"))[:1]
    assert "<img src=x onerror=alert(1)>" in str(page.text_content(".xl-find__text"))
    assert page.query_selector(".xl-find img") is None
    assert page.text_content(".xl-find__text mark") == "要当心，皮肤"
    assert "张示例" in str(page.text_content(".xl-find__about"))
    assert "2026年7月1日" in str(page.text_content(".xl-find__about"))
    assert "#:~:text=" in str(page.get_attribute(".xl-find__link", "href"))


def test_filters_narrow_and_say_how_many(page: Page) -> None:
    ask(page, "节气养生")
    assert page.text_content(".xl-find__status") == "找到约 20 条"
    ask(page, "贴")
    assert not page.is_visible(".xl-find__select")
    page.click("text=筛选")
    page.wait_for_selector(".xl-find__select")
    kind = page.query_selector_all(".xl-find__select")[0]
    assert kind.inner_text().split("\n") == ["类型", "文章（2）", "视频（1）"]
    kind.select_option(label="视频（1）")
    page.wait_for_function("() => document.querySelectorAll('.xl-find__hit').length === 1")
    assert page.text_content(".xl-find__title") == "在家量血压"


def test_the_keyboard_walks_opens_and_closes(page: Page) -> None:
    ask(page, "三伏贴")
    active = "document.activeElement.className"
    assert page.evaluate(active) == "xl-find__box"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.querySelector('.xl-find__title').textContent") == "艾灸要当心"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate(active) == "xl-find__box"
    page.keyboard.press("Escape")
    assert page.query_selector("dialog[open]") is None
    ask(page, "三伏贴")
    with page.expect_navigation(url="**/articles/san-fu-tie.html"):
        page.keyboard.press("Enter")


def test_more_results_come_when_asked_for(page: Page) -> None:
    assert len(ask(page, "节气养生")) == 8
    page.click(".xl-find__more")
    page.wait_for_function("() => document.querySelectorAll('.xl-find__hit').length === 16")
    assert page.evaluate("[...document.querySelectorAll('.xl-find__link')].indexOf(document.activeElement)") == 8
    page.click(".xl-find__more")
    page.wait_for_function("() => document.querySelectorAll('.xl-find__hit').length === 20")
    assert page.text_content(".xl-find__status") == "找到 20 条"


def test_without_scripts_a_link_to_all_articles_stands(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/articles/ai-jiu.html")
    assert page.inner_text("a.xl-search-open") == "全部文章"
    context.close()
