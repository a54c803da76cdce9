"""The border of the rule files: what a YAML file of rules may hold, and from what was written to typed values."""

from __future__ import annotations

import string
from typing import Annotated, Any, Final, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, field_validator

from press.content.yaml_tree import Items, Node, Scalar
from press.findings import Severity
from press.model import Kind
from press.rules.checks.border import Texts
from press.rules.page import Part
from press.rules.rule import Per

LEVELS: Final[dict[str, Severity | None]] = {
    "关闭": None,
    "提示": Severity.NOTICE,
    "警告": Severity.WARNING,
    "错误": Severity.ERROR,
}


def _level(value: object) -> object:
    if isinstance(value, str):
        if value.strip() not in LEVELS:
            raise ValueError(f"程度写的是“{value}”，要写 {'、'.join(LEVELS)}")
        return LEVELS[value.strip()]
    return value


Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"
"""A YAML tree without its lines."""


class Border(BaseModel):
    """Base: immutable, nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Examples(Border):
    """Texts that show a rule at work; every shipped rule is held against its own.

    Each is a whole article if it begins with a front matter, else the body of a faultless one.
    """

    hits: Texts = ()
    passes: Texts = ()


class ScopeData(Border):
    """Where a rule looks: kinds of document, parts of it, and how hits are summed up."""

    kinds: frozenset[Kind] = frozenset({Kind.ARTICLE, Kind.VIDEO, Kind.GRAPHIC, Kind.BULLETIN})
    parts: frozenset[Part] = frozenset(Part)
    per: Per = Per.LINE


class RuleData(Border):
    """One rule as written."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z]+(?:-[a-z]+)*/[a-z0-9]+(?:-[a-z0-9]+)*$")]
    kind: str
    level: Annotated[Severity | None, BeforeValidator(_level)]
    message: Annotated[str, StringConstraints(min_length=1)]
    hint: str = ""
    source_of_law: str = ""
    scope: ScopeData = ScopeData()
    params: dict[str, Any] = {}
    examples: Examples = Examples()

    @field_validator("message", "hint")
    @classmethod
    def _placeholders_parse(cls, value: str) -> str:
        placeholders(value)
        return value


class GuardData(Border):
    """A guard as written: lists of expressions, see `press.rules.context.Guard`."""

    before: Texts = ()
    after: Texts = ()
    above: Texts = ()
    mention: bool = False
    reference: bool = False


def placeholders(message: str) -> frozenset[str]:
    """Names between braces in a message.

    Raises:
        ValueError: the braces do not match, or something other than a name stands between them.
    """
    found = {
        name
        for _, name, spec, conversion in string.Formatter().parse(message)
        if name is not None or spec or conversion
    }
    names = {str(name) for name in found}
    if not all(name.isidentifier() for name in names):
        raise ValueError("花括号里只能写占位的名字，例如 {hit}")
    return frozenset(names)


def plain(node: Node) -> Plain:
    """A YAML tree as plain dicts, lists and texts; of a repeated key the last one counts."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.entries}


def line_of(node: Node, place: tuple[int | str, ...]) -> int:
    """Line of the part of a tree that a pydantic location names, as far as it can be followed."""
    line = node.line
    for step in place:
        inner: Node | None = None
        if isinstance(node, Items) and isinstance(step, int) and step < len(node.items):
            inner = node.items[step]
            line = inner.line
        elif not isinstance(node, (Scalar, Items)):
            key, inner = next((pair for pair in node.entries if pair[0].text == step), (None, None))
            line = key.line if key else line
        if inner is None:
            return line
        node = inner
    return line
