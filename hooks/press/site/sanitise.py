"""What is pasted from elsewhere must not run on a reader's phone.

`sanitise` works on the final HTML of a page's Markdown; `find_unsafe` tells the author, by line, what it will drop.
"""

from __future__ import annotations

import html as entities
import re
from functools import cache
from typing import Final

import nh3

from press.markup.allowed import ATTRIBUTES, LINK_SCHEMES, REMOVED_WITH_CONTENT, TAGS, is_outside_link, leaves_site
from press.markup.outside_video import add_watch_links
from press.markup.unsafe import find_unsafe

__all__ = ["find_unsafe", "sanitise"]

_REL: Final = ' rel="noopener noreferrer"'
# nh3 writes `<` and `>` inside attribute values as entities, so a match can neither start nor end inside one.
_CHECKED_TAG: Final = re.compile(r"<(a|img|input|td(?= )|th(?= ))( [^>]*)?>")
_ATTRIBUTE: Final = re.compile(r' ([^\s=">]+)="([^"]*)"')
# Names the theme's own script looks up (`__config`, `__search` …); code lines and spans keep theirs.
_RESERVED_ID: Final = re.compile(r' (?:id|name)="__(?!codelineno|code_|span)[^"]*"')
_TAG_WITH_RESERVED: Final = re.compile(r'<[a-z][^>]*="__[^>]*>')
_ALIGNMENT: Final = re.compile(r' style="text-align:\s*(left|center|right)"')


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags=REMOVED_WITH_CONTENT,
        attributes=ATTRIBUTES,
        link_rel=None,
        url_schemes=LINK_SCHEMES,
        filter_style_properties={"text-align"},
    )


def sanitise(html: str) -> str:
    """Return the HTML of a page's text with everything outside the allow-list removed.

    Args:
        html: final HTML of one document's Markdown, without the page round it.

    Returns:
        HTML with the same meaning for what Markdown writes. Outside links carry `rel="noopener noreferrer"`; scripts,
        event handlers, styles, frames, forms, film and sound elements, SVG, MathML, comments and pictures that are not
        in this site are gone; players of known video sites leave a link. Applying it twice changes nothing more.
    """
    cleaned = _cleaner().clean(add_watch_links(html))
    checked = _CHECKED_TAG.sub(_check_tag, cleaned)
    return _TAG_WITH_RESERVED.sub(lambda found: _RESERVED_ID.sub("", found[0]), checked)


def _check_tag(found: re.Match[str]) -> str:
    tag, attributes = found[1], found[2] or ""
    match tag:
        case "a":
            return f"<a{attributes}{_REL}>" if _links_outside(attributes) else found[0]
        case "img":
            return _check_picture(attributes)
        case "input":
            tick = ' type="checkbox"' in attributes and ' disabled=""' in attributes
            return found[0] if tick else ""
        case _:
            return f"<{tag}{_align(attributes)}>"


def _links_outside(attributes: str) -> bool:
    return any(name == "href" and is_outside_link(entities.unescape(value)) for name, value in _read(attributes))


def _check_picture(attributes: str) -> str:
    """Return the `<img>` tag if it shows a picture of this site, else nothing."""
    values = dict(_read(attributes))
    source = entities.unescape(values.get("src", ""))
    if not source or leaves_site(source):
        return ""
    others = (part.strip() for part in entities.unescape(values.get("srcset", "")).split(","))
    if any(leaves_site(part) for part in others):
        attributes = re.sub(r' srcset="[^"]*"', "", attributes)
    return f"<img{attributes}>"


def _align(attributes: str) -> str:
    """Turn a cell's `text-align` into `align`: inline styles do not pass the page's Content-Security-Policy."""
    if " align=" in attributes:
        attributes = _ALIGNMENT.sub("", attributes)
    aligned = _ALIGNMENT.sub(r' align="\1"', attributes)
    return re.sub(r' style="[^"]*"', "", aligned)


def _read(attributes: str) -> list[tuple[str, str]]:
    return _ATTRIBUTE.findall(attributes)
