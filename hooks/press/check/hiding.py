"""Whether styles keep the mark from being seen, or push it out of its corner.

A static reading: the cascade (CSS Cascading and Inheritance Level 4) of a few properties over the mark and its
ancestors, once as always, once under each condition a stylesheet names (print, widths). What only a browser can see is
left to it: scripts, sibling selectors, pointer states, elements laid over the mark, the final position in pixels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from press.check.css import StyleRule, declarations_of
from press.check.selectors import Element, specificity

_PROPERTIES = frozenset(
    {
        *("display", "visibility", "opacity", "content-visibility", "content", "clip", "clip-path", "filter"),
        *("transform", "scale", "width", "height", "max-width", "max-height", "overflow", "position", "left", "top"),
        *("right", "bottom", "inset", "text-indent", "float", "text-align", "mask", "mask-image"),
    }
)
_LENGTH = re.compile(r"(-?\d*\.?\d+)(px|em|rem|ex|ch|vw|vh|%|pt|cm|mm|in)?$")
_AWAY = {"px": 900.0, "em": 60.0, "rem": 60.0, "vw": 100.0, "vh": 100.0, "%": 100.0, "pt": 700.0}
_SHUT = re.compile(r"inset\(\s*(?:50|[6-9]\d|100)%|inset\(\s*0?\s+100%|circle\(\s*0|polygon\(\s*0 0\s*\)")
_NO_SCALE = re.compile(r"scale[xy]?\(\s*0?\.?0*\d?\s*[,)]|matrix\(\s*0\s*,")
_FADED = 0.9
_TINY = 2.0


@dataclass(frozen=True, slots=True)
class Hidden:
    """Why readers do not see the mark where it belongs; `elsewhere`: they see it, but not at the left."""

    how: str
    elsewhere: bool = False


def why_hidden(line: Sequence[Element], rules: Sequence[StyleRule]) -> Hidden | None:
    """Return why an element is not seen at the left of its block, None when no static reason was found.

    Args:
        line: its ancestors from the root down, and the element.
        rules: of all stylesheets of the page, in order.
    """
    for element in line:
        if "hidden" in element.attributes and element.attributes["hidden"] != "until-found":
            return Hidden("有 hidden 属性")
        if element.attributes.get("aria-hidden") == "true":
            return Hidden("对读屏软件隐藏（aria-hidden）")
        if element.tag in {"noscript", "template", "dialog", "details"} and "open" not in element.attributes:
            return Hidden(f"放在 <{element.tag}> 里")
    matched = [list(_matching(line[: end + 1], rules)) for end in range(len(line))]
    conditions = dict.fromkeys(rule.condition for rules_ in matched for rule, _ in rules_)
    for condition in ("", *(one for one in conditions if one)):
        styles = [_cascade(element, rules_, condition) for element, rules_ in zip(line, matched, strict=True)]
        how = _hidden(styles)
        if how is not None:
            return Hidden(f"{how.how}{_when(condition)}", how.elsewhere)
    return None


def own_width(line: Sequence[Element], rules: Sequence[StyleRule]) -> bool:
    """Whether a stylesheet sets the element's width: its `width` attribute then says nothing."""
    return "width" in _cascade(line[-1], list(_matching(line, rules)), "")


def _matching(line: Sequence[Element], rules: Sequence[StyleRule]) -> Iterator[tuple[StyleRule, tuple[int, int, int]]]:
    for rule in rules:
        if _PROPERTIES.isdisjoint(rule.declarations):
            continue
        weights = [weight for one in rule.selectors if (weight := specificity(one, line)) is not None]
        if weights:
            yield rule, max(weights)


