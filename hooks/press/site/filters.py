"""What templates do to values: the filters of our theme. Plain texts in, HTML out, unless said otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from markupsafe import Markup, escape

_ENTITIES: Final = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("'", "&#39;"), ('"', "&#34;"))
"""As `markupsafe.escape` writes them; the ampersand first."""
_NEXT: Final = "</span><span>"
_CLAUSE_ENDS: Final = "，：？"
_CLOSING: Final = "”》）"
_FEWEST_HEADINGS: Final = 3
"""A text with fewer needs no list of them."""


def escaped(value: object) -> str:
    """Return a text as `markupsafe.escape` does, but as a plain text, which is printed in a fraction of the time."""
    if type(value) is not str:
        return str(escape(value))
    for sign, entity in _ENTITIES:
        value = value.replace(sign, entity)
    return value


def day(date: dt.date) -> str:
    """Return a date as people write it, readable by machines."""
    return f'<time datetime="{date}">{date.year}年{date.month}月{date.day}日</time>'


def clauses(title: str) -> str:
    """Return a heading whose lines end where a clause does, if they can.

    Every clause is a box; long ones still break inside. A title of one clause is left as it is.
    """
    text = cut = escaped(title)
    for end in _CLAUSE_ENDS:
        cut = cut.replace(end, end + _NEXT)
    for sign in _CLOSING:  # what closes stays with its clause
        cut = cut.replace(_NEXT + sign, sign + _NEXT)
    for end in "，：":
        cut = cut.replace(_NEXT + end, end)
    boxes = f"<span>{cut}</span>".replace("<span></span>", "")
    return boxes if _NEXT in boxes else text


def people(names: Sequence[str]) -> str:
    """Return names in a row; none is broken, and no line begins with 、."""
    return "、</span>".join(f"<span>{escaped(name)}" for name in names) + "</span>" if names else ""


def scrolling(html: str) -> str:
    """Return a text made by us with every table in a frame of its own that scrolls.

    The HTML is balanced and holds `<` in tags only.
    """
    return html.replace("<table", '<div class="xl-scroll"><table').replace("</table>", "</table></div>")


def headings(html: str) -> list[tuple[str, str]]:
    """Return the headings of a text made by us for a list at its side: id, plain text; none where there are but two."""
    parts = html.split('<h2 id="')[1:]
    if len(parts) < _FEWEST_HEADINGS:
        return []
    return [(part.split('"', 1)[0], _words(part.split(">", 1)[1].split("</h2>", 1)[0])) for part in parts]


def _words(html: str) -> str:
    if "<" in html or "&" in html:
        return Markup(html).striptags()  # noqa: S704 - nothing is trusted: what comes back is a plain text
    return " ".join(html.split())


FILTERS: Final[Mapping[str, Callable[..., object]]] = {
    "clauses": clauses,
    "day": day,
    "headings": headings,
    "people": people,
    "scrolling": scrolling,
}
"""By the name that templates use."""
