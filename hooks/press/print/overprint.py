"""Black overprints: a graphics state after every colour, in one pass over a content stream's operations."""

from __future__ import annotations

from press.print.operators import numbers, operations

_BLACK, _OTHER = b" /OPk gs", b" /OPn gs"
_FOUR_INKS = 4
_OTHER_COLOURS = frozenset({b"sc", b"SC", b"scn", b"SCN", b"rg", b"RG", b"g", b"G"})


def with_overprint(content: bytes) -> bytes:
    """Return the stream with `/OPk gs` after each colour that is K alone and `/OPn gs` after each other colour.

    Only changes are written; what `q` and `Q` save and restore is followed. The page starts with overprint off. Stroke
    and fill share the switch: a black fill inside a red outline is not drawn by these templates in one path.
    """
    stack: list[bool] = []
    overprints = False
    out: list[bytes] = []
    written = 0
    for end, operator, operands in operations(content):
        if operator == b"q":
            stack.append(overprints)
            continue
        if operator == b"Q":
            overprints = stack.pop() if stack else overprints
            continue
        if operator in {b"k", b"K"}:
            inks = numbers(operands)[-_FOUR_INKS:]
            black = len(inks) == _FOUR_INKS and inks[3] > 0 and not any(inks[:3])
        elif operator in _OTHER_COLOURS:
            black = False
        else:
            continue
        if black != overprints:
            overprints = black
            out.extend((content[written:end], _BLACK if black else _OTHER))
            written = end
    out.append(content[written:])
    return b"".join(out)
