"""Black overprints: a graphics state after every colour, in one pass over a content stream's tokens.

A pass by regular expression is some thirty times as fast as parsing operators into objects, and the pages of a board
hold half a megabyte of them. It knows strings (ISO 32000-1, 7.3.4), so nothing inside text is taken for an operator.
"""

from __future__ import annotations

import re

_INNER = rb"(?:[^()\\]|\\.)*+"
_NESTED = rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.|\(" + _INNER + rb"\))*+\))*+\)"
_NUMBER = rb"[-+]?(?:\d+\.?\d*|\.\d+)"
_TOKEN = re.compile(
    rb"(?P<string>" + _NESTED + rb"|<[0-9A-Fa-f\s]*>)"
    rb"|(?P<name>/[^\s()<>\[\]{}/%]*)"
    rb"|(?P<colour>(?<![^\s\]])(?P<c>" + _NUMBER + rb")\s+(?P<m>" + _NUMBER + rb")\s+(?P<y>" + _NUMBER
    + rb")\s+(?P<k>" + _NUMBER + rb")\s+(?P<op>[kK])(?![A-Za-z0-9*'\"]))"
    rb"|(?P<other>(?<![^\s\]])(?:scn|SCN|sc|SC|rg|RG|g|G)(?![A-Za-z0-9*'\"]))"
    rb"|(?P<state>(?<![A-Za-z0-9])[qQ](?![A-Za-z0-9*'\"]))",
    re.DOTALL,
)  # fmt: skip
_BLACK, _OTHER = b" /OPk gs", b" /OPn gs"


def with_overprint(content: bytes) -> bytes:
    """Return the stream with `/OPk gs` after each colour that is K alone and `/OPn gs` after each other colour.

    Only changes are written; what `q` and `Q` save and restore is followed. The page starts with overprint off. Stroke
    and fill share the switch: a black fill inside a red outline is not drawn by these templates in one path.
    """
    stack: list[bool] = []
    overprints = False

    def replaced(match: re.Match[bytes]) -> bytes:
        nonlocal overprints
        token = match.group()
        if match["state"]:
            if token == b"q":
                stack.append(overprints)
            elif stack:
                overprints = stack.pop()
            return token
        if match["colour"]:
            black = float(match["k"]) > 0 and not any(float(match[ink]) for ink in ("c", "m", "y"))
        elif match["other"]:
            black = False
        else:
            return token
        if black == overprints:
            return token
        overprints = black
        return token + (_BLACK if black else _OTHER)

    return _TOKEN.sub(replaced, content)
