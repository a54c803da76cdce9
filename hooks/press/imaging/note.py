"""The note a marked file carries, and whether to believe it.

The note is one line in EXIF "Software" (JPEG, PNG, WebP) or in the GIF comment. Anyone can copy a note into a file that
carries no mark, so it counts only together with the pixels.
"""

from __future__ import annotations

import numpy as np

from press.campaign.badge import Style
from press.campaign.model import Campaign, Layout, Variant
from press.imaging.canvas import Canvas
from press.imaging.drawn import Drawn, Treatment
from press.imaging.geometry import Anchor, Box

RENDER_VERSION = 4
"""Raised by hand whenever another file may come out of this package: part of every cache key."""

_NOTE_VERSION = 3
"""Raised by hand only when a treatment is drawn or placed differently: files marked before are then marked anew."""

_PREFIX = "xinglin-press"
_LABEL = "label:"
_SOLID = 250
_CLOSE = 28.0
"""Mean distance per channel (0–255) that JPEG at quality 60 stays below on the mark's flat colours."""


def write_note(campaign: Campaign, anchor: Anchor, treatment: Treatment, label: float = 0.0) -> str:
    """Return the note: campaign, recipe, version, corner, treatment, and the margin that keeps clear of an AI label."""
    style = treatment.style
    look = f"{style.variant}/{style.layout}/{round(style.plate * 100)}/{int(treatment.halo)}"
    return f"{_PREFIX} {campaign.id} {campaign.recipe} {_NOTE_VERSION} {anchor.name} {look}" + (
        f" {_LABEL}{label:.3f}" if label else ""
    )


def read_note(note: str, campaign: Campaign, anchor: Anchor) -> Treatment | None:
    """Return the treatment a note states, None unless it speaks of this campaign's present mark in this corner."""
    words = [word for word in note.split(" ") if not word.startswith(_LABEL)]
    if words[:-1] != [_PREFIX, campaign.id, campaign.recipe, str(_NOTE_VERSION), anchor.name]:
        return None
    try:
        variant, layout, plate, halo = words[-1].split("/")
        return Treatment(Style(Variant(variant), Layout(layout), int(plate) / 100), halo=halo == "1")
    except ValueError:
        return None


def names_a_mark(note: str) -> bool:
    """Whether a note was written by this project, for whatever campaign."""
    return note.startswith(f"{_PREFIX} ")


def carries(canvas: Canvas, drawn: Drawn, box: Box) -> bool:
    """Whether the canvas shows the mark in the box: its solid pixels have the mark's colours, its edges too."""
    here = np.asarray(canvas.crop(box.corners).convert("RGB")).astype(np.float64)
    mark = np.asarray(drawn.image).astype(np.float64)
    solid = mark[..., 3] >= _SOLID
    if not solid.any():
        return False
    distance = np.abs(here - mark[..., :3])[solid]
    return float(distance.mean()) <= _CLOSE
