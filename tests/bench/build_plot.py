"""The picture of a build comparison: an SVG with two panels, time and memory against articles, all axes logarithmic."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from tests.bench.figures import COLD, EDIT, Figures, Run
from tests.bench.log_axes import Axis, apart, round_numbers, round_times

WIDTH, HEIGHT = 1200, 572
TOP, BOTTOM = 140, 482
INK, GREY, RULE, PAPER = "#24211D", "#6B6459", "#E2D8C6", "#FBF7EF"
LABEL_STEP = 34
FONT = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', system-ui, sans-serif"


@dataclass(frozen=True, slots=True)
class Look:
    """How a contender is drawn: never by colour alone."""

    label: str
    colour: str
    sign: str
    strong: bool = False


LOOKS = {
    "ours": Look("杏林 Press", "#A8322A", "disc", strong=True),
    "stock-short": Look("Material, short nav", "#234E57", "square"),
    "stock-nav": Look("Material, default nav", "#6B6459", "diamond"),
    "properdocs": Look("ProperDocs", "#3F7D5B", "up"),
    "zensical": Look("Zensical", "#94640F", "down"),
}
"""Who is drawn; a second way of starting our program would only lie on the first."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of a panel.

    points  (articles, value), ascending
    ranges  (articles, least, most) where there were several runs
    growth  exponent; None with too few sizes
    dashed  a build after a change
    """

    label: str
    look: Look
    points: tuple[tuple[int, float], ...]
    ranges: tuple[tuple[int, float, float], ...]
    growth: float | None
    dashed: bool = False

    @property
    def last(self) -> tuple[int, float]:
        """The point of the largest size."""
        return self.points[-1]


@dataclass(frozen=True, slots=True)
class Panel:
    """One half of the picture.

    ticks  which values get a line, between two
    tell   how a value is written
    """

    title: str
    about: str
    curves: tuple[Curve, ...]
    x: Axis
    y: Axis
    ticks: Callable[[float, float], list[float]]
    tell: Callable[[float], str]


def draw_plot(figures: Figures) -> str:
    """Return everything that was measured as one SVG."""
    latest = figures.latest()
    time = (*curves(latest, lambda run: run.wall, COLD), *curves(latest, lambda run: run.wall, EDIT))
    memory = curves(latest, lambda run: run.tree / 1e6, COLD)
    panels = (
        Panel("Time", "from start to end of the program", time, *_axes(time, 84, 412), round_times, seconds),
        Panel("Memory", "peak of all processes together", memory, *_axes(memory, 694, 1000), round_numbers, megabytes),
    )
    told = ". ".join(f"{panel.title}: {'; '.join(_spoken(panel))}" for panel in panels)
    under = "against the number of articles, axes logarithmic"
    dashes = " · dashed: built again after one article changed" if any(curve.dashed for curve in time) else ""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"',
            f'  aria-labelledby="title desc" font-family={quoteattr(FONT)}>',
            '<title id="title">Time and memory of building the site of a county</title>',
            f'<desc id="desc">{escape(told)}.</desc>',
            f'<rect width="{WIDTH}" height="{HEIGHT}" rx="12" fill="{PAPER}"/>',
            _text(36, 50, "Building the site of a county", size=23, weight=700),
            _text(36, 74, under + dashes, size=14, colour=GREY),
            *(line for panel in panels for line in _panel(panel, latest.sizes())),
            _text(36, HEIGHT - 26, _foot(latest), size=12.5, colour=GREY),
            "</svg>",
            "",
        ]
    )


def curves(figures: Figures, value: Callable[[Run], float], step: str) -> tuple[Curve, ...]:
    """Return a curve for everyone who took that step."""
    found = []
    for name, look in LOOKS.items():
        points = tuple(figures.points(value, name, step))
        if points:
            runs = ((size, [value(run) for run in figures.chosen(name, size, step)]) for size, _ in points)
            ranges = tuple((size, min(values), max(values)) for size, values in runs if len(values) > 1)
            label = f"{look.label}, one change" if step == EDIT else look.label
            found.append(Curve(label, look, points, ranges, figures.growth(value, name, step), dashed=step == EDIT))
    return tuple(found)


def _axes(drawn: Sequence[Curve], left: float, right: float) -> tuple[Axis, Axis]:
    sizes = [size for curve in drawn for size, _ in curve.points]
    values = [value for curve in drawn for _, value in curve.points]
    values += [value for curve in drawn for _, low, high in curve.ranges for value in (low, high)]
    return (
        Axis(min(sizes) / 1.18, max(sizes) * 1.18, left, right),
        Axis(min(values) / 1.35, max(values) * 1.35, BOTTOM, TOP),
    )


def _panel(panel: Panel, sizes: Sequence[int]) -> Iterator[str]:
    heading = f'<tspan font-weight="700" font-size="15.5" fill="{INK}">{panel.title}</tspan>'
    yield f'<text x="36" y="{TOP - 18}" font-size="13" fill="{GREY}" transform="translate({panel.x.start - 84} 0)">'
    yield f'{heading}<tspan dx="9">{panel.about}</tspan></text>'
    yield from _grid(panel, sizes)
    for curve in sorted(panel.curves, key=lambda one: one.look.strong):
        yield from _line(curve, panel.x, panel.y)
    yield from _names(panel, max(sizes))


def _grid(panel: Panel, sizes: Sequence[int]) -> Iterator[str]:
    x, y = panel.x, panel.y
    for value in panel.ticks(y.least, y.most):
        place = y.place(value)
        yield f'<path d="M{x.start} {place:.1f}H{x.end}" stroke="{RULE}"/>'
        yield _text(x.start - 9, place + 4.5, panel.tell(value), size=12.5, colour=GREY, anchor="end")
    for size in sizes:
        place = x.place(size)
        yield f'<path d="M{place:.1f} {TOP}V{BOTTOM}" stroke="{RULE}"/>'
        yield _text(place, BOTTOM + 21, f"{size:,}", size=12.5, colour=GREY, anchor="middle")
    yield f'<path d="M{x.start} {BOTTOM}H{x.end}" stroke="{GREY}"/>'


def _line(curve: Curve, x: Axis, y: Axis) -> Iterator[str]:
    colour, strong = curve.look.colour, curve.look.strong
    places = [(x.place(size), y.place(value)) for size, value in curve.points]
    for size, low, high in curve.ranges:
        yield (
            f'<path d="M{x.place(size):.1f} {y.place(low):.1f}V{y.place(high):.1f}" stroke="{colour}" '
            f'stroke-width="9" stroke-linecap="round" opacity=".22"/>'
        )
    path = "M" + "L".join(f"{across:.1f} {down:.1f}" for across, down in places)
    dash = ' stroke-dasharray="6 4"' if curve.dashed else ""
    yield (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{3.2 if strong else 1.8}" '
        f'stroke-linejoin="round"{dash}/>'
    )
    for across, down in places:
        yield _sign(curve, across, down)


def _sign(curve: Curve, x: float, y: float) -> str:
    r = 5.4 if curve.look.strong else 4.4
    a, b, c = 1.3 * r, 1.2 * r, 2.1 * r
    shapes = {
        "square": f"M{-r:.1f} {-r:.1f}h{2 * r:.1f}v{2 * r:.1f}h{-2 * r:.1f}z",
        "diamond": f"M0 {-a:.1f}L{a:.1f} 0L0 {a:.1f}L{-a:.1f} 0z",
        "up": f"M0 {-b:.1f}l{b:.1f} {c:.1f}h{-2 * b:.1f}z",
        "down": f"M0 {b:.1f}l{b:.1f} {-c:.1f}h{-2 * b:.1f}z",
        "disc": f"M{-r:.1f} 0a{r} {r} 0 1 1 {2 * r:.1f} 0a{r} {r} 0 1 1 {-2 * r:.1f} 0z",
    }
    fill, edge = (PAPER, curve.look.colour) if curve.dashed else (curve.look.colour, PAPER)
    return (
        f'<path transform="translate({x:.1f} {y:.1f})" d="{shapes[curve.look.sign]}" fill="{fill}" '
        f'stroke="{edge}" stroke-width="1.6"/>'
    )


def _names(panel: Panel, largest: int) -> Iterator[str]:
    """Name each curve where it ends: beside the panel, kept apart; one that ends earlier above its last point."""
    x, y = panel.x, panel.y
    beside = sorted(
        (curve for curve in panel.curves if curve.last[0] == largest), key=lambda curve: y.place(curve.last[1])
    )
    wanted = [y.place(curve.last[1]) for curve in beside]
    for curve, place, end in zip(beside, apart(wanted, LABEL_STEP, TOP, BOTTOM - 8), wanted, strict=True):
        yield (
            f'<path d="M{x.place(largest) + 8:.1f} {end:.1f}L{x.end + 8} {place:.1f}h6" fill="none" '
            f'stroke="{curve.look.colour}" opacity=".6"/>'
        )
        yield from _name(panel, curve, x.end + 19, place + 1)
    for curve in panel.curves:
        size, value = curve.last
        if size != largest:
            halo = f'text-anchor="end" stroke="{PAPER}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"'
            yield f"<g {halo}>"
            yield from _name(panel, curve, x.place(size) + 18, y.place(value) - 27)
            yield "</g>"


def _name(panel: Panel, curve: Curve, x: float, y: float) -> Iterator[str]:
    weight = 700 if curve.look.strong else 600
    yield _text(x, y, curve.label, size=13.5, colour=curve.look.colour, weight=weight)
    size, value = curve.last
    grown = "" if curve.growth is None else f' · ∝ n<tspan dy="-4" font-size="9">{curve.growth:.2f}</tspan>'
    words = f"{panel.tell(value)} at {size:,}{grown}"
    yield f'<text x="{x:.1f}" y="{y + 14.5:.1f}" font-size="11.5" fill="{GREY}">{words}</text>'


def _text(  # noqa: PLR0913 - one parameter for each attribute of a text
    x: float, y: float, words: str, *, size: float, colour: str = INK, weight: int = 400, anchor: str = "start"
) -> str:
    bold = f' font-weight="{weight}"' if weight != 400 else ""
    where = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}"{bold}{where}>{escape(words)}</text>'


def seconds(value: float) -> str:
    """Write seconds so that two digits count."""
    if value < 10:
        return f"{value:.2g} s"
    if value < 60:
        return f"{value:.0f} s"
    return f"{value / 60:.2g} min" if value < 600 else f"{value / 60:.0f} min"


def megabytes(value: float) -> str:
    """Write megabytes."""
    return f"{value:,.0f} MB"


def _spoken(panel: Panel) -> Iterator[str]:
    for curve in panel.curves:
        yield f"{curve.label} " + ", ".join(f"{panel.tell(value)} at {size:,}" for size, value in curve.points)


def _foot(figures: Figures) -> str:
    machine = figures.machine
    words = [
        machine.get("date", ""),
        f"{machine.get('cores', '?')} cores of {machine.get('processor', '?')}, {machine.get('memory', '?')}",
        f"Python {machine.get('Python', '?')}",
        "medians; pale bars: from the least to the most of all runs",
    ]
    return " · ".join(word for word in words if word)
