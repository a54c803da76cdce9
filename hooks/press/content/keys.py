"""The keys of a front matter under all their names, and what was probably meant by an unknown one."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import cache, lru_cache

from press.content.fields import fold
from press.content.front_matter import Entry
from press.content.remarks import Remarks
from press.content.schema import MODELS, Border, Parts, Words
from press.content.yaml_tree import Items, Node, Scalar, is_nothing

_HIDEABLE = frozenset(("navigation", "toc", "path", "footer", "tags", "feedback"))
_ENGINE_KEYS = frozenset(
    ("hide", "template", "search", "icon", "status", "comments", "social", "nav", "order", "weight")
)
"""Keys of MkDocs and Material that people copy from its manual."""


@lru_cache(maxsize=1024)
def canonical(key: str) -> str:
    """A key without differences of case, width, hyphens and blanks."""
    return fold(key).strip("\"'").lower().replace("-", "_").replace(" ", "_")


@cache
def vocabulary(model: type[Border]) -> Mapping[str, str]:
    """Every name of every key of a model, in canonical form, with the field it means."""
    names = {name: name for name in model.model_fields}
    for name, words in words_of(model).items():
        for word in words.names.split():
            names.setdefault(canonical(word), name)
    return names


@cache
def words_of(model: type[Border]) -> Mapping[str, Words]:
    """The Chinese words and comment of each field."""
    fields = model.model_fields.items()
    return {name: item for name, info in fields for item in info.metadata if isinstance(item, Words)}


@cache
def parts_of(model: type[Border]) -> Mapping[str, Parts]:
    """How each list field is cut."""
    fields = model.model_fields.items()
    return {name: item for name, info in fields for item in info.metadata if isinstance(item, Parts)}


def sort_entries(model: type[Border], entries: tuple[Entry, ...], remarks: Remarks) -> dict[str, Entry]:
    """Put each entry under the field it means; unknown, repeated and empty ones are left out (the first two noted)."""
    known = vocabulary(model)
    sorted_entries: dict[str, Entry] = {}
    for entry in entries:
        name = known.get(canonical(entry.key))
        if name is None:
            _unknown(model, entry, remarks)
        elif name in sorted_entries:
            earlier = sorted_entries[name]
            remarks.warning(
                "duplicate-key",
                f"“{entry.key}”和第 {earlier.line} 行的“{earlier.key}”写的是同一项，只用了第 {earlier.line} 行的",
                "删掉多余的一行",
                entry.line,
            )
        elif not is_nothing(entry.value):
            sorted_entries[name] = entry
    return sorted_entries


def _unknown(model: type[Border], entry: Entry, remarks: Remarks) -> None:
    key = canonical(entry.key)
    if key in _ENGINE_KEYS:
        _engine_key(key, entry, remarks)
        return
    kinds = [kind.label for kind, other in MODELS.items() if key in vocabulary(other)]
    close = difflib.get_close_matches(key, vocabulary(model), n=1, cutoff=0.6 if key.isascii() else 0.5)
    if kinds:
        hint = f"这一项只用于{'、'.join(kinds)}，删掉它"
    elif close:
        hint = f"您是不是想写 {label(model, vocabulary(model)[close[0]])}？"
    else:
        hint = "删掉这一行，或改成说明里列出的键"
    remarks.warning("unknown-key", f"不认识“{entry.key[:40]}”这一项，已忽略", hint, entry.line)


def label(model: type[Border], field: str) -> str:
    """How a field is named to people: `title（标题）`."""
    words = words_of(model).get(field)
    return f"{field}（{words.chinese}）" if words else field


def _engine_key(key: str, entry: Entry, remarks: Remarks) -> None:
    """A key of the site engine: never handed on; one that would crash the engine gets its own warning."""
    if key == "hide" and not _is_hide_list(entry.value):
        remarks.warning(
            "hide",
            "“hide”的值会让网站引擎出错，已忽略",
            "删掉这一行；如果是不想发布这一篇，写 draft: true",
            entry.line,
        )
    elif key in {"template", "icon", "status"} and not isinstance(entry.value, Scalar):
        remarks.warning("engine-value", f"“{entry.key}”的值会让网站引擎出错，已忽略", "删掉这一行", entry.line)
    else:
        remarks.notice("engine-key", f"“{entry.key}”是网站引擎的设置，这里用不到，已忽略", "删掉这一行", entry.line)


def _is_hide_list(value: Node) -> bool:
    return isinstance(value, Items) and all(isinstance(item, Scalar) and item.text in _HIDEABLE for item in value.items)
