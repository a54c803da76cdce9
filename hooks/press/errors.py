"""The exception tree.

PressError                      anything this project raises on purpose
├── UsageError                  wrong command line or configuration      exit code 2
├── MissingToolError            a foreign program or library is absent   exit code 3
├── PublishError                the finished site cannot be put in place exit code 1, the old site stays
├── CacheError                  the cache folder cannot be written         exit code 1, the old site stays
├── StoppedError                the user ended the work                  exit code 130
└── MediaError                  one picture, video or font cannot be used (caught, becomes a finding)
    ├── UnreadableMediaError    not decodable, truncated, or not what its name says
    └── MediaLimitError         over a limit on size, time or memory

Faults in *content* are not exceptions: they are `press.findings.Finding` values, collected and shown together.
"""

from __future__ import annotations

from typing import ClassVar


class PressError(Exception):
    """Root of the tree. The message is Simplified Chinese, meant for the publicity officer."""

    exit_code: ClassVar[int] = 1


class UsageError(PressError):
    """The command line or a configuration file asks for something that cannot be."""

    exit_code = 2


class MissingToolError(PressError):
    """A foreign program is not there; the message names how to install it."""

    exit_code = 3


class PublishError(PressError):
    """The new site cannot be put in the place of the old one, which stays as it was."""


class CacheError(PressError):
    """The cache folder cannot be written: disk full, or no permission."""


class StoppedError(PressError):
    """Ctrl-C, noticed by a foreign program before it reached us."""

    exit_code = 130


class MediaError(PressError):
    """One media file cannot be used; the caller turns this into a finding and goes on."""


class UnreadableMediaError(MediaError):
    """The file cannot be decoded: truncated, corrupt, or not of the type it claims."""


class MediaLimitError(MediaError):
    """The file exceeds a limit (pixels, bytes, seconds) that protects the machine."""
