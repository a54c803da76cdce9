"""Where one build reads, and what it is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from press.content.tree import docs_prefix
from press.progress import Reporter


@dataclass(frozen=True, slots=True)
class SiteInputs:
    """Where one build reads and what it is told.

    address  absolute with a trailing slash, or empty
    engine   digest of everything of the engine that shapes a page (versions, configuration); empty: keep no pages
    leaflets whether a leaflet is printed of every article, and not only of those on boards
    """

    root: Path
    docs: Path
    overlays: Path
    cache: Path
    today: dt.date
    title: str
    address: str
    jobs: int
    reporter: Reporter
    engine: str = ""
    prints: bool = True
    leaflets: bool = False

    @property
    def theme(self) -> Path:
        """The folder of our templates."""
        return self.overlays / "theme"

    def shown(self, path: PurePosixPath | str) -> str:
        """Return how findings name a file of docs/."""
        return f"{docs_prefix(self.docs, self.root)}/{path}"


def day_of(environment: Mapping[str, str]) -> dt.date:
    """Return the date of a build: today's, or that of `SOURCE_DATE_EPOCH` (reproducible-builds.org)."""
    epoch = environment.get("SOURCE_DATE_EPOCH")
    return dt.datetime.fromtimestamp(int(epoch), dt.UTC).date() if epoch else dt.date.today()  # noqa: DTZ011 - the wall calendar of the county
