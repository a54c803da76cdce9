"""What the stylesheets of pages do to the mark: worked out once for all pages that show it alike, and remembered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from press.check.css import StyleRule, read_stylesheet
from press.check.desk import Desk
from press.check.hiding import Hidden, own_width, why_hidden
from press.check.inventory import SiteFile
from press.check.memory import CHECK_VERSION
from press.check.selectors import Element

_SHEET_BYTES = 10_000_000

Line = tuple[Element, ...]
"""An element's ancestors from the root down, and the element."""

_LineKey = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True, slots=True)
class Sheets:
    """The stylesheets of a page: the files, and the text of those in the page."""

    files: tuple[SiteFile, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What styles do to an element.

    hidden  why readers do not see it where it belongs; None: they do
    sized   whether they set its width
    """

    hidden: Hidden | None
    sized: bool


@dataclass(slots=True)
class Stylist:
    """Tells what styles do; every stylesheet is read once at most. Depends on nothing but their bytes and the line."""

    desk: Desk
    _rules: dict[str, tuple[StyleRule, ...] | None] = field(default_factory=dict)
    _effects: dict[tuple[_LineKey, Sheets], Effect] = field(default_factory=dict)

    def effect(self, line: Line, sheets: Sheets) -> Effect:
        """Return what the styles of a page do to an element of it."""
        shape = tuple((one.tag, tuple(one.attributes.items())) for one in line)
        if (shape, sheets) not in self._effects:
            self._effects[shape, sheets] = self._known_or_worked_out(shape, line, sheets)
        return self._effects[shape, sheets]

    def _known_or_worked_out(self, shape: _LineKey, line: Line, sheets: Sheets) -> Effect:
        memory = self.desk.memory
        parts = repr((shape, [file.digest for file in sheets.files], sheets.texts))
        key = f"styles{CHECK_VERSION} {hashlib.sha256(parts.encode('utf-8', 'surrogatepass')).hexdigest()}"
        self.desk.used.add(key)
        known = memory.answers([key]).get(key)
        if known is not None:
            return _loaded(known)
        rules = [*(self._read(file.path) for file in sheets.files), *map(read_stylesheet, sheets.texts)]
        effect = _worked_out(line, [rule for sheet in rules for rule in sheet or ()])
        if None not in rules:
            memory.keep_answer(key, _dumped(effect))
        return effect

    def _read(self, path: str) -> tuple[StyleRule, ...] | None:
        if path not in self._rules:
            self._rules[path] = _read(self.desk.site / path)
        return self._rules[path]


def _worked_out(line: Line, rules: Sequence[StyleRule]) -> Effect:
    return Effect(why_hidden(line, rules), own_width(line, rules))


def _dumped(effect: Effect) -> str:
    hidden = effect.hidden
    return json.dumps([hidden and [hidden.how, hidden.elsewhere], effect.sized], ensure_ascii=False)


def _loaded(text: str) -> Effect:
    hidden, sized = json.loads(text)
    return Effect(Hidden(*hidden) if hidden else None, sized)


def _read(file: Path) -> tuple[StyleRule, ...] | None:
    """Return the rules of a stylesheet; None for one that cannot be read, which styles nothing."""
    try:
        if file.stat().st_size > _SHEET_BYTES:
            return ()
        return read_stylesheet(file.read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return None
