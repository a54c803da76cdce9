"""A page drawn in RGB becomes a page of inks: one pass over a content stream, nothing but colours touched.

The colours of our own palette have inks of their own (`overlays/print/palette.json`), greys are K alone, what else
comes (official artwork) goes through the profile. Black overprints; tags for readers of the screen file are left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from press.print.operators import name, numbers, operations
from press.print.stage import to_cmyk

Inks = tuple[float, float, float, float]
"""Shares of cyan, magenta, yellow and black, 0 to 1."""
Families = Mapping[str, str]
"""`grey`, `rgb`, `cmyk` or `other` by the names of a page's colour spaces, with their slash."""

DIRECT: Families = {"/DeviceGray": "grey", "/DeviceRGB": "rgb", "/DeviceCMYK": "cmyk"}
OVERPRINT, KNOCKOUT = "/OPk", "/OPn"
"""Names of the graphics states that the rewritten stream switches between; it begins with the second."""
_GREY_TOLERANCE = 2 / 255
_TAGS = frozenset({b"BDC", b"BMC", b"EMC", b"DP", b"MP"})
_IN_SPACE = frozenset({b"sc", b"SC", b"scn", b"SCN"})
_SHORT: Mapping[bytes, str] = {b"g": "grey", b"rg": "rgb", b"k": "cmyk"}
_BLACK: Inks = (0.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class InkTable:
    """How colours become inks.

    palette  inks of the house's own colours by `#RRGGBB`
    profile  ICC file for all others
    """

    palette: Mapping[str, Inks]
    profile: Path

    def inks(self, family: str, values: tuple[float, ...]) -> Inks:
        """Return the inks of a colour given in a family of spaces, its values from 0 to 1."""
        if family == "cmyk":
            return values[0], values[1], values[2], values[3]
        hexed = "#" + "".join(f"{round(value * 255):02X}" for value in values)
        known = self.palette.get(hexed)
        if known is not None:
            return known
        if family == "grey" or max(values) - min(values) <= _GREY_TOLERANCE:
            return 0.0, 0.0, 0.0, round(1 - sum(values) / len(values), 4)
        cyan, magenta, yellow, black = (value / 100 for value in to_cmyk(hexed, self.profile))
        return cyan, magenta, yellow, black


@lru_cache(maxsize=8)
def read_palette(file: Path) -> Mapping[str, Inks]:
    """Return the inks of every colour in a `palette.json`."""
    themes: Mapping[str, Mapping[str, Mapping[str, list[float]]]] = json.loads(file.read_text("utf-8"))
    pairs = [pair for theme in themes.values() for pair in theme.values()]
    return {str(pair["rgb"]).upper(): _shares(pair["cmyk"]) for pair in pairs}


def _shares(percent: list[float]) -> Inks:
    cyan, magenta, yellow, black = (value / 100 for value in percent)
    return cyan, magenta, yellow, black


@lru_cache(maxsize=256)
def _written(inks: Inks) -> bytes:
    return "".join(f"{round(ink, 4):.4f}".rstrip("0").rstrip(".") + " " for ink in inks).encode()


@dataclass(slots=True)
class _State:
    fill: str = "grey"
    stroke: str = "grey"
    overprints: bool = False


@dataclass(slots=True)
class _Rewriting:
    """The stream as it is rewritten; `written` is how far the source has been taken over."""

    content: bytes
    state: _State = field(default_factory=_State)
    saved: list[_State] = field(default_factory=list)
    out: list[bytes] = field(default_factory=lambda: [f"{KNOCKOUT} gs ".encode()])
    written: int = 0

    def put(self, start: int, end: int, instead: bytes) -> None:
        """Write something in the place of the source from `start` to `end`."""
        self.out.extend((self.content[self.written : start], instead))
        self.written = end

    def paint(self, start: int, end: int, operator: bytes, inks: Inks) -> None:
        """Write a colour, and the overprint switch where it changes."""
        black = inks[3] > 0 and not any(inks[:3])
        switch = b""
        if black != self.state.overprints:
            self.state.overprints = black
            switch = f" {OVERPRINT if black else KNOCKOUT} gs".encode()
        self.put(start, end, b" " + _written(inks) + operator + switch)


def in_inks(content: bytes, families: Families, colour: Callable[[str, tuple[float, ...]], Inks]) -> bytes:
    """Return a content stream with every grey, RGB or CMYK colour as inks.

    Black alone overprints (`OPM 1`: an ink that is 0 leaves what lies below, so text never knocks a hole into the
    paper's tint). Stroke and fill share the switch: a black fill inside a red outline is not drawn in one path.

    Args:
        content: the stream; what `q` and `Q` save and restore is followed.
        families: of the colour spaces in its resources. Spaces of other families stay as they are.
        colour: e.g. `InkTable.inks`.
    """
    made = _Rewriting(content)
    chosen: tuple[int, int, bytes] | None = None  # a space whose first colour has not come yet
    for end, operator, operands in operations(content):
        start = end - len(operator) - len(operands)
        if chosen is not None:
            start = _settle(made, chosen, start, operator)
            chosen = None
        if operator == b"q":
            made.saved.append(replace(made.state))
        elif operator == b"Q":
            made.state = made.saved.pop() if made.saved else made.state
        elif operator in _TAGS:
            made.put(start, end, b"")
        elif operator in {b"cs", b"CS"}:
            family = {**DIRECT, **families}.get(name(operands), "other")
            setattr(made.state, _side(operator), family)
            chosen = None if family == "other" else (start, end, operator)
        elif operator in _IN_SPACE or operator.lower() in _SHORT:
            _colour(made, (start, end), operator, operands, colour)
    made.out.append(content[made.written :])
    return b"".join(made.out)


def _side(operator: bytes) -> str:
    return "stroke" if operator[:1].isupper() else "fill"


def _settle(made: _Rewriting, chosen: tuple[int, int, bytes], start: int, operator: bytes) -> int:
    """Return where the colour that begins with a chosen space starts; a space without a colour of its own is black."""
    begun, end, chooser = chosen
    if operator in _IN_SPACE and _side(operator) == _side(chooser):
        return begun
    made.paint(begun, end, b"K" if _side(chooser) == "stroke" else b"k", _BLACK)
    return start


def _colour(
    made: _Rewriting,
    place: tuple[int, int],
    operator: bytes,
    operands: bytes,
    colour: Callable[[str, tuple[float, ...]], Inks],
) -> None:
    side = _side(operator)
    family = _SHORT.get(operator.lower()) or str(getattr(made.state, side))
    if family == "other":
        if made.state.overprints:
            made.state.overprints = False
            made.put(place[1], place[1], f" {KNOCKOUT} gs".encode())
        return
    made.paint(*place, b"K" if side == "stroke" else b"k", colour(family, numbers(operands)))
