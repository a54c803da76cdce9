"""Which rare characters a site uses, and the font for them."""

from __future__ import annotations

from press.cache import Cache
from press.content.rare import rare_characters
from press.findings import Checked
from press.model import Library
from press.site.inputs import SiteInputs
from press.site.plan import published
from press.site.rare_glyphs import RareFont, rare_font_files


def font_for(library: Library, inputs: SiteInputs) -> Checked[RareFont]:
    """Return the subset of rare characters that a library uses, and what was found on the way."""
    names = rare_characters("".join(repr(doctor) for doctor in library.doctors.values()))
    used = {name: inputs.shown("doctors.yml") for name in names}
    for document in published(library):
        for character in (*document.rare, *rare_characters(document.title)):
            used.setdefault(character, inputs.shown(document.path))
    return rare_font_files(used, inputs.overlays / "fonts", Cache(inputs.cache))
