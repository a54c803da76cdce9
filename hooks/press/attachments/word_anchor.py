"""A picture anchored to the page inside a Word header (ECMA-376 part 1, 20.4.2.3 `anchor`)."""

from __future__ import annotations

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement

from press.attachments.geometry import Spot

EMU_PER_POINT = 12_700

_CLEAR = 0.3
"""Distance kept by text that flows beside the mark, in type sizes."""


def anchored_run(relation: str, number: int, name: str, alt: str, spot: Spot) -> BaseOxmlElement:
    """Return a run (`w:r`) with a picture at a fixed place of the page.

    Text that would stand there flows to its right (square wrapping): nothing is covered, and pages whose corner is free
    keep their layout.

    Args:
        relation: relationship id of the picture in the header's part.
        number: id of the drawing object, unique in the document.
        name: object name.
        alt: alternative text.
        spot: place in points from the page's top left.
    """
    x, y, width, height = (round(n * EMU_PER_POINT) for n in (spot.left, spot.top, spot.width, spot.height))
    clear = round(_CLEAR * spot.text * EMU_PER_POINT)
    run = parse_xml(
        f"<w:r {nsdecls('w', 'wp', 'a', 'pic', 'r')}><w:rPr><w:noProof/></w:rPr><w:drawing>"
        f'<wp:anchor distT="0" distB="0" distL="0" distR="{clear}" simplePos="0" relativeHeight="251658240"'
        ' behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f'<wp:positionH relativeFrom="page"><wp:posOffset>{x}</wp:posOffset></wp:positionH>'
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{y}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:wrapSquare wrapText="right"/><wp:docPr id="{number}"/>'
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:anchor></w:drawing></w:r>"
    )
    for tag in ("wp:docPr", "pic:cNvPr"):
        (element,) = run.iter(qn(tag))
        element.set("name", name)
        element.set("descr", alt)
    return run


def put_run(header: BaseOxmlElement, run: BaseOxmlElement) -> None:
    """Put a run into a header's first paragraph, or into a paragraph of no height where it has none of its own."""
    for paragraph in header.findall(qn("w:p")):
        properties = paragraph.find(qn("w:pPr"))
        if properties is not None and properties.find(qn("w:framePr")) is not None:
            continue  # a frame, mostly a page number: its content is placed elsewhere
        paragraph.insert(0 if properties is None else 1, run)
        return
    paragraph = flat_paragraph()
    paragraph.append(run)
    header.append(paragraph)


def flat_paragraph() -> BaseOxmlElement:
    """Return a paragraph one point high.

    It bears no style: the header style of Chinese templates draws a line below, which nobody asked for.
    """
    return parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:snapToGrid w:val="0"/>'
        '<w:spacing w:before="0" w:beforeAutospacing="0" w:after="0" w:afterAutospacing="0" w:line="20"'
        ' w:lineRule="exact"/></w:pPr></w:p>'
    )
