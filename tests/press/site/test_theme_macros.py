from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader
from jinja2.environment import TemplateModule
from markupsafe import Markup, escape

from press.site.filters import FILTERS, day, escaped, headings, people, scrolling

THEME = Path(__file__).resolve().parents[3] / "overlays" / "theme"


@pytest.fixture(scope="module")
def parts() -> TemplateModule:
    environment = Environment(loader=FileSystemLoader(THEME))  # noqa: S701 -- as the engine's: nothing is escaped unasked
    environment.filters.update(FILTERS, url=str)
    return environment.get_template("partials/xinglin/parts.html").module


def call(parts: TemplateModule, macro: str, *args: object) -> str:
    return cast("str", getattr(parts, macro)(*args)).strip()


@pytest.mark.parametrize(
    ("title", "clauses"),
    [
        ("三伏贴", []),
        ("怎么泡脚？", []),
        ("糖友护脚：洗、看、剪", ["糖友护脚：", "洗、看、剪"]),
        ("问“怎么泡脚？”，答", ["问“怎么泡脚？”，", "答"]),
        ("<b>，2026", ["&lt;b&gt;，", "2026"]),
    ],
)
def test_a_heading_is_cut_where_its_clauses_end(title: str, clauses: list[str]) -> None:
    made = FILTERS["clauses"](title)
    assert made == ("".join(f"<span>{clause}</span>" for clause in clauses) or title)


def test_headings_are_listed_as_text(parts: TemplateModule) -> None:
    html = "".join(f'<h2 id="{n}">第{n}<b>节</b> &lt;1&gt;<a href="#x"></a></h2><p>文</p>' for n in "一二三")
    made = call(parts, "contents", html)
    assert made.count("<li>") == 3
    assert '<a href="#二">第二节 &lt;1&gt;</a>' in made
    assert call(parts, "contents", html.replace('<h2 id="三"', "<h2")) == "", "two headings need no list"


def test_names_keep_their_comma() -> None:
    assert people(["李明", "<王>"]) == "<span>李明、</span><span>&lt;王&gt;</span>"
    assert people(["李明"]) == "<span>李明</span>"
    assert people([]) == ""


def test_a_day_is_read_by_people_and_machines() -> None:
    assert day(dt.date(2026, 11, 3)) == '<time datetime="2026-11-03">2026年11月3日</time>'


def test_tables_scroll() -> None:
    made = scrolling('<p>一</p><table class="a"><tr><td>二</td></tr></table>')
    assert made == '<p>一</p><div class="xl-scroll"><table class="a"><tr><td>二</td></tr></table></div>'


@given(st.text(alphabet="ab <>&;#39lt，、\n/!-"))
def test_words_of_a_heading_are_those_of_the_general_way(inside: str) -> None:
    found = headings(f'<h2 id="a">{inside}</h2>' * 3)
    before = inside.split("</h2>", 1)[0].split('<h2 id="', 1)[0]
    assert found[0] == ("a", Markup(before).striptags())  # noqa: S704 - only its plain text is looked at


@given(st.text() | st.integers() | st.none() | st.floats())
def test_escaping_is_markupsafes(value: object) -> None:
    assert escaped(value) == str(escape(value))


@pytest.mark.parametrize("value", ["&<>'\"", escape("<&>"), type("Named", (str,), {})("<")])
def test_what_is_escaped_is_a_plain_text(value: str) -> None:
    assert escaped(value) == str(escape(value))
    assert type(escaped(value)) is str
