"""Word files: every header a reader may see must hold the mark, anchored at the page's top left.

Read from the file itself (ECMA-376 part 1): sections, which headers they show or inherit (17.10), what is anchored in
them and where (20.4.2). How Word flows text round the mark only Word can show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from press.campaign.model import Campaign
from press.check import faults
from press.check.archive import Package, Relation, open_package
from press.check.faults import Fault
from press.check.placed import Album, Frame, R, altered, blip_of, judge_frame
from press.check.sight import Demand
from press.check.sighting import Sighting
from press.check.verdict import Verdict

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_EMU = 635
"""EMU in a twip."""

_OFF = {"0", "false", "off", "none"}
_KINDS = {"default": "页眉", "first": "首页页眉", "even": "偶数页页眉"}
_USUAL = {"w": 12_240, "h": 15_840, "left": 1_440, "top": 1_440, "header": 720}
"""Twips: what Word assumes where a section says nothing."""


@dataclass(frozen=True, slots=True)
class _Header:
    """A header as one section shows it. `part` is empty where there is none."""

    label: str
    part: str
    section: etree._Element


def check_word(file: Path, campaigns: Sequence[Campaign], demands: Sequence[Demand]) -> Verdict:
    """Judge one .docx file.

    Raises:
        UnreadableMediaError: damaged.
        MediaLimitError: it unpacks to too much.
    """
    with open_package(file) as package:
        album = Album(package, campaigns, ("white",))
        headers = list(dict.fromkeys(_headers(package)))
        judged = [_judge(header, album, demands) for header in headers]
    seen = min((one for one, _ in judged if one), key=lambda one: one.contrast, default=None)
    wrong = [faults.some(header.label, fault) for header, (_, fault) in zip(headers, judged, strict=True) if fault]
    return Verdict(tuple(dict.fromkeys(wrong)), seen, places=len(headers))


def _headers(package: Package) -> Iterator[_Header]:
    """Yield the headers readers see, section by section; a section without one shows that of the section before."""
    main = _main_part(package)
    relations = package.relations(main)
    settings = next((one.target for one in relations.values() if one.kind == "settings"), "")
    even = bool(settings) and _is_on(package.xml(settings).find(f"{_W}evenAndOddHeaders"))
    inherited = dict.fromkeys(_KINDS, "")
    sections = [one for one in package.xml(main).iter(f"{_W}sectPr") if _local(one.getparent()) != "sectPrChange"] or [
        etree.Element(f"{_W}sectPr")
    ]
    for section in sections:
        for reference in section.findall(f"{_W}headerReference"):
            relation = relations.get(str(reference.get(f"{R}id")))
            inherited[str(reference.get(f"{_W}type", "default"))] = relation.target if relation else ""
        shown = {"default": True, "first": _is_on(section.find(f"{_W}titlePg")), "even": even}
        yield from (_Header(label, inherited[kind], section) for kind, label in _KINDS.items() if shown[kind])


def _main_part(package: Package) -> str:
    listed = package.relations("")
    return next((one.target for one in listed.values() if one.kind == "officeDocument"), "word/document.xml")


def _judge(header: _Header, album: Album, demands: Sequence[Demand]) -> tuple[Sighting | None, Fault | None]:
    wanted = demands[0].corner.label
    if not header.part:
        return None, faults.missing(wanted)
    relations = album.package.relations(header.part)
    best: tuple[Sighting | None, Fault | None] = (None, faults.missing(wanted))
    for drawing in album.package.xml(header.part).iter(f"{_WP}anchor", f"{_WP}inline"):
        found = _drawing(drawing, header, relations, album, demands)
        if found is not None and found[1] is None:
            return found
        best = found or best
    return best


def _drawing(
    drawing: etree._Element,
    header: _Header,
    relations: Mapping[str, Relation],
    album: Album,
    demands: Sequence[Demand],
) -> tuple[Sighting | None, Fault | None] | None:
    """Judge one drawing; None when it does not show the mark."""
    part, blip = blip_of(drawing, relations)
    looked = album.look(part) if part else None
    if looked is None or blip is None:
        return None
    shown, ratio = looked
    seen, fault = judge_frame(
        _frame(drawing, header.section), shown, ratio, demands[album.campaigns.index(shown.campaign)]
    )
    return seen, _concealed(drawing) or altered(drawing, blip) or fault


def _concealed(drawing: etree._Element) -> Fault | None:
    properties = drawing.find(f"{_WP}docPr")
    if properties is not None and properties.get("hidden", "0") not in _OFF:
        return faults.hidden("图片设成了隐藏")
    run = next(drawing.iterancestors(f"{_W}r"), None)
    vanish = run.find(f"{_W}rPr/{_W}vanish") if run is not None else None
    return faults.hidden("所在文字设成了隐藏") if _is_on(vanish) else None


def _frame(drawing: etree._Element, section: etree._Element) -> Frame:
    extent = drawing.find(f"{_WP}extent")
    width, height = (0.0, 0.0) if extent is None else (_emu(extent.get("cx")), _emu(extent.get("cy")))
    edges = {side: abs(_twips(section, "pgMar", side)) * _EMU for side in ("left", "top", "header")}
    across = {"page": 0.0, "leftMargin": 0.0}.get(_relative(drawing, "positionH"), edges["left"])
    down = {"page": 0.0, "topMargin": 0.0, "margin": edges["top"]}.get(_relative(drawing, "positionV"), edges["header"])
    page = (_twips(section, "pgSz", "w") * _EMU, _twips(section, "pgSz", "h") * _EMU)
    return Frame(across + _offset(drawing, "positionH"), down + _offset(drawing, "positionV"), width, height, page)


def _relative(drawing: etree._Element, axis: str) -> str:
    position = drawing.find(f"{_WP}{axis}")
    return "" if position is None else str(position.get("relativeFrom"))


def _offset(drawing: etree._Element, axis: str) -> float:
    offset = drawing.find(f"{_WP}{axis}/{_WP}posOffset")
    return 0.0 if offset is None else _emu(offset.text)


def _twips(section: etree._Element, tag: str, name: str) -> float:
    found = section.find(f"{_W}{tag}")
    try:
        return float(str(found.get(f"{_W}{name}", _USUAL[name]))) if found is not None else float(_USUAL[name])
    except ValueError:
        return float(_USUAL[name])


def _emu(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def _is_on(switch: etree._Element | None) -> bool:
    """Read an on/off element: present without a value means on (17.17.4)."""
    return switch is not None and str(switch.get(f"{_W}val", "1")).lower() not in _OFF


def _local(element: etree._Element | None) -> str:
    return "" if element is None or not isinstance(element.tag, str) else etree.QName(element).localname
