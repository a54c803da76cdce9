"""What lies under the mark on a slide, as far as the file says it outright; anything else counts as unknown."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import BaseOxmlElement
from pptx.shapes.base import BaseShape
from pptx.slide import Slide

from press.attachments.geometry import Spot
from press.attachments.slide_text import EMU_PER_POINT, meet
from press.imaging.contrast import colour_luminance

_FIRST_FILL = "1001"
"""Index of the theme's first background fill, a plain colour (ECMA-376 part 1, 20.1.4.1.7)."""


def ground_luminance(slide: Slide, spot: Spot) -> float | None:
    """Return the relative luminance (0–1) of the plain colour under a place; None when it is not known to be plain."""
    if any(meet(spot, box) for box in _drawn(slide)):
        return None
    layout = slide.slide_layout
    for owner in (slide.element, layout.element, layout.slide_master.element):
        ground = owner.find(f"{qn('p:cSld')}/{qn('p:bg')}")
        if ground is not None:
            return _luminance(ground, slide)
    return 1.0


def _drawn(slide: Slide) -> Iterator[Spot]:
    """Boxes of all that is no mere text: pictures, groups, tables, filled shapes; also those of layout and master."""
    layout = slide.slide_layout
    for shape in slide.shapes:
        if not _is_mere_text(shape):
            yield _box(shape)
    for owner in (layout, layout.slide_master):
        for shape in owner.shapes:
            if not shape.is_placeholder:
                yield _box(shape)


def _is_mere_text(shape: BaseShape) -> bool:
    properties = shape.element.find(qn("p:spPr"))
    filled = properties is not None and any(
        properties.find(qn(tag)) is not None for tag in ("a:solidFill", "a:gradFill", "a:blipFill", "a:pattFill")
    )
    return shape.has_text_frame and not filled and shape.element.find(qn("p:style")) is None


def _box(shape: BaseShape) -> Spot:
    left, top, width, height = ((n or 0) / EMU_PER_POINT for n in (shape.left, shape.top, shape.width, shape.height))
    return Spot(left, top, width, height, 0.0)


def _luminance(ground: BaseOxmlElement, slide: Slide) -> float | None:
    reference, fill = ground.find(qn("p:bgRef")), ground.find(f"{qn('p:bgPr')}/{qn('a:solidFill')}")
    holder = reference if reference is not None and reference.get("idx") == _FIRST_FILL else fill
    if holder is None or len(holder) != 1 or len(holder[0]):  # no plain colour, or one with modifiers
        return None
    code = _code(holder[0], slide)
    try:
        red, green, blue = bytes.fromhex(code)
    except ValueError:
        return None
    return colour_luminance((red, green, blue))


def _code(colour: etree._Element, slide: Slide) -> str:
    if colour.tag != qn("a:schemeClr"):
        return str(colour.get("lastClr") or colour.get("val") or "")
    if slide.element.find(f"{qn('p:clrMapOvr')}/{qn('a:overrideClrMapping')}") is not None:
        return ""
    master = slide.slide_layout.slide_master
    mapping = master.element.find(qn("p:clrMap"))
    asked = str(colour.get("val"))
    name = asked if mapping is None else mapping.get(asked, asked)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    theme = etree.fromstring(master.part.part_related_by(RT.THEME).blob, parser)
    found = theme.find(f".//{qn('a:clrScheme')}/{qn(f'a:{name}')}")
    return "" if found is None or not len(found) else str(found[0].get("lastClr") or found[0].get("val") or "")
