"""Where the front matter of a file says what: only findings ask, and few files have any, so it is kept packed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from press.content.front_matter import Entry
from press.content.yaml_tree import Node, Scalar, scalars

_ENCODE = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Places:
    """The keys of a front matter, and the lines of all its texts.

    fields  keys that are written, by their English names
    packed  JSON of field → [line, [[text, line] …]]
    """

    fields: tuple[str, ...]
    packed: str

    @classmethod
    def of(cls, entries: Mapping[str, Entry]) -> Places:
        """Note where entries stand."""
        found = {name: (entry.line, _texts(entry.value)) for name, entry in entries.items()}
        return cls(tuple(entries), _ENCODE(found))

    def line(self, field: str, element: str = "") -> int | None:
        """Line of a field's key, or of one element of its list; None for a field that is not written."""
        if field not in self.fields:
            return None
        line, texts = json.loads(self.packed)[field]
        return next((at for text, at in texts if element and element in text), int(line))


def _texts(node: Node) -> list[tuple[str, int]]:
    if isinstance(node, Scalar):
        return [(node.text, node.line)]
    return [(scalar.text, scalar.line) for scalar in scalars(node)]
