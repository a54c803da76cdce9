"""Our Markdown extensions, at work for one build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from press.markup.links import LinkExtension
from press.markup.note_titles import NoteTitles
from press.markup.pictures import PictureExtension

if TYPE_CHECKING:
    from markdown.extensions import Extension

    from press.site.text_desk import TextDesk


def our_extensions(desk: TextDesk) -> tuple[Extension, ...]:
    """Return the extensions that resolve what the text on a desk refers to."""
    return NoteTitles(), PictureExtension(desk.picture), LinkExtension(desk.follow)
