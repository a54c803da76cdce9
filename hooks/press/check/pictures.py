"""Pictures: posters, graphics, photographs, previews of sheets; the first, middle and last frame of an animation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import zxingcpp
from lxml import etree
from PIL import Image

from press.campaign.model import Campaign
from press.check import faults
from press.check.faults import Fault
from press.check.labels import judged_beside_label
from press.check.portrait import portrait
from press.check.sight import Demand, Judgement, judge
from press.check.sighting import Sighting
from press.check.sniff import HEAD, is_svg
from press.check.verdict import Verdict
from press.errors import UnreadableMediaError
from press.imaging.decode import open_picture
from press.imaging.svg_drawing import draw_svg

ICON_SIDE = 96
"""Px: what is no larger is an icon; nobody passes it on."""

_QR_SHARE = 0.3
"""A picture whose area a QR code fills so far is a QR code."""

_DRAWN = 1200
"""Px across: how an SVG is drawn to be looked at."""

_SVG_BYTES = 5_000_000

_PLAIN_STYLES = re.compile(r"(?:\s*\.[\w-]+(?:\s*,\s*\.[\w-]+)*\s*\{[^{}@\\!]*\}|\s*/\*[^*]*\*/)*\s*")
"""Styles of named classes and nothing else, as drawing programs write them: they reach nothing without such a name."""


def check_picture(file: Path, campaigns: Sequence[Campaign], demands: Sequence[Demand]) -> Verdict:
    """Judge one picture file.

    Raises:
        MediaError: it cannot be opened.
        OSError: it cannot be read.
    """
    with file.open("rb") as stream:
        drawn = is_svg(stream.read(HEAD))
    frames, note = _drawing(file, campaigns[0]) if drawn else _frames(file)
    if not drawn and max(frames[0].size) <= ICON_SIDE:
        return Verdict(exempt="图标，太小，不会单独流传")
    if drawn and portrait(frames[0], campaigns) is not None:
        return Verdict(exempt="就是活动标识本身")
    if not drawn and _is_deep_grey(file):
        demands = [replace(demand, hue=False) for demand in demands]
    judged = [judged_beside_label(partial(judge, frame, campaigns), demands, lambda: note) for frame in frames]
    worst = next((one for one in judged if one.fault), judged[0])
    if worst.seen is None and _is_qr(frames[0]):
        return Verdict(exempt="二维码，加标识会扫不出")
    return Verdict((_named(worst, judged),) if worst.fault else (), worst.seen)


def drawn_svg(data: bytes, campaign: Campaign, width: int = _DRAWN) -> Image.Image:
    """Draw an SVG as RGBA pixels `width` px across.

    Raises:
        UnreadableMediaError: it is no SVG, or changes while it is looked at.
    """
    still(data)
    return draw_svg(data, campaign.overlays, width)


def still(data: bytes) -> None:
    """Refuse an SVG that scripts or animates itself, or whose styles reach far: its drawing may change later.

    Raises:
        UnreadableMediaError: it does, or it is no XML.
    """
    if len(data) > _SVG_BYTES:
        raise UnreadableMediaError("SVG 图太大")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableMediaError("不是完好的 SVG") from error
    moving = ("script", "set", "animate", "animateTransform", "animateMotion", "foreignObject", "handler")
    for element in root.iter("*"):
        name = etree.QName(element).localname
        if name in moving or (name == "style" and not _PLAIN_STYLES.fullmatch(element.text or "")):
            raise UnreadableMediaError("SVG 里有脚本、动画或复杂的样式")


def _is_deep_grey(file: Path) -> bool:
    """Whether a picture has 16 bits of grey: such a file can show no colour, not even the seal's."""
    try:
        with Image.open(file, formats=("PNG", "TIFF")) as opened:
            return opened.mode.startswith("I;16")
    except OSError:
        return False  # another format


def _frames(file: Path) -> tuple[list[Image.Image], str]:
    """Return the frames to look at, and what the file says of its mark."""
    picture = open_picture(file)
    frames = picture.frames
    chosen = sorted({0, len(frames) // 2, len(frames) - 1})
    return [frames[number].image for number in chosen], picture.note


def _drawing(file: Path, campaign: Campaign) -> tuple[list[Image.Image], str]:
    data = file.read_bytes()
    return [drawn_svg(data, campaign)], " ".join(re.findall(r'data-mark="([^"<>]*)"', data.decode("utf-8", "replace")))


def _named(judgement: Judgement, judged: Sequence[Judgement]) -> Fault:
    fault = judgement.fault
    if fault is None:
        raise ValueError("a sound picture has no fault to name")
    if len(judged) == 1:
        return fault
    words = ("第一帧", "中间一帧", "最后一帧")
    return faults.some(words[judged.index(judgement)] if len(judged) == len(words) else "动图", fault)


def _is_qr(image: Image.Image) -> bool:
    for code in zxingcpp.read_barcodes(image.convert("L")):
        place = code.position
        corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
        width = max(corner.x for corner in corners) - min(corner.x for corner in corners)
        height = max(corner.y for corner in corners) - min(corner.y for corner in corners)
        if width * height >= _QR_SHARE * image.width * image.height:
            return True
    return False


def check_mark(file: Path, campaigns: Sequence[Campaign]) -> Verdict:
    """Tell whether a picture is a campaign's mark and nothing else.

    Returns:
        What was seen (`campaign` says whose, `box` its width and height), or nothing seen.

    Raises:
        MediaError: it cannot be opened.
    """
    data = file.read_bytes()
    image = drawn_svg(data, campaigns[0]) if is_svg(data[:HEAD]) else open_picture(file).frames[0].image
    shown = portrait(image, campaigns, ("white",))
    if shown is None:
        return Verdict()
    return Verdict(
        seen=Sighting(
            campaign=shown.campaign.id,
            corner="",
            box=(0.0, 0.0, float(image.width), float(image.height)),
            text=0.0,
            share=0.0,
            margin=(0.0, 0.0),
            score=1.0,
            contrast=shown.contrast,
            weakest=1.0,
            seal=1.0,
        )
    )
