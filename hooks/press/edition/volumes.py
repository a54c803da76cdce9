"""The yearly volume (合订本): all boards of a year as one PDF for readers; from the cache where nothing changed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from press.edition.months import Press, month_key
from press.edition.record import recall, remember
from press.findings import Checked
from press.print.content import SheetContent, VolumeContent
from press.print.sheet import SheetFormat
from press.print.volume import typeset_volume

RECIPE = "1"
"""Raise when a volume is put together otherwise."""


def make_volume(year: int, boards: Sequence[SheetContent], a4: SheetFormat, press: Press) -> Checked[Path | None]:
    """Return a year's volume, or None when no board of the year can be set.

    Args:
        year: of the boards.
        boards: oldest first, at least one.
        a4: the A4 format.
        press: mark and date of the newest board.
    """
    organisers = boards[-1].organisers
    content = VolumeContent(year, f"{year}年科普宣传栏合订本", tuple(boards), organisers, boards[-1].colour)
    key = f"volume {RECIPE} {a4!r} " + " ".join(month_key(board, press) for board in boards)
    made = recall(press.cache, key)
    if made is None:
        checked = typeset_volume(content, a4, press.workshop)
        files = {} if checked.value is None else {"volume.pdf": checked.value}
        # What is wrong with a board was said when its sheets were made.
        said = tuple(finding for finding in checked.findings if finding.path is None)
        made = remember(press.cache, key, files, {}, said)
    return Checked(made.files.get("volume.pdf"), made.findings)
