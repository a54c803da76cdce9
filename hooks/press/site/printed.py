"""What was made for paper, as the site publishes and offers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from press.site.views import BoardSheets, SheetView


@dataclass(frozen=True, slots=True)
class PrintedMatter:
    """Published files by site-relative address, and by board and article what its page offers."""

    files: Mapping[str, Path] = field(default_factory=dict)
    made: Mapping[str, bytes] = field(default_factory=dict)
    sheets: Mapping[str, BoardSheets] = field(default_factory=dict)
    leaflets: Mapping[str, SheetView] = field(default_factory=dict)
