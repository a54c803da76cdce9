"""From entries of a front matter to a checked model: every bad value is noted and dropped, the rest stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from press.content.front_matter import Entry
from press.content.keys import parts_of
from press.content.remarks import Remarks
from press.content.schema import Border
from press.content.yaml_tree import Items, Scalar, Table

M = TypeVar("M", bound=Border)


def validate(model: type[M], entries: Mapping[str, Entry], remarks: Remarks) -> M:
    """Check all values at once.

    A value that does not pass becomes an ERROR; a bad element of a list is dropped alone. What remains is validated
    again, so that the result is always a whole model.
    """
    parts = parts_of(model)
    values: dict[str, Any] = {
        name: list(parts[name].cut(entry.value)) if name in parts else entry.value for name, entry in entries.items()
    }
    while True:
        advice = Remarks(remarks.path)
        try:
            checked = model.model_validate(values, context=advice)
        except ValidationError as error:
            errors = error.errors(include_url=False)
            for fault in errors:
                _note(fault, entries, remarks)
            _drop([fault["loc"] for fault in errors], values)
            continue
        remarks.extend(advice.noted)
        return checked


def _note(error: ErrorDetails, entries: Mapping[str, Entry], remarks: Remarks) -> None:
    entry = entries[str(error["loc"][0])]
    context = error.get("ctx", {})
    rule, message, hint = error["type"], context.get("message", "的值不对"), context.get("hint", "照说明改写这一行")
    if rule == "extra_forbidden":
        rule, message, hint = (
            "unknown-key",
            f"里有不认识的“{error['loc'][-1]}”",
            "每篇只写 文章 和 方式（全文 或 摘要）",
        )
    elif rule == "missing":
        rule, message, hint = "bad-value", "里有一项没写是哪篇文章", "写成“- 文章：网址名”"
    elif "hint" not in context:
        rule = "bad-value"
    node = error["input"]
    line = node.line if isinstance(node, (Scalar, Items, Table)) else entry.line
    remarks.error(rule, f"“{entry.key}”{message}", hint, line)


def _drop(places: list[tuple[int | str, ...]], values: dict[str, Any]) -> None:
    """Take out what did not pass: one key of an element, one element, or the whole value. Always removes something."""
    elements: dict[str, set[int]] = {}
    for name, *inside in places:
        held = values.get(str(name))
        index = inside[0] if inside else None
        if not isinstance(held, list) or not isinstance(index, int):
            values.pop(str(name), None)
        elif len(inside) > 1 and isinstance(held[index], dict) and inside[1] in held[index] and inside[1] != "article":
            del held[index][inside[1]]
        else:
            elements.setdefault(str(name), set()).add(index)
    for name, bad in elements.items():
        if name in values:
            values[name] = [part for index, part in enumerate(values[name]) if index not in bad]
