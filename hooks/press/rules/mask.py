"""Hiding what is no prose: code, addresses, tags, names of files. Every character keeps its place."""

from __future__ import annotations

import re
from typing import Final

from press.markup.code_mask import mask_code

HIDDEN: Final = "\x00"
"""Stands for each hidden character. No decoded text holds it (`content.decode`), and no class of letters matches it."""

_NOT_PROSE: Final = re.compile(
    r"""
    \]\((?:[ \t]*<[^<>\n]*>|[^()\n]*(?:\([^()\n]*\)[^()\n]*)*)[^()\n]*\)       # ](destination "title")
    | ^[ ]{0,3}\[(?!\^)[^\[\]\n]{1,200}\]:[ \t].*$                             # [label]: destination
    | <[A-Za-z/!][^<>\n]{0,1000}>                                              # tag or <https://…>
    | (?:https?|ftp|mailto|weixin|tel)://?(?:[^\s<>"“”（），。；、！？《》\u4e00-\u9fff()]|\([^\s<>()\u4e00-\u9fff]*\))+
    | (?<![\w@.-])www\.[A-Za-z0-9./?=&%_~#:-]+
    | [A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}
    | \{:?[ \t]*[.#][^{}\n]*\}                                                 # { .class #id }
    | &(?:\#\d{1,7}|[A-Za-z][A-Za-z0-9]{1,30});
    """,
    re.VERBOSE | re.MULTILINE,
)
_SIGN_OF_NO_PROSE: Final = re.compile(
    r"[<&@{\]:wW](?:(?<=[<&@{])|(?<=\])[(:]|(?<=:)/|(?<=[wW])[wW]{2}\.)"  # begins with few signs: found fast
)
_FILE_END: Final = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|heic|tiff?|bmp|mp4|mov|avi|mp3|pdf|docx?|xlsx?|pptx?|wps|zip|rar|txt|md|ya?ml|json|html?"
    r"|py|com|cn|net|org)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_NAME_BOUND: Final = frozenset(" \t\n\u3000，。；：、！？“”‘’《》（）【】()[]!,;\"'|<>" + HIDDEN)
_LONGEST_NAME: Final = 120


def without_code(body: str) -> str:
    """The Markdown with code and comments hidden; links and tags are still there."""
    masked = mask_code(body)
    if masked == body:
        return body
    pairs = zip(body.split("\n"), masked.split("\n"), strict=True)
    return "\n".join(line if line == blanked else _hide(line, blanked) for line, blanked in pairs)


def _hide(line: str, blanked: str) -> str:
    return "".join(new if new == old else HIDDEN for old, new in zip(line, blanked, strict=True))


def prose(code_free: str) -> str:
    """What is left to judge of a text without code: words and punctuation, all else hidden."""
    text = _without_addresses(code_free)
    return _without_file_names(text) if "." in text else text


def _without_addresses(text: str) -> str:
    """Hide addresses and tags, in lines that hold a sign of any: nothing that is hidden goes over a line end."""
    pieces: list[str] = []
    done = 0
    for sign in _SIGN_OF_NO_PROSE.finditer(text):
        if sign.start() < done:
            continue
        start = text.rfind("\n", 0, sign.start()) + 1
        end = text.find("\n", sign.start())
        line = text[start : end if end >= 0 else len(text)]
        pieces += [text[done:start], _NOT_PROSE.sub(lambda found: HIDDEN * len(found[0]), line)]
        done = start + len(line)
    return "".join(pieces) + text[done:]


def _without_file_names(text: str) -> str:
    pieces: list[str] = []
    done = 0
    for end in _FILE_END.finditer(text):
        start = end.start()
        floor = max(done, start - _LONGEST_NAME)
        while start > floor and text[start - 1] not in _NAME_BOUND:
            start -= 1
        if start < end.start():
            pieces += [text[done:start], HIDDEN * (end.end() - start)]
            done = end.end()
    return "".join(pieces) + text[done:]
