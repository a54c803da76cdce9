"""What is rendered once for a folder is what each of its pages would have got by itself."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, FileSystemLoader
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.nav import Navigation
from mkdocs.utils import get_relative_url
from mkdocs.utils.templates import script_tag_filter, url_filter

from press.site.filters import FILTERS
from press.site.frames import Frames
from press.site.templates import quicken
from press.site.views import FooterView, Link, MarkView, SiteView

THEME = Path(__file__).resolve().parents[3] / "overlays" / "theme"
MENU = (Link("首页", "index.html"), Link("文章", "articles/index.html"), Link("关于<我们>", "about.html"))
SITE = SiteView(
    "园地 & 科普", "某县", MarkView("千名医师讲中医", "assets/marks/a.svg", 120, 40), MENU, FooterView(("县卫健局",))
)
OTHER = dataclasses.replace(SITE, mark=dataclasses.replace(SITE.mark, url="assets/marks/b.svg"))


def environment() -> Environment:
    made = Environment(loader=FileSystemLoader(THEME), auto_reload=False)  # noqa: S701 - as the engine's
    made.filters["url"] = url_filter
    made.filters["script_tag"] = script_tag_filter
    made.filters.update(FILTERS)
    return made


def settings() -> dict[str, Any]:
    made = MkDocsConfig()
    made.load_dict({"site_name": "园地", "site_url": "https://xinglin.example/", "extra_css": ["own.css"]})
    made.validate()
    return dict(get_context(Navigation([], []), [], made))


FOLDERS = st.sampled_from(["", "articles/", "topics/", "topics/dong-bing/", "articlesx/"])
PAGES = st.builds(str.__add__, FOLDERS, st.sampled_from(["index.html", "about.html", "a.html", "page-2.html"]))


@given(st.lists(st.tuples(st.none() | PAGES, st.sampled_from([SITE, OTHER])), max_size=8))
def test_a_frame_is_what_each_page_would_get_by_itself(asked: list[tuple[str | None, SiteView]]) -> None:
    plain, quick = environment(), environment()
    quicken(quick)
    frames = Frames(quick, settings())
    for url, site in asked:
        base_url = get_relative_url(".", url) if url else "/"
        page: Any = SimpleNamespace(url=url) if url else None
        given_ = {**frames.context, "site": site, "base_url": base_url, "page": page}
        made = frames.frame(site, url, base_url)
        for name in ("links", "signs", "masthead", "mark", "foot"):
            alone = plain.get_template(f"partials/xinglin/{name}.html").render(given_)
            assert getattr(made, name) == alone, (name, url)
        parts = plain.get_template("partials/xinglin/parts.html").make_module(given_)
        assert made.parts.chips(MENU) == parts.chips(MENU)  # type: ignore[attr-defined]  # macros


def test_pages_of_a_folder_share_a_frame() -> None:
    frames = Frames(environment(), settings())
    first = frames.frame(SITE, "articles/a.html", "..")
    assert frames.frame(SITE, "articles/b.html", "..") is first
    assert frames.frame(OTHER, "articles/b.html", "..") is not first
    assert frames.frame(SITE, "articles/index.html", "..") is not first
