"""Our templates need no engine, and are told when they do."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import Environment, meta, nodes
from mkdocs.utils import get_relative_url
from mkdocs.utils.templates import script_tag_filter
from mkdocs.utils.templates import url_filter as engine_url_filter

from press.site.filters import FILTERS
from press.site.templates import asked_names, needs_engine, relative_url, script_tag, url_filter

THEME = Path(__file__).resolve().parents[3] / "overlays" / "theme"
PARTS = ["articles", "a.html", "..", ".", "", "某页.html", "x", "#h", "https:", "c:d"]
STEPS = st.lists(st.sampled_from(PARTS), max_size=5)
ADDRESSES = STEPS.map("/".join)


@given(ADDRESSES, ADDRESSES)
@example("../../a.html", "articles/b.html")
@example("", "")
def test_addresses_are_written_as_the_engine_writes_them(address: str, page: str) -> None:
    assert relative_url(address, page) == get_relative_url(address, page)


@cache
def environments() -> tuple[Environment, Environment]:
    """Return one as the engine's and one of ours, each the same for all examples: what is remembered must hold."""
    engine, ours = Environment(autoescape=True), Environment(autoescape=True)
    engine.filters |= {"url": engine_url_filter, "script_tag": script_tag_filter}
    ours.filters |= {"url": url_filter(), "script_tag": script_tag}
    return engine, ours


@given(ADDRESSES, st.none() | ADDRESSES, st.sampled_from(["/", "..", "../..", "https://kepu.test/"]))
@example("a\\b.html", "x/y.html", "..")
@example("a.html", "a.html/articles", "/")
def test_the_filter_does_what_the_engines_does(address: str, page: str | None, base_url: str) -> None:
    engine, ours = environments()
    context = {
        "page": SimpleNamespace(url=page) if page is not None else None,
        "base_url": base_url,
        "address": address,
    }
    for text in ("{{ address | url }}", "{{ address | script_tag | safe }}"):
        assert ours.from_string(text).render(context) == engine.from_string(text).render(context)


@pytest.mark.parametrize(
    "source",
    [
        "{% set a = b %}{{ a }}{{ c }}",
        "{% for a, b in c %}{{ loop.index }}{{ a }}{{ d }}{% endfor %}",
        "{% macro m(a) %}{{ a }}{{ varargs }}{{ kwargs }}{{ caller() }}{{ b }}{% endmacro %}{{ m(c) }}",
        "{% import 'x' as y %}{% from 'z' import p, q as r %}{{ y.a }}{{ p }}{{ r }}{{ q }}",
        "{% block a %}{{ super() }}{{ self.a() }}{{ b }}{% endblock %}",
        "{% call(a) m() %}{{ a }}{{ b }}{% endcall %}{% with a = b %}{{ a }}{% endwith %}",
        *(file.read_text("utf-8") for file in sorted(THEME.rglob("*.html"))),
    ],
)
def test_the_names_a_template_asks_for_are_those_that_jinja_finds(source: str) -> None:
    env = Environment(autoescape=True)
    env.filters |= {**FILTERS, "url": url_filter(), "script_tag": script_tag}
    tree = env.parse(source)
    set_here = {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
    assert asked_names(tree) == meta.find_undeclared_variables(tree) - set_here


def test_the_templates_that_we_ship_need_no_engine() -> None:
    assert not needs_engine(THEME)


@pytest.mark.parametrize(
    "more",
    [
        "{{ nav.homepage.url }}",
        "{{ config.extra.analytics }}",
        "{{ config['site_name'] }}",
        "{% trans %}words{% endtrans %}",
        "{{ page.title | unknown }}",
        "{% if config is defined %}{% endif %}",
        "{% broken",
    ],
)
def test_a_template_that_asks_for_more_needs_the_engine(tmp_path: Path, more: str) -> None:
    theme = shutil.copytree(THEME, tmp_path / "theme")
    foot = theme / "partials" / "xinglin" / "foot.html"
    foot.write_text(foot.read_text("utf-8") + more, "utf-8")
    assert needs_engine(theme)
