"""Values that are pickled as a call of their class: of a frozen slotted dataclass pickle sets field after field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any


class Packed:
    """Base of dataclasses with two fields at least, of which thousands are read back (measured: in half the time)."""

    __slots__ = ()

    def __reduce__(self) -> tuple[type, Any]:
        """Return what pickle is to call, and with what."""
        model: Any = type(self)
        return model, _values_of(model)(self)


@cache
def _values_of(model: Any) -> Callable[[object], Any]:  # noqa: ANN401 - a dataclass; no type says so of a class
    return attrgetter(*(one.name for one in fields(model)))
