"""Twelve boards and a hundred leaflets made of the demo's texts, no paragraph of which stands twice.

A year of a real county repeats nothing, while the demo has seventeen articles: each paragraph is given words of its
month, so that no engine can lay it out once and show it twelve times.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import markdown
import yaml
from lxml.html import HtmlElement, fragments_fromstring, tostring

from press.print.content import (
    CalendarEntry,
    LeafletContent,
    QrTarget,
    SheetContent,
    SheetDoctor,
    SheetPanel,
    SheetPicture,
)

SITE = "https://jk.example.gov.cn"
THEMES = (
    "四时养生",
    "敬老月里量血压",
    "秋凉添衣，动起来",
    "立冬小雪，暖得安心",
    "伏天防暑，少出大汗",
    "防跌倒、睡好觉",
)
YEAR = 2026
_PANELS = 5
_EXCERPT = 130
_DOCTORS = (SheetDoctor("示例医师甲", "主任医师", "某县中医院"), SheetDoctor("示例医师乙", "主治医师", "某县人民医院"))
_BODIES = ("某县卫生健康局", "某县中医院")


@dataclass(frozen=True, slots=True)
class Text:
    """An article of the demo; `pictures` by their addresses in `html`."""

    slug: str
    title: str
    html: str
    sources: tuple[str, ...]
    points: tuple[str, ...]
    cover: Path
    pictures: dict[str, Path]


def demo_texts(docs: Path) -> list[Text]:
    """Return the demo's articles, by name."""
    return [_text(file) for file in sorted((docs / "articles").glob("*.md"))]


def boards(docs: Path, months: int, first: int = 1) -> Iterator[SheetContent]:
    """Return bulletins: one whole article with its picture, four excerpts, and the notices of the demo's bulletins."""
    texts = demo_texts(docs)
    notices = [_excerpt(_html(file)[1]) for file in sorted((docs / "bulletins").glob("*.md"))]
    for month in range(first, months + 1):
        chosen = [texts[(month * 3 + place * 5) % len(texts)] for place in range(_PANELS)]
        own = (SheetPanel("本月提醒", _varied(notices[month % len(notices)], f"{month}月提醒")),)
        panels = (*(_panel(text, month, place) for place, text in enumerate(chosen)), *own)
        place = (month - 1) % 12 + 1
        yield SheetContent(
            slug=f"{YEAR}-{month:02d}", title=f"{YEAR}年{place}月科普宣传栏", year=YEAR, month=place, panels=panels,
            theme=THEMES[month % len(THEMES)], issue=month, tagline="中医药健康知识进万家", organisers=_BODIES,
            producers=_BODIES[1:], doctors=_DOCTORS, calendar=_calendar(place),
            sources=tuple(source for text in chosen for source in text.sources[:1]), reviewer="示例医师丁",
            reviewed=dt.date(YEAR, place, 1), phone="0000-0000000",
            more_codes=(_code(f"v/{month}", "本期视频", "扫码看视频"),),
            colour="朱青墨"[month % 3], pictures={k: v for text in chosen for k, v in text.pictures.items()},
        )  # fmt: skip


def leaflets(docs: Path, number: int) -> Iterator[LeafletContent]:
    """Return leaflets, each a whole article."""
    texts = demo_texts(docs)
    for place in range(number):
        text = texts[place % len(texts)]
        yield LeafletContent(
            slug=f"{text.slug}-{place}", title=text.title, html=_varied(text.html, f"第{place + 1}张"),
            published=dt.date(YEAR, 1, 1), key_points=text.points, doctors=_DOCTORS[:1],
            picture=SheetPicture(text.cover, text.title), qr=_code(f"a/{place}", text.title), organisers=_BODIES,
            sources=text.sources, reviewer="示例医师丁", reviewed=dt.date(YEAR, 1, 1), phone="0000-0000000",
            pictures=text.pictures,
        )  # fmt: skip


def _text(file: Path) -> Text:
    front, html = _html(file)
    pictures = {address: file.parent / address for address in re.findall(r'<img[^>]*src="([^"]+)"', html)}
    return Text(front["slug"], front["title"], html,
                tuple(source["title"] if isinstance(source, dict) else source for source in front["sources"]),
                tuple(front["key_points"]),
                file.parent / front["cover"], pictures)  # fmt: skip


def _html(file: Path) -> tuple[dict[str, Any], str]:
    _, front, body = file.read_text(encoding="utf-8").split("---\n", 2)
    html = markdown.markdown(body, extensions=["tables", "footnotes", "admonition", "def_list", "attr_list"])
    # Links between the demo's documents lead nowhere here.
    html = re.sub(r"<!--.*?-->", "", html)
    return yaml.safe_load(front), re.sub(r'<a href="[^h#"][^"]*">(.*?)</a>', r"\1", html)


def _varied(html: str, words: str) -> str:
    numbers = count(1)
    return re.sub(r"<(p|li)>(?=[^<\s])", lambda match: f"<{match[1]}>{words}{next(numbers)}，", html)


def _panel(text: Text, month: int, place: int) -> SheetPanel:
    whole = place == 0
    return SheetPanel(
        title=text.title,
        html=_varied(text.html if whole else _excerpt(text.html), f"{month}月"),
        doctors=(_DOCTORS[place % 2].name,),
        picture=SheetPicture(text.cover, text.title) if whole else None,
        qr=_code(f"a/{month}{place}", text.title),
        whole=whole,
    )


def _excerpt(html: str) -> str:
    """Return whole blocks up to about the usual length, without footnotes."""
    kept: list[HtmlElement] = []
    length = 0
    for block in fragments_fromstring(re.sub(r"<sup.*?</sup>", "", html), no_leading_text=True):
        length += len(block.text_content())
        if length > _EXCERPT or block.get("class") == "footnote":
            break
        kept.append(block)
    while kept and str(kept[-1].tag).startswith("h"):
        kept.pop()
    return "".join(tostring(block, encoding="unicode") for block in kept)


def _calendar(month: int) -> tuple[CalendarEntry, ...]:
    days = (
        (5, "节气之一", "节气"),
        (12, "健康宣传日", "健康日"),
        (20, "节气之二", "节气"),
        (25, "健康宣传周", "健康日"),
    )
    return tuple(CalendarEntry(dt.date(YEAR, month, day), name, kind) for day, name, kind in days)


def _code(address: str, title: str, caption: str = "扫码看全文") -> QrTarget:
    return QrTarget(f"{SITE}/{address}", f"{address}.html", title, caption)
