"""Steps of Python-Markdown that a text cannot need are left out: most of a Chinese text is plain words.

Nothing but time depends on it; what cannot be told of a later version of the library is done as the library does it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.toc import TocTreeprocessor, remove_fnrefs, render_inner_html, strip_tags, unique
from markdown.inlinepatterns import Pattern
from markdown.postprocessors import RawHtmlPostprocessor
from markdown.preprocessors import NormalizeWhitespace
from markdown.serializers import to_xhtml_string
from markdown.util import HTML_PLACEHOLDER_RE, AtomicString

from press.expressions.needs import ANYTHING, needs_of
from press.markup.serialise import to_xhtml

_HANDLE: Final = "_InlineProcessor__handleInline"
"""Python-Markdown's method that tries every inline pattern on a piece of text."""
_PLAIN_BLOCK: Final = re.compile(r"(?:[\u3007\u3400-\u9fff“‘《（【]|!\[)[^\n]*")
"""One line that begins with a Chinese sign or a picture. What follows is left to the inline patterns."""
_HEADING_BLOCK: Final = re.compile(r"#[^\n]*")
"""One line that is a heading, if it is one for the processor of headings."""
_KNOWN_BLOCKS: Final = frozenset(
    (
        "AbbrBlockprocessor",
        "AdmonitionProcessor",
        "BlockQuoteProcessor",
        "DefListIndentProcessor",
        "DefListProcessor",
        "DetailsProcessor",
        "EmptyBlockProcessor",
        "FootnoteBlockProcessor",
        "HRProcessor",
        "HashHeaderProcessor",
        "ListIndentProcessor",
        "MarkdownInHtmlProcessor",
        "OListProcessor",
        "ParagraphProcessor",
        "ReferenceProcessor",
        "SetextHeaderProcessor",
        "SuperFencesCodeBlockProcessor",
        "TableProcessor",
        "UListProcessor",
    )
)
"""Processors read through: none but the last, the paragraph, takes a block that `_PLAIN_BLOCK` matches, and none before
that of headings one that `_HEADING_BLOCK` does."""
_ESCAPING: Final = ("markdown.", "pymdownx.")
"""Packages whose inline patterns were read through: they escape nothing but what stands behind a backslash."""
_SPECIAL: Final = re.compile("[&<>\x02]")
"""What a heading's text holds when it is not its own HTML."""


_ODD_SPACE: Final = ("\x02", "\x03", "\r", "\t", "\n ")
_HEADINGS: Final = frozenset(f"{letter}{level}" for letter in "Hh" for level in range(1, 7))


@dataclass(slots=True)
class Source:
    """The text that is being converted."""

    text: str = ""


def spare(markdown: Markdown, source: Source) -> None:
    """Leave out what a text cannot need.

    Args:
        markdown: complete with its extensions.
        source: holds each text while it is converted.
    """
    _spare_inline_patterns(markdown)
    _spare_block_processors(markdown)
    _spare_steps(markdown, source)
    _spare_table_of_contents(markdown, source)
    _spare_repeated_questions(markdown)


def _spare_repeated_questions(markdown: Any) -> None:  # noqa: ANN401 - its methods are replaced
    """Ask once for each tag whether it is a block's, and write the tree without asking for what is not in it."""
    markdown.is_block_level = _Known(markdown.is_block_level).__getitem__
    if markdown.serializer is to_xhtml_string:
        markdown.serializer = to_xhtml


class _Known(dict[Any, bool]):
    """What a function of one value answers, asked only once for each."""

    def __init__(self, ask: Callable[[Any], bool]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, value: Any) -> bool:  # noqa: ANN401 - tags of trees are of any type
        answer = self[value] = self._ask(value)
        return answer


def _spare_inline_patterns(markdown: Markdown) -> None:
    """Look for any sign that begins an inline pattern before all patterns are tried (measured: a fifth of the work)."""
    inline: Any = markdown.treeprocessors["inline"]
    handle: Callable[[str, int], str] | None = getattr(inline, _HANDLE, None)
    signs = [_sign_of(pattern) for pattern in markdown.inlinePatterns]
    if handle is None or not all(signs):
        return
    find = re.compile("[" + re.escape("".join(sorted(set("".join(signs))))) + "]").search

    def sparing(data: str, first: int = 0) -> str:
        if isinstance(data, AtomicString) or not find(data):
            return data
        return handle(data, first)

    setattr(inline, _HANDLE, sparing)
    inline.run = _only_in_blocks_with(find, inline.run)


def _only_in_blocks_with(find: Callable[[str], object], run: Callable[[Element], object]) -> Callable[[Element], None]:
    """Show the inline patterns only the blocks that hold a sign of any, all at once: they count their footnotes."""

    def sparing(root: Element) -> None:
        if any(block.tail and find(block.tail) for block in root):
            run(root)  # what is made of a tail is put in beside its block
            return
        shown = [block for block in root if find("".join(block.itertext()) if len(block) else block.text or "")]
        if shown:
            aside = Element(root.tag)
            aside.extend(shown)
            run(aside)

    return sparing


