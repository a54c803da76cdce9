"""A Python-Markdown extension that gives every known picture its size, its widths and its final address.

Two tree processors stand round the engine's own link processing (priority 0): the first takes known pictures out of its
sight, the second gives them back. Pictures in raw HTML are dressed where Python-Markdown keeps them aside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape, unescape
from html.parser import HTMLParser
from typing import Final, Protocol
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor, UnescapeTreeprocessor

from press.markup.restore import Restore

DEFAULT_SIZES: Final = "(min-width: 60em) 44rem, 100vw"
"""How wide a picture stands in the text: the text column on wide screens, the whole screen on a phone."""

_AFTER_ATTRIBUTE_LISTS: Final = 2
_AFTER_ENGINE: Final = -10
_BEFORE_RAW_HTML_RETURNS: Final = 35
_LAST: Final = -20
_HIDDEN_TAG: Final = "press-picture"
_RAW_PICTURE: Final = re.compile(r"<img\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*+>", re.IGNORECASE)
_FIRST_LAZY: Final = re.compile(r'(<img\b[^>]*?) loading="lazy"')


class SizedPicture(Protocol):
    """What the lookup returns; `press.site.views.PictureView` is one. Addresses are written as given."""

    @property
    def url(self) -> str:
        """Fallback `src`, already relative to the page."""

    @property
    def width(self) -> int:
        """Width of the fallback in px."""

    @property
    def height(self) -> int:
        """Height of the fallback in px."""

    @property
    def srcset(self) -> Sequence[tuple[str, int]]:
        """(url, width in px), ascending; empty when there is one size."""


Lookup = Callable[[str], SizedPicture | None]
"""From the address the author wrote to the picture, or None for one that is not ours."""


class PictureExtension(Extension):
    """Writes `width height loading decoding srcset sizes` on each known picture, and makes figures.

    An image that stands alone in a paragraph and has a title becomes `<figure>` with the title as `<figcaption>`. The
    first picture of a page is loaded at once, all others lazily. Unknown pictures are left to the engine.
    """

    def __init__(self, lookup: Lookup, sizes: str = DEFAULT_SIZES) -> None:
        self._lookup = lookup
        self._sizes = sizes
        super().__init__()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Register the processors (called by Python-Markdown)."""
        dress = _Dresser(self._lookup, self._sizes)
        hidden: list[Element] = []
        md.treeprocessors.register(_Hide(md, dress, hidden), "press_pictures", _AFTER_ATTRIBUTE_LISTS)
        md.treeprocessors.register(Restore(md, hidden, "img"), "press_pictures_back", _AFTER_ENGINE)
        md.postprocessors.register(_RawPictures(md, dress), "press_raw_pictures", _BEFORE_RAW_HTML_RETURNS)
        md.postprocessors.register(_FirstAtOnce(md), "press_first_picture", _LAST)


class _Dresser:
    """Merges what the author wrote on a picture with what is known of it."""

    def __init__(self, lookup: Lookup, sizes: str) -> None:
        self._lookup = lookup
        self._sizes = sizes

    def attributes(self, written: Mapping[str, str | None]) -> dict[str, str] | None:
        """Return all attributes of the finished `<img>`, or None when the picture is unknown."""
        picture = self._lookup(written.get("src") or "")
        if picture is None:
            return None
        ours = {"src": picture.url, "alt": written.get("alt") or ""}
        ours |= {"width": str(picture.width), "height": str(picture.height), "loading": "lazy", "decoding": "async"}
        if len(picture.srcset) > 1:
            ours["srcset"] = ", ".join(f"{url} {width}w" for url, width in picture.srcset)
            ours["sizes"] = self._sizes
        dropped = ours.keys() | {"srcset", "sizes"}
        return ours | {name: value or "" for name, value in written.items() if name not in dropped}


class _Hide(Treeprocessor):
    def __init__(self, md: Markdown, dress: _Dresser, hidden: list[Element]) -> None:
        super().__init__(md)
        self._dress = dress
        self._hidden = hidden
        self._plain = UnescapeTreeprocessor(md)

    def run(self, root: Element) -> None:
        """Dress known pictures and rename them so that the engine does not resolve their final addresses again."""
        self._hidden.clear()
        for paragraph in root.iter("p"):
            _make_figure(paragraph)
        for picture in list(root.iter("img")):
            source = unescape(self._plain.unescape(picture.get("src", "")))
            attributes = self._dress.attributes({**picture.attrib, "src": source})
            if attributes is not None:
                picture.attrib.clear()
                picture.attrib.update(attributes)
                picture.tag = _HIDDEN_TAG
                self._hidden.append(picture)


def _make_figure(paragraph: Element) -> None:
    """Turn a paragraph that holds one titled image, bare or inside a link, into a figure."""
    if len(paragraph) != 1 or (paragraph.text or "").strip() or (paragraph[0].tail or "").strip():
        return
    inner = paragraph[0]
    picture = inner[0] if inner.tag == "a" and len(inner) == 1 and not (inner.text or "").strip() else inner
    if picture.tag != "img" or (picture is not inner and (picture.tail or "").strip()):
        return
    caption = picture.attrib.pop("title", "").strip()
    if caption:
        paragraph.tag = "figure"
        SubElement(paragraph, "figcaption").text = caption


class _RawPictures(Postprocessor):
    def __init__(self, md: Markdown, dress: _Dresser) -> None:
        super().__init__(md)
        self._stash = md.htmlStash
        self._dress = dress

    def run(self, text: str) -> str:
        """Dress the pictures in the HTML that authors wrote themselves."""
        blocks = self._stash.rawHtmlBlocks
        for number, block in enumerate(blocks):
            if isinstance(block, str) and "<img" in block.lower():
                blocks[number] = _RAW_PICTURE.sub(self._rewrite, block)
        return text

    def _rewrite(self, found: re.Match[str]) -> str:
        reader = _TagReader()
        reader.feed(found[0])
        reader.close()
        attributes = self._dress.attributes(reader.attributes)
        if attributes is None:
            return found[0]
        return "<img " + " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items()) + ">"


class _TagReader(HTMLParser):
    """Reads the attributes of one tag, the way browsers do: the first of two equal names counts."""

    def __init__(self) -> None:
        super().__init__()
        self.attributes: dict[str, str | None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the attributes."""
        del tag
        for name, value in attrs:
            self.attributes.setdefault(name, value)


class _FirstAtOnce(Postprocessor):
    def run(self, text: str) -> str:
        """Load the first picture of the page without waiting for it to come into view."""
        first = text.find("<img")
        if first < 0:
            return text
        end = text.find(">", first) + 1 or len(text)
        return text[:first] + _FIRST_LAZY.sub(r"\1", text[first:end]) + text[end:]
