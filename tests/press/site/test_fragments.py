from __future__ import annotations

import posixpath

from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from press.site.excerpt import split_excerpt
from press.site.fragments import split_sections, transplant


def test_excerpt_is_what_stands_before_the_mark() -> None:
    excerpt, whole = split_excerpt("<p>甲</p>\n<!-- more -->\n<p>乙</p>")
    assert excerpt == "<p>甲</p>"
    assert "乙" in whole
    assert "more" not in whole


def test_without_a_mark_the_first_paragraph_is_the_excerpt() -> None:
    assert split_excerpt('<h2>题</h2><p class="a">甲</p><p>乙</p>')[0] == '<p class="a">甲</p>'
    assert split_excerpt("<ul><li>甲</li></ul>")[0] == ""


def test_addresses_are_rebased() -> None:
    moved = transplant(
        '<p><a href="b.html#x">乙</a><a href="#here">此</a><a href="https://a.example/x">外</a>'
        '<img src="../assets/m/a.jpg" srcset="../assets/m/a.jpg 480w, ../assets/m/b.jpg 960w"></p>',
        "articles/a.html",
        "index.html",
    )
    assert 'href="articles/b.html#x"' in moved
    assert 'href="articles/a.html#here"' in moved
    assert 'href="https://a.example/x"' in moved
    assert 'srcset="assets/m/a.jpg 480w, assets/m/b.jpg 960w"' in moved


def test_what_would_clash_or_dangle_is_dropped() -> None:
    moved = transplant(
        '<h2 id="h">题<a class="headerlink" href="#h">¶</a></h2>'
        '<p id="p">文<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>字</p>'
        '<div class="footnote"><ol><li id="fn:1">注</li></ol></div>',
        "articles/a.html",
        "bulletins/2026-11.html",
        demote=1,
    )
    assert moved == "<h3>题</h3><p>文字</p>"


def test_text_outside_elements_stays_escaped() -> None:
    assert transplant("&lt;script&gt;x", "a.html", "b.html") == "&lt;script&gt;x"
    lead, sections = split_sections("&lt;i&gt;<h2>题</h2>&lt;script&gt;<p>文</p>")
    assert lead == "&lt;i&gt;"
    assert sections[0].html == "&lt;script&gt;<p>文</p>"


def test_sections_are_cut_at_second_level_headings() -> None:
    lead, sections = split_sections("<p>引</p><h2>一</h2><p>甲</p><h3>小</h3><p>乙</p><h2>二</h2>")
    assert lead == "<p>引</p>"
    assert [(section.title, section.html) for section in sections] == [
        ("一", "<p>甲</p><h3>小</h3><p>乙</p>"),
        ("二", ""),
    ]


_NAMES = st.text("abc", min_size=1, max_size=3)
_PAGES = st.lists(_NAMES, min_size=1, max_size=3).map(lambda parts: "/".join(parts) + ".html")


@given(_PAGES, _PAGES, _PAGES)
def test_a_rebased_link_leads_to_the_same_page(source: str, target: str, home: str) -> None:
    link = posixpath.relpath(target, posixpath.dirname(source) or ".")
    moved = transplant(f'<p><a href="{link}">x</a></p>', source, home)
    address = html.fragment_fromstring(moved).find(".//a").get("href")
    assert posixpath.normpath(posixpath.join(posixpath.dirname(home), address)) == target
