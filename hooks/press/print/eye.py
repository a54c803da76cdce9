"""The half of preflight that looks: the print file is rendered, its QR codes decoded and measured, its mark found."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import Lock

import pypdfium2  # type: ignore[import-untyped]  # pypdfium2 ships no types
import zxingcpp
from PIL import Image

from press.bulletin.qr import qr_matrix
from press.findings import Finding, Severity
from press.print.sheet import SheetFormat, module_size, page_boxes, points, qr_ceiling

_PX_PER_MODULE = 4.0
_LONGEST_SIDE_PX = 6000
_QUIET_MODULES = 3.4
"""The standard asks for 4; rendering blurs the edge by half a module."""
_LIGHT = 128
_MODULE_TOLERANCE = 0.93
_SAFE_TOLERANCE = 0.5
_CORNER = 0.55
"""The mark's first character stands within this share of the short side from the left edge, its top within a fifth."""
_ONE_AT_A_TIME = Lock()
"""PDFium may not be called from two threads at once."""
_TELL = "请把这条信息发给技术人员"


@dataclass(frozen=True, slots=True)
class Seen:
    """What rendering showed."""

    facts: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Code:
    """A decoded QR code; lengths in mm, from the trim's lower left corner."""

    address: str
    module: float
    top: float
    quiet: bool


def look(data: bytes, sheet: SheetFormat, codes: tuple[str, ...], words: str, path: str | None) -> Seen:
    """Render a print file and check codes, mark and safe margin.

    Args:
        data: the PDF.
        sheet: its format.
        codes: addresses that must decode.
        words: the mark's words; empty when artwork stands in their place.
        path: file to name in findings.
    """
    with _ONE_AT_A_TIME:
        return _looked(data, sheet, codes, words, path)


def _looked(data: bytes, sheet: SheetFormat, codes: tuple[str, ...], words: str, path: str | None) -> Seen:
    document = pypdfium2.PdfDocument(data)
    try:
        decoded: list[_Code] = []
        findings: list[Finding] = []
        for number in range(len(document)):
            page = document[number]
            text = page.get_textpage()
            findings.extend(_mark(page, text, sheet, words, number + 1, path))
            findings.extend(_safe(text, sheet, number + 1, path))
            _flatten_pictures(page)
            decoded.extend(_decode(page, sheet, len(set(codes)) - len(decoded)))
    finally:
        document.close()
    findings.extend(_codes(decoded, codes, sheet, path))
    smallest = min((code.module for code in decoded), default=0.0)
    facts = (("二维码", f"{len(decoded)} 个，都能扫出" if len(decoded) >= len(set(codes)) else f"{len(decoded)} 个"),
             ("二维码每格", f"{smallest:.2f} 毫米"))  # fmt: skip
    return Seen(facts if codes else (), tuple(findings))


def _flatten_pictures(page: pypdfium2.PdfPage) -> None:
    """Let each picture be one grey pixel: what lies over a code stays over it, and no photograph need be decoded."""
    for item in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
        item.set_bitmap(_grey_pixel())


@cache
def _grey_pixel() -> pypdfium2.PdfBitmap:
    bitmap = pypdfium2.PdfBitmap.new_native(1, 1, pypdfium2.raw.FPDFBitmap_Gray)
    bitmap.fill_rect((_LIGHT, _LIGHT, _LIGHT, 255), 0, 0, 1, 1)
    return bitmap


def _decode(page: pypdfium2.PdfPage, sheet: SheetFormat, wanted: int) -> list[_Code]:
    media = page_boxes(sheet).media
    ppmm = min(_PX_PER_MODULE / module_size(sheet), _LONGEST_SIDE_PX / (max(media[2:]) / points(1)))
    image = page.render(scale=ppmm / points(1), grayscale=True).to_pil()
    kinds = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    # Our codes stand upright and dark on light; the decoder tries the rest only where one is missing.
    found = zxingcpp.read_barcodes(image, formats=kinds, try_rotate=False, try_invert=False)
    if sum(one.valid for one in found) < wanted:
        found = zxingcpp.read_barcodes(image, formats=kinds)
    return [_measured(one, image, ppmm, sheet) for one in found if one.valid]


@lru_cache(maxsize=1024)
def _modules(address: str) -> int:
    return len(qr_matrix(address, 0))


def _measured(found: zxingcpp.Barcode, image: Image.Image, ppmm: float, sheet: SheetFormat) -> _Code:
    place = found.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    sides = [math.dist((a.x, a.y), (b.x, b.y)) for a, b in zip(corners, (*corners[1:], corners[0]), strict=True)]
    modules = _modules(found.text)
    module_px = sum(sides) / 4 / modules
    edge = sheet.bleed + (page_boxes(sheet).media[3] / points(1) - sheet.trim[1] - 2 * sheet.bleed) / 2
    top = sheet.trim[1] - (min(corner.y for corner in corners) / ppmm - edge)
    box = (min(c.x for c in corners), min(c.y for c in corners), max(c.x for c in corners), max(c.y for c in corners))
    return _Code(found.text, module_px / ppmm, top, _is_quiet(image, box, module_px))


