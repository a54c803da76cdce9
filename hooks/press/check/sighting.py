"""What is told of a mark that was found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sighting:
    """The mark as found: px of the canvas, shares of its short side, WCAG contrast, correlations (−1…1)."""

    campaign: str
    corner: str
    box: tuple[float, float, float, float]
    text: float
    share: float
    margin: tuple[float, float]
    score: float
    contrast: float
    weakest: float
    seal: float
