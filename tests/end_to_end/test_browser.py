from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Response

pytestmark = pytest.mark.browser

MARK = "千名医师讲中医"
PAGES = [
    "index.html",
    "articles/index.html",
    "articles/san-fu-tie.html",
    "bulletins/index.html",
    "bulletins/2026-11.html",
    "videos/index.html",
    "videos/ba-duan-jin.html",
    "graphics/index.html",
    "graphics/er-shi-si-jie-qi.html",
    "doctors/index.html",
    "topics/index.html",
    "about.html",
    "404.html",
]
WIDTHS = {"phone": (390, 844), "desktop": (1280, 900)}

GEOMETRY = """alt => {
  const mark = document.querySelector(`main img[alt="${alt}"]`);
  const box = mark.getBoundingClientRect();
  const main = document.querySelector('main').getBoundingClientRect();
  const style = getComputedStyle(mark);
  const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const heading = document.querySelector('main h1');
  return {
    x: box.x, y: box.y, width: box.width, height: box.height, mainX: main.x, mainY: main.y, mainWidth: main.width,
    visible: style.visibility === 'visible' && style.display !== 'none' && style.opacity === '1',
    onTop: at === mark || mark.contains(at) || (at && at.contains(mark)),
    headingY: heading ? heading.getBoundingClientRect().y : Infinity,
    loaded: mark.complete && mark.naturalWidth > 0,
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
}"""


def open_page(browser: Browser, width: str, address: str) -> tuple[Page, list[str], list[str]]:
    size = WIDTHS[width]
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    faults: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(address, wait_until="load")
    return page, faults, requests


def geometry(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(GEOMETRY, MARK)
    return found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_the_mark_sits_at_the_top_left(browser: Browser, demo_address: str, width: str, path: str) -> None:
    page, faults, requests = open_page(browser, width, demo_address + path)
    found = geometry(page)
    page.close()
    assert found["loaded"]
    assert found["visible"]
    assert found["onTop"]
    assert found["height"] >= 24
    assert found["x"] + found["width"] / 2 < found["mainX"] + found["mainWidth"] / 2
    assert found["y"] < found["headingY"]
    assert found["y"] - found["mainY"] < 120
    assert found["overflow"] <= 0
    assert faults == []
    assert [url for url in requests if not url.startswith((demo_address, "data:"))] == []


@pytest.mark.parametrize("path", ["index.html", "articles/san-fu-tie.html", "bulletins/2026-11.html"])
def test_the_mark_is_printed(browser: Browser, demo_address: str, path: str) -> None:
    page, _, _ = open_page(browser, "desktop", demo_address + path)
    page.emulate_media(media="print")
    found = geometry(page)
    page.close()
    assert found["visible"]
    assert found["height"] >= 16
    assert found["x"] < 200
    assert found["y"] < 200


def test_pages_open_from_a_folder(browser: Browser, demo_site: Path) -> None:
    page, _, requests = open_page(browser, "phone", (demo_site / "articles" / "san-fu-tie.html").as_uri())
    found = geometry(page)
    assert found["loaded"]
    page.click("nav >> text=宣传栏")
    page.wait_for_load_state()
    assert page.url.endswith("bulletins/index.html")
    page.close()
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []


def test_nothing_breaks_at_28_px(browser: Browser, demo_address: str) -> None:
    for path in PAGES:
        page, _, _ = open_page(browser, "phone", demo_address + path)
        page.evaluate("document.documentElement.style.setProperty('font-size', '28px')")
        overflow = geometry(page)["overflow"]
        page.close()
        assert overflow <= 0, path


LIGHT = 45_000
"""Bytes of HTML, CSS, JavaScript and fonts, compressed: half of what a first visit may weigh."""
MOST_REQUESTS = 12
SHIFT = """
  window.shift = 0;
  new PerformanceObserver(list => { for (const one of list.getEntries()) { shift += one.value; } })
    .observe({ type: 'layout-shift', buffered: true });
"""


@pytest.mark.parametrize("path", PAGES)
def test_a_first_visit_is_light(browser: Browser, demo_address: str, path: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright cannot bind a built-in
    page.goto(demo_address + path, wait_until="networkidle")
    kinds = {answer.url: answer.request.resource_type for answer in answers}
    weight = sum(len(gzip.compress(answer.body())) for answer in answers if kinds[answer.url] not in {"image", "media"})
    page.close()
    assert weight < LIGHT
    assert len([kind for kind in kinds.values() if kind != "image"]) <= MOST_REQUESTS


@pytest.mark.parametrize(
    "path", ["index.html", "articles/san-fu-tie.html", "videos/ba-duan-jin.html", "bulletins/2026-11.html"]
)
def test_nothing_moves_while_a_page_loads(browser: Browser, demo_address: str, path: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.add_init_script(SHIFT)
    page.goto(demo_address + path, wait_until="networkidle")
    page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")
    shift = page.evaluate("() => shift")
    page.close()
    assert shift < 0.05


def test_a_table_scrolls_in_a_frame_of_its_own(browser: Browser, demo_address: str) -> None:
    page, _, _ = open_page(browser, "phone", demo_address + "articles/san-fu-tie.html")
    assert page.locator("table").count() == page.locator(".xl-scroll > table").count() > 0
    assert page.evaluate("() => getComputedStyle(document.querySelector('.xl-scroll')).overflowX") == "auto"
    page.close()


def test_without_scripts_the_search_is_a_link_to_all_articles(browser: Browser, demo_address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(demo_address + "videos/ba-duan-jin.html")
    page.click("text=全部文章")
    page.wait_for_url("**/articles/index.html")
    assert page.locator(".xl-line").count() >= 12
    context.close()


def test_the_side_of_an_article_names_its_headings(browser: Browser, demo_address: str) -> None:
    page, faults, _ = open_page(browser, "desktop", f"{demo_address}/articles/san-fu-tie.html")
    links = page.locator(".xl-toc a")
    headings = page.locator(".xl-text h2").all_inner_texts()
    assert links.all_inner_texts() == headings
    assert len(headings) > 2
    links.last.click()
    page.wait_for_function("scrollY > 0")
    assert page.evaluate("document.querySelector(':target').innerText") == headings[-1]
    assert not faults
    page.close()
    page, _, _ = open_page(browser, "phone", f"{demo_address}/articles/san-fu-tie.html")
    assert not page.locator(".xl-toc").is_visible()
    page.close()


@pytest.mark.parametrize("path", ["topics/index.html", "audience/index.html", "archive/index.html"])
def test_a_page_of_links_does_not_call_itself_empty(browser: Browser, demo_address: str, path: str) -> None:
    page, _, _ = open_page(browser, "phone", f"{demo_address}/index.html")
    page.locator(f".xl-foot a[href='{path}']").click()
    page.wait_for_url(f"**/{path}")
    assert page.locator(".xl-chip").count() > 1
    assert page.locator(".xl-empty").count() == 0
    page.close()


def test_no_line_of_names_begins_with_punctuation(browser: Browser, demo_address: str) -> None:
    page, _, _ = open_page(browser, "phone", f"{demo_address}/articles/index.html")
    page.evaluate("document.documentElement.style.setProperty('font-size', '28px')")
    names = page.locator(".xl-line__who > span").all_inner_texts()
    assert any(name.endswith("、") for name in names)
    assert not any(name.startswith("、") for name in names)
    assert geometry(page)["overflow"] <= 0
    page.close()
