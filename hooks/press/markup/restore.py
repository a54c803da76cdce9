"""Giving elements back the name under which they were kept out of the engine's sight."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor


class Restore(Treeprocessor):
    """Runs after the engine's own link processing.

    Args:
        md: the converter.
        hidden: elements that were renamed; emptied once they have their name back.
        tag: their name.
    """

    def __init__(self, md: Markdown, hidden: list[Element], tag: str) -> None:
        super().__init__(md)
        self._hidden = hidden
        self._tag = tag

    def run(self, root: Element) -> None:
        """Give the elements their name back."""
        del root
        for element in self._hidden:
            element.tag = self._tag
        self._hidden.clear()
