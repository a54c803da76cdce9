"""Expressions compiled when they are first searched for: of hundreds, one text needs a few."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Expression:
    """A regular expression; `^` and `$` match at lines.

    source  as `re` takes it; `compiled` raises `re.error` if it is wrong
    """

    source: str

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression ready for searching."""
        return re.compile(self.source, re.MULTILINE)
