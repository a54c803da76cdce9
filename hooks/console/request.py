"""What the command line asks a build for, and what it gets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from console.project import CACHE
from press.publish.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Request:
    """What to build. None leaves it to the configuration file.

    thorough  whether boards are printed and the marks of the finished site are proved: slow the first time
    """

    config: Path
    docs: Path | None = None
    site: Path | None = None
    strict: bool = False
    jobs: int | None = None
    thorough: bool = True

    @property
    def cache(self) -> Path:
        """The cache of the project whose configuration this is."""
        return self.config.absolute().parent / CACHE.name


@dataclass(frozen=True, slots=True)
class Built:
    """A build that ran to its end.

    outcome    what the hook handed over, the engine's own findings added
    published  False if `--strict` held the new site back
    """

    outcome: Outcome
    published: bool = True
