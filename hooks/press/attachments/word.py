"""The mark in the headers of a Word file, anchored to the page's top left."""

from __future__ import annotations

import io
import zipfile

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.parts.hdrftr import HeaderPart
from lxml import etree

from press.attachments.archive import check_entries, open_archive, repacked
from press.attachments.geometry import STANCES, Page, Spot, layout_for, spot_for
from press.attachments.marked import Marked
from press.attachments.picture import is_ours, mark_png, object_name
from press.attachments.remarks import remark
from press.attachments.word_anchor import anchored_run, put_run
from press.attachments.word_headers import HeaderUse, header_uses, is_on, make_part, sections_of
from press.campaign.badge import Style, extent_of
from press.campaign.model import Campaign, Variant
from press.errors import MediaLimitError, UnreadableMediaError
from press.findings import Checked, Finding

_BROKEN = (OpcError, KeyError, ValueError, AttributeError, zipfile.BadZipFile, etree.XMLSyntaxError)
"""What python-docx raises on packages whose parts are missing, of the wrong type or no XML."""

_REVISIONS = ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "sectPrChange", "tblPrChange")

_FIRST_ID = 88_000_000
"""Ids of our drawing objects: far above those Word gives."""


def mark_word(data: bytes, name: str, campaign: Campaign) -> Checked[Marked | None]:
    """Put the campaign's mark into every header a reader may see.

    Headers of the first page and of even pages are marked where they are switched on; where they are off they stay off.
    What a header already holds stays. A mark of an older recipe is replaced.

    Args:
        data: the file.
        name: its path in findings.
        campaign: whose mark.

    Returns:
        None with a finding for signed, protected and damaged files: these stay as they are.
    """
    try:
        with open_archive(io.BytesIO(data)) as archive:
            check_entries(archive)
            if any(entry.startswith("_xmlsignatures/") for entry in archive.namelist()):
                return Checked(None, (remark("signed", name),))
        document = docx.Document(io.BytesIO(data))
        if _is_protected(document):
            return Checked(None, (remark("protected", name),))
        return _mark(document, data, name, campaign)
    except MediaLimitError:
        return Checked(None, (remark("archive-bomb", name),))
    except (UnreadableMediaError, *_BROKEN):
        return Checked(None, (remark("damaged", name),))


def _mark(document: Document, data: bytes, name: str, campaign: Campaign) -> Checked[Marked | None]:
    if not any(True for _ in sections_of(document)):
        document.element.body.append(parse_xml(f"<w:sectPr {nsdecls('w')}/>"))
    findings: list[Finding] = []
    if _has_revisions(document):
        findings.append(remark("tracked-changes", name))
    uses, wanted = header_uses(document), object_name(campaign)
    if all(use.part is not None and wanted in _own_names(use.part.element) for use in uses):
        return Checked(Marked(data, len(uses), already=True), tuple(findings))
    crowded = False
    for number, use in enumerate(uses):
        part = make_part(document, use)
        _drop_ours(part)
        busy = _has_pictures(part.element)
        crowded = crowded or busy
        plated = busy or document.element.find(qn("w:background")) is not None
        _put(part, use, _FIRST_ID + number, campaign, plated=plated)
    if crowded:
        findings.append(remark("letterhead", name))
    written = io.BytesIO()
    document.save(written)
    return Checked(Marked(repacked(written.getvalue()), len(uses)), tuple(findings))


def _put(part: HeaderPart, use: HeaderUse, number: int, campaign: Campaign, *, plated: bool) -> None:
    spot, style = _spot_and_style(use.page, use.room, campaign, plated=plated)
    relation, _ = part.get_or_add_image(io.BytesIO(mark_png(campaign, style)))
    put_run(part.element, anchored_run(relation, number, object_name(campaign), campaign.text, spot))


def _spot_and_style(page: Page, room: float, campaign: Campaign, *, plated: bool) -> tuple[Spot, Style]:
    """Choose the first place above all text; where there is none, the smallest (text then flows round it)."""
    style = Style(Variant.DARK, layout_for(page, campaign), plate=1.0 if plated else 0.0, light_plate=plated)
    rule, extent = campaign.document, extent_of(campaign, style)
    spots = [spot_for(page, rule, extent, stance, campaign.widest) for stance in STANCES]
    return next((spot for spot in spots if spot.top + spot.height <= room), spots[-1]), style


def _is_protected(document: Document) -> bool:
    settings = document.settings.element
    protection = settings.find(qn("w:documentProtection"))
    enforced = protection is not None and protection.get(qn("w:enforcement")) is not None
    return settings.find(qn("w:writeProtection")) is not None or (
        enforced and protection is not None and is_on(protection.get(qn("w:enforcement")))
    )


def _has_revisions(document: Document) -> bool:
    tags = [qn(f"w:{local}") for local in (*_REVISIONS, "commentReference")]
    return next(document.element.body.iter(*tags), None) is not None


def _has_pictures(header: BaseOxmlElement) -> bool:
    return next(header.iter(qn("w:drawing"), qn("w:pict"), qn("w:object")), None) is not None


def _own_names(header: BaseOxmlElement) -> list[str]:
    return [str(one.get("name")) for one in header.iter(qn("wp:docPr")) if is_ours(one.get("name"))]


def _drop_ours(part: HeaderPart) -> None:
    for one in [one for one in part.element.iter(qn("wp:docPr")) if is_ours(one.get("name"))]:
        run = next(one.iterancestors(qn("w:r")), None)
        parent = None if run is None else run.getparent()
        if run is not None and parent is not None:
            for blip in run.iter(qn("a:blip")):
                relation = str(blip.get(qn("r:embed")))
                if relation in part.rels:
                    part.drop_rel(relation)
            parent.remove(run)
