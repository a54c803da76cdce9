"""What a page really paints: text runs, pictures and colours, by following its operators (ISO 32000-1, chapters 8–9).

Knows nothing of how the page was made. Lengths are in points in default user space.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field, replace

import pikepdf
from pikepdf import Dictionary, Name

from press.print.operators import UNREADABLE, name, numbers, operations, shown_bytes

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_INVISIBLE = 3
_DEEPEST_FORM = 8


@dataclass(frozen=True, slots=True)
class TextRun:
    """A string shown in one go. `inks` is None in a colour space that is no CMYK; `space` names it."""

    x: float
    y: float
    size: float
    inks: tuple[float, ...] | None
    space: str
    overprint: bool
    font: str
    missing: int
    length: int


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A picture with its printed size."""

    name: str
    width_px: int
    height_px: int
    width: float
    height: float
    space: str
    stream: pikepdf.Object

    @property
    def ppi(self) -> float:
        """The lower of the two resolutions at the printed size."""
        return min(self.width_px / (self.width / 72), self.height_px / (self.height / 72))


@dataclass(slots=True)
class Painted:
    """Everything a page paints; `fills` are the colours of areas and lines by space name."""

    texts: list[TextRun] = field(default_factory=list)
    pictures: list[PlacedPicture] = field(default_factory=list)
    fills: set[tuple[str, tuple[float, ...]]] = field(default_factory=set)
    fonts: dict[str, pikepdf.Object] = field(default_factory=dict)


@dataclass(slots=True)
class _State:
    """The graphics state; copied where `q` saves it."""

    ctm: Matrix = _IDENTITY
    space: str = "DeviceGray"
    inks: tuple[float, ...] = (0.0,)
    line_space: str = "DeviceGray"
    line_inks: tuple[float, ...] = (0.0,)
    overprint: bool = False
    font: str = ""
    size: float = 1.0
    mode: int = 0
    text: Matrix = _IDENTITY
    line: Matrix = _IDENTITY
    leading: float = 0.0

    def place(self, matrix: Matrix) -> None:
        """Begin a line of text."""
        self.text = self.line = matrix

    def move(self, x: float, y: float) -> None:
        """Begin the next line, by this much from the last."""
        self.place(_times((1, 0, 0, 1, x, y), self.line))


def read_page(page: pikepdf.Page) -> Painted:
    """Follow one page's operators, forms included."""
    painted = Painted()
    page.contents_coalesce()
    content = page.obj.Contents.read_bytes() if "/Contents" in page.obj else b""
    _Walker(painted, page.obj.get("/Resources", Dictionary()), _State(), 0).follow(content)
    return painted


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


