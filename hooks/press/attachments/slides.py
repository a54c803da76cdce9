"""The mark on every slide of a presentation: a picture at the top left, above everything else."""

from __future__ import annotations

import io
import zipfile

import pptx
from lxml import etree
from pptx.exc import PythonPptxError
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.shapes.picture import Picture
from pptx.slide import Slide
from pptx.util import Emu

from press.attachments.archive import check_entries, open_archive, repacked
from press.attachments.geometry import STANCES, Page, Spot, Stance, layout_for, spot_for
from press.attachments.marked import Marked
from press.attachments.picture import is_ours, mark_png, object_name
from press.attachments.remarks import page_list, remark
from press.attachments.slide_ground import ground_luminance
from press.attachments.slide_text import EMU_PER_POINT, meet, text_boxes
from press.campaign.badge import Style, extent_of
from press.campaign.model import Campaign, Layout, Variant
from press.errors import MediaLimitError, UnreadableMediaError
from press.findings import Checked
from press.imaging.contrast import colour_luminance, ratio

_BROKEN = (PythonPptxError, KeyError, ValueError, AttributeError, zipfile.BadZipFile, etree.XMLSyntaxError)
"""What python-pptx raises on packages whose parts are missing, of the wrong type or no XML."""

_USUAL = (720.0, 540.0)
"""Points: a presentation that states no slide size (ECMA-376 part 1, 19.2.1.36 leaves it to the reader)."""


def mark_slides(data: bytes, name: str, campaign: Campaign) -> Checked[Marked | None]:
    """Put the campaign's mark on every slide, hidden ones too.

    Bare on a plain ground the file states (light words on a dark one), else on a light plate: what a picture or a
    gradient of the theme looks like cannot be measured here. A mark of an older recipe is replaced.

    Args:
        data: the file.
        name: its path in findings.
        campaign: whose mark.

    Returns:
        None with a finding for signed, protected and damaged files: these stay as they are.
    """
    try:
        with open_archive(io.BytesIO(data)) as archive:
            check_entries(archive)
            if any(entry.startswith("_xmlsignatures/") for entry in archive.namelist()):
                return Checked(None, (remark("signed", name),))
        deck = pptx.Presentation(io.BytesIO(data))
        if deck.element.find(qn("p:modifyVerifier")) is not None:
            return Checked(None, (remark("protected", name),))
        return _mark(deck, data, name, campaign)
    except MediaLimitError:
        return Checked(None, (remark("archive-bomb", name),))
    except (UnreadableMediaError, *_BROKEN):
        return Checked(None, (remark("damaged", name),))


def _mark(deck: Presentation, data: bytes, name: str, campaign: Campaign) -> Checked[Marked | None]:
    slides, wanted = list(deck.slides), object_name(campaign)
    if not slides:
        return Checked(None, (remark("no-pages", name),))
    if all(wanted in [one.name for one in _ours(slide)] for slide in slides):
        return Checked(Marked(data, len(slides), already=True))
    for slide in slides:
        for old in _ours(slide):
            _drop(slide, old)
    placed, crowded = _plan(deck, slides, campaign)
    for slide, (style, spot) in zip(slides, placed, strict=True):
        _put(slide, spot, mark_png(campaign, style), wanted, campaign.text)
    written = io.BytesIO()
    deck.save(written)
    findings = (remark("look", name, pages=page_list(crowded)),) if crowded else ()
    return Checked(Marked(repacked(written.getvalue()), len(slides)), findings)


def _plan(deck: Presentation, slides: list[Slide], campaign: Campaign) -> tuple[list[tuple[Style, Spot]], list[int]]:
    """Choose one stance for the whole deck, the first that keeps clear of text on most slides; the style by slide.

    Returns:
        Style and place per slide, and the numbers of slides whose text may be covered.
    """
    page, layout = _page(deck, campaign)
    texts = [list(text_boxes(slide)) for slide in slides]

    def spot(style: Style, stance: Stance) -> Spot:
        return spot_for(page, campaign.document, extent_of(campaign, style), stance, campaign.widest)

    def crowded(stance: Stance) -> list[int]:
        place = spot(Style(Variant.DARK, layout), stance)
        return [n for n, boxes in enumerate(texts, 1) if any(meet(place, box) for box in boxes)]

    stance = min(STANCES, key=lambda one: len(crowded(one)))
    taken = crowded(stance)
    placed = []
    for number, slide in enumerate(slides, 1):
        ground = None if number in taken else ground_luminance(slide, spot(Style(Variant.DARK, layout), stance))
        style = _style(ground, layout, campaign)
        placed.append((style, spot(style, stance)))
    return placed, taken


def _page(deck: Presentation, campaign: Campaign) -> tuple[Page, Layout]:
    width, height = deck.slide_width, deck.slide_height
    size = (width / EMU_PER_POINT, height / EMU_PER_POINT) if width and height else _USUAL
    page = Page((0.0, 0.0, *size))
    return page, layout_for(page, campaign)


def _style(ground: float | None, layout: Layout, campaign: Campaign) -> Style:
    if ground is not None and campaign.art is None:
        for variant, colour in ((Variant.DARK, campaign.colours.ink), (Variant.LIGHT, campaign.colours.paper)):
            red, green, blue = bytes.fromhex(colour[1:])
            if ratio(colour_luminance((red, green, blue)), ground) >= campaign.contrast:
                return Style(variant, layout)
    return Style(Variant.DARK, layout, plate=1.0, light_plate=True)


def _put(slide: Slide, spot: Spot, png: bytes, name: str, alt: str) -> None:
    box = (Emu(round(n * EMU_PER_POINT)) for n in (spot.left, spot.top, spot.width, spot.height))
    picture = slide.shapes.add_picture(io.BytesIO(png), *box)
    picture.name = name
    for properties in picture.element.iter(qn("p:cNvPr")):
        properties.set("descr", alt)


def _ours(slide: Slide) -> list[Picture]:
    return [shape for shape in slide.shapes if isinstance(shape, Picture) and is_ours(shape.name)]


def _drop(slide: Slide, picture: Picture) -> None:
    for blip in picture.element.iter(qn("a:blip")):
        relation = str(blip.get(qn("r:embed")))
        if relation in slide.part.rels:
            slide.part.drop_rel(relation)
    parent = picture.element.getparent()
    if parent is not None:
        parent.remove(picture.element)