def _sign_of(pattern: Pattern) -> str:
    """Return signs of which every text that holds the pattern has one; none if that cannot be told."""
    compiled = pattern.getCompiledRegExp()
    if compiled.flags & (re.IGNORECASE | re.VERBOSE):
        return ""
    needs = needs_of(compiled.pattern)
    return "" if needs == ANYTHING else "".join(min(run, key=_usual) for run in needs)


def _usual(sign: str) -> tuple[bool, bool, str]:
    return sign.isalnum(), sign == " ", sign


def _spare_block_processors(markdown: Markdown) -> None:
    """Take a heading, or a paragraph of one Chinese line, for what it is, instead of asking twenty processors."""
    parser: Any = markdown.parser
    processors = list(parser.blockprocessors)
    if not processors or any(type(one).__name__ not in _KNOWN_BLOCKS for one in processors):
        return
    paragraph = processors[-1]
    heading = next((one for one in processors if type(one).__name__ == "HashHeaderProcessor"), None)

    def parse_blocks(parent: Element, blocks: list[str]) -> None:
        while blocks:
            if _PLAIN_BLOCK.fullmatch(blocks[0]):
                paragraph.run(parent, blocks)
                continue
            if heading and _HEADING_BLOCK.fullmatch(blocks[0]) and heading.test(parent, blocks[0]):
                heading.run(parent, blocks)
                continue
            for processor in processors:
                if processor.test(parent, blocks[0]) and processor.run(parent, blocks) is not False:
                    break

    if type(paragraph).__name__ == "ParagraphProcessor":
        parser.parseBlocks = parse_blocks


def _spare_steps(markdown: Markdown, source: Source) -> None:
    """Leave out steps that look for a sign which does not stand in the text."""
    steps: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
        (markdown.preprocessors, "SuperFencesBlockPreprocessor", ("```", "~~~")),
        (markdown.preprocessors, "HtmlBlockPreprocessor", ("<", "&")),
        (markdown.treeprocessors, "AttrListTreeprocessor", ("{",)),
        (markdown.treeprocessors, "TasklistTreeprocessor", ("[ ", "[x", "[X", "[\t", "\x02", "\x03")),
        (markdown.treeprocessors, "UnescapeTreeprocessor", ("\\",)),
    )
    known = all(type(pattern).__module__.startswith(_ESCAPING) for pattern in markdown.inlinePatterns)
    for registry, name, signs in steps:
        for step in registry:
            if type(step).__name__ == name and (known or name != "UnescapeTreeprocessor"):
                step.run = _only_with(signs, source, step.run)
    spaces: list[Any] = [one for one in markdown.preprocessors if type(one) is NormalizeWhitespace]
    for step in spaces:
        step.run = _plain_space(source, step.run)
    places: list[Any] = [one for one in markdown.postprocessors if type(one).run is RawHtmlPostprocessor.run]
    for step in places:
        step.run = _only_places_of_html(step.run)


def _only_with(signs: tuple[str, ...], source: Source, run: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def sparing(given: Any) -> Any:  # noqa: ANN401 - lines for one kind of step, a tree for the other
        return run(given) if any(sign in source.text for sign in signs) else given

    return sparing


def _plain_space(source: Source, run: Callable[[list[str]], list[str]]) -> Callable[[list[str]], list[str]]:
    """Leave a text without odd blanks as it is, but for the empty lines at its end."""

    def sparing(lines: list[str]) -> list[str]:
        return run(lines) if any(sign in source.text for sign in _ODD_SPACE) else [*lines, "", ""]

    return sparing


def _only_places_of_html(run: Callable[[str], str]) -> Callable[[str], str]:
    """Put back an author's HTML where it was taken out, instead of looking for such places twice at every sign."""

    def sparing(text: str) -> str:
        pieces = []
        done = 0
        for place in HTML_PLACEHOLDER_RE.finditer(text):
            start, end = place.span()
            if text.startswith("</p>", end) and text.endswith("<p>", done, start):
                start, end = start - len("<p>"), end + len("</p>")
            pieces += [text[done:start], run(text[start:end])]
            done = end
        return "".join(pieces) + text[done:]

    return sparing


def _spare_table_of_contents(markdown: Markdown, source: Source) -> None:
    """Give headings their ids, and make a table of contents only for a text that has a place for one."""
    toc: Any = next((one for one in markdown.treeprocessors if type(one) is TocTreeprocessor), None)
    if (
        toc is None
        or toc.header_rgx.pattern != "[Hh][123456]"
        or toc.use_anchors
        or toc.use_permalinks not in {False, None}
        or toc.base_level
    ):
        return
    whole = toc.run

    def run(root: Element) -> None:
        if (toc.marker and toc.marker in source.text) or "data-toc-label" in source.text:
            whole(root)
            return
        elements = list(root.iter())
        used = {name for element in elements if (name := element.get("id")) is not None}
        counters: dict[str, int] = {}
        for element in elements:
            if element.tag in _HEADINGS and element.get("id") is None:
                name = toc.slugify(_words_of(element, markdown), toc.sep)
                element.set("id", unique(name, used, counters))  # type: ignore[call-arg] # older stubs

    toc.run = run


def _words_of(heading: Element, markdown: Markdown) -> str:
    text = heading.text or ""
    if len(heading) or _SPECIAL.search(text):
        return html.unescape(strip_tags(str(render_inner_html(remove_fnrefs(heading), markdown))))
    return " ".join(text.split())
