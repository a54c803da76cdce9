"""The extension that gives pictures their size, widths and final address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import markdown
import pytest
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from press.markup.pictures import PictureExtension
from press.site.sanitise import sanitise
from press.site.views import PictureView


@dataclass(frozen=True, slots=True)
class Small:
    url: str
    width: int = 320
    height: int = 200
    srcset: tuple[tuple[str, int], ...] = ()


def lookup(address: str) -> PictureView | Small | None:
    if address == "图/姜茶.jpg":
        return PictureView("../p/a-1280.webp", 1280, 853, "", (("../p/a-480.webp", 480), ("../p/a-1280.webp", 1280)))
    return Small(f"../p/{address}") if address in {"small.png", "a_b.png", "x&y.png"} else None


class Engine(Extension):
    """Stands for an engine that insists on resolving every address it sees."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        class Resolve(Treeprocessor):
            def run(self, root: Element) -> None:
                for element in root.iter("img"):
                    element.set("src", "engine:" + element.attrib["src"])

        md.treeprocessors.register(Resolve(md), "relpath", 0)


def convert(text: str) -> str:
    return markdown.markdown(text, extensions=["attr_list", "md_in_html", PictureExtension(lookup), Engine()])


def tags(html: str) -> list[str]:
    return re.findall(r"<img[^>]*>", html)


def test_known_picture_gets_everything_and_keeps_what_the_author_wrote() -> None:
    (tag,) = tags(convert('前面 ![姜茶](图/姜茶.jpg "热"){.wide} 后面'))
    assert dict(re.findall(r'([a-z]+)="([^"]*)"', tag)) == {
        "src": "../p/a-1280.webp",
        "alt": "姜茶",
        "title": "热",
        "class": "wide",
        "width": "1280",
        "height": "853",
        "decoding": "async",
        "srcset": "../p/a-480.webp 480w, ../p/a-1280.webp 1280w",
        "sizes": "(min-width: 60em) 44rem, 100vw",
    }


def test_the_engine_sees_only_what_is_unknown() -> None:
    first, second = tags(convert("![a](other.png)\n\n![b](small.png)"))
    assert 'src="engine:other.png"' in first
    assert "width" not in first
    assert 'src="../p/small.png"' in second
    assert 'width="320"' in second
    assert 'height="200"' in second


def test_one_size_needs_no_srcset() -> None:
    assert "srcset" not in convert("![b](small.png)")
    assert "sizes" not in convert("![b](small.png)")


def test_only_the_first_picture_is_loaded_at_once() -> None:
    text = '<p><img src="small.png" alt="raw"></p>\n\n![b](small.png)\n\n<img src="small.png">\n'
    assert ["lazy" in tag for tag in tags(convert(text))] == [False, True, True]


def test_code_is_no_picture() -> None:
    html = convert('`<img src="small.png">`\n\n    <img src="small.png">\n\n![b](small.png)')
    assert html.count("../p/small.png") == 1
    assert "lazy" not in html


def test_titled_picture_alone_becomes_a_figure() -> None:
    html = convert('![姜](small.png "驱寒 & <暖>")')
    assert html.startswith("<figure><img")
    assert html.endswith("<figcaption>驱寒 &amp; &lt;暖&gt;</figcaption></figure>")
    assert "title" not in html


def test_linked_picture_alone_becomes_a_figure() -> None:
    html = convert('[![姜](small.png "暖")](page.md)')
    assert re.fullmatch(r'<figure><a href="page.md"><img [^>]*></a><figcaption>暖</figcaption></figure>', html)


@pytest.mark.parametrize(
    "text",
    [
        '看 ![姜](small.png "暖")',
        '![姜](small.png "暖") 看',
        "![姜](small.png)",
        '![a](small.png "x") ![b](small.png "y")',
    ],
)
def test_other_paragraphs_stay_paragraphs(text: str) -> None:
    assert "<figure" not in convert(text)


@pytest.mark.parametrize(
    "written",
    [
        '<img src="small.png">',
        "<IMG SRC='small.png' />",
        '<div><img alt="a > b" src="small.png" width="9" onerror="x()"></div>',
        '文字 <img src="small.png"> 文字',
        '<div markdown="1">\n<img src="small.png">\n</div>',
    ],
)
def test_raw_html_is_dressed_too(written: str) -> None:
    html = convert(written)
    assert 'src="../p/small.png"' in html
    assert 'width="320"' in html
    assert 'width="9"' not in html


def test_raw_html_with_unknown_picture_is_left_alone() -> None:
    assert convert('<div><img src="other.png" width="9"></div>') == '<div><img src="other.png" width="9"></div>'


def test_escapes_in_addresses_are_read_as_markdown_reads_them() -> None:
    assert 'src="../p/a_b.png"' in convert(r"![b](a\_b.png)")
    assert 'src="../p/x&amp;y.png"' in convert("![b](x&amp;y.png)")


def test_one_instance_serves_many_pages() -> None:
    converter = markdown.Markdown(extensions=[PictureExtension(lookup), Engine()])
    first = converter.convert("![b](small.png)")
    assert converter.reset().convert("![b](small.png)") == first


def test_the_sanitiser_keeps_every_attribute() -> None:
    html = convert('![x](small.png)\n\n![姜茶](图/姜茶.jpg "题")')
    assert sanitise(html) == html.replace(" />", ">")
    assert 'loading="lazy"' in html
