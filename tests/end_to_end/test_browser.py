from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

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
