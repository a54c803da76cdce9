from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from jinja2 import Environment, FileSystemLoader
from jinja2.environment import TemplateModule

THEME = Path(__file__).resolve().parents[3] / "overlays" / "theme"


@pytest.fixture(scope="module")
def parts() -> TemplateModule:
    environment = Environment(loader=FileSystemLoader(THEME))  # noqa: S701 -- as the engine's: nothing is escaped unasked
    environment.filters["url"] = str
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
def test_a_heading_is_cut_where_its_clauses_end(parts: TemplateModule, title: str, clauses: list[str]) -> None:
    made = call(parts, "clauses", title)
    assert made == ("".join(f"<span>{clause}</span>" for clause in clauses) or title)


def test_headings_are_listed_as_text(parts: TemplateModule) -> None:
    html = "".join(f'<h2 id="{n}">第{n}<b>节</b> &lt;1&gt;<a href="#x"></a></h2><p>文</p>' for n in "一二三")
    made = call(parts, "contents", html)
    assert made.count("<li>") == 3
    assert '<a href="#二">第二节 &lt;1&gt;</a>' in made
    assert call(parts, "contents", html.replace('<h2 id="三"', "<h2")) == "", "two headings need no list"


def test_names_keep_their_comma(parts: TemplateModule) -> None:
    assert call(parts, "people", ["李明", "<王>"]) == "<span>李明、</span><span>&lt;王&gt;</span>"
