"""The words of a sanitised text are those that a parser of HTML finds in it."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from press.search.html_text import read_html
from press.site.sanitise import sanitise
from tests.press.search.plain_html import BLOCKS, SILENT_CLASSES

# The silent elements are closed: libxml2, unlike browsers, takes a table out of an open link.
PIECES = st.sampled_from(
    [
        "甲", "乙 丙", "\n", "a", "&lt;b&gt;", "&amp;nbsp;", "&nbsp;", "<p>", "</p>", "<h2>", "</h2>", "<h3 id=x>",
        "</h3>", "<br>", "<b>", "</b>", "<ul><li>", "</li></ul>", "<table><tr><td>", "</td></tr></table>", "<details>",
        '<a class="headerlink" href="#x">¶</a>', '<a href="x" title="a>b">', "</a>",
        '<sup class="footnote-ref">1</sup>',
        '<img src="a.png" alt="丁">', "<summary>", "</summary>", "</details>", "<!-- 戊 -->", "<script>己</script>",
    ]
)  # fmt: skip


def pieces(root: html.HtmlElement) -> Iterator[str]:
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        is_silent = not SILENT_CLASSES.isdisjoint((element.get("class") or "").split())
        if event == "start":
            silent += is_silent
            yield "\0" if element.tag in BLOCKS and not silent else ""
            yield "" if silent else element.text or ""
        else:
            yield "\0" if element.tag in BLOCKS and not silent else ""
            silent -= is_silent
            yield (element.tail or "") if element is not root and not silent else ""


def squeezed(text: str) -> list[str]:
    return ["".join(line.split()) for line in text.split("\0") if line.strip()]


@given(st.lists(PIECES, max_size=25).map("".join))
def test_a_parser_finds_the_same_words(written: str) -> None:
    clean = sanitise(written)
    found = read_html(clean)
    root = html.fragment_fromstring(clean or "<p></p>", create_parent="div")
    assert ["".join(line.split()) for line in found.text.split("\n") if line] == squeezed("".join(pieces(root)))
