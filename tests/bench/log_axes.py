"""Geometry of a plot with logarithmic axes: where a value lies, which values get a line, where labels stand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

FEWEST_TICKS = 4
ROUND_SECONDS = (0.1, 0.3, 1, 3, 10, 30, 60, 180, 600, 1800, 3600, 10800)


@dataclass(frozen=True, slots=True)
class Axis:
    """A logarithmic axis from one place of the picture to another."""

    least: float
    most: float
    start: float
    end: float

    def place(self, value: float) -> float:
        """Return where a value lies, in units of the picture."""
        part = math.log(value / self.least) / math.log(self.most / self.least)
        return self.start + part * (self.end - self.start)


def round_numbers(least: float, most: float) -> list[float]:
    """Return values such as 1, 2, 5 and 10 between two, at least four of them if there are."""
    found: list[float] = []
    powers = range(math.floor(math.log10(least)), math.ceil(math.log10(most)) + 1)
    for steps in ((1, 3), (1, 2, 5), (1, 1.5, 2, 3, 4, 5, 7)):
        found = [step * 10.0**power for power in powers for step in steps if least <= step * 10.0**power <= most]
        if len(found) >= FEWEST_TICKS:
            break
    return found


def round_times(least: float, most: float) -> list[float]:
    """Return the seconds between two that a clock shows as round: 30 s and 1 min rather than 100 s."""
    found = [value for value in ROUND_SECONDS if least <= value <= most]
    return found if len(found) >= FEWEST_TICKS else round_numbers(least, most)


def apart(wanted: Sequence[float], step: float, least: float, most: float) -> list[float]:
    """Move labels as little as possible so that neighbours stand a step apart: the mean of each crowd stays.

    Args:
        wanted: where they would like to stand, ascending.
        step: least distance of two.
        least: none stands below.
        most: none stands above, unless there is no room.
    """
    crowds: list[tuple[float, int]] = []  # where the first of each would like to stand, times its number; its number
    for place in wanted:
        total, count = place, 1
        while crowds and total / count < crowds[-1][0] / crowds[-1][1] + step * crowds[-1][1]:
            before, earlier = crowds.pop()
            total, count = before + total - step * earlier * count, earlier + count
        crowds.append((total, count))
    places = [total / count + step * number for total, count in crowds for number in range(count)]
    for number in range(len(places)):
        places[number] = min(places[number], most - step * (len(places) - 1 - number))
    for number in range(len(places)):
        places[number] = max(places[number], least + step * number)
    return places
