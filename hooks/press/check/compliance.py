"""The outcome of a check: how much of what must carry the mark carries it, and every gap."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from press.campaign.model import Campaign
from press.check.product import Product


@dataclass(frozen=True, slots=True)
class Gap:
    """One fault of one file. `file` is relative to the site."""

    file: str
    rule: str
    reason: str
    hint: str


@dataclass(frozen=True, slots=True)
class Exemption:
    """A file that need not carry a mark, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """One kind of product.

    must      files that must carry the mark
    marked    of these, those that do, as the rule wants
    places    pages, slides, headers and frames looked at in them
    contrast  the least WCAG contrast measured; None where none was
    """

    product: Product
    must: int
    marked: int
    places: int
    gaps: tuple[Gap, ...] = ()
    exempt: tuple[Exemption, ...] = ()
    contrast: float | None = None

    @property
    def share(self) -> float:
        """Marked over must be marked; 1 where nothing must."""
        return self.marked / self.must if self.must else 1.0


@dataclass(frozen=True, slots=True)
class Compliance:
    """A checked site.

    on      the day of the check
    digest  of the site: SHA-256 over the sorted lines `sha256  path`
    files   all published files
    """

    on: dt.date
    digest: str
    files: int
    campaigns: tuple[Campaign, ...]
    coverage: tuple[Coverage, ...]

    @property
    def must(self) -> int:
        """Files that must carry the mark."""
        return sum(one.must for one in self.coverage)

    @property
    def marked(self) -> int:
        """Files that carry it as the rule wants."""
        return sum(one.marked for one in self.coverage)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """All gaps, by kind and file."""
        return tuple(gap for one in self.coverage for gap in one.gaps)

    @property
    def complete(self) -> bool:
        """Whether everything that must carry the mark does."""
        return self.marked == self.must
