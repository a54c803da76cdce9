"""A picture placed on a page of a document: does it show the mark, and does it stand where the rule wants it?"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from lxml import etree

from press.campaign.model import Campaign
from press.check import faults
from press.check.archive import Package, Relation
from press.check.faults import Fault
from press.check.portrait import Portrait, portrait
from press.check.sight import Demand
from press.check.sighting import Sighting
from press.errors import MediaError
from press.imaging.decode import open_picture

_PICTURE_BYTES = 20_000_000
_STRETCH = 0.06
"""A picture may be so much wider or narrower than its own proportions before it counts as distorted."""

_FAINT = 0.9
"""Opacity below which a mark counts as faded out."""

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_RECOLOURED = tuple(f"{A}{name}" for name in ("duotone", "clrChange", "biLevel", "lum", "hsl", "tint", "alphaBiLevel"))


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a picture is placed: box and page in one unit, origin at the page's top left."""

    left: float
    top: float
    width: float
    height: float
    page: tuple[float, float]

    @property
    def short(self) -> float:
        """The page's short side."""
        return min(self.page)


@dataclass(slots=True)
class Album:
    """The pictures of one document, each opened once."""

    package: Package
    campaigns: Sequence[Campaign]
    grounds: tuple[str, ...]
    known: dict[str, tuple[Portrait, float] | None] = field(default_factory=dict)

    def look(self, name: str) -> tuple[Portrait, float] | None:
        """Return what mark a picture part shows and its proportions; None for anything else."""
        if name not in self.known:
            self.known[name] = self._look(name)
        return self.known[name]

    def _look(self, name: str) -> tuple[Portrait, float] | None:
        try:
            data = self.package.part(name, _PICTURE_BYTES)
            with tempfile.TemporaryDirectory(prefix="press-") as folder:
                # The decoder's limits apply to files; the entry's own name is never used.
                file = Path(folder) / f"picture{PurePosixPath(name).suffix[:8]}"
                file.write_bytes(data)
                image = open_picture(file).frames[0].image
        except (MediaError, OSError):
            return None
        shown = portrait(image, self.campaigns, self.grounds)
        return (shown, image.width / image.height) if shown else None


def blip_of(picture: etree._Element, relations: Mapping[str, Relation]) -> tuple[str, etree._Element | None]:
    """Return the name of the part a picture element shows, and its `a:blip`."""
    blip = next(picture.iter(f"{A}blip"), None)
    if blip is None:
        return "", None
    relation = relations.get(str(blip.get(f"{R}embed")))
    return (relation.target if relation else ""), blip


def altered(picture: etree._Element, blip: etree._Element) -> Fault | None:
    """Return what an element does to its picture that takes the mark away: cropping, fading, recolouring."""
    crop = next(picture.iter(f"{A}srcRect"), None)
    if crop is not None and any(_number(value) > 0 for value in crop.attrib.values()):
        return faults.cut_off()
    fade = blip.find(f"{A}alphaModFix")
    if fade is not None and _number(fade.get("amt", "100000")) < _FAINT * 100_000:
        return faults.hidden("被设成了半透明")
    return faults.colour() if any(blip.find(tag) is not None for tag in _RECOLOURED) else None


def judge_frame(frame: Frame, shown: Portrait, ratio: float, demand: Demand) -> tuple[Sighting, Fault | None]:
    """Judge a mark's place on its page.

    Args:
        frame: where it is.
        shown: the mark it shows.
        ratio: width over height of the picture itself.
        demand: what the rule wants, at the top left.
    """
    text = shown.text * frame.height
    short = frame.short
    seen = Sighting(
        campaign=shown.campaign.id,
        corner=demand.corner.name,
        box=(round(frame.left, 1), round(frame.top, 1), round(frame.width, 1), round(frame.height, 1)),
        text=round(text, 1),
        share=round(text / short, 4),
        margin=(round(frame.left / short, 4), round(frame.top / short, 4)),
        score=1.0,
        contrast=round(shown.contrast, 2),
        weakest=1.0,
        seal=1.0,
    )
    return seen, _fault(frame, seen, ratio, demand, shown.campaign)


def _fault(frame: Frame, seen: Sighting, ratio: float, demand: Demand, campaign: Campaign) -> Fault | None:
    slack = 0.005 * frame.short
    outside = frame.left + frame.width > frame.page[0] + slack or frame.top + frame.height > frame.page[1] + slack
    if frame.left < -slack or frame.top < -slack or outside:
        return faults.cut_off()
    if frame.left + frame.width / 2 > frame.page[0] / 2 or frame.top > frame.page[1] / 3:
        return faults.far_off(demand.corner.label)
    if abs(frame.width / max(frame.height, 1e-9) / ratio - 1) > _STRETCH:
        return faults.damaged_mark()
    if seen.contrast < campaign.contrast * 0.9:
        return faults.contrast(seen.contrast, campaign.contrast)
    if seen.share < demand.text * 0.9:
        return faults.small_share(seen.share, demand.text)
    near, far = demand.near * demand.insets[0][0], demand.far * demand.insets[0][0]
    in_place = all(near - 0.003 <= margin <= far + 0.003 for margin in seen.margin)
    return None if in_place else faults.margin(demand.corner.label)


def _number(text: object) -> float:
    try:
        return float(str(text).rstrip("%"))
    except ValueError:
        return 0.0