def _is_quiet(image: Image.Image, box: tuple[float, float, float, float], module: float) -> bool:
    """Whether the ring round the symbol is light: its four strips are averaged down and none holds a dark module."""
    left, top, right, bottom = box
    reach, near = _QUIET_MODULES * module, 0.6 * module
    strips = (
        (left - reach, top - reach, right + reach, top - near),
        (left - reach, bottom + near, right + reach, bottom + reach),
        (left - reach, top, left - near, bottom),
        (right + near, top, right + reach, bottom),
    )
    return all(
        image.crop(tuple(round(value) for value in strip)).getextrema()[0] > _LIGHT  # type: ignore[arg-type, operator]  # PIL types both too widely
        for strip in strips
    )


def _codes(decoded: list[_Code], wanted: tuple[str, ...], sheet: SheetFormat, path: str | None) -> Iterator[Finding]:
    addresses = {code.address for code in decoded}
    ceiling = qr_ceiling(sheet)
    for address in dict.fromkeys(wanted):
        if address not in addresses:
            message = f"“{sheet.name}”上通往 {address} 的二维码扫不出来"
            yield Finding("print/qr-unreadable", Severity.ERROR, message, "把网址改短，或换大一号的规格", path)
    for code in decoded:
        name = f"“{sheet.name}”上通往 {code.address} 的二维码"
        if code.module < module_size(sheet) * _MODULE_TOLERANCE:
            message = f"{name}每格只有 {code.module:.2f} 毫米，按观看距离应有 {module_size(sheet):.2f} 毫米"
            yield Finding("print/qr-module", Severity.ERROR, message, _TELL, path)
        if not code.quiet:
            yield Finding("print/qr-quiet-zone", Severity.ERROR, f"{name}四周的空白不够", _TELL, path)
        if ceiling is not None and code.top > ceiling + 1:
            message = f"{name}挂起来离地 {(code.top + (sheet.hang or 0)) / 10:.0f} 厘米，手够不着"
            yield Finding(
                "print/qr-too-high", Severity.WARNING, message, "减少二维码，或把规格里的 hang 改成实际高度", path
            )


def _mark(  # noqa: PLR0913, PLR0917 - what is looked at, what for, and whose finding it is
    page: pypdfium2.PdfPage,
    text: pypdfium2.PdfTextPage,
    sheet: SheetFormat,
    words: str,
    number: int,
    path: str | None,
) -> Iterator[Finding]:
    trim = page_boxes(sheet).trim
    short = min(trim[2] - trim[0], trim[3] - trim[1])
    if words:
        search = text.search(words)
        while (hit := search.get_next()) is not None:
            left, _bottom, _right, top = text.get_charbox(hit[0])
            if left - trim[0] < _CORNER * short and trim[3] - top < 0.2 * short:
                return
    elif _corner_inked(page, sheet):
        return
    message = f"“{sheet.name}”第 {number} 页左上角没有找到活动标识"
    yield Finding("print/no-mark", Severity.ERROR, message, _TELL, path)


def _corner_inked(page: pypdfium2.PdfPage, sheet: SheetFormat) -> bool:
    trim = page_boxes(sheet).trim
    short = min(trim[2] - trim[0], trim[3] - trim[1])
    scale = 800 / short
    image = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    height = page.get_height()
    box = tuple(
        round(v * scale) for v in (trim[0], height - trim[3], trim[0] + short * 0.25, height - trim[3] + short * 0.12)
    )
    low, high = image.crop((box[0], box[1], box[2], box[3])).getextrema()
    return float(high) - float(low) > _LIGHT / 2


def _safe(text: pypdfium2.PdfTextPage, sheet: SheetFormat, number: int, path: str | None) -> Iterator[Finding]:
    trim, safe = page_boxes(sheet).trim, points(sheet.safe)
    outside = 0
    for at in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(at)
        inside_x = left >= trim[0] + safe - _SAFE_TOLERANCE and right <= trim[2] - safe + _SAFE_TOLERANCE
        inside_y = bottom >= trim[1] + safe - _SAFE_TOLERANCE and top <= trim[3] - safe + _SAFE_TOLERANCE
        outside += not (inside_x and inside_y)
    if outside:
        message = f"“{sheet.name}”第 {number} 页有 {outside} 处文字离裁切线不到 {sheet.safe:g} 毫米，可能被裁掉"
        yield Finding("print/safe-margin", Severity.ERROR, message, _TELL, path)
