"""What one HTML page says, read once: its first visible thing, its styles, and how it uses pictures and films.

The document block is `<main>`; a page without one (a redirect) is taken whole, but for its header and navigation.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from press.check.selectors import Element
from press.errors import MediaLimitError, UnreadableMediaError

if TYPE_CHECKING:
    from lxml import html

MAX_BYTES = 20_000_000
_SILENT = frozenset({"script", "style", "template", "noscript", "head", "meta", "link", "title", "base", "br", "wbr"})
_REPLACED = frozenset({"img", "svg", "video", "audio", "iframe", "object", "embed", "canvas", "button", "hr", "input"})
_APART = frozenset({"header", "nav", "footer", "aside"})
_KEPT = frozenset({"id", "class", "style", "hidden", "aria-hidden", "open", "lang", "dir"})


@dataclass(frozen=True, slots=True)
class FirstThing:
    """The first thing a reader sees in the document block.

    src   address of a picture, empty when it is something else
    name  its accessible name
    what  in a few words, for messages
    line  the element and its ancestors, from the root down
    """

    src: str
    name: str
    what: str
    line: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What was read. Addresses stand as written.

    base      the page's own absolute address, empty when it states none
    day       ISO date of publication, empty when it states none
    film      whether the page is a film's own
    first     None for a page that shows nothing
    pictures  every picture, in sets that show the same (`src` with its `srcset`)
    posters   what stands for a film
    icons     pictures used as icons of the site
    sheets    addresses of stylesheets, and `styles`: the text of those in the page
    """

    base: str
    day: str
    film: bool
    first: FirstThing | None
    pictures: tuple[tuple[str, ...], ...]
    posters: tuple[str, ...]
    icons: tuple[str, ...]
    sheets: tuple[str, ...]
    styles: tuple[str, ...]


def read_page(data: bytes) -> PageFacts:
    """Read a page.

    Raises:
        UnreadableMediaError: empty, or no HTML.
        MediaLimitError: larger than any real page.
    """
    from lxml import etree, html  # noqa: PLC0415 - a proof that knows all pages already does without

    if len(data) > MAX_BYTES:
        raise MediaLimitError("网页太大")
    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableMediaError("网页是空的或已损坏") from error
    properties = _properties(root)
    film = properties.get("og:type", "").startswith("video") or next(root.iter("video"), None) is not None
    cover = (properties["og:image"],) if "og:image" in properties else ()
    posters = [str(one.get("poster")) for one in root.iter("video") if one.get("poster")]
    return PageFacts(
        base=_canonical(root) or properties.get("og:url", ""),
        day=_day(root, properties),
        film=film,
        first=_first_thing(root),
        pictures=tuple(_pictures(root)) + (() if film else tuple((one,) for one in cover)),
        posters=tuple(dict.fromkeys([*posters, *(cover if film else ())])),
        icons=tuple(str(one.get("href")) for one in root.iter("link") if "icon" in str(one.get("rel", ""))),
        sheets=tuple(str(one.get("href")) for one in root.iter("link") if one.get("rel") == "stylesheet"),
        styles=tuple(one.text or "" for one in root.iter("style")),
    )


def dump_facts(facts: PageFacts) -> str:
    """Return facts as JSON."""
    return json.dumps(asdict(facts), ensure_ascii=False, sort_keys=True)


def load_facts(given: dict[str, Any]) -> PageFacts:
    """Return facts from the value of their JSON, which is used up."""
    first = given.pop("first")
    if first is not None:
        first = FirstThing(
            first["src"],
            first["name"],
            first["what"],
            tuple(Element(one["tag"], one["attributes"]) for one in first["line"]),
        )
    pictures = tuple(tuple(group) for group in given.pop("pictures"))
    lists = {key: tuple(given[key]) for key in ("posters", "icons", "sheets", "styles")}
    return PageFacts(given["base"], given["day"], bool(given["film"]), first, pictures, **lists)


def _properties(root: html.HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name")
        if name and meta.get("content"):
            found.setdefault(str(name).lower(), str(meta.get("content")))
    return found


def _canonical(root: html.HtmlElement) -> str:
    return next((str(one.get("href")) for one in root.iter("link") if one.get("rel") == "canonical"), "")


def _day(root: html.HtmlElement, properties: dict[str, str]) -> str:
    if "article:published_time" in properties:
        return properties["article:published_time"][:10]
    for script in root.iter("script"):
        if script.get("type") != "application/ld+json":
            continue
        try:
            graph = json.loads(script.text or "{}")
        except (ValueError, RecursionError):
            continue
        nodes = graph.get("@graph", [graph]) if isinstance(graph, dict) else []
        for node in nodes if isinstance(nodes, list) else []:
            given = (node.get("datePublished") or node.get("uploadDate")) if isinstance(node, dict) else None
            if isinstance(given, str):
                return given[:10]
    return ""


def _pictures(root: html.HtmlElement) -> Iterator[tuple[str, ...]]:
    for image in root.iter("img", "source"):
        given = [str(image.get("src"))] if image.get("src") and image.tag == "img" else []
        given += [part.split()[0] for part in str(image.get("srcset") or "").split(",") if part.split()]
        addresses = tuple(dict.fromkeys(one for one in given if not one.startswith("data:")))
        if addresses:
            yield addresses


def _first_thing(root: html.HtmlElement) -> FirstThing | None:
    main = next((one for one in root.iter() if one.tag == "main" or one.get("role") == "main"), None)
    block = main if main is not None else root.find("body")
    found = None if block is None else _first_below(block, whole=main is None)
    if found is None:
        return None
    if isinstance(found, str):
        return FirstThing("", "", f"文字“{found[:20]}”", ())
    line = tuple(_element(one) for one in (*reversed(list(found.iterancestors())), found))
    src = str(found.get("src") or "") if found.tag == "img" else ""
    name = str(found.get("aria-label") or found.get("alt") or "")
    return FirstThing(src, name, f"<{found.tag}>", line)


def _first_below(block: html.HtmlElement, *, whole: bool) -> html.HtmlElement | str | None:
    """Return the first visible element or text below a block, in document order."""
    if block.text and block.text.strip():
        return block.text.strip()
    for child in block:
        if not isinstance(child.tag, str):
            found = None
        elif child.tag in _REPLACED and not (child.tag == "input" and child.get("type") in {"hidden", "checkbox"}):
            return child
        elif child.tag in _SILENT or (whole and child.tag in _APART):
            found = None
        else:
            found = _first_below(child, whole=whole)
        if found is not None:
            return found
        if child.tail and child.tail.strip():
            return child.tail.strip()
    return None


def _element(element: html.HtmlElement) -> Element:
    kept = {str(key).lower(): str(value) for key, value in element.attrib.items()}
    sizes = {"width", "height"} if element.tag == "img" else set()
    return Element(
        str(element.tag),
        {key: value for key, value in kept.items() if key in _KEPT or key in sizes or key.startswith("data-")},
    )
