"""A Typst PDF made to meet the PDF/X-4 conditions (ISO 15930-7:2010) that a print shop relies on.

Made of the screen file, so that both show one and the same layout: colours become inks (`press.print.separations`), the
page is opened to its bleed, crop and fold marks are drawn outside, links, tags and bookmarks go. No open validator for
PDF/X exists: `press.print.preflight` reads the result back and checks these conditions. Say "checked against", never
"certified".
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from dataclasses import dataclass
from html import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from press.print.separations import Separator
from press.print.sheet import (
    Box,
    PageBoxes,
    Profile,
    Segment,
    SheetFormat,
    crop_marks,
    fold_marks,
    page_boxes,
    points,
)

_MARK_WIDTH = 0.25
"""pt."""
_FORBIDDEN_IN_PAGE = ("/ArtBox", "/CropBox", "/Annots", "/Tabs", "/StructParents", "/AA", "/Group")
_FORBIDDEN_IN_ROOT = ("/StructTreeRoot", "/MarkInfo", "/OpenAction", "/AA", "/AcroForm", "/Names", "/Outlines",
                      "/PageMode", "/ViewerPreferences")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the file says of itself; `made` is given, never asked of a clock."""

    title: str
    made: dt.datetime
    author: str = ""


def to_pdfx(source: bytes, sheet: SheetFormat, stamp: Stamp, separator: Separator) -> bytes:
    """Return the print file.

    Args:
        source: the screen PDF; its pages are the trim size, and what bleeds is drawn beyond their edges.
        sheet: the format; its ICC profile is embedded.
        stamp: title and date.
        separator: converts colours; one a file.

    Returns:
        PDF 1.6; the same arguments give the same bytes.
    """
    boxes = page_boxes(sheet)
    with pikepdf.open(io.BytesIO(source)) as pdf:
        for number, page in enumerate(pdf.pages):
            content = separator.convert(pdf, page)
            marks = (*crop_marks(sheet), *fold_marks(sheet, inner=number > 0))
            page.obj.Contents = pdf.make_stream(_opened(content, boxes) + _drawn(marks, page.obj.Resources, boxes))
            _set_boxes(page, boxes)
            _drop(page.obj, _FORBIDDEN_IN_PAGE)
        separator.finish()
        _drop(pdf.Root, _FORBIDDEN_IN_ROOT)
        _set_intent(pdf, sheet.profile)
        _describe(pdf, stamp, hashlib.sha256(source).hexdigest())
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


def _opened(content: bytes, boxes: PageBoxes) -> bytes:
    """Move a page to where its trim lies in the larger sheet, and cut it at the bleed."""
    left, bottom, right, top = boxes.bleed
    clip = f"q {left:.4f} {bottom:.4f} {right - left:.4f} {top - bottom:.4f} re W n"
    return f"{clip} 1 0 0 1 {boxes.trim[0]:.4f} {boxes.trim[1]:.4f} cm\n".encode() + content + b"\nQ\n"


def _drawn(marks: tuple[Segment, ...], resources: pikepdf.Object, boxes: PageBoxes) -> bytes:
    """Draw crop and fold marks in the spot colour All, so that they stand on every plate."""
    if "/ColorSpace" not in resources:
        resources.ColorSpace = Dictionary()
    function = Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0] * 4), C1=Array([1] * 4), N=1)
    resources.ColorSpace["/All"] = Array([Name.Separation, Name.All, Name.DeviceCMYK, function])
    height = boxes.media[3]
    lines = [f"q /All CS 1 SCN {_MARK_WIDTH} w"]
    for mark in marks:
        dash = "[2 1.5] 0 d" if mark.dashed else "[] 0 d"
        x0, y0, x1, y1 = points(mark.x0), height - points(mark.y0), points(mark.x1), height - points(mark.y1)
        lines.append(f"{dash} {x0:.4f} {y0:.4f} m {x1:.4f} {y1:.4f} l S")
    return "\n".join((*lines, "Q")).encode()


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
