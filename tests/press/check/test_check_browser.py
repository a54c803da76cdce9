"""The static reading of styles, held against a real browser: what it calls hidden is hidden, what it passes is seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from press.campaign.badge import badge_svg
from press.campaign.model import Campaign
from press.check.css import read_stylesheet
from press.check.hiding import why_hidden
from press.check.page_facts import read_page

pytestmark = pytest.mark.browser

SEEN = """() => {
  const mark = document.querySelector('img');
  const box = mark.getBoundingClientRect();
  const strict = {opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true};
  if (!mark.checkVisibility(strict)) return false;
  for (let one = mark; one; one = one.parentElement) if (parseFloat(getComputedStyle(one).opacity) < 0.9) return false;
  const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return box.width > 20 && box.height > 8 && box.x >= 0 && box.x < 60 && box.y < 80 && at === mark
    && getComputedStyle(mark).content === 'normal';
}"""

SHEETS = [
    "",
    ".m { display: none }",
    "p.m { display: block } .m { display: none }",
    ".m { display: none } p.m { display: block }",
    ".m { display: none !important } #t .m { display: block }",
    "body { visibility: hidden } img { visibility: visible }",
    "main { visibility: hidden }",
    ".m img { opacity: 0 } img { opacity: 1 }",
    ".m { opacity: 10% }",
    ".m { position: absolute; left: -9999px }",
    ".m { position: absolute; left: 20px; top: 4px }",
    ".m { text-align: right }",
    ".m { clip-path: inset(50%) }",
    ".m { height: 0; overflow: hidden }",
    ".m img { width: 0 }",
    ".m img { transform: scale(0) }",
    ".m img { content: url(other.svg) }",
    "@media print { .m { display: none } } .m { color: red }",
    ".m:not(.n) { display: none }",
    ".m:not(.m) { display: none }",
    ":is(.x, .m) img { display: none }",
    "main { & .m { display: none } }",
    "a[title='}'] { color: red } .m img { display: none }",
    "@supports (display: block) { .m { display: none } }",
    "[data-k~='two'] img { display: none }",
    "main > img { display: none }",
]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page of the system's Chromium."""
    opened = browser.new_page(viewport={"width": 800, "height": 600})
    yield opened
    opened.close()


def test_static_and_browser_agree(page: Page, campaign: Campaign, tmp_path: Path) -> None:
    (tmp_path / "m.svg").write_bytes(badge_svg(campaign))
    (tmp_path / "other.svg").write_bytes(badge_svg(campaign))
    disagreed = []
    for sheet in SHEETS:
        text = (
            f'<!doctype html><html><head><meta charset="utf-8"><style>img {{ height: 30px }} {sheet}</style></head>'
            '<body><main id="t"><p class="m" data-k="one two"><img src="m.svg" alt="m"></p><p>文字</p></main></body>'
        )
        (tmp_path / "a.html").write_text(text, "utf-8")
        page.goto((tmp_path / "a.html").as_uri())
        first = read_page(text.encode()).first
        assert first is not None
        rules = [rule for rule in read_stylesheet(sheet) if "print" not in rule.condition]
        if bool(page.evaluate(SEEN)) == (why_hidden(first.line, rules) is not None):
            disagreed.append(sheet)
    assert disagreed == []
