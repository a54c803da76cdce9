"""The site map holds every page once, with the document's own date."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree as ET

from press.site.sitemap import sitemap_files

S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ADDRESS = "https://xinglin.example/"
DAY = dt.date(2026, 11, 3)


def parse(data: bytes) -> ET.Element:
    return ET.fromstring(data)  # noqa: S314 - our own output


def test_one_file() -> None:
    files = sitemap_files([("关于 我们.html", None), ("articles/a.html", DAY), ("index.html", None)], ADDRESS)
    assert list(files) == ["sitemap.xml"]
    root = parse(files["sitemap.xml"])
    assert [(item.findtext(f"{S}loc"), item.findtext(f"{S}lastmod")) for item in root] == [
        (f"{ADDRESS}articles/a.html", "2026-11-03"),
        (ADDRESS, None),
        (f"{ADDRESS}%E5%85%B3%E4%BA%8E%20%E6%88%91%E4%BB%AC.html", None),
    ]


def test_many_pages_make_an_index() -> None:
    pages = [(f"articles/{number:03d}.html", DAY + dt.timedelta(days=number)) for number in range(25)]
    files = sitemap_files(pages[::-1], ADDRESS, longest=10)
    assert list(files) == ["sitemap.xml", "sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"]
    index = parse(files["sitemap.xml"])
    assert index.tag == f"{S}sitemapindex"
    assert [(item.findtext(f"{S}loc"), item.findtext(f"{S}lastmod")) for item in index] == [
        (f"{ADDRESS}sitemap-1.xml", "2026-11-12"),
        (f"{ADDRESS}sitemap-2.xml", "2026-11-22"),
        (f"{ADDRESS}sitemap-3.xml", "2026-11-27"),
    ]
    assert sum(len(parse(data)) for name, data in files.items() if name != "sitemap.xml") == 25


def test_nothing_without_an_address_or_pages() -> None:
    assert sitemap_files([("a.html", DAY)], "") == {}
    assert sitemap_files([], ADDRESS) == {}


def test_order_of_input_does_not_matter() -> None:
    pages = [("b.html", DAY), ("a.html", None)]
    assert sitemap_files(pages, ADDRESS) == sitemap_files(pages[::-1], ADDRESS)
