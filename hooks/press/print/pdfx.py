"""A Typst PDF made to meet the PDF/X-4 conditions (ISO 15930-7:2010) that a print shop relies on.

The templates draw in CMYK already. What is left is overprint for black, page boxes, output intent, metadata, and the
rare RGB vector (official artwork as SVG). No open validator for PDF/X exists: `press.print.preflight` reads the
result back and checks these conditions. Say "checked against", never "certified".
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from dataclasses import dataclass
from html import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from press.print.overprint import with_overprint
from press.print.separations import Separator, needs_conversion
from press.print.sheet import Box, PageBoxes, Profile

RECIPE = 1
"""Raise when the same Typst output would become different bytes."""
_FORBIDDEN_IN_PAGE = ("/ArtBox", "/CropBox", "/Annots", "/Tabs", "/StructParents", "/AA", "/Group")
_FORBIDDEN_IN_ROOT = ("/StructTreeRoot", "/MarkInfo", "/OpenAction", "/AA", "/AcroForm", "/Names", "/Outlines",
                      "/PageMode", "/ViewerPreferences")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the file says of itself; `made` is given, never asked of a clock."""

    title: str
    made: dt.datetime
    author: str = ""


def to_pdfx(source: bytes, boxes: PageBoxes, profile: Profile, stamp: Stamp) -> bytes:
    """Return the print file.

    Args:
        source: PDF 1.6 by Typst, untagged, its media box reaching `SLUG_MM` beyond the bleed.
        boxes: the sheet's boxes in points; every page gets them.
        profile: output condition; its ICC file is embedded.
        stamp: title and date.

    Returns:
        PDF 1.6; the same arguments give the same bytes.
    """
    with pikepdf.open(io.BytesIO(source)) as pdf:
        separator = Separator(profile.file)
        for page in pdf.pages:
            page.contents_coalesce()
            if needs_conversion(page.obj.get("/Resources", Dictionary())):
                separator.convert(pdf, page)
            _overprint(pdf, page)
            _set_boxes(page, boxes)
            _drop(page.obj, _FORBIDDEN_IN_PAGE)
        _drop(pdf.Root, _FORBIDDEN_IN_ROOT)
        _set_intent(pdf, profile)
        _describe(pdf, stamp, hashlib.sha256(source).hexdigest())
        pdf.remove_unreferenced_resources()
        out = io.BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            force_version="1.6",
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            compress_streams=True,
            fix_metadata_version=False,
        )
    return out.getvalue()


def _overprint(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    states = page.obj.Resources.get("/ExtGState")
    if states is None:
        states = Dictionary()
        page.obj.Resources.ExtGState = states
    # OPM 1: an ink that is 0 leaves what lies below, so black text never knocks a hole into the paper's tint.
    states["/OPk"] = Dictionary(Type=Name.ExtGState, op=True, OP=True, OPM=1)
    states["/OPn"] = Dictionary(Type=Name.ExtGState, op=False, OP=False, OPM=0)
    content = page.obj.Contents.read_bytes()
    page.obj.Contents = pdf.make_stream(with_overprint(content))


def _set_boxes(page: pikepdf.Page, boxes: PageBoxes) -> None:
    page.obj.MediaBox = _array(boxes.media)
    page.obj.BleedBox = _array(boxes.bleed)
    page.obj.TrimBox = _array(boxes.trim)


def _array(box: Box) -> Array:
    return Array([round(value, 4) for value in box])


def _drop(holder: pikepdf.Object, keys: tuple[str, ...]) -> None:
    for key in keys:
        if key in holder:
            del holder[key]


def _set_intent(pdf: pikepdf.Pdf, profile: Profile) -> None:
    icc = pdf.make_stream(profile.file.read_bytes())
    icc.N = 4
    icc.Alternate = Name.DeviceCMYK
    title = profile.title or profile.condition
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFX,
                OutputConditionIdentifier=String(profile.condition),
                OutputCondition=String(title),
                RegistryName=String("http://www.color.org"),
                Info=String(title),
                DestOutputProfile=pdf.make_indirect(icc),
            )
        ]
    )


def _describe(pdf: pikepdf.Pdf, stamp: Stamp, digest: str) -> None:
    made = stamp.made.astimezone(dt.UTC)
    info = pdf.docinfo
    for key in list(info.keys()):
        del info[key]
    info["/Title"] = String(stamp.title)
    if stamp.author:
        info["/Author"] = String(stamp.author)
    info["/Creator"] = String("Xinglin Press")
    info["/Producer"] = String("Typst, pikepdf")
    info["/CreationDate"] = info["/ModDate"] = String(made.strftime("D:%Y%m%d%H%M%S+00'00'"))
    info["/Trapped"] = Name("/False")
    metadata = pdf.make_stream(_xmp(stamp.title, made.strftime("%Y-%m-%dT%H:%M:%S+00:00"), digest))
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = pdf.make_indirect(metadata)


def _xmp(title: str, when: str, digest: str) -> bytes:
    uuid = "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32]))
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>
<xmp:CreateDate>{when}</xmp:CreateDate><xmp:ModifyDate>{when}</xmp:ModifyDate>
<xmp:MetadataDate>{when}</xmp:MetadataDate><xmp:CreatorTool>Xinglin Press</xmp:CreatorTool>
<pdf:Producer>Typst, pikepdf</pdf:Producer><pdf:Trapped>False</pdf:Trapped>
<xmpMM:DocumentID>uuid:{uuid}</xmpMM:DocumentID><xmpMM:InstanceID>uuid:{uuid}</xmpMM:InstanceID>
<xmpMM:RenditionClass>default</xmpMM:RenditionClass><xmpMM:VersionID>1</xmpMM:VersionID>
<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>""".encode()
