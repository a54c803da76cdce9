"""Pieces of one page's rendered HTML, fit to stand on another page."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from lxml import etree, html

_SRCSET_ITEM = re.compile(r"\s*(\S+)(\s+[^,]+)?\s*(?:,|$)")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_NOTES = "footnote"


@dataclass(frozen=True, slots=True)
class Section:
    """One titled piece of a text. `title` is plain text; `html` excludes the heading."""

    title: str
    html: str


def _rebased(address: str, from_url: str, to_url: str) -> str:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or address.startswith("/"):
        return address
    if not parts.path:  # a fragment of the page the piece came from
        return f"{posixpath.relpath(from_url, posixpath.dirname(to_url) or '.')}{address}"
    target = posixpath.normpath(posixpath.join(posixpath.dirname(from_url), parts.path))
    moved = posixpath.relpath(target, posixpath.dirname(to_url) or ".")
    return parts._replace(path=moved).geturl()


def _rebase_srcset(value: str, from_url: str, to_url: str) -> str:
    items = [
        (_rebased(match.group(1), from_url, to_url) + (match.group(2) or "")).strip()
        for match in _SRCSET_ITEM.finditer(value)
    ]
    return ", ".join(items)


def _demote(element: html.HtmlElement, levels: int) -> None:
    if element.tag in _HEADINGS:
        element.tag = f"h{min(6, int(element.tag[1]) + levels)}"


def _is_note(element: html.HtmlElement) -> bool:
    """Footnote marks and their list point at ids that stay behind, as do the headings' permanent links."""
    classes = (element.get("class") or "").split()
    return any(name.startswith(_NOTES) or name == "headerlink" for name in classes) or (
        element.tag == "sup" and (element.get("id") or "").startswith("fnref")
    )


def transplant(fragment: str, from_url: str, to_url: str, *, demote: int = 0) -> str:
    """Return `fragment` of page `from_url` rewritten to stand on page `to_url` (both site-relative).

    Relative addresses are rebased; ids, permanent links and footnotes are dropped (they would clash or dangle);
    headings sink by `demote` levels.
    """
    if not fragment.strip():
        return ""
    root = html.fragment_fromstring(fragment, create_parent="div")
    for element in list(root.iter(etree.Element)):
        if element is root:
            continue
        if _is_note(element):
            element.drop_tree()
            continue
        element.attrib.pop("id", None)
        for name in ("href", "src", "poster"):
            if name in element.attrib:
                element.set(name, _rebased(element.get(name, ""), from_url, to_url))
        if "srcset" in element.attrib:
            element.set("srcset", _rebase_srcset(element.get("srcset", ""), from_url, to_url))
        _demote(element, demote)
    return _inner(root)


def _inner(root: html.HtmlElement) -> str:
    return escape(root.text or "") + "".join(html.tostring(child, encoding="unicode") for child in root)


def split_sections(rendered: str) -> tuple[str, tuple[Section, ...]]:
    """Cut a text at its second-level headings: (what stands before the first, sections)."""
    if not rendered.strip():
        return "", ()
    root = html.fragment_fromstring(rendered, create_parent="div")
    lead: list[str] = [escape(root.text or "")]
    sections: list[tuple[str, list[str]]] = []
    for child in root:
        if child.tag == "h2":
            for link in child.find_class("headerlink"):
                link.drop_tree()
            sections.append((" ".join(child.text_content().split()), [escape(child.tail or "")]))
            continue
        target = sections[-1][1] if sections else lead
        target.append(html.tostring(child, encoding="unicode"))
    return "".join(lead).strip(), tuple(Section(title, "".join(parts).strip()) for title, parts in sections)
