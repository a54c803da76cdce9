"""A Python-Markdown extension that turns links between source files into final addresses.

Like `press.markup.pictures` it stands round the engine's own link processing (priority 0), so that one place decides
where a link leads, what a dead one is, and which look-ups a page depends on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE

from press.markup.restore import Restore

_BEFORE_ENGINE: Final = 1
_AFTER_ENGINE: Final = -11
_HIDDEN_TAG: Final = "press-link"

Follow = Callable[[str], str | None]
"""From the address the author wrote to the final one, relative to the page; None for a link that leads nowhere."""


class LinkExtension(Extension):
    """Rewrites every `<a href>` of Markdown links; one that leads nowhere loses its address and stays as text."""

    def __init__(self, follow: Follow) -> None:
        self._follow = follow
        super().__init__()

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Register the processors (called by Python-Markdown)."""
        hidden: list[Element] = []
        md.treeprocessors.register(_Hide(md, self._follow, hidden), "press_links", _BEFORE_ENGINE)
        md.treeprocessors.register(Restore(md, hidden, "a"), "press_links_back", _AFTER_ENGINE)


class _Hide(Treeprocessor):
    def __init__(self, md: Markdown, follow: Follow, hidden: list[Element]) -> None:
        super().__init__(md)
        self._follow = follow
        self._hidden = hidden

    def run(self, root: Element) -> None:
        """Rewrite the links and rename them so that the engine does not resolve final addresses again."""
        self._hidden.clear()
        for link in list(root.iter("a")):
            written = link.get("href")
            if not written or written.startswith("#") or AMP_SUBSTITUTE in written:  # a mail address made of entities
                continue
            final = self._follow(written)
            if final is None:
                del link.attrib["href"]
            else:
                link.set("href", final)
            link.tag = _HIDDEN_TAG
            self._hidden.append(link)
