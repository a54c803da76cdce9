"""What an attached file is, told from its content and never from its name."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path, PurePath

from lxml import etree

from press.attachments.archive import open_archive, read_entry
from press.attachments.ole import SIGNATURE, stream_names
from press.errors import MediaLimitError

MAX_BYTES = 200_000_000
"""Of an attached file: above, nothing of it is read."""


class FileKind(StrEnum):
    """What a file's content is."""

    PDF = "PDF 文件"
    WORD = "Word 文档"
    SLIDES = "演示文稿"
    WORD_MACROS = "带宏的 Word 文档"
    SLIDES_MACROS = "带宏的演示文稿"
    WORD_TEMPLATE = "Word 模板"
    SLIDE_SHOW = "演示文稿的模板或放映文件"
    WORD_STRICT = "Strict 格式的 Word 文档"
    SLIDES_STRICT = "Strict 格式的演示文稿"
    OLD_WORD = "Word/WPS 文档"
    OLD_SLIDES = "PowerPoint/WPS 演示文稿"
    OLD_OTHER = "Office/WPS 文件"
    RTF = "RTF 文档"
    OPEN_DOCUMENT = "OpenDocument 文档"
    LOCKED_OFFICE = "加密的 Office 文件"
    SHEET = "表格文件"
    OFD = "OFD 版式文件"
    ARCHIVE = "压缩包"
    PICTURE = "图片"
    FILM = "音视频文件"
    EMPTY = "空文件"
    UNKNOWN = "这种文件"


SUFFIXES: dict[FileKind, tuple[str, ...]] = {
    FileKind.PDF: (".pdf",),
    FileKind.WORD: (".docx",),
    FileKind.SLIDES: (".pptx",),
}
"""The endings a marked kind may have; the first is the usual one."""

_CLAIMS = frozenset(
    {
        *(".pdf", ".docx", ".pptx", ".docm", ".pptm", ".xlsx", ".doc", ".ppt", ".xls", ".wps", ".dps", ".et"),
        *(".rtf", ".odt", ".txt", ".zip"),
    }
)

_ZIP_HEADS = (b"PK\x03\x04", b"PK\x05\x06")
_ARCHIVE_HEADS = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")
_PICTURE_HEADS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_FILM_HEADS = (b"\x1aE\xdf\xa3", b"OggS", b"ID3", b"FLV\x01", b"\x30\x26\xb2\x75")
_PICTURE_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis")

_MAIN_TYPES = (
    ("wordprocessingml.document.main+xml", FileKind.WORD),
    ("ms-word.document.macroEnabled.main+xml", FileKind.WORD_MACROS),
    ("ms-word.template.macroEnabledTemplate.main+xml", FileKind.WORD_MACROS),
    ("wordprocessingml.template.main+xml", FileKind.WORD_TEMPLATE),
    ("presentationml.presentation.main+xml", FileKind.SLIDES),
    ("ms-powerpoint.presentation.macroEnabled.main+xml", FileKind.SLIDES_MACROS),
    ("ms-powerpoint.slideshow.macroEnabled.main+xml", FileKind.SLIDES_MACROS),
    ("presentationml.slideshow.main+xml", FileKind.SLIDE_SHOW),
    ("presentationml.template.main+xml", FileKind.SLIDE_SHOW),
    ("spreadsheetml.", FileKind.SHEET),
    ("ms-excel.", FileKind.SHEET),
)
_MACROS = {FileKind.WORD: FileKind.WORD_MACROS, FileKind.SLIDES: FileKind.SLIDES_MACROS}
_STRICT = {FileKind.WORD: FileKind.WORD_STRICT, FileKind.SLIDES: FileKind.SLIDES_STRICT}


def kind_of(file: Path) -> FileKind:
    """Tell what a file is.

    Raises:
        MediaLimitError: the file is larger than `MAX_BYTES`, or an archive that unpacks to too much.
        UnreadableMediaError: an archive whose structure is broken.
        OSError: the file cannot be read.
    """
    size = file.stat().st_size
    if size == 0:
        return FileKind.EMPTY
    if size > MAX_BYTES:
        raise MediaLimitError(f"文件超过 {MAX_BYTES // 1_000_000} MB")
    with file.open("rb") as stream:
        head = stream.read(1024)
    if head.startswith(_ZIP_HEADS):
        return _kind_of_archive(file)
    if head.startswith(SIGNATURE):
        return _kind_of_compound(stream_names(file.read_bytes()))
    # PDF allows leading bytes; viewers look for the header in the first 1024 (PDF 32000, annex H).
    if b"%PDF-" in head:
        return FileKind.PDF
    return _kind_of_head(head)


def misnamed(kind: FileKind, name: str) -> bool:
    """Whether a file that can be marked bears an ending that promises another kind."""
    suffix = PurePath(name).suffix.lower()
    return kind in SUFFIXES and suffix in _CLAIMS and suffix not in SUFFIXES[kind]


def _kind_of_archive(file: Path) -> FileKind:
    with file.open("rb") as stream, open_archive(stream) as archive:
        names = archive.namelist()
        kind = _main_kind(read_entry(archive, "[Content_Types].xml"))
        if kind is None:
            open_document = read_entry(archive, "mimetype").startswith(b"application/vnd.oasis.opendocument")
            return FileKind.OPEN_DOCUMENT if open_document else FileKind.OFD if "OFD.xml" in names else FileKind.ARCHIVE
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            return _MACROS.get(kind, kind)
        if b"purl.oclc.org/ooxml" in read_entry(archive, "_rels/.rels"):
            return _STRICT.get(kind, kind)
        return kind


def _main_kind(content_types: bytes) -> FileKind | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content_types, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    given = [str(child.get("ContentType", "")) for child in root]
    return next((kind for mark, kind in _MAIN_TYPES if any(mark in one for one in given)), None)


def _kind_of_compound(names: frozenset[str]) -> FileKind:
    for name, kind in (
        ("EncryptedPackage", FileKind.LOCKED_OFFICE),
        ("PowerPoint Document", FileKind.OLD_SLIDES),
        ("WordDocument", FileKind.OLD_WORD),
        ("Workbook", FileKind.SHEET),
        ("Book", FileKind.SHEET),
    ):
        if name in names:
            return kind
    return FileKind.OLD_OTHER


def _kind_of_head(head: bytes) -> FileKind:
    brand = head[8:12] if head[4:8] == b"ftyp" else b""
    riff = head[8:12] if head.startswith(b"RIFF") else b""
    if head.lstrip().startswith(b"{\\rtf"):
        return FileKind.RTF
    if head.startswith(_PICTURE_HEADS) or brand in _PICTURE_BRANDS or riff == b"WEBP" or b"<svg" in head:
        return FileKind.PICTURE
    if brand or head.startswith(_FILM_HEADS) or riff in {b"AVI ", b"WAVE"}:
        return FileKind.FILM
    return FileKind.ARCHIVE if head.startswith(_ARCHIVE_HEADS) else FileKind.UNKNOWN
