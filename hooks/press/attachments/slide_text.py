"""Where the text of a slide roughly stands: an estimate, for nothing here can lay text out.

Position, size and alignment that a placeholder does not state come from its layout's placeholder, then from its
master's (ECMA-376 part 1, 19.3.1.36 `ph`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from lxml import etree
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.xmlchemy import BaseOxmlElement
from pptx.shapes.base import BaseShape
from pptx.slide import Slide

from press.attachments.geometry import Spot

EMU_PER_POINT = 12_700

_PREFIXES = {"a": "http://schemas.openxmlformats.org/drawingml/2006/main"}

_LINE = 1.2
"""Line height in type sizes."""

_NARROW = 0.55
"""Mean width of a Latin character in type sizes; a Han character takes one."""

_USUAL, _USUAL_TITLE = 18.0, 44.0
"""Type size in points where neither slide nor layout nor master states one."""

_INSET = 7.2
"""Points between a shape's edge and its text."""


def text_boxes(slide: Slide) -> Iterator[Spot]:
    """Return the estimated box of each text on a slide (in points, origin top left; `text` is its type size)."""
    for shape in slide.shapes:
        if shape.has_text_frame and shape.text_frame.text.strip():  # type: ignore[attr-defined]  # asked for just before
            yield _estimate(shape, _ancestry(shape, slide))


def meet(one: Spot, other: Spot) -> bool:
    """Whether two boxes overlap."""
    across = one.left < other.left + other.width and other.left < one.left + one.width
    return across and one.top < other.top + other.height and other.top < one.top + one.height


def _estimate(shape: BaseShape, ancestry: list[BaseOxmlElement]) -> Spot:
    left, top, width, height = ((n or 0) / EMU_PER_POINT for n in (shape.left, shape.top, shape.width, shape.height))
    size = _size(ancestry, title=_is_title(shape))
    room = max(width - 2 * _INSET, size)
    lines = shape.text_frame.text.split("\n")  # type: ignore[attr-defined]  # only shapes with text come here
    widths = [_breadth(line) * size for line in lines]
    high = sum(max(1, -(-int(one) // int(room))) for one in widths) * size * _LINE
    wide = min(max(widths), room)
    down = _shift(_first(ancestry, ".//a:bodyPr", "anchor"), height - 2 * _INSET - high)
    aside = _shift(_first(ancestry, ".//a:pPr | .//a:lvl1pPr", "algn"), room - wide)
    return Spot(left + _INSET + aside, top + _INSET + down, wide, high, size)


def _shift(way: str, spare: float) -> float:
    return {"ctr": spare / 2, "b": spare, "r": spare}.get(way, 0.0) if spare > 0 or way != "ctr" else spare / 2


def _breadth(line: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(c) in "WF" else _NARROW for c in line)


def _size(ancestry: list[BaseOxmlElement], *, title: bool) -> float:
    given = _first(ancestry, ".//a:rPr[@sz] | .//a:lvl1pPr/a:defRPr[@sz]", "sz")
    usual = _USUAL_TITLE if title else _USUAL
    return int(given) / 100 if given.isdigit() and int(given) else usual


def _first(ancestry: list[BaseOxmlElement], path: str, name: str) -> str:
    for element in ancestry:
        # Not `element.xpath`: elements python-pptx has no class for do not know the prefixes.
        found = etree.XPath(f"string(({path})/@{name})", namespaces=_PREFIXES)(element)
        if found:
            return str(found)
    return ""


def _ancestry(shape: BaseShape, slide: Slide) -> list[BaseOxmlElement]:
    """Return the shape's element, then its layout's and master's placeholder, then the master's text style."""
    chain: list[BaseOxmlElement] = [shape.element]
    if not shape.is_placeholder:
        return chain
    layout, master = slide.slide_layout.element, slide.slide_layout.slide_master.element
    title = _is_title(shape)
    test = "@type='title' or @type='ctrTitle'"
    chain += layout.xpath(
        f"./p:cSld/p:spTree/p:sp[p:nvSpPr/p:nvPr/p:ph[{test}]]"
        if title
        else f"./p:cSld/p:spTree/p:sp[p:nvSpPr/p:nvPr/p:ph[@idx='{shape.placeholder_format.idx}']]"
    )
    chain += master.xpath(f"./p:cSld/p:spTree/p:sp[p:nvSpPr/p:nvPr/p:ph[@type='{'title' if title else 'body'}']]")
    chain += master.xpath("./p:txStyles/p:titleStyle" if title else "./p:txStyles/p:bodyStyle")
    return chain


def _is_title(shape: BaseShape) -> bool:
    kinds = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)
    return shape.is_placeholder and shape.placeholder_format.type in kinds
