"""Splitting front matter (资料区) from the body, and forgiving what Chinese input methods do to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from press.content.remarks import Remarks
from press.content.yaml_tree import Fault, Items, Node, Scalar, Table, parse_tree

_FENCE = re.compile(r"---[ \t\u3000]*")
_ODD_FENCE = re.compile(r"(?:[—–－]{1,3}-?|-[—–－]{1,2})[ \t\u3000]*")
_END = re.compile(r"(?:---|\.\.\.|[—–－]{1,3}-?|-[—–－]{1,2})[ \t\u3000]*")
_ENDS = ("-", ".", "—", "–", "－")
_KEY_LIKE = re.compile(r"""["']?[^\s:：#"'\[\]{}，。、-][^\s:：，。]{0,39}["']?[ \t\u3000]*[:：]""")
_ENTRY = re.compile(
    r"([ \t\u3000]*(?:-[ \t\u3000]+)?)([^\s:：#\"'\[\]{}，。、-][^\s:：#，。]{0,39})[ \t\u3000]*([:：])(.*)"
)
_BLOCK_SCALAR = re.compile(r"[:：]\s*[|>][+-]?\d?\s*$")
_NEEDS_MENDING = re.compile(r"[\t\u3000\u00a0]|^[^#:\n]*：|^[ -]*[^\W\d][\w-]*:[^\s/]", re.MULTILINE)
_BLANK = " \t\u3000\u00a0"
_WIDE = ("\t", "\u3000", "\u00a0")
# fmt: off
_NESTED = frozenset((
    "title", "name", "url", "id", "article", "show", "institution", "department", "example", "标题", "名称", "网址",
    "链接", "地址", "文章", "方式", "显示", "姓名", "职称", "单位", "机构", "医院", "科室", "示例", "编号",
))
# fmt: on
"""Keys that may stand inside a list or mapping: only there is a full-width colon taken for a key's."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One top-level key with its value."""

    key: str
    line: int
    value: Node


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A file taken apart.

    present    whether there was a front matter at all
    entries    its top-level keys in order, repeated keys kept
    body_line  1-based line of the file on which the body begins
    """

    present: bool
    entries: tuple[Entry, ...]
    body_line: int


def split(text: str, remarks: Remarks) -> FrontMatter:
    """Take a decoded text apart; what is wrong with the front matter is noted and the rest is still read."""
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip(" \t\u3000\ufeff")), None)
    if start is None or not _opens(lines, start, remarks):
        return FrontMatter(present=False, entries=(), body_line=1)
    fences = (n for n in range(start + 1, len(lines)) if lines[n].startswith(_ENDS) and _END.fullmatch(lines[n]))
    end = next(fences, None)
    body = end + 1 if end is not None else _end_of_unclosed(lines, start, remarks)
    block = lines[start + 1 : end if end is not None else body]
    return FrontMatter(present=True, entries=read_entries(block, start + 2, remarks), body_line=body + 1)


def _opens(lines: list[str], start: int, remarks: Remarks) -> bool:
    """Whether a front matter begins at `start`: a fence, and below it something like `key:` (else it is a rule)."""
    fence = lines[start].lstrip("\ufeff")
    odd = _ODD_FENCE.fullmatch(fence) is not None
    if not odd and not _FENCE.fullmatch(fence):
        return False
    following = (line for line in lines[start + 1 :] if line.strip() and not line.lstrip().startswith("#"))
    first = next(following, "")
    if not _KEY_LIKE.match(first) and (odd or not _FENCE.fullmatch(first)):
        return False
    if odd:
        remarks.notice(
            "fence", f"资料区的分隔线写成了“{fence.strip()}”，已按 --- 读取", "改成三个英文减号 ---", start + 1
        )
    return True


def _end_of_unclosed(lines: list[str], start: int, remarks: Remarks) -> int:
    """Where the front matter stops that lacks its closing fence: before the first line that cannot belong to it."""
    stop = start + 1
    while stop < len(lines) and (_KEY_LIKE.match(lines[stop]) or re.match(r"[ \t\u3000]+\S|- |#(?!#| )", lines[stop])):
        stop += 1
    remarks.error(
        "front-matter-open",
        "资料区没有结尾的 ---",
        f"在第 {stop + 1} 行前面加一行三个英文减号 ---，下面写正文",
        start + 1,
    )
    return stop


def read_entries(block: list[str], first_line: int, remarks: Remarks) -> tuple[Entry, ...]:
    """Parse the lines of a front matter (or of a whole YAML file) into its top-level entries.

    When the whole does not parse, each entry is tried on its own: every fault is noted, the good ones are kept.
    """
    text = "\n".join(block)
    if _NEEDS_MENDING.search(text):
        block = _mend(block, first_line, remarks)
        text = "\n".join(block)
    tree = parse_tree(text, first_line)
    if isinstance(tree, Table):
        return tuple(Entry(key.text, key.line, value) for key, value in tree.entries)
    if tree is None:
        return ()
    if isinstance(tree, Fault):
        return tuple(_salvage(block, first_line, remarks))
    remarks.error("yaml", "资料区不是“键: 值”的形式", "每行写成“键: 值”，例如 title: 标题", tree.line)
    return ()


def _salvage(block: list[str], first_line: int, remarks: Remarks) -> Iterator[Entry]:
    for start, chunk in _chunks(block):
        line = first_line + start
        tree = parse_tree("\n".join(chunk), line)
        if isinstance(tree, Table):
            yield from (Entry(key.text, key.line, value) for key, value in tree.entries)
        elif isinstance(tree, Fault):
            remarks.error("yaml", tree.message, tree.hint, min(tree.line, line + len(chunk) - 1))
            yield from _literal(chunk, line)
        elif isinstance(tree, (Scalar, Items)):
            remarks.error("yaml", f"“{chunk[0].strip()[:40]}”这一行不成“键: 值”", "写成“键: 值”，冒号后空一格", line)


def _chunks(block: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Cut a front matter into entries: an entry begins at each line that is not indented and no list item."""
    start = 0
    for number, line in enumerate(block):
        if number > start and line[:1] not in {"", " ", "\t", "-", "#", "]", "}"}:
            yield start, block[start:number]
            start = number
    yield start, block[start:]


