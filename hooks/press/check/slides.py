"""Presentations: every slide must show the mark at its top left, with nothing laid over it.

Read from the file itself (ECMA-376 part 1, chapters 19 and 20). The slide's ground is not drawn: the
contrast is that of the mark on the better of paper and ink. How the theme's pictures look below it only a screen shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from lxml import etree

from press.campaign.model import Campaign
from press.check import faults
from press.check.archive import Package, open_package
from press.check.faults import Fault
from press.check.placed import A, Album, Frame, R, altered, blip_of, judge_frame
from press.check.sight import Demand
from press.check.sighting import Sighting
from press.check.verdict import Verdict
from press.errors import UnreadableMediaError

_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_USUAL = (9_144_000.0, 6_858_000.0)
_FILLS = tuple(f"{A}{name}" for name in ("solidFill", "gradFill", "blipFill", "pattFill"))
_SHAPES = (f"{_P}sp", f"{_P}pic", f"{_P}graphicFrame", f"{_P}grpSp", f"{_P}cxnSp")
_COVERED = 0.08
"""Share of the mark that may lie under a later shape: a rounded corner, a line's box."""

_NAMED = 5


def check_slides(file: Path, campaigns: Sequence[Campaign], demands: Sequence[Demand]) -> Verdict:
    """Judge one .pptx file.

    Raises:
        UnreadableMediaError: damaged, or without slides.
        MediaLimitError: it unpacks to too much.
    """
    with open_package(file) as package:
        colours = campaigns[0].colours
        album = Album(package, campaigns, (colours.paper, colours.ink))
        names = list(_slides(package))
        page = _page(package)
        judged = [_judge(name, page, album, demands) for name in names]
    if not judged:
        raise UnreadableMediaError("演示文稿里没有幻灯片")
    seen = min((one for one, _ in judged if one), key=lambda one: one.contrast, default=None)
    return Verdict(tuple(_gathered([fault for _, fault in judged])), seen, places=len(judged))


def _main_part(package: Package) -> str:
    listed = package.relations("")
    return next((one.target for one in listed.values() if one.kind == "officeDocument"), "ppt/presentation.xml")


def _slides(package: Package) -> Iterator[str]:
    main = _main_part(package)
    relations = package.relations(main)
    for entry in package.xml(main).iter(f"{_P}sldId"):
        relation = relations.get(str(entry.get(f"{R}id")))
        if relation is None or relation.target not in package.names:
            raise UnreadableMediaError("演示文稿里缺少幻灯片")
        yield relation.target


def _page(package: Package) -> tuple[float, float]:
    size = package.xml(_main_part(package)).find(f"{_P}sldSz")
    if size is None:
        return _USUAL
    return _number(size.get("cx")) or _USUAL[0], _number(size.get("cy")) or _USUAL[1]


def _judge(
    name: str, page: tuple[float, float], album: Album, demands: Sequence[Demand]
) -> tuple[Sighting | None, Fault | None]:
    tree = album.package.xml(name).find(f"{_P}cSld/{_P}spTree")
    relations = album.package.relations(name)
    shapes = [] if tree is None else [one for one in tree if one.tag in _SHAPES]
    best: tuple[Sighting | None, Fault | None] = (None, faults.missing(demands[0].corner.label))
    for number, shape in enumerate(shapes):
        part, blip = blip_of(shape, relations) if shape.tag == f"{_P}pic" else ("", None)
        looked = album.look(part) if part else None
        box = _box(shape)
        if looked is None or blip is None or box is None:
            continue
        demand = demands[album.campaigns.index(looked[0].campaign)]
        seen, fault = judge_frame(Frame(*box, page), *looked, demand)
        fault = _concealed(shape, box, shapes[number + 1 :]) or altered(shape, blip) or fault
        if fault is None:
            return seen, None
        best = seen, fault
    return best


def _concealed(
    picture: etree._Element, box: tuple[float, float, float, float], later: Sequence[etree._Element]
) -> Fault | None:
    if any(one.get("hidden") in {"1", "true"} for one in picture.iter(f"{_P}cNvPr")):
        return faults.hidden("图片设成了隐藏")
    transform = next(picture.iter(f"{A}xfrm"), None)
    if transform is not None and (
        _number(transform.get("rot")) or {"1", "true"} & {transform.get("flipH"), transform.get("flipV")}
    ):
        return faults.damaged_mark()
    return faults.covered() if any(_opaque(one) and _share(box, _box(one)) > _COVERED for one in later) else None


def _opaque(shape: etree._Element) -> bool:
    if shape.tag in {f"{_P}pic", f"{_P}graphicFrame", f"{_P}grpSp"}:
        return True
    properties = shape.find(f"{_P}spPr")
    if properties is not None and properties.find(f"{A}noFill") is not None:
        return False
    filled = properties is not None and any(properties.find(tag) is not None for tag in _FILLS)
    style = shape.find(f"{_P}style/{A}fillRef")
    return filled or (style is not None and style.get("idx", "0") != "0")


def _box(shape: etree._Element) -> tuple[float, float, float, float] | None:
    transform = next((one for one in shape.iter(f"{A}xfrm", f"{_P}xfrm")), None)
    offset = None if transform is None else transform.find(f"{A}off")
    extent = None if transform is None else transform.find(f"{A}ext")
    if offset is None or extent is None:
        return None
    return _number(offset.get("x")), _number(offset.get("y")), _number(extent.get("cx")), _number(extent.get("cy"))


def _share(mark: tuple[float, float, float, float], other: tuple[float, float, float, float] | None) -> float:
    if other is None:
        return 0.0
    width = min(mark[0] + mark[2], other[0] + other[2]) - max(mark[0], other[0])
    height = min(mark[1] + mark[3], other[1] + other[3]) - max(mark[1], other[1])
    return max(0.0, width) * max(0.0, height) / max(mark[2] * mark[3], 1.0)


def _gathered(found: Sequence[Fault | None]) -> Iterator[Fault]:
    numbers: dict[str, list[int]] = {}
    first: dict[str, Fault] = {}
    for number, fault in enumerate(found, 1):
        if fault is not None:
            numbers.setdefault(fault.rule, []).append(number)
            first.setdefault(fault.rule, fault)
    for rule, at in numbers.items():
        rest = f"等 {len(at)} 张" if len(at) > _NAMED else "张"
        yield faults.some(f"第 {'、'.join(map(str, at[:_NAMED]))} {rest}幻灯片", first[rule])


def _number(text: object) -> float:
    try:
        return float(str(text))
    except ValueError:
        return 0.0
