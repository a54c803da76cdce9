from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from press.campaign.badge import badge_svg
from press.campaign.model import Campaign
from press.campaign.recipe import with_recipe
from press.check.compliance import Compliance
from press.check.memory import CheckMemory
from press.check.page_facts import dump_facts, load_facts, read_page
from press.check.run import check_site
from press.check.usage import Addresses
from press.check.worker import look
from press.errors import MediaError
from press.findings import Checked
from press.progress import SilentReporter

TODAY = dt.date(2026, 11, 22)
HEAD = (
    '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>三伏贴</title>'
    '<link rel="canonical" href="https://example.gov.cn/jk/articles/a.html">'
    '<meta property="article:published_time" content="2026-08-12">'
    '<link rel="stylesheet" href="../assets/a.css"></head>'
)
MARK = '<p class="xl-mark"><img src="../assets/marks/m.svg" alt="千名医师讲中医" width="219" height="36"></p>'
BODY = (
    '<body><a class="skip" href="#main">跳到正文</a><header><h2>某县健康科普</h2></header>'
    f'<main id="main"><article class="xl-doc">{MARK}<h1>三伏贴</h1><p>正文</p></article></main>'
    "<footer>某县</footer></body></html>"
)
CSS = ".xl-mark img { height: 1.6rem; width: auto } .gone { display: none }"

Check = Callable[..., Checked[Compliance]]


@pytest.fixture
def site(tmp_path: Path, campaign: Campaign) -> Path:
    """A site of one page."""
    site = tmp_path / "网站 site"
    (site / "articles").mkdir(parents=True)
    (site / "assets" / "marks").mkdir(parents=True)
    (site / "assets" / "marks" / "m.svg").write_bytes(badge_svg(campaign))
    (site / "assets" / "a.css").write_text(CSS, "utf-8")
    (site / "articles" / "a.html").write_text(HEAD + BODY, "utf-8")
    return site


@pytest.fixture
def check(tmp_path: Path, campaign: Campaign) -> Check:
    """Check a folder without processes of their own."""

    def run(site: Path, *campaigns: Campaign, **more: object) -> Checked[Compliance]:
        chosen = campaigns or (campaign,)
        memory = CheckMemory(tmp_path / "proof.sqlite")
        try:
            return check_site(
                site,
                chosen,
                today=TODAY,
                memory=memory,
                jobs=1,
                reporter=SilentReporter(),
                run=lambda task: look(task, chosen),
                **more,
            )
        finally:
            memory.close()

    return run


def rules(done: Checked[Compliance]) -> list[str]:
    return [finding.rule_id for finding in done.findings]


def test_a_sound_page_passes(site: Path, check: Check) -> None:
    done = check(site)
    assert done.findings == ()
    assert done.value.complete
    pages = done.value.coverage[0]
    assert (pages.product.value, pages.must, pages.marked) == ("page", 1, 1)


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        (MARK, "", "check/no-mark"),
        (MARK + "<h1>三伏贴</h1>", "<h1>三伏贴</h1>" + MARK, "check/wrong-corner"),
        ('<article class="xl-doc">', '<article class="xl-doc">先说两句', "check/wrong-corner"),
        ('<p class="xl-mark">', '<p class="xl-mark" hidden>', "check/hidden"),
        ('<p class="xl-mark">', '<p class="xl-mark gone">', "check/hidden"),
        ('<p class="xl-mark">', '<p class="xl-mark" style="opacity:0">', "check/hidden"),
        ('<p class="xl-mark">', '<p class="xl-mark" style="text-align:right">', "check/wrong-corner"),
        ('<main id="main">', '<main id="main" style="visibility:hidden">', "check/hidden"),
        ('alt="千名医师讲中医"', 'alt=""', "check/name"),
        ('alt="千名医师讲中医"', 'alt="图片"', "check/name"),
        ('alt="千名医师讲中医"', 'alt="千名医师讲中医" aria-label="标"', "check/name"),
        ("marks/m.svg", "marks/gone.svg", "check/no-mark"),
        ("../assets/marks/m.svg", "https://elsewhere.example/m.svg", "check/no-mark"),
        ("</head>", "<style>.xl-mark{display:none}</style></head>", "check/hidden"),
        ("</head>", "<style>@media print{img{display:none}}</style></head>", "check/hidden"),
    ],
)
def test_every_mutation_of_a_page_is_caught(site: Path, check: Check, old: str, new: str, wanted: str) -> None:
    page = site / "articles" / "a.html"
    text = page.read_text("utf-8")
    assert old in text
    page.write_text(text.replace(old, new), "utf-8")
    done = check(site)
    assert wanted in rules(done)
    assert all(finding.hint for finding in done.findings)


