"""Markdown to HTML, with one instance for all texts: making a new one for each costs a fifth of the work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markdown import Markdown
from markdown.extensions import Extension

from press.markup.sparing import Source, spare


class Converter:
    """Converts texts one after the other; nothing of one is left in the next.

    Args:
        extensions: names or extensions, as Python-Markdown takes them.
        configs: settings by name of extension.
    """

    def __init__(
        self, extensions: Sequence[str | Extension], configs: Mapping[str, Mapping[str, object]] | None = None
    ) -> None:
        self._markdown = Markdown(
            extensions=list(extensions),
            extension_configs={name: dict(config) for name, config in (configs or {}).items()},
        )
        self._source = Source()
        spare(self._markdown, self._source)

    def convert(self, text: str) -> str:
        """Return the HTML of a Markdown text."""
        self._markdown.reset()
        self._source.text = text
        return self._markdown.convert(text) if text.strip() else ""


__all__ = ["Converter"]
