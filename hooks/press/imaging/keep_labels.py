"""What a picture says of its rights and of being made by a machine: the only metadata that comes along.

The implicit label of AI-made content (GB 45438, field `AIGC` in XMP, in EXIF "UserComment" or in a PNG text) may not
be taken away by whoever passes the picture on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree
from PIL import Image
from PIL.PngImagePlugin import PngInfo

_SOFTWARE = 0x0131
_ARTIST, _COPYRIGHT, _EXIF_FOLDER, _USER_COMMENT = 0x013B, 0x8298, 0x8769, 0x9286
"""EXIF tags."""

_DC = "{http://purl.org/dc/elements/1.1/}"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_LONGEST = 4000
_EXIF_TEXT = 300
_MOST_XMP = 1_000_000
_AIGC = "AIGC"


@dataclass(frozen=True, slots=True)
class Labels:
    """Author and copyright as EXIF bytes; the AI label as an XMP packet, empty when there is none."""

    artist: bytes = b""
    copyright: bytes = b""
    xmp: bytes = b""


NO_LABELS = Labels()


def read_labels(opened: Image.Image, tags: Mapping[int, object]) -> Labels:
    """Collect the labels of an open picture. `tags` are those of its first EXIF directory."""
    xmp = _xmp_root(opened.info.get("xmp"))
    text = {str(key): value for key, value in opened.info.items() if isinstance(value, str)}
    artist = kept_text(tags.get(_ARTIST)) or _dublin(xmp, "creator") or _text(text, "Author")
    rights = kept_text(tags.get(_COPYRIGHT)) or _dublin(xmp, "rights") or _text(text, "Copyright")
    return Labels(artist, rights, _packet(xmp, text.get(_AIGC, "") or _comment(opened)))


def stated_labels(artist: str, rights: str, label: str) -> Labels:
    """Return labels that another medium states: author, rights and AI label (JSON, as GB 45438 has it), or nothing."""
    artist_bytes, rights_bytes = (text.encode("utf-8")[:_EXIF_TEXT] for text in (artist, rights))
    return Labels(artist_bytes, rights_bytes, _packet(None, label))


def metadata_of(form: str, labels: Labels, note: str) -> dict[str, Any]:
    """Return the arguments of Pillow's `save` that write labels and the note of the mark into a format."""
    if form == "GIF":
        return {"comment": note.encode("ascii", "replace")}
    if form == "BMP":
        return {}
    exif = Image.Exif()
    for tag, value in ((_SOFTWARE, note), (_ARTIST, labels.artist), (_COPYRIGHT, labels.copyright)):
        if value:
            exif[tag] = value
    # Pillow writes a PNG's XMP only as one of its text chunks, and a TIFF's as tag 700.
    found: dict[str, Any] = {"exif": exif}
    if labels.xmp and form in {"JPEG", "WEBP", "AVIF", "HEIF"}:
        found["xmp"] = labels.xmp
    elif labels.xmp and form == "TIFF":
        exif[700] = labels.xmp
    elif labels.xmp and form == "PNG":
        found["pnginfo"] = _png_text(labels.xmp)
    return found


def _png_text(xmp: bytes) -> PngInfo:
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", xmp.decode("utf-8"))
    return info


def kept_text(value: object) -> bytes:
    """Return an EXIF text's very bytes, cut to a sensible length; nothing where it is no text."""
    # Pillow reads EXIF text as Latin-1; the same way back gives the very bytes, UTF-8 included.
    if not isinstance(value, str):
        return b""
    return value.encode("latin-1", "replace").split(b"\0")[0][:_EXIF_TEXT]


def _text(text: Mapping[str, str], key: str) -> bytes:
    return text.get(key, "").encode("utf-8")[:300]


def _xmp_root(data: object) -> etree._Element | None:
    if isinstance(data, str):
        data = data.encode("utf-8")
    if not isinstance(data, bytes) or len(data) > _MOST_XMP:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data.strip(b"\0 \n"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _dublin(xmp: etree._Element | None, name: str) -> bytes:
    if xmp is None:
        return b""
    found = next(xmp.iter(_DC + name), None)
    words = "" if found is None else " ".join("".join(str(part) for part in found.itertext()).split())
    return words.encode("utf-8")[:300]


def _comment(opened: Image.Image) -> str:
    """Return the EXIF user comment where it is an AI label."""
    try:
        value = opened.getexif().get_ifd(_EXIF_FOLDER).get(_USER_COMMENT)
    except Exception:  # noqa: BLE001 - a damaged EXIF block holds no label
        return ""
    if isinstance(value, bytes):
        value = re.sub(rb"^(?:ASCII|UNICODE|JIS)?\0+", b"", value).decode("utf-8", "replace")
    return value if isinstance(value, str) and _AIGC in value else ""


def _packet(xmp: etree._Element | None, label: str) -> bytes:
    """Return an XMP packet that holds nothing but the label."""
    space, value = "http://www.tc260.org.cn/ns/AIGC/1.0/", label
    for element in xmp.iter("*") if xmp is not None else ():
        pairs = [(str(key), str(text)) for key, text in element.attrib.items()]
        pairs.append((str(element.tag), "".join(str(part) for part in element.itertext())))
        for key, text in pairs:
            name = etree.QName(key)
            if name.localname == _AIGC and text.strip():
                space, value = name.namespace or space, text.strip()
    if not value or len(value) > _LONGEST:
        return b""
    root = etree.Element(f"{{{_RDF}}}RDF", nsmap={"rdf": _RDF, "TC260": space})
    described = etree.SubElement(root, f"{{{_RDF}}}Description")
    described.set(f"{{{space}}}{_AIGC}", value)
    return etree.tostring(root, encoding="utf-8")
