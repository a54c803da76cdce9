"""The mark in every medium, from its one drawing `overlays/badge/mark.typ` (or the official artwork in its place)."""

from __future__ import annotations

import io
import json
import math
import re
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree
from PIL import Image

from press.campaign.model import Campaign, Layout, Variant
from press.tools.typst import compile_pdf, compile_png, compile_svg, fonts_in

_PAGE_TEXT = 24.0
"""Type size of the SVG for pages, in its own units: large enough for two decimals, small enough for a short file."""

_SOURCE = b"""#import "/badge/mark.typ": mark
#let given = json(bytes(sys.inputs.mark))
#let optional(value, make) = if value == none { none } else { make(value) }
#let drawn = mark(
  words: given.words, seal: given.seal, year: given.year, size: given.size * 1pt, ink: rgb(given.ink),
  paper: rgb(given.paper), seal-colour: rgb(given.seal-colour), plate: optional(given.plate, rgb),
  art: optional(given.art, path => image(path, height: 100%)),
)
#set page(
  width: if given.width == none { auto } else { given.width * 1pt },
  height: if given.height == none { auto } else { given.height * 1pt }, margin: 0pt, fill: none,
)
#drawn
"""


@dataclass(frozen=True, slots=True)
class Style:
    """How the mark is drawn.

    variant      colour of the words
    layout       one line or stacked
    plate        opacity of the plate behind (0: no plate)
    light_plate  the plate has the paper's colour, for dark words; else the ink's
    """

    variant: Variant = Variant.DARK
    layout: Layout = Layout.LINE
    plate: float = 0.0
    light_plate: bool = False


@dataclass(frozen=True, slots=True)
class Extent:
    """The mark's size in multiples of the type size of its words."""

    width: float
    height: float


def badge_svg(campaign: Campaign, variant: Variant = Variant.DARK, layout: Layout = Layout.LINE) -> bytes:
    """Draw the mark as a stand-alone SVG: outlines only, intrinsic size in px, a title, no script, no reference."""
    return _tidy(_svg(campaign, Style(variant, layout), _PAGE_TEXT), campaign.text)


def styled_svg(campaign: Campaign, style: Style) -> bytes:
    """Draw the mark in a style, plate included, as an SVG like that of `badge_svg`."""
    return _tidy(_svg(campaign, style, _PAGE_TEXT), campaign.text)


def badge_png(
    campaign: Campaign,
    *,
    height_px: int,
    variant: Variant = Variant.DARK,
    layout: Layout = Layout.LINE,
    plate: float = 0.0,
) -> Image.Image:
    """Draw the mark as pixels, never resized from another size.

    Args:
        campaign: whose mark.
        height_px: exact height of the result, plate included.
        variant: colour of the words.
        layout: one line or stacked.
        plate: opacity of the dark plate behind (0: none).

    Returns:
        An RGBA picture (straight alpha) `height_px` high.
    """
    return styled_png(campaign, Style(variant, layout, plate), height_px)


def styled_png(campaign: Campaign, style: Style, height_px: int) -> Image.Image:
    """Draw the mark in a style as RGBA pixels (straight alpha), `height_px` high with its plate."""
    extent = extent_of(campaign, style)
    size = height_px / extent.height
    width = math.ceil(extent.width * size - 1e-6)
    given = _given(campaign, style, size, (width, height_px))
    (data,) = compile_png(_SOURCE, {"mark": given}, fonts_in(campaign.overlays / "fonts"), campaign.overlays)
    with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
        return picture.convert("RGBA")


def badge_pdf(campaign: Campaign, style: Style, size: float) -> bytes:
    """Draw the mark as a one-page PDF 1.4 (no tags), the page as large as the mark, words of `size` points."""
    given = _given(campaign, style, size, None)
    fonts = fonts_in(campaign.overlays / "fonts")
    data, _ = compile_pdf(_SOURCE, {"mark": given}, fonts, campaign.overlays, standards=("1.4",), tags=False)
    return data


@lru_cache(maxsize=64)
def extent_of(campaign: Campaign, style: Style) -> Extent:
    """Return how wide and high the mark is, in multiples of its type size."""
    root = etree.fromstring(_svg(campaign, style, 100.0))
    _, _, width, height = (float(number) for number in str(root.get("viewBox")).split())
    return Extent(width / 100.0, height / 100.0)


def _svg(campaign: Campaign, style: Style, size: float) -> bytes:
    given = _given(campaign, style, size, None)
    (data,) = compile_svg(_SOURCE, {"mark": given}, fonts_in(campaign.overlays / "fonts"), campaign.overlays)
    return data


def _given(campaign: Campaign, style: Style, size: float, page: tuple[int, int] | None) -> str:
    light = style.variant is Variant.LIGHT
    art = (campaign.art_light if light else None) or campaign.art
    colours = campaign.colours
    alpha = format(round(style.plate * 255), "02X")
    return json.dumps(
        {
            "words": list(campaign.stacked) if style.layout is Layout.STACKED else [campaign.text],
            "seal": campaign.seal,
            "year": campaign.year or None,
            "size": size,
            "ink": colours.paper if light else colours.ink,
            "paper": colours.paper,
            "seal-colour": colours.seal,
            "plate": f"{colours.paper if style.light_plate else colours.ink}{alpha}" if style.plate > 0 else None,
            "art": None if art is None else "/" + art.relative_to(campaign.overlays.resolve()).as_posix(),
            "width": page[0] if page else None,
            "height": page[1] if page else None,
        },
        ensure_ascii=False,
    )


_DEFAULTS = re.compile(r' (?:fill-rule="nonzero"|stroke-linecap="butt"|stroke-miterlimit="4"|x="0"|y="0")')
_NUMBER = re.compile(r"-?\d+\.\d{3,}")


def _tidy(svg: bytes, title: str) -> bytes:
    """Shorten Typst's SVG (ids, decimals, attributes that state a default) and give it px sizes and a title."""
    text = svg.decode("utf-8")
    for number, name in enumerate(dict.fromkeys(re.findall(r'id="(g[0-9A-F]{32})"', text))):
        text = text.replace(name, f"g{number}")
    text = _DEFAULTS.sub("", text)
    text = _NUMBER.sub(lambda match: f"{float(match[0]):.3f}".rstrip("0").rstrip("."), text)
    root = etree.fromstring(text.encode("utf-8"))
    width, height = (float(number) for number in str(root.get("viewBox")).split()[2:])
    root.set("viewBox", f"0 0 {math.ceil(width)} {math.ceil(height)}")
    root.set("width", str(math.ceil(width)))
    root.set("height", str(math.ceil(height)))
    root.set("role", "img")
    caption = etree.Element("{http://www.w3.org/2000/svg}title")
    caption.text = title
    root.insert(0, caption)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="utf-8")
