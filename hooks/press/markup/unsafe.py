"""Tells an author, line by line, what the sanitiser will take out of a text, and what to write instead."""

from __future__ import annotations

import html as entities
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from press.findings import Finding, Severity
from press.markup import faults
from press.markup.allowed import LINK_SCHEMES, TAGS, leaves_site, scheme_of
from press.markup.code_mask import mask_code
from press.markup.faults import Fault
from press.markup.outside_video import frame_source, watch_link

_Hit = tuple[int, Fault, str]

# Possessive and bounded throughout: hostile text costs time in proportion to its length.
_TAG: Final = re.compile(
    r"""<([a-zA-Z][a-zA-Z0-9:-]*+)(?<!:)(?=[\s/>"']|\Z)((?:[^>"']++|"[^"]{0,2000}+"|'[^']{0,2000}+'){0,99}+)"""
)
_TAG_ATTRIBUTE: Final = re.compile(r"""([^\s"'>/=]++)\s*+=\s*+("[^"]*+"|'[^']*+'|[^\s"'>]++)""")
_INLINE: Final = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]{0,300}\]){0,300}+)\]\(\s{0,9}<?([^\s<>()]*+)")
_DEFINITION: Final = re.compile(r"^[ ]{0,3}\[(?!\^)([^\]\n]{1,200})\]:[ \t]{0,9}<?([^\s<>]++)", re.MULTILINE)
_REFERRED_PICTURE: Final = re.compile(r"!\[([^\]\n]{0,200})\](?!\()(?:[ ]?\[([^\]\n]{0,200})\])?")
_AUTOLINK: Final = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]{1,30}:[^\s<>]{1,2000})>")
_ATTRIBUTE_LIST: Final = re.compile(r"\{:?([^{}\n]{1,500})\}")
_HANDLER_NAME: Final = re.compile(r"on[a-z]{3,}", re.IGNORECASE)

_LONGEST_SHOWN: Final = 60


def find_unsafe(body: str, path: str, first_line: int) -> tuple[Finding, ...]:
    """Find what `sanitise` will drop from a Markdown text.

    Args:
        body: the Markdown without front matter, line ends LF.
        path: posix path of the file relative to the project root, for the findings.
        first_line: 1-based line of the file at which `body` starts.

    Returns:
        Findings in the order of the text. What runs, frames, submits or is fetched from elsewhere is a WARNING at each
        place; lost decoration is one NOTICE per kind of tag, at the first place. Code is not looked at.
    """
    text = mask_code(body)
    hits = sorted((*_in_tags(text), *_in_links(text), *_in_attribute_lists(text)), key=lambda hit: hit[0])
    line_starts = [0, *(found.end() for found in re.finditer("\n", text))] if hits else []
    findings: dict[tuple[str, str, int], Finding] = {}
    for offset, fault, what in hits:
        line = first_line - 1 + bisect_right(line_starts, offset)
        shown = what if len(what) <= _LONGEST_SHOWN else f"{what[:_LONGEST_SHOWN]}…"
        place = 0 if fault.severity is Severity.NOTICE else line
        finding = Finding(fault.rule, fault.severity, fault.message.format(what=shown), fault.hint, path, line)
        findings.setdefault((fault.rule, shown, place), finding)
    return tuple(findings.values())


def _in_tags(text: str) -> Iterator[_Hit]:
    for found in _TAG.finditer(text):
        name, offset = found[1].lower(), found.start()
        shown = f"<{name}>"
        watch = watch_link(frame_source(found[2])) if name == "iframe" else None
        if watch is not None:
            yield offset, faults.PLAYER, watch.url
        elif name in faults.BY_TAG:
            yield offset, faults.BY_TAG[name], shown
        elif name not in TAGS:
            yield offset, faults.UNKNOWN, shown
        for attribute in _TAG_ATTRIBUTE.finditer(found[2]):
            value = entities.unescape(attribute[2].strip("\"'"))
            yield from _in_attribute(offset, name, attribute[1].lower(), value)
    for found in _AUTOLINK.finditer(text):
        yield from _in_address(found.start(), found[1])


def _in_attribute(offset: int, tag: str, name: str, value: str) -> Iterator[_Hit]:
    if _HANDLER_NAME.fullmatch(name):
        yield offset, faults.HANDLER, name
    elif name == "style" and not _only_aligns(tag, value):
        yield offset, faults.STYLE, f"<{tag} style>"
    elif tag == "img" and name in {"src", "srcset"}:
        if any(leaves_site(part.strip()) for part in (value.split(",") if name == "srcset" else [value])):
            yield offset, faults.PICTURE, value
    elif tag == "a" and name == "href":
        yield from _in_address(offset, value)


def _only_aligns(tag: str, style: str) -> bool:
    return tag in {"td", "th"} and re.fullmatch(r"\s*text-align\s*:\s*(left|center|right)\s*;?\s*", style) is not None


def _in_address(offset: int, address: str) -> Iterator[_Hit]:
    scheme = scheme_of(entities.unescape(address))
    if scheme and scheme not in LINK_SCHEMES:
        yield offset, faults.LINK, address


def _in_links(text: str) -> Iterator[_Hit]:
    done = 0
    for found in _INLINE.finditer(text):
        is_picture = text.endswith("!", done, found.start())
        done = found.end()
        if is_picture and leaves_site(entities.unescape(found[2])):
            yield found.start() - 1, faults.PICTURE, found[2]
        elif not is_picture:
            yield from _in_address(found.start(), found[2])
            yield from ((found.start(1) + offset, fault, what) for offset, fault, what in _in_links(found[1]))
    if "]:" not in text:
        return
    shown = {(found[2] or found[1]).strip().lower() for found in _REFERRED_PICTURE.finditer(text)}
    for found in _DEFINITION.finditer(text):
        if found[1].strip().lower() in shown and leaves_site(entities.unescape(found[2])):
            yield found.start(), faults.PICTURE, found[2]
        else:
            yield from _in_address(found.start(), found[2])


def _in_attribute_lists(text: str) -> Iterator[_Hit]:
    for found in _ATTRIBUTE_LIST.finditer(text):
        for attribute in _TAG_ATTRIBUTE.finditer(found[1]):
            name = attribute[1].lower()
            if _HANDLER_NAME.fullmatch(name):
                yield found.start(), faults.HANDLER, name
            elif name == "style":
                yield found.start(), faults.STYLE, "{style=…}"
