"""What looking at one file yields."""

from __future__ import annotations

from dataclasses import dataclass

from press.check.faults import Fault
from press.check.sighting import Sighting


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for one file.

    faults  what is wrong; empty: the mark is there as it should be
    seen    the mark as found, the worst of several pages or frames; None where nothing was found
    exempt  why the file need not carry a mark; empty: it must
    places  pages, slides, frames or headers looked at
    """

    faults: tuple[Fault, ...] = ()
    seen: Sighting | None = None
    exempt: str = ""
    places: int = 1
