"""The library, read and linked by a process of its own: that takes four times the memory of what it returns."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from press.content.survey import Survey
from press.findings import Checked
from press.forked import begun
from press.model import Library
from press.site.inputs import SiteInputs

LibraryLater = Callable[[], Checked[Library]]
"""Waits for a library that is being linked, and returns it."""


def begin_library(inputs: SiteInputs, survey: Survey) -> LibraryLater:
    """Begin to link the library; meanwhile something else can be done."""
    return begun(partial(_load, inputs, survey))


def _load(inputs: SiteInputs, survey: Survey) -> Checked[Library]:
    from press.content.library import load_library  # noqa: PLC0415 - a tenth of a second, in the other process

    return load_library(inputs.docs, inputs.root, survey)
