"""A text file together with how it was encoded, so that it can be written back byte for byte."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from press.content.decode import decode, read_bytes
from press.content.remarks import Remarks

# UTF-32 before UTF-16: the little-endian marks share their first two bytes.
_ENCODINGS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"", "utf-8"),
    (b"", "utf-16-le"),
    (b"", "utf-16-be"),
    (b"", "gb18030"),
)
_LINE_END: Final = re.compile(r"(\r\n|\r|\n)")


@dataclass(frozen=True, slots=True)
class Encoded:
    """The lines of a file, and what is needed to encode them again.

    lines  without their ends; the last one is empty when the file ends with a line end
    ends   the end of each line but the last
    """

    lines: tuple[str, ...]
    ends: tuple[str, ...]
    mark: bytes
    codec: str
    data: bytes = field(repr=False)

    def encode(self, lines: Sequence[str]) -> bytes:
        """Other lines, as many as there were, encoded like these."""
        text = "".join(f"{line}{end}" for line, end in zip(lines, (*self.ends, ""), strict=True))
        return self.mark + text.encode(self.codec)


def read_encoded(file: Path, name: str) -> Encoded | None:
    """Read a file so that it can be written back; None when it cannot be read, or not be written back unchanged."""
    data = read_bytes(file, Remarks(name))
    text = None if data is None else decode(data, name).value
    if data is None or text is None:
        return None
    for mark, codec in _ENCODINGS:
        if not data.startswith(mark):
            continue
        try:
            raw = data[len(mark) :].decode(codec)
        except UnicodeDecodeError:
            continue
        # The reading that the rest of the press has chosen, and one that loses nothing on the way back
        if decode(raw.encode(), name).value == text and mark + raw.encode(codec) == data:
            parts = _LINE_END.split(raw)
            return Encoded(tuple(parts[::2]), tuple(parts[1::2]), mark, codec, data)
    return None
