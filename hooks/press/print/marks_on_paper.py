"""What a page really paints: text runs, pictures and colours, by following its operators (ISO 32000-1, chapters 8–9).

Knows nothing of how the page was made. Lengths are in points in default user space.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pikepdf
from pikepdf import Dictionary, Name

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


@dataclass(frozen=True, slots=True)
class _State:
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


def read_page(page: pikepdf.Page) -> Painted:
    """Follow one page's operators, forms included."""
    walker = _Walker()
    walker.follow(page, page.obj.get("/Resources", Dictionary()), _State(), 0)
    return walker.painted


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


class _Walker:
    """One page's interpreter."""

    def __init__(self) -> None:
        self.painted = Painted()
        self._steps: dict[str, Callable[[_State, list[pikepdf.Object], pikepdf.Object], _State]] = {
            "cm": lambda s, a, _: replace(s, ctm=_times(_matrix(a), s.ctm)),
            "BT": lambda s, _a, _r: replace(s, text=_IDENTITY, line=_IDENTITY),
            "Tm": lambda s, a, _: replace(s, text=_matrix(a), line=_matrix(a)),
            "Td": lambda s, a, _: _moved(s, float(a[0]), float(a[1])),
            "TD": lambda s, a, _: replace(_moved(s, float(a[0]), float(a[1])), leading=-float(a[1])),
            "TL": lambda s, a, _: replace(s, leading=float(a[0])),
            "T*": lambda s, _a, _r: _moved(s, 0, -s.leading),
            "Tr": lambda s, a, _: replace(s, mode=int(a[0])),
            "Tf": self._font,
            "gs": _graphics_state,
        }

    def follow(
        self, holder: pikepdf.Page | pikepdf.Object, resources: pikepdf.Object, state: _State, depth: int
    ) -> None:
        saved: list[_State] = []
        for instruction in pikepdf.parse_content_stream(holder):
            name, operands = str(instruction.operator), list(instruction.operands)
            if name == "q":
                saved.append(state)
            elif name == "Q":
                state = saved.pop() if saved else state
            elif name in self._steps:
                state = self._steps[name](state, operands, resources)
            elif name in _COLOUR_OPERATORS:
                state = _coloured(state, name, operands, resources)
            elif name in {"Tj", "TJ", "'", '"'}:
                self._show(state, operands, resources)
            elif name == "Do":
                self._draw(resources.XObject[str(operands[0])], str(operands[0]), resources, state, depth)
            else:
                self._paint(state, name)

    def _paint(self, state: _State, name: str) -> None:
        if name in {"f", "F", "f*", "b", "B", "b*", "B*"}:
            self.painted.fills.add((state.space, state.inks))
        if name in {"S", "s", "b", "B", "b*", "B*"}:
            self.painted.fills.add((state.line_space, state.line_inks))
        if name == "sh":
            self.painted.fills.add(("Shading", ()))

    def _font(self, state: _State, operands: list[pikepdf.Object], resources: pikepdf.Object) -> _State:
        name = str(operands[0])
        font = resources.get("/Font", Dictionary()).get(name)
        key = str(font.get("/BaseFont", name)) if font is not None else name
        if font is not None:
            self.painted.fonts[key] = font
        return replace(state, font=key, size=float(operands[1]))

    def _show(self, state: _State, operands: list[pikepdf.Object], resources: pikepdf.Object) -> None:
        del resources
        if state.mode == _INVISIBLE:
            return
        strings = [bytes(part) for part in _strings(operands)]
        joined = b"".join(strings)
        whole = _times(state.text, state.ctm)
        font = self.painted.fonts.get(state.font)
        composite = font is not None and font.get("/Subtype") == "/Type0"
        missing = sum(joined[at : at + 2] == b"\0\0" for at in range(0, len(joined), 2)) if composite else 0
        self.painted.texts.append(
            TextRun(
                whole[4],
                whole[5],
                state.size * math.hypot(whole[2], whole[3]),
                state.inks if state.space == "DeviceCMYK" else None,
                state.space,
                state.overprint,
                state.font,
                missing,
                len(joined) // (2 if composite else 1),
            )
        )

    def _draw(self, item: pikepdf.Object, name: str, resources: pikepdf.Object, state: _State, depth: int) -> None:
        if item.get("/Subtype") == "/Form" and depth < _DEEPEST_FORM:
            own = _matrix(list(item.Matrix)) if "/Matrix" in item else _IDENTITY
            inner = replace(state, ctm=_times(own, state.ctm))
            self.follow(item, item.get("/Resources", resources), inner, depth + 1)
        elif item.get("/Subtype") == "/Image" and not item.get("/ImageMask", False):
            a, b, c, d, _, _ = state.ctm
            self.painted.pictures.append(
                PlacedPicture(
                    name,
                    int(item.Width),
                    int(item.Height),
                    math.hypot(a, b),
                    math.hypot(c, d),
                    space_name(item.get("/ColorSpace", Name.DeviceCMYK)),
                    item,
                )
            )


_COLOUR_OPERATORS = frozenset({"cs", "CS", "sc", "SC", "scn", "SCN", "k", "K", "rg", "RG", "g", "G"})
_DIRECT = {"k": "DeviceCMYK", "rg": "DeviceRGB", "g": "DeviceGray"}


def _coloured(state: _State, name: str, operands: list[pikepdf.Object], resources: pikepdf.Object) -> _State:
    stroke, kind = name[0].isupper(), name.lower()
    if kind == "cs":
        wanted = str(operands[0])
        space = space_name(resources.get("/ColorSpace", Dictionary()).get(wanted, Name(wanted)))
        inks: tuple[float, ...] = (0.0, 0.0, 0.0, 1.0)
    else:
        space = _DIRECT.get(kind, state.line_space if stroke else state.space)
        inks = tuple(float(value) for value in operands if not isinstance(value, pikepdf.Name))
    if stroke:
        return replace(state, line_space=space, line_inks=inks)
    return replace(state, space=space, inks=inks)


def _graphics_state(state: _State, operands: list[pikepdf.Object], resources: pikepdf.Object) -> _State:
    given = resources.get("/ExtGState", Dictionary()).get(str(operands[0]))
    if given is None or "/op" not in given:
        return state
    return replace(state, overprint=bool(given["/op"]) and int(given.get("/OPM", 0)) == 1)


def _moved(state: _State, x: float, y: float) -> _State:
    line = _times((1, 0, 0, 1, x, y), state.line)
    return replace(state, text=line, line=line)


def _strings(operands: list[pikepdf.Object]) -> list[pikepdf.Object]:
    first = operands[-1] if operands else None
    if isinstance(first, pikepdf.Array):
        return [part for part in first if isinstance(part, pikepdf.String)]
    return [first] if isinstance(first, pikepdf.String) else []


def _matrix(operands: list[pikepdf.Object]) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in operands)
    return a, b, c, d, e, f


def space_name(space: pikepdf.Object) -> str:
    """Return `DeviceCMYK`, `ICCBased3`, `Separation/All` …."""
    if isinstance(space, pikepdf.Array):
        kind = str(space[0])[1:]
        if kind == "ICCBased":
            return f"ICCBased{int(space[1].N)}"
        return f"Separation{space[1]}" if kind == "Separation" else kind
    return str(space).lstrip("/")