def _literal(chunk: list[str], line: int) -> Iterator[Entry]:
    """Take the value of a one-line entry as it stands, if it is only a text with a stray sign in it."""
    found = _ENTRY.fullmatch(chunk[0])
    value = found.group(4).strip() if found else ""
    if found and not any(rest.strip() for rest in chunk[1:]) and value and value[0] not in "[{\"'|>&*!":
        yield Entry(found.group(2), line, Scalar(value, line))


def _mend(block: list[str], first_line: int, remarks: Remarks) -> list[str]:
    """Replace full-width colons, tabs and wide spaces by what YAML wants, keeping every line where it is."""
    mended = []
    colons, blanks = [], []
    scalar_indent: int | None = None
    for number, line in enumerate(block, first_line):
        indent = len(line) - len(line.lstrip(_BLANK))
        if scalar_indent is not None and (indent > scalar_indent or not line.strip()):
            mended.append(line)
            continue
        scalar_indent = indent if _BLOCK_SCALAR.search(line) else None
        better = _mend_colon(_mend_blanks(line))
        if "：" in line and better.count("：") < line.count("："):
            colons.append(number)
        elif better != line.rstrip(" "):
            blanks.append(number)
        mended.append(better)
    if colons:
        remarks.notice(
            "full-width-colon", _at(colons, "用了全角冒号“：”，已按英文冒号读取"), "改成英文冒号加一个空格", colons[0]
        )
    if blanks:
        remarks.notice(
            "spacing", _at(blanks, "的空格或制表符不合格式，已自动改正"), "冒号后空一格，缩进用空格", blanks[0]
        )
    return mended


def _at(lines: list[int], what: str) -> str:
    shown = "、".join(map(str, lines[:5])) + (" 等" if len(lines) > 5 else "")  # noqa: PLR2004 - a readable handful
    return f"第 {shown} 行{what}"


def _mend_blanks(line: str) -> str:
    body = line.lstrip(_BLANK)
    indent = line[: len(line) - len(body)].replace("\t", "  ").replace("\u3000", "  ").replace("\u00a0", " ")
    body = re.sub(r"^(-)[ \t\u3000\u00a0]+", r"\1 ", body)
    return indent + body.rstrip(_BLANK)


def _mend_colon(line: str) -> str:
    found = _ENTRY.fullmatch(line)
    if found is None:
        return line
    indent, key, colon, value = found.groups()
    if indent and key.lower() not in _NESTED:
        return line
    if colon == ":" and (
        value.startswith("//") or not value or (value[0] == " " and value.lstrip(" ")[:1] not in _WIDE)
    ):
        return line
    return f"{indent}{key}: {value.lstrip(_BLANK)}".rstrip()
