"""Which headers a Word file shows, section by section: the parts that must carry the mark."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.document import Document
from docx.enum.section import WD_HEADER_FOOTER
from docx.oxml.ns import qn
from docx.oxml.section import CT_SectPr
from docx.parts.hdrftr import HeaderPart

from press.attachments.geometry import Page
from press.attachments.word_anchor import flat_paragraph

_TWIPS_PER_POINT = 20
_OFF = {"0", "false", "off", "none"}
_TYPES = (WD_HEADER_FOOTER.PRIMARY, WD_HEADER_FOOTER.FIRST_PAGE, WD_HEADER_FOOTER.EVEN_PAGE)

_PAGE = (12_240, 15_840)
"""Twips: what Word assumes where a section states no page size (Letter)."""

_TOP = 1_440
"""Twips: and no top margin."""

_HEADER = 720
"""Twips: and no distance of the header from the page's edge."""


@dataclass(slots=True, eq=False)
class HeaderUse:
    """A header and its sections.

    part      None: it has to be made in `sections[0]`
    sections  those it belongs to, its own or inherited
    shown     those of them whose readers see it; empty while headers of its kind are switched off
    """

    kind: WD_HEADER_FOOTER
    part: HeaderPart | None
    sections: list[CT_SectPr] = field(default_factory=list)
    shown: list[CT_SectPr] = field(default_factory=list)

    @property
    def page(self) -> Page:
        """The smallest page (by its short side) it is shown on, in points."""
        pages = [Page((0.0, 0.0, *page_size(section))) for section in self.shown or self.sections]
        return min(pages, key=lambda page: page.short)

    @property
    def room(self) -> float:
        """Points between the page's top edge and the first text, the header's or the body's: the least of all pages."""
        sections = self.shown or self.sections
        distances = [_margin(section, "top", _TOP) for section in sections]
        if self.part is not None and any(str(one.text or "").strip() for one in self.part.element.iter(qn("w:t"))):
            distances += [_margin(section, "header", _HEADER) for section in sections]
        return min(distances)


def header_uses(document: Document) -> list[HeaderUse]:
    """Return every header that is or could be shown, and those that are shown but missing.

    A section without a header of some type shows the one of the section before (ECMA-376 part 1, 17.10.5). First-page
    and even-page headers that are switched off are never made, but marked where they exist.
    """
    uses: list[HeaderUse] = []
    for kind in _TYPES:
        current: HeaderUse | None = None
        for section in sections_of(document):
            reference, shown = section.get_headerReference(kind), _is_shown(document, section, kind)
            if reference is not None:
                part = document.part.header_part(reference.rId)
                current = next((use for use in uses if use.part is part), None) or HeaderUse(kind, part)
            elif current is None and shown:
                current = HeaderUse(kind, None)
            if current is not None:
                current.sections.append(section)
                current.shown.extend([section] if shown else [])
                uses.extend([current] if current not in uses else [])
    return uses


def make_part(document: Document, use: HeaderUse) -> HeaderPart:
    """Return a use's part, made empty in its first section where it is missing."""
    if use.part is None:
        part, relation = document.part.add_header_part()  # type: ignore[no-untyped-call]  # python-docx left it untyped
        for child in list(part.element):
            part.element.remove(child)
        part.element.append(flat_paragraph())
        use.sections[0].add_headerReference(use.kind, relation)
        use.part = part
    return use.part


def sections_of(document: Document) -> Iterator[CT_SectPr]:
    """Return all section properties in reading order, also of sections that end inside a content control."""
    body = document.element.body
    for section in body.iter(qn("w:sectPr")):
        parent = section.getparent()
        if parent is not None and parent.tag != qn("w:sectPrChange") and isinstance(section, CT_SectPr):
            yield section


def page_size(section: CT_SectPr) -> tuple[float, float]:
    """Return a section's page width and height in points."""
    size = section.find(qn("w:pgSz"))
    given = (None, None) if size is None else (size.get(qn("w:w")), size.get(qn("w:h")))
    width, height = (_twips(one, default) for one, default in zip(given, _PAGE, strict=True))
    return max(width, 1.0), max(height, 1.0)


def is_on(value: str | None) -> bool:
    """Read an on/off attribute: absent means on (ECMA-376 part 1, 17.17.4)."""
    return value is None or value.lower() not in _OFF


def _margin(section: CT_SectPr, side: str, default: int) -> float:
    margins = section.find(qn("w:pgMar"))
    return abs(_twips(None if margins is None else margins.get(qn(f"w:{side}")), default))


def _twips(given: str | None, default: int) -> float:
    try:
        return float(given if given is not None else default) / _TWIPS_PER_POINT
    except ValueError:
        return default / _TWIPS_PER_POINT


def _is_shown(document: Document, section: CT_SectPr, kind: WD_HEADER_FOOTER) -> bool:
    if kind is WD_HEADER_FOOTER.FIRST_PAGE:
        switch = section.find(qn("w:titlePg"))
    elif kind is WD_HEADER_FOOTER.EVEN_PAGE:
        switch = document.settings.element.find(qn("w:evenAndOddHeaders"))
    else:
        return True
    return switch is not None and is_on(switch.get(qn("w:val")))