class _Walker:
    """The interpreter of one stream with its resources."""

    def __init__(self, painted: Painted, resources: pikepdf.Object, state: _State, depth: int) -> None:
        self.painted = painted
        self._resources = resources
        self._state = state
        self._depth = depth
        self._spaces: dict[str, str] = {}
        self._overprints: dict[str, bool | None] = {}
        self._fonts: dict[str, str] = {}
        self._steps: dict[bytes, Callable[[bytes], None]] = {
            b"cm": self._transform, b"BT": self._begin, b"Tm": self._place, b"Td": self._move, b"TD": self._move_led,
            b"TL": self._lead, b"T*": self._next_line, b"Tr": self._set_mode, b"Tf": self._font,
            b"gs": self._graphics_state, b"Do": self._draw, b"sh": self._shade,
            **dict.fromkeys((b"Tj", b"TJ", b"'", b'"'), self._show),
            **dict.fromkeys((b"f", b"F", b"f*"), self._fill), **dict.fromkeys((b"S", b"s"), self._stroke),
            **dict.fromkeys((b"b", b"B", b"b*", b"B*"), self._fill_and_stroke),
        }  # fmt: skip

    def follow(self, content: bytes) -> None:
        """Run the operations."""
        saved: list[_State] = []
        for _, operator, operands in operations(content):
            if operator == b"q":
                saved.append(copy(self._state))
            elif operator == b"Q":
                self._state = saved.pop() if saved else self._state
            elif operator in self._steps:
                self._steps[operator](operands)
            elif operator in _COLOUR_OPERATORS:
                self._colour(operator.decode(), operands)
            elif operator == UNREADABLE:
                self.painted.fills.add(("?", ()))

    def _transform(self, operands: bytes) -> None:
        self._state.ctm = _times(_matrix(operands), self._state.ctm)

    def _begin(self, _: bytes) -> None:
        self._state.place(_IDENTITY)

    def _place(self, operands: bytes) -> None:
        self._state.place(_matrix(operands))

    def _move(self, operands: bytes) -> None:
        x, y = numbers(operands)[-2:]
        self._state.move(x, y)

    def _move_led(self, operands: bytes) -> None:
        self._move(operands)
        self._state.leading = -numbers(operands)[-1]

    def _lead(self, operands: bytes) -> None:
        self._state.leading = numbers(operands)[-1]

    def _next_line(self, _: bytes) -> None:
        self._state.move(0, -self._state.leading)

    def _set_mode(self, operands: bytes) -> None:
        self._state.mode = int(numbers(operands)[-1])

    def _fill(self, _: bytes) -> None:
        self.painted.fills.add((self._state.space, self._state.inks))

    def _stroke(self, _: bytes) -> None:
        self.painted.fills.add((self._state.line_space, self._state.line_inks))

    def _fill_and_stroke(self, operands: bytes) -> None:
        self._fill(operands)
        self._stroke(operands)

    def _shade(self, _: bytes) -> None:
        self.painted.fills.add(("Shading", ()))

    def _font(self, operands: bytes) -> None:
        known = name(operands)
        if known not in self._fonts:
            font = self._resources.get("/Font", Dictionary()).get(known)
            self._fonts[known] = known if font is None else str(font.get("/BaseFont", known))
            if font is not None:
                self.painted.fonts[self._fonts[known]] = font
        self._state.font, self._state.size = self._fonts[known], numbers(operands)[-1]

    def _graphics_state(self, operands: bytes) -> None:
        known = name(operands)
        if known not in self._overprints:
            given = self._resources.get("/ExtGState", Dictionary()).get(known)
            if given is None or "/op" not in given:
                self._overprints[known] = None
            else:
                self._overprints[known] = bool(given["/op"]) and int(given.get("/OPM", 0)) == 1
        overprint = self._overprints[known]
        self._state.overprint = self._state.overprint if overprint is None else overprint

    def _colour(self, operator: str, operands: bytes) -> None:
        stroke, kind = operator[0].isupper(), operator.lower()
        state = self._state
        if kind == "cs":
            space = self._space(name(operands))
            inks: tuple[float, ...] = (0.0, 0.0, 0.0, 1.0)
        else:
            space = _DIRECT.get(kind, state.line_space if stroke else state.space)
            inks = numbers(operands)
        if stroke:
            state.line_space, state.line_inks = space, inks
        else:
            state.space, state.inks = space, inks

    def _space(self, known: str) -> str:
        if known not in self._spaces:
            given = self._resources.get("/ColorSpace", Dictionary()).get(known)
            self._spaces[known] = space_name(Name(known) if given is None else given)
        return self._spaces[known]

    def _show(self, operands: bytes) -> None:
        state = self._state
        if state.mode == _INVISIBLE:
            return
        shown = shown_bytes(operands)
        whole = _times(state.text, state.ctm)
        font = self.painted.fonts.get(state.font)
        composite = font is not None and font.get("/Subtype") == "/Type0"
        missing = sum(shown[at : at + 2] == b"\0\0" for at in range(0, len(shown), 2)) if composite else 0
        inks = state.inks if state.space == "DeviceCMYK" else None
        self.painted.texts.append(
            TextRun(whole[4], whole[5], state.size * math.hypot(whole[2], whole[3]), inks, state.space,
                    state.overprint, state.font, missing, len(shown) // (2 if composite else 1))
        )  # fmt: skip

    def _draw(self, operands: bytes) -> None:
        known = name(operands)
        item, state = self._resources.XObject[known], self._state
        if item.get("/Subtype") == "/Form" and self._depth < _DEEPEST_FORM:
            own = _read_matrix(item.Matrix) if "/Matrix" in item else _IDENTITY
            inner = replace(state, ctm=_times(own, state.ctm))
            resources = item.get("/Resources", self._resources)
            _Walker(self.painted, resources, inner, self._depth + 1).follow(item.read_bytes())
        elif item.get("/Subtype") == "/Image" and not item.get("/ImageMask", False):
            a, b, c, d, _, _ = state.ctm
            space = space_name(item.get("/ColorSpace", Name.DeviceCMYK))
            self.painted.pictures.append(
                PlacedPicture(known, int(item.Width), int(item.Height), math.hypot(a, b), math.hypot(c, d), space, item)
            )


_COLOUR_OPERATORS = frozenset({b"cs", b"CS", b"sc", b"SC", b"scn", b"SCN", b"k", b"K", b"rg", b"RG", b"g", b"G"})
_DIRECT = {"k": "DeviceCMYK", "rg": "DeviceRGB", "g": "DeviceGray"}


def _matrix(operands: bytes) -> Matrix:
    a, b, c, d, e, f = numbers(operands)[-6:]
    return a, b, c, d, e, f


def _read_matrix(given: pikepdf.Object) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in given.as_list())
    return a, b, c, d, e, f


def space_name(space: pikepdf.Object) -> str:
    """Return `DeviceCMYK`, `ICCBased3`, `Separation/All` …."""
    if isinstance(space, pikepdf.Array):
        kind = str(space[0])[1:]
        if kind == "ICCBased":
            return f"ICCBased{int(space[1].N)}"
        return f"Separation{space[1]}" if kind == "Separation" else kind
    return str(space).lstrip("/")
