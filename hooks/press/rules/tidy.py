"""Suggestions for punctuation and spacing, as diffs; files are changed only when asked for.

A formatter never sees anything but plain words: code, addresses, tags, names of files, titles in 《》, numbers of
official papers (〔2022〕11号), marks of Markdown and the front matter are cut out before. What it gives back is taken
only if it differs from what went in by spaces and by the width of punctuation.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from press.content.front_matter import split
from press.content.remarks import Remarks
from press.content.tree import MARKDOWN
from press.findings import Checked, Finding, Severity
from press.model import Library
from press.rules.encoded import Encoded, read_encoded
from press.rules.mask import HIDDEN, prose, without_code

Formatter: TypeAlias = Callable[[str], str]
"""Puts spaces and punctuation of one plain text right, e.g. `autocorrect_py.format`."""

_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff"
_HALF_WIDTH: Final = re.compile(rf"(?<=[{_HAN}”》])[,;:?!](?=[{_HAN}“《])|(?<=[{_HAN}])\.(?=[{_HAN}])")
_BRACKETS: Final = re.compile(rf"(?<=[{_HAN}])\((?=[{_HAN}])([^()\n]{{1,40}})\)")
_WIDE: Final = str.maketrans(",;:?!.()", "，；：？！。（）")
_KEPT: Final = re.compile(
    rf"""
    {HIDDEN}+
    | 《[^》\n]*》 | [〔\[][12]\d{{3}}[〕\]]\s?\d+\s?号
    | ^[ \t]*(?:!!!|\?\?\?|===|///|\[\^|\*\[).*$                   # admonitions, tabs, footnotes, abbreviations
    | ^[ \t]*(?:(?:[-+]|\d{{1,3}}[.)]|\#{{1,6}}|>|:)[ \t]+)+       # signs that begin a block
    | \[\^[^\]\n]*\] | !\[ | [*_~^=\[\]|\\\#<>{{}}`]+
    """,
    re.VERBOSE | re.MULTILINE,
)
_BLANKS: Final = re.compile(r"[ \u00a0]+")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What would be changed in one file.

    name     path for people, e.g. `docs/articles/a.md`
    diff     unified diff, line ends LF, of the decoded texts
    changed  number of lines that change
    """

    name: str
    diff: str
    changed: int
    file: Path = field(repr=False)
    before: bytes = field(repr=False)
    after: bytes = field(repr=False)


def tidy_text(body: str, formatter: Formatter | None = None) -> str:
    """Put the punctuation of a Markdown body right, then (with a formatter) its spacing.

    Args:
        body: Markdown without front matter, line ends LF.
        formatter: see `Formatter`; None: only half-width punctuation between Han characters is widened.

    Returns:
        A text with the same lines in the same order.
    """
    wide = _widened(body)
    if formatter is None:
        return wide
    visible = prose(without_code(wide))
    pieces: list[str] = []
    done = 0
    for kept in _KEPT.finditer(visible):
        pieces += [_formatted(wide[done : kept.start()], formatter), wide[kept.start() : kept.end()]]
        done = kept.end()
    return "".join(pieces) + _formatted(wide[done:], formatter)


def _widened(body: str) -> str:
    """Half-width punctuation between Han characters made full-width; every character keeps its place."""
    visible = _KEPT.sub(lambda kept: HIDDEN * len(kept[0]), prose(without_code(body)))
    signs = list(body)
    for found in _BRACKETS.finditer(visible):
        signs[found.start()], signs[found.end() - 1] = "（", "）"
    for found in _HALF_WIDTH.finditer(visible):
        signs[found.start()] = found[0].translate(_WIDE)
    return "".join(signs)


def _formatted(run: str, formatter: Formatter) -> str:
    """A run of plain words formatted line by line, its outer blanks and line ends kept."""
    return "\n".join(_formatted_line(line, formatter) for line in run.split("\n"))


def _formatted_line(line: str, formatter: Formatter) -> str:
    words = line.strip()
    if not words or not re.search(f"[{_HAN}]", words):
        return line
    better = formatter(words).strip()
    if _essence(better) != _essence(words) or "\n" in better:
        return line
    start = line.index(words)
    return line[:start] + better + line[start + len(words) :]


def _essence(text: str) -> str:
    """A text without its spaces and with all punctuation of one width."""
    return _BLANKS.sub("", text).translate(_WIDE)


def suggest(library: Library, docs: Path, prefix: str, formatter: Formatter | None) -> Checked[tuple[Suggestion, ...]]:
    """Look through every published document.

    Args:
        library: what was read from docs/.
        docs: the folder.
        prefix: what names are put after, e.g. `docs`.
        formatter: see `Formatter`.

    Returns:
        A suggestion for each file that would change, in the order of names; a NOTICE for each file that cannot be
        written back as it is encoded.
    """
    groups = (library.articles, library.videos, library.graphics, library.bulletins, library.plain)
    paths = sorted(document.path for group in groups for document in group if document.path.suffix in MARKDOWN)
    suggestions: list[Suggestion] = []
    findings: list[Finding] = []
    for path in paths:
        name = f"{prefix}/{path}"
        encoded = read_encoded(docs / path, name)
        if encoded is None:
            message = "文件的编码不能原样写回，没有给出修改建议"
            findings.append(Finding("rules/not-tidied", Severity.NOTICE, message, "另存为 UTF-8 再试", name))
        elif (suggestion := _suggestion(docs / path, name, encoded, formatter)) is not None:
            suggestions.append(suggestion)
    return Checked(tuple(suggestions), tuple(findings))


def _suggestion(file: Path, name: str, encoded: Encoded, formatter: Formatter | None) -> Suggestion | None:
    first = split("\n".join(encoded.lines), Remarks(None)).body_line - 1
    body = "\n".join(encoded.lines[first:])
    better = tidy_text(body, formatter)
    if better == body:
        return None
    lines = (*encoded.lines[:first], *better.split("\n"))
    changed = sum(old != new for old, new in zip(encoded.lines, lines, strict=True))
    return Suggestion(name, _diff(encoded.lines, lines, name), changed, file, encoded.data, encoded.encode(lines))


def _diff(before: Iterable[str], after: Iterable[str], name: str) -> str:
    lines = difflib.unified_diff(list(before), list(after), name, f"{name}（建议）", n=1, lineterm="")
    return "\n".join(lines) + "\n"


def apply(suggestion: Suggestion) -> Finding | None:
    """Write one suggestion into its file, whole or not at all; encoding and line ends stay as they were.

    Returns:
        None, or an ERROR when the file has changed since, or cannot be written: it is then left as it is.
    """
    target = suggestion.file.resolve()
    try:
        if target.read_bytes() != suggestion.before:
            return _not_written(suggestion, "文件刚刚被改过", "再运行一次")
        _replace(target, suggestion.after)
    except OSError as error:
        return _not_written(suggestion, error.strerror or type(error).__name__, "检查文件是否被别的程序占用、是否只读")
    return None


def _replace(target: Path, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(prefix=".~", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        shutil.copymode(target, temporary)
        Path(temporary).replace(target)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise


def _not_written(suggestion: Suggestion, reason: str, hint: str) -> Finding:
    return Finding("rules/not-written", Severity.ERROR, f"没有改动这个文件：{reason}", hint, suggestion.name)
