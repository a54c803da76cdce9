"""Marks that stand clear of a declared label of AI-made content (GB 45438): the finished file states by how much.

Only where the mark is not in its corner is that statement asked for; the mark must then stand where it says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from press.check.sight import Demand, Judgement

_STATED = re.compile(r"xinglin-press [^\n]*\blabel:(0\.\d{1,3})\b")
_DISPLACED = frozenset({"check/margin", "check/wrong-corner"})


def judged_beside_label(
    judge: Callable[[Sequence[Demand]], Judgement], demands: Sequence[Demand], note: Callable[[], str]
) -> Judgement:
    """Judge a canvas, and once more by what its file states of a label if the mark is not in its corner.

    Args:
        judge: judges the canvas by demands.
        demands: one for each campaign.
        note: reads what the file says of its mark.
    """
    judgement = judge(demands)
    if judgement.fault is None or judgement.fault.rule not in _DISPLACED:
        return judgement
    stated = _STATED.search(note())
    if stated is None:
        return judgement
    inset = float(stated[1])
    return judge([replace(one, insets=tuple((x, inset) for x, _ in one.insets)) for one in demands])