def test_width_and_height_that_squeeze_the_mark_are_caught_where_no_style_overrules_them(
    site: Path, check: Check
) -> None:
    page = site / "articles" / "a.html"
    page.write_text(page.read_text("utf-8").replace('width="219"', 'width="4"'), "utf-8")
    assert check(site).findings == ()
    (site / "assets" / "a.css").write_text(".xl-mark img { height: 1.6rem }", "utf-8")
    assert rules(check(site)) == ["check/distorted"]


def test_the_drawing_counts_and_not_the_name(site: Path, check: Check, campaign: Campaign) -> None:
    other = with_recipe(replace(campaign, text="千名教师讲中文", stacked=("千名教师", "讲中文"), seal="中文"))
    (site / "assets" / "marks" / "m.svg").write_bytes(badge_svg(other))
    assert "check/no-mark" in rules(check(site))


def test_the_campaign_of_the_pages_day_is_wanted(site: Path, check: Check, campaign: Campaign) -> None:
    later = with_recipe(
        replace(
            campaign,
            id="later",
            title="岐黄行",
            text="岐黄行动进万家",
            stacked=("岐黄行动", "进万家"),
            starts=dt.date(2026, 1, 1),
        )
    )
    assert rules(check(site, campaign, later)) == ["check/campaign"]


def test_a_page_without_main_is_taken_whole(site: Path, check: Check) -> None:
    text = (
        '<!doctype html><html><head><meta charset="utf-8"><title>a</title></head><body>'
        '<p><img src="assets/marks/m.svg" alt="千名医师讲中医" width="146" height="24"></p><p>网址换了</p>'
        "</body></html>"
    )
    (site / "old.html").write_text(text, "utf-8")
    assert check(site).findings == ()
    (site / "old.html").write_text(text.replace('width="146"', 'width="3"'), "utf-8")
    assert rules(check(site)) == ["check/distorted"]


@pytest.mark.parametrize(
    "data", [b"", b"   ", b"\xff\xfe\0\0", b"<", "只有文字".encode(), b"<html><body></body></html>"]
)
def test_poor_pages_are_named(site: Path, check: Check, data: bytes) -> None:
    (site / "poor.html").write_bytes(data)
    done = check(site)
    assert [finding.path for finding in done.findings] == ["网站 site/poor.html"]


@pytest.mark.parametrize(
    ("address", "page", "base", "wanted"),
    [
        ("../a/b.jpg", "x/y.html", "", "a/b.jpg"),
        ("/a/b.jpg", "404.html", "", "a/b.jpg"),
        ("/jk/a/b.jpg", "404.html", "", "a/b.jpg"),
        ("https://h.cn/jk/a/b.jpg", "x/y.html", "https://h.cn/jk/x/y.html", "a/b.jpg"),
        ("https://h.cn/a/b.jpg", "index.html", "https://h.cn/", "a/b.jpg"),
        ("https://other.cn/a/b.jpg", "x/y.html", "https://h.cn/x/y.html", None),
        ("a/%E5%9B%BE.jpg?v=1#x", "index.html", "", "a/图.jpg"),
        ("../../../etc/passwd", "x/y.html", "", None),
        ("data:image/png;base64,AAAA", "x/y.html", "", None),
    ],
)
def test_addresses_are_followed_inside_the_site_only(address: str, page: str, base: str, wanted: str | None) -> None:
    assert Addresses({"a/b.jpg": 1, "a/图.jpg": 1, "index.html": 1}).find(address, page, base) == wanted


def test_facts_survive_json() -> None:
    facts = read_page((HEAD + BODY).encode())
    assert load_facts(json.loads(dump_facts(facts))) == facts
    assert facts.day == "2026-08-12"
    assert facts.first is not None
    assert facts.first.name == "千名医师讲中医"


def test_a_huge_page_is_refused() -> None:
    with pytest.raises(MediaError):
        read_page(b" " * 20_000_001)


def test_a_stylesheet_is_judged_by_what_it_says_now(site: Path, check: Check) -> None:
    first = check(site)
    assert first.findings == ()
    sheet = site / "assets" / "a.css"
    sheet.write_text(CSS + ".xl-mark { visibility: hidden }", "utf-8")
    hidden = check(site)
    assert [finding.rule_id for finding in hidden.findings] == ["check/hidden"]
    assert check(site) == hidden
    sheet.write_text(CSS, "utf-8")
    assert check(site) == first


def test_a_mark_that_is_squeezed_stays_squeezed_in_a_repeated_check(site: Path, check: Check) -> None:
    page = site / "articles" / "a.html"
    page.write_text((HEAD + BODY).replace('width="219"', 'width="60"'), "utf-8")
    (site / "assets" / "a.css").write_text(".xl-mark img { height: 1.6rem }", "utf-8")
    first = check(site)
    assert [finding.rule_id for finding in first.findings] == ["check/distorted"]
    assert check(site) == first
    (site / "assets" / "a.css").write_text(CSS, "utf-8")
    assert check(site).findings == ()
