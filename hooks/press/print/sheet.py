"""Geometry of a printed sheet: page boxes, crop and fold marks, columns, QR module size. Pure functions, millimetres.

Coordinates of marks have their origin at the media box's top left, y downwards (as Typst draws); page boxes are in
points with the origin at the bottom left (as PDF stores them).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

POINTS_PER_MM = 72 / 25.4
SLUG_MM = 10.0
"""Room for marks outside the bleed."""
MARK_LENGTH_MM = 5.0
MARK_GAP_MM = 1.0
"""Between the bleed's edge and a mark's start: a mark must never reach into the bleed."""
REACH_MM = 1500.0
"""How high above the ground a hand holding a telephone comfortably scans (design note: not above 150 cm)."""
LEADING = (1.52, 1.8)
"""Tightest and loosest line pitch over body size: Chinese text wants half a line of air, and looks torn beyond 1.8."""
LEAST_MODULE_MM = 0.5
"""Below this office printers and newsprint close the gaps of a QR symbol."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A CMYK output condition.

    file       absolute path of the ICC profile
    condition  its registered identifier, e.g. FOGRA39
    ink_limit  total area coverage in per cent
    """

    name: str
    file: Path
    condition: str
    title: str
    ink_limit: float = 300.0


@dataclass(frozen=True, slots=True)
class SheetFormat:
    """One entry of `overlays/print/formats.yml`; lengths in mm, type sizes in pt. See the comments there."""

    id: str
    name: str
    trim: tuple[float, float]
    bleed: float
    safe: float
    margin: float
    columns: int
    gutter: float
    sides: int
    body: tuple[float, float]
    small: float
    viewing: float
    ppi: float
    profile: Profile
    folds: tuple[float, ...] = ()
    hang: float | None = None
    stock: str = ""
    below: float = 0.0
    """Height at the lower edge that stays free of text: rolled into a stand, slid into a rail."""

    @property
    def size_label(self) -> str:
        """`210×297 毫米`."""
        return f"{self.trim[0]:g}×{self.trim[1]:g} 毫米"

    @property
    def sides_label(self) -> str:
        """单面 or 双面."""
        return "双面" if self.sides == 2 else "单面"  # noqa: PLR2004 - a sheet has two sides

    @property
    def column_width(self) -> float:
        """Width of one text column in mm."""
        return (self.trim[0] - 2 * self.margin - (self.columns - 1) * self.gutter) / self.columns

    @property
    def panels(self) -> tuple[tuple[float, float], ...]:
        """The parts between the folds of the outer face, as (left, width) in mm; one part when not folded."""
        edges = (0.0, *self.folds, self.trim[0])
        return tuple((left, right - left) for left, right in pairwise(edges))


Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points."""


@dataclass(frozen=True, slots=True)
class PageBoxes:
    """The three boxes a print shop reads; nested strictly."""

    media: Box
    bleed: Box
    trim: Box


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight mark in mm; `dashed` for folds."""

    x0: float
    y0: float
    x1: float
    y1: float
    dashed: bool = False


def points(length_mm: float) -> float:
    """Convert millimetres to PDF points (1/72 inch)."""
    return length_mm * POINTS_PER_MM


def page_boxes(sheet: SheetFormat) -> PageBoxes:
    """Return the page boxes of a print file: trim, trim + bleed, and that + slug."""
    width, height = (points(side) for side in sheet.trim)

    def grown(by_mm: float) -> Box:
        origin, by = points(sheet.bleed + SLUG_MM), points(by_mm)
        return (origin - by, origin - by, origin + width + by, origin + height + by)

    return PageBoxes(grown(sheet.bleed + SLUG_MM), grown(sheet.bleed), grown(0))


def crop_marks(sheet: SheetFormat) -> tuple[Segment, ...]:
    """Return two marks at each corner, on the trim lines, wholly outside the bleed."""
    edge = sheet.bleed + SLUG_MM
    start = sheet.bleed + MARK_GAP_MM
    end = start + MARK_LENGTH_MM
    marks: list[Segment] = []
    for x, outward_x in ((edge, -1), (edge + sheet.trim[0], 1)):
        for y, outward_y in ((edge, -1), (edge + sheet.trim[1], 1)):
            marks.extend(
                (
                    Segment(x + outward_x * start, y, x + outward_x * end, y),
                    Segment(x, y + outward_y * start, x, y + outward_y * end),
                )
            )
    return tuple(marks)


def fold_marks(sheet: SheetFormat, *, inner: bool = False) -> tuple[Segment, ...]:
    """Return a dashed mark above and below each fold; the inner face of the sheet sees the folds mirrored."""
    edge = sheet.bleed + SLUG_MM
    start, width, height = sheet.bleed + MARK_GAP_MM, *sheet.trim
    marks: list[Segment] = []
    for fold in sheet.folds:
        x = edge + (width - fold if inner else fold)
        marks.extend(
            (
                Segment(x, edge - start, x, edge - start - MARK_LENGTH_MM, dashed=True),
                Segment(x, edge + height + start, x, edge + height + start + MARK_LENGTH_MM, dashed=True),
            )
        )
    return tuple(marks)


def module_size(sheet: SheetFormat) -> float:
    """Return the side of one QR module in mm for the format's viewing distance.

    A telephone's main camera spreads about 65° over 3,000 pixels, so one pixel sees d·1.27/3000 at distance d.
    Decoders want some six pixels a module, which gives d/400; with 29 modules that is the trade's "a tenth to a
    fourteenth of the distance" for the whole symbol.
    """
    return max(LEAST_MODULE_MM, sheet.viewing / 400)


def qr_ceiling(sheet: SheetFormat) -> float | None:
    """Return how high above the lower trim edge a QR code may reach, in mm; None when it is read in the hand."""
    return None if sheet.hang is None else REACH_MM - sheet.hang


def default_small(smallest: float) -> float:
    """Return the smallest permitted size for captions when a format names none: four fifths of the body's floor."""
    return round(smallest * 0.8, 1)