def _cascade(
    element: Element, matched: Sequence[tuple[StyleRule, tuple[int, int, int]]], condition: str
) -> dict[str, str]:
    """Return the winning values of the properties looked at."""
    best: dict[str, tuple[tuple[bool, bool, tuple[int, int, int], int], str]] = {}

    def offer(
        declarations: Mapping[str, tuple[str, bool]], weight: tuple[int, int, int], order: int, *, inline: bool
    ) -> None:
        for name, (value, important) in declarations.items():
            rank = (important, inline, weight, order)
            if name in _PROPERTIES and (name not in best or rank >= best[name][0]):
                best[name] = (rank, value)

    for number, (rule, weight) in enumerate(matched):
        if rule.condition in {"", condition}:
            offer(rule.declarations, weight, number, inline=False)
    offer(declarations_of(element.attributes.get("style", "")), (0, 0, 0), 0, inline=True)
    return {name: value for name, (_, value) in best.items()}


def _hidden(styles: Sequence[Mapping[str, str]]) -> Hidden | None:
    for style in styles:
        how = _vanished(style) or _cut_away(style)
        if how is not None:
            return Hidden(how)
    visibility = next((style["visibility"] for style in reversed(styles) if "visibility" in style), "visible")
    if visibility in {"hidden", "collapse"}:
        return Hidden("样式 visibility")
    if "content" in styles[-1] and styles[-1]["content"] not in {"normal", "none"}:
        return Hidden("样式 content 把它换成了别的")
    if any(_length(styles[-1].get(side, "")) <= _TINY for side in ("width", "height", "max-width", "max-height")):
        return Hidden("样式把它缩到看不见")
    return _elsewhere(styles)


def _vanished(style: Mapping[str, str]) -> str | None:
    if style.get("display") == "none":
        return "样式 display: none"
    if style.get("content-visibility") == "hidden":
        return "样式 content-visibility"
    opacity = _length(style.get("opacity", "1"), 100.0 if style.get("opacity", "").endswith("%") else 1.0)
    if opacity < _FADED or "opacity(" in style.get("filter", "") or "blur(" in style.get("filter", ""):
        return "样式把它变淡或模糊"
    return "样式 transform" if _NO_SCALE.search(style.get("transform", "")) or style.get("scale") == "0" else None


def _cut_away(style: Mapping[str, str]) -> str | None:
    if _SHUT.search(style.get("clip-path", "")) or style.get("clip", "auto").startswith("rect(0"):
        return "样式 clip"
    narrow = any(_length(style.get(side, "")) <= _TINY for side in ("width", "height", "max-width", "max-height"))
    if narrow and style.get("overflow", "visible") in {"hidden", "clip"}:
        return "样式把它缩到看不见"
    moved = style.get("position") in {"absolute", "fixed", "relative"}
    sides = [style.get(side, "") for side in ("left", "top", "right", "bottom")] + style.get("inset", "").split()
    if (moved and any(map(_is_away, sides))) or _is_away(style.get("text-indent", "")):
        return "样式把它移到屏幕外"
    return None


def _elsewhere(styles: Sequence[Mapping[str, str]]) -> Hidden | None:
    align = next((style["text-align"] for style in reversed(styles) if "text-align" in style), "start")
    if align in {"right", "end", "center"} or any(style.get("float") in {"right", "inline-end"} for style in styles):
        return Hidden("样式把它排到了右边或中间", elsewhere=True)
    for style in styles:
        if style.get("position") in {"absolute", "fixed"}:
            right = "right" in style and style.get("left", "auto") == "auto"
            low = "bottom" in style and style.get("top", "auto") == "auto"
            if right or low:
                return Hidden("样式把它移出了左上角", elsewhere=True)
    return None


def _is_away(value: str) -> bool:
    found = _LENGTH.match(value)
    return bool(found) and float(found[1]) <= -_AWAY.get(found[2] or "px", 900.0)  # type: ignore[index]  # bool() narrows


def _length(value: str, unit: float = 1.0) -> float:
    """Return a plain number or px length; infinity for anything else."""
    found = _LENGTH.match(value)
    if found is None or found[2] not in {None, "px", "%"}:
        return float("inf") if found is None or float(found[1]) else 0.0
    if found[2] == "%" and unit == 1.0 and float(found[1]):
        return float("inf")
    return float(found[1]) / unit


def _when(condition: str) -> str:
    if not condition:
        return ""
    if "print" in condition:
        return "（打印时）"
    return f"（{condition[:60]}）"
