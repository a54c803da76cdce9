"""The Atom feed: what is in it, in which order, and that only the documents' dates are in it."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree as ET

from press.site.feed import atom_feed
from press.site.views import CardView

A = "{http://www.w3.org/2005/Atom}"
ADDRESS = "https://xinglin.example/"


def card(number: int, day: int | None = 1, **more: object) -> CardView:
    values: dict[str, object] = {
        "kind": "article",
        "kind_label": "文章",
        "title": f"题 {number}",
        "url": f"articles/a-{number:02d}.html",
        "date": None if day is None else dt.date(2026, 11, day),
        "doctors": ("张三",),
        "excerpt": "摘要",
    }
    return CardView(**(values | more))  # type: ignore[arg-type]  # a table of defaults


def feed(*cards: CardView, revised: dict[str, dt.date] | None = None) -> ET.Element:
    data = atom_feed(cards, "科普园地", ADDRESS, revised)
    assert data is not None
    return ET.fromstring(data)  # noqa: S314 - our own output


def test_an_entry_says_everything() -> None:
    root = feed(card(1, 3, title="姜 < 枣 & “茶”\x00", doctors=("张三", "李四")))
    assert root.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "zh-CN"
    assert root.findtext(f"{A}title") == "科普园地"
    assert root.findtext(f"{A}updated") == "2026-11-03T00:00:00+08:00"
    assert {link.attrib["rel"]: link.attrib["href"] for link in root.findall(f"{A}link")} == {
        "self": f"{ADDRESS}feed.xml",
        "alternate": ADDRESS,
    }
    entry = root.find(f"{A}entry")
    assert entry is not None
    assert entry.findtext(f"{A}title") == "姜 < 枣 & “茶”"
    assert entry.findtext(f"{A}id") == f"{ADDRESS}articles/a-01.html"
    assert entry.findtext(f"{A}published") == entry.findtext(f"{A}updated") == "2026-11-03T00:00:00+08:00"
    assert [author.findtext(f"{A}name") for author in entry.findall(f"{A}author")] == ["张三", "李四"]
    assert entry.findtext(f"{A}summary") == "摘要"


def test_newest_thirty_in_order_whatever_the_input_order() -> None:
    cards = [card(number, 1 + number % 20) for number in range(50)]
    root = feed(*cards)
    dates = [entry.findtext(f"{A}published") or "" for entry in root.findall(f"{A}entry")]
    assert len(dates) == 30
    assert dates == sorted(dates, reverse=True)
    assert atom_feed(cards, "t", ADDRESS) == atom_feed(cards[::-1], "t", ADDRESS)


def test_a_review_moves_updated_but_not_the_place() -> None:
    root = feed(card(1, 3), card(2, 1), revised={"articles/a-02.html": dt.date(2026, 12, 1)})
    entries = root.findall(f"{A}entry")
    assert [entry.findtext(f"{A}title") for entry in entries] == ["题 1", "题 2"]
    assert entries[1].findtext(f"{A}updated") == root.findtext(f"{A}updated") == "2026-12-01T00:00:00+08:00"
    assert entries[1].findtext(f"{A}published") == "2026-11-01T00:00:00+08:00"


def test_a_review_before_publication_changes_nothing() -> None:
    root = feed(card(1, 3), revised={"articles/a-01.html": dt.date(2026, 10, 1)})
    assert root.findtext(f"{A}updated") == "2026-11-03T00:00:00+08:00"


def test_undated_documents_stay_out() -> None:
    assert len(feed(card(1), card(2, None)).findall(f"{A}entry")) == 1
    assert atom_feed([card(2, None)], "t", ADDRESS) is None


def test_no_feed_without_an_address() -> None:
    assert atom_feed([card(1)], "t", "") is None


def test_every_entry_has_an_author_by_atom_rules() -> None:
    root = feed(card(1, doctors=()))
    assert root.findtext(f"{A}author/{A}name") == "科普园地"
