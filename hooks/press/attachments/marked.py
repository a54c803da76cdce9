"""What marking one document yields."""

from __future__ import annotations

from dataclasses import dataclass

RECIPE = 1
"""Raised whenever the code of this package may give other bytes for the same input: part of every cache key."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A document with the mark.

    data     the whole file
    marks    pages, headers or slides that carry it
    already  it carried the mark before; `data` is then the input itself
    """

    data: bytes
    marks: int
    already: bool = False
