"""Comments that stand alone between empty lines (`<!-- more -->`) are taken out without reading the text as HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from markdown import Markdown

_LONE: Final = re.compile(r"<!--(?<=\n\n<!--)[^<>&\n-]*-->(?=\n\n)")  # begins with plain signs: found ten times as fast
_PROBE: Final = ["甲", "", "<!-- 乙 -->", "", "丙", ""]


def spare_comments(markdown: Markdown, step: Any) -> None:  # noqa: ANN401 - its method is replaced
    """Do without the step that takes HTML out of a text whose only HTML are such comments.

    Args:
        markdown: keeps what is taken out.
        step: the step; it stays as it is if it treats comments in another way than is known here.
    """
    whole: Callable[[list[str]], list[str]] = step.run

    def run(lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        if "&" in text or len(_LONE.findall(text)) != text.count("<"):
            return whole(lines)
        return _LONE.sub(lambda found: markdown.htmlStash.store(f"{found[0]}\n") + "\n\n", text).split("\n")

    if _kept(markdown, run) == _kept(markdown, whole):
        step.run = run


def _kept(markdown: Markdown, run: Callable[[list[str]], list[str]]) -> tuple[list[str], list[object]]:
    """Return what becomes of a text, and what is taken out of it."""
    markdown.htmlStash.reset()
    lines = run(list(_PROBE))
    kept: list[object] = list(markdown.htmlStash.rawHtmlBlocks)
    markdown.htmlStash.reset()
    return lines, kept
