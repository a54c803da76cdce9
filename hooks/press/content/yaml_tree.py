"""YAML as a small tree of texts with line numbers: no types guessed, no aliases, no tags, bounded depth.

Built from parser events, so that neither alias bombs nor deep nesting can hurt: PyYAML's own composer recurses in C.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

DEPTH_LIMIT = 8
SIZE_LIMIT = 65_536
"""Characters of one YAML text."""

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NOTHING = frozenset(("", "~", "null", "Null", "NULL"))


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text; `plain` when written without quotes or block indicators."""

    text: str
    line: int
    plain: bool = True


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping, in the order written, repeated keys kept."""

    entries: tuple[tuple[Scalar, Node], ...]
    line: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text is not usable YAML. `message` and `hint` are Chinese, `line` counts from the text's own place."""

    message: str
    hint: str
    line: int


Node: TypeAlias = Scalar | Items | Table


def is_nothing(node: Node) -> bool:
    """Whether a value was left empty (`key:`, `~`, `null`, `[]`, or blank text)."""
    if isinstance(node, Scalar):
        return not node.text.strip() or (node.plain and node.text in _NOTHING)
    if isinstance(node, Items):
        return all(is_nothing(item) for item in node.items)
    return not node.entries


def scalars(node: Node) -> Iterator[Scalar]:
    """Every text in a tree, keys included, in the order written."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Items):
        for item in node.items:
            if isinstance(item, Scalar):
                yield item
            else:
                yield from scalars(item)
    else:
        for key, value in node.entries:
            yield key
            yield from scalars(value)


def parse_tree(text: str, first_line: int = 1) -> Node | Fault | None:
    """Parse YAML.

    Args:
        text: the YAML text.
        first_line: the file's line on which it begins; all lines in the result count from there.

    Returns:
        The tree, None for an empty text, or what is wrong with it.
    """
    if len(text) > SIZE_LIMIT:
        return Fault(f"这一段超过 {SIZE_LIMIT} 个字符", "资料区只写几行，正文写在第二个 --- 下面", first_line)
    try:
        return _build(yaml.parse(text, Loader=_LOADER), first_line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message, hint = _explain(error.problem or "", error.context or "")
        return Fault(message, hint, first_line + (mark.line if mark else 0))
    except yaml.YAMLError:
        return Fault("有 YAML 不允许的字符", "删掉看不见的特殊字符，重新打字", first_line)


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not been seen."""

    line: int
    is_table: bool
    children: list[Node] = field(default_factory=list)

    def takes(self, node: Node) -> bool:
        """Whether the node may come next: keys are texts."""
        return isinstance(node, Scalar) or not self.is_table or len(self.children) % 2 == 1

    def close(self) -> Node:
        if not self.is_table:
            return Items(tuple(self.children), self.line)
        pairs = zip(self.children[::2], self.children[1::2], strict=True)
        return Table(tuple((key, value) for key, value in pairs if isinstance(key, Scalar)), self.line)


def _build(events: Iterator[yaml.Event], first_line: int) -> Node | Fault | None:
    stack: list[_Open] = []
    for event in events:
        kind = type(event)
        if kind not in _NODE_EVENTS:
            continue
        line = first_line + (event.start_mark.line if event.start_mark else 0)
        node: Node
        if isinstance(event, yaml.ScalarEvent) and not _forbidden(event):
            node = Scalar(event.value, line, not event.style)
        elif kind in _END_EVENTS:
            node = stack.pop().close()
        elif sign := _forbidden(event):
            hint = f'给整个值加上英文双引号，例如 "{sign}…"，或去掉 {sign}'
            return Fault(f"值以 {sign} 开头，在这里有特殊含义，不能使用", hint, line)
        elif len(stack) >= DEPTH_LIMIT:
            return Fault("层次太深", f"最多 {DEPTH_LIMIT} 层，用简单的清单", line)
        else:
            stack.append(_Open(line, kind is yaml.MappingStartEvent))
            continue
        if not stack:
            return node
        if not stack[-1].takes(node):
            return Fault("键不是一个词", "每行写成“键: 值”，键是一个词", node.line)
        stack[-1].children.append(node)
    return None


_END_EVENTS = frozenset((yaml.SequenceEndEvent, yaml.MappingEndEvent))
_NODE_EVENTS = _END_EVENTS | {yaml.AliasEvent, yaml.ScalarEvent, yaml.SequenceStartEvent, yaml.MappingStartEvent}


def _forbidden(event: yaml.Event) -> str:
    """The sign of what is refused: an alias, an anchor or a tag; empty for an ordinary node."""
    if isinstance(event, (yaml.ScalarEvent, yaml.CollectionStartEvent)):
        if event.anchor:
            return "&"
        return "!" if event.tag and event.tag != "!" else ""
    return "*" if isinstance(event, yaml.AliasEvent) else ""


_EXPLANATIONS = (
    ("mapping values are not allowed", "值里又有一个冒号", '整个值用英文双引号括起来，例如 title: "高血压: 您知道吗"'),
    ("could not find expected ':'", "这里缺少冒号", "每行写成“键: 值”，冒号后空一格"),
    ("cannot start any token", "值以 @、` 、% 或制表符开头", "给整个值加上英文双引号"),
    ("expected ',' or", "方括号或花括号没有配对", "检查 [ ] 是否成对，项目之间用英文逗号隔开"),
    ("unexpected end of stream", "引号没有配对", "检查英文引号是否成对"),
    ("block sequence entries", "清单没有另起一行", "冒号后面换行，每项占一行，写成“  - 内容”"),
    ("expected node content", "括号或逗号用得不对", "检查 [ ] 是否成对；值以括号或逗号开头时，整个值加上英文双引号"),
    ("comment or line break", "值以 | 或 > 开头，在这里有特殊含义", "给整个值加上英文双引号"),
    ("hexdecimal", "双引号里的反斜杠有特殊含义", "路径里的 \\ 改成 /"),
    ("escape", "双引号里的反斜杠有特殊含义", "路径里的 \\ 改成 /"),
    ("alias", "值以 * 开头，在这里有特殊含义", "给整个值加上英文双引号"),
    ("expected key", "缩进或引号不对", "键要顶格写；清单每项写成“  - 内容”，同一清单缩进一样"),
    ("expected '-'", "清单的缩进不一致", "清单每项都写成“  - 内容”，缩进一样"),
    ("expected <document start>", "前后两部分接不上", "键要顶格写，每行“键: 值”"),
)


def _explain(problem: str, context: str) -> tuple[str, str]:
    for sign, message, hint in _EXPLANATIONS:
        if sign in problem or sign in context:
            return f"格式不对：{message}", hint
    return "格式不对", "每行写成“键: 值”，冒号用英文，后面空一格；值里有特殊符号时加英文双引号"
