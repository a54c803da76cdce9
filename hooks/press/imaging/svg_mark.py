"""The mark in an SVG: a nested `<svg>` element, vector like the rest, drawn last and therefore on top.

Where it goes and how it looks is decided on a drawing of the picture, by the same rules as for pixels. Every colour
stands in a `style` attribute of its own, so that the picture's style sheet does not repaint the mark.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree
from PIL import Image

from press.campaign.badge import styled_svg
from press.campaign.model import Campaign
from press.errors import UnreadableMediaError
from press.imaging.drawn import Treatment
from press.imaging.geometry import Size
from press.imaging.keep import KeptResult, ProductFor
from press.imaging.note import names_a_mark, read_note, write_note
from press.imaging.render import TooSmallError
from press.imaging.svg_drawing import draw_svg
from press.imaging.svg_safety import svg_fault
from press.imaging.treatment import Mark, Product, choose_treatment, fits, prepare

_SVG = "http://www.w3.org/2000/svg"
_NOTE = "data-mark"
"""Attribute of the nested element that holds the note of the mark."""

_ACROSS = 1000
"""Width in px at which the picture is drawn to be measured."""

_MOST_DOWN = 20_000

_PAINTED = frozenset({"path", "use", "g", "rect", "circle", "polygon", "ellipse", "line", "polyline"})
_INITIAL = {"fill": "black", "stroke": "none", "stroke-width": "1", "fill-opacity": "1", "fill-rule": "nonzero"}
"""Properties that are inherited, with their initial values (SVG 2, property index)."""


@dataclass(frozen=True, slots=True)
class _View:
    """The user units shown: origin and size."""

    left: float
    top: float
    width: float
    height: float


def is_svg(head: bytes) -> bool:
    """Whether a file that begins so is an SVG (1000 bytes are enough)."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"<") and (b"<svg" in head or b":svg" in head) and not start.lower().startswith(b"<html")


def mark_svg(data: bytes, campaign: Campaign, product_for: ProductFor, out: Path) -> KeptResult:
    """Write a marked copy of an SVG.

    Raises:
        UnreadableMediaError: broken, or it holds scripts or references to the outside.
        TooSmallError: its shape leaves no room for the mark.
        OSError: the copy cannot be written.
    """
    fault = svg_fault(data)
    if fault is not None:
        raise UnreadableMediaError(fault)
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    view = _view(root)
    notes = [str(element.get(_NOTE)) for element in root if element.get(_NOTE)]
    canvas = Size(_ACROSS, max(1, round(_ACROSS * view.height / view.width)))
    product = product_for(canvas)
    if any(_stands(root, note, view, canvas, campaign, product) for note in notes):
        return KeptResult("SVG", 1, already=True)
    if canvas.height > _MOST_DOWN:
        raise UnreadableMediaError("SVG 太长")
    treatment = _treatment(draw_svg(data, campaign.overlays, canvas.width, canvas.height), campaign, product)
    root.append(_element(treatment, view, canvas, campaign, product))
    out.write_bytes(etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=True))
    return KeptResult("SVG", 1, old_mark=any(names_a_mark(note) for note in notes))


def _view(root: etree._Element) -> _View:
    box = str(root.get("viewBox", "")).replace(",", " ").split()
    try:
        numbers = [float(part) for part in box] or [0.0, 0.0, _length(root, "width"), _length(root, "height")]
        left, top, width, height = numbers
    except ValueError as error:
        raise UnreadableMediaError("SVG 没有写明画面大小（viewBox）") from error
    if not (0 < width < 1e7 and 0 < height < 1e7):  # noqa: PLR2004 - beyond are no pictures
        raise UnreadableMediaError("SVG 的画面大小不对（viewBox）")
    return _View(left, top, width, height)


def _length(root: etree._Element, name: str) -> float:
    return float(str(root.get(name, "")).strip().removesuffix("px"))


def _treatment(picture: Image.Image, campaign: Campaign, product: Product) -> Treatment:
    size = Size(picture.width, picture.height)
    fit = fits(size, campaign, product)
    if fit is None:
        raise TooSmallError("图形的形状太窄，放不下看得清的标识")
    chosen = choose_treatment([picture], [fit], campaign, product)
    # A halo is soft pixels; in vectors a plate takes its place.
    return choose_treatment([picture], [fit], campaign, replace(product, plated=True)) if chosen.halo else chosen


def _placed(treatment: Treatment, canvas: Size, campaign: Campaign, product: Product) -> Mark | None:
    fit = fits(canvas, campaign, product)
    return None if fit is None else prepare(campaign, product, fit, treatment, canvas)


def _element(treatment: Treatment, view: _View, canvas: Size, campaign: Campaign, product: Product) -> etree._Element:
    mark = _placed(treatment, canvas, campaign, product)
    if mark is None:
        raise TooSmallError("图形的形状太窄，放不下看得清的标识")
    element = etree.fromstring(styled_svg(campaign, treatment.style))
    scale = view.width / canvas.width
    place = {
        "x": view.left + mark.box.left * scale,
        "y": view.top + mark.box.top * scale,
        "width": mark.box.width * scale,
        "height": mark.box.height * scale,
    }
    for name, value in place.items():
        element.set(name, f"{value:.6g}")
    element.set(_NOTE, write_note(campaign, product.anchor, treatment, product.label))
    _own_names(element)
    _own_colours(element)
    return element


def _own_names(element: etree._Element) -> None:
    """Give ids a prefix that no picture has: two elements of one name would draw each other."""
    for part in element.iter("*"):
        if part.get("id"):
            part.set("id", f"mark-{part.get('id')}")
        for key, value in list(part.attrib.items()):
            text = str(value)
            if etree.QName(str(key)).localname == "href" and text.startswith("#"):
                part.set(str(key), f"#mark-{text[1:]}")
            elif "url(#" in text:
                part.set(str(key), text.replace("url(#", "url(#mark-"))


def _own_colours(element: etree._Element) -> None:
    """Write every colour as style of the element itself, which a picture's style sheet does not outdo."""
    element.set("style", ";".join(f"{name}:{value}" for name, value in _INITIAL.items()))
    for part in element.iter("*"):
        if etree.QName(part).localname in _PAINTED:
            part.set("style", ";".join(f"{name}:{part.get(name, 'inherit')}" for name in _INITIAL))


def _stands(  # noqa: PLR0913, PLR0917 - all that decides what the element looks like
    root: etree._Element, note: str, view: _View, canvas: Size, campaign: Campaign, product: Product
) -> bool:
    """Whether the last element is the present mark as this code draws it, nothing above it."""
    treatment = read_note(note, campaign, product.anchor)
    if treatment is None or _placed(treatment, canvas, campaign, product) is None:
        return False
    wanted = _element(treatment, view, canvas, campaign, product)
    last = root[-1]
    return _plain(last) == _plain(wanted)


def _plain(element: etree._Element) -> bytes:
    return etree.tostring(element, method="c14n", exclusive=True, with_tail=False)
