"""Every kind of check by the name rule files use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from press.rules.checks import (
    dead_link,
    indented,
    link,
    markers,
    near,
    pairs,
    pattern,
    pinyin,
    repeated,
    required,
    review,
    script,
)
from press.rules.checks.border import Params
from press.rules.language import Language
from press.rules.rule import Check


@dataclass(frozen=True, slots=True)
class KindOfCheck:
    """How a kind reads its parameters and makes a check of them.

    values  names of the placeholders its messages may use, besides `{count}`
    """

    params: type[Params]
    make: Callable[[Any, Language], Check]
    values: frozenset[str]


def _kind(params: type[Params], make: Callable[[Any, Language], Check], *values: str) -> KindOfCheck:
    return KindOfCheck(params, make, frozenset(values))


KINDS: Final[Mapping[str, KindOfCheck]] = {
    "pattern": _kind(pattern.PatternParams, pattern.make, "hit", "around", "code"),
    "near": _kind(near.NearParams, near.make, "hit", "other"),
    "link": _kind(link.LinkParams, link.make, "hit", "address"),
    "dead-link": _kind(dead_link.DeadLinkParams, dead_link.make, "hit", "right"),
    "required": _kind(required.RequiredParams, required.make, "fields", "keys"),
    "review": _kind(review.ReviewParams, review.make, "reviewed", "due", "days", "dated", "today"),
    "script": _kind(script.ScriptParams, script.make, "hit", "most", "few", "count"),
    "pinyin": _kind(pinyin.PinyinParams, pinyin.make, "hit"),
    "pairs": _kind(pairs.PairsParams, pairs.make, "hit", "sign"),
    "repeated": _kind(repeated.RepeatedParams, repeated.make, "hit", "first"),
    "markers": _kind(markers.MarkersParams, markers.make, "hit"),
    "indented": _kind(indented.IndentedParams, indented.make, "hit"),
}
