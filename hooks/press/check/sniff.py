"""What a published file is: told from its first bytes, and only where those say nothing from its name."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

from press.check.product import Product

HEAD = 512
"""Bytes that tell."""

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_FILMS = (b"\x1aE\xdf\xa3", b"FLV\x01", b"\x30\x26\xb2\x75", b"\0\0\1\xba", b"\0\0\1\xb3")
_STARTS = {
    Product.PICTURE: _PICTURES,
    Product.FILM: _FILMS,
    Product.PDF: (b"%PDF-",),
    Product.OTHER: (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf"),
}
_STILL_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis")
_CLAIMS = {
    **dict.fromkeys((".html", ".htm", ".xhtml"), Product.PAGE),
    **dict.fromkeys(
        (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".heic", ".bmp", ".tif", ".tiff"), Product.PICTURE
    ),
    **dict.fromkeys((".mp4", ".mov", ".webm", ".mkv", ".avi", ".m4v", ".wmv", ".flv", ".mpg", ".3gp"), Product.FILM),
    **dict.fromkeys(
        (".doc", ".ppt", ".wps", ".dps", ".rtf", ".odt", ".odp", ".xls", ".xlsx", ".et", ".ofd", ".epub", ".xps"),
        Product.OTHER,
    ),
    **dict.fromkeys(
        (".psd", ".ai", ".eps", ".cdr", ".wmf", ".emf", ".jp2", ".jxl", ".tga", ".rar", ".7z"), Product.OTHER
    ),
    ".svg": Product.PICTURE,
    ".pdf": Product.PDF,
    ".docx": Product.WORD,
    ".pptx": Product.SLIDES,
    ".zip": Product.ARCHIVE,
}
_PARTS = {"word/document.xml": Product.WORD, "ppt/presentation.xml": Product.SLIDES}
_OTHER_PARTS = ("xl/workbook.xml", "mimetype", "OFD.xml")


def product_of(file: Path, head: bytes) -> Product | None:
    """Return what a file is published as; None for what carries no mark (styles, scripts, fonts, feeds).

    Args:
        file: where it is; opened only where it is a ZIP archive.
        head: its first `HEAD` bytes.
    """
    by_content = _by_content(file, head)
    return by_content if by_content is not None else _CLAIMS.get(PurePosixPath(file.name).suffix.lower())


def _by_content(file: Path, head: bytes) -> Product | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _in_archive(file)
    if head[4:8] == b"ftyp":
        return Product.PICTURE if head[8:12] in _STILL_BRANDS else Product.FILM
    if head.startswith(b"RIFF"):
        return {b"WEBP": Product.PICTURE, b"AVI ": Product.FILM}.get(head[8:12])
    for product, starts in _STARTS.items():
        if head.startswith(starts):
            return product
    return _by_text(head)


def _by_text(head: bytes) -> Product | None:
    if b"\n%PDF-" in head:
        return Product.PDF
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html")):
        return Product.PAGE
    markup = text.startswith((b"<?xml", b"<svg", b"<!--", b"<!doctype svg"))
    return Product.PICTURE if markup and b"<svg" in text else None


def is_svg(head: bytes) -> bool:
    """Whether a picture is drawn, not made of pixels."""
    return b"<svg" in head.lower() and not head.startswith(_PICTURES)


def _in_archive(file: Path) -> Product:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        return _CLAIMS.get(PurePosixPath(file.name).suffix.lower(), Product.ARCHIVE)
    for part, product in _PARTS.items():
        if part in names:
            return product
    return Product.OTHER if names.intersection(_OTHER_PARTS) else Product.ARCHIVE
