"""Search files are scripts: the only data that a page opened from a folder may load."""

from __future__ import annotations

import json
from typing import Final

FOLDER: Final = "search"
"""Where all search files lie on the site."""

CALL: Final = "xinglinSearch"
"""The function that takes them (overlays/theme/assets/xinglin/search/open.js)."""


def file_name(name: str) -> str:
    """Return the site-relative address of a search file: `search/g/12.js`."""
    return f"{FOLDER}/{name}.js"


def script(name: str, *values: object) -> bytes:
    """Return a search file: a call with its name and its values as JSON, which is JavaScript too (ECMAScript 2019)."""
    parts = (json.dumps(value, ensure_ascii=False, separators=(",", ":")) for value in (name, *values))
    # U+2028 and U+2029 end a line inside a string for older browsers.
    body = ",".join(parts).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"{CALL}({body});\n".encode("utf-8", "replace")


def values_of(data: bytes) -> list[object]:
    """Return the values of a search file that `script` wrote.

    Raises:
        ValueError: if it is no such file.
    """
    text = data.decode("utf-8")
    if not (text.startswith(f"{CALL}(") and text.endswith(");\n")):
        raise ValueError("not a search file")
    return list(json.loads(f"[{text[len(CALL) + 1 : -3]}]")[1:])
