"""Kinds told from content; archives and compound files that lie, overflow or end too soon."""

import io
import struct
import zipfile
from pathlib import Path

import docx
import pptx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from press.attachments.archive import MAX_ENTRIES, check_entries, open_archive, repacked
from press.attachments.kind import FileKind, kind_of, misnamed
from press.attachments.ole import SIGNATURE, stream_names
from press.errors import MediaLimitError, UnreadableMediaError


def archive(**entries: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in entries.items():
            target.writestr(name.replace("__", "/"), content)
    return written.getvalue()


def office(main_type: str, **more: bytes) -> bytes:
    types = f'<Types xmlns="x"><Override PartName="/a" ContentType="application/{main_type}"/></Types>'
    return archive(**{"[Content_Types].xml": types.encode(), **more})


def compound(*names: str, sectors: int = 1) -> bytes:
    """A compound file that is nothing but header, allocation table and directory (MS-CFB)."""
    header = bytearray(512)
    header[:8] = SIGNATURE
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = bytearray(struct.pack("<128I", *[0xFFFFFFFF] * 128))
    for sector in range(1, sectors):
        struct.pack_into("<I", table, 4 * sector, sector + 1)
    struct.pack_into("<I", table, 4 * sectors, 0xFFFFFFFE)
    directory = bytearray(512 * sectors)
    for place, name in enumerate(names):
        at = 128 * (4 * sectors - 1 - place)  # from the end: the chain has to be followed
        encoded = name.encode("utf-16-le")
        directory[at : at + len(encoded)] = encoded
        struct.pack_into("<H", directory, at + 64, len(encoded) + 2)
    return bytes(header + table + directory)


def word() -> bytes:
    written = io.BytesIO()
    docx.Document().save(written)
    return written.getvalue()


def slides() -> bytes:
    written = io.BytesIO()
    pptx.Presentation().save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", FileKind.EMPTY),
        (b"%PDF-1.7\n", FileKind.PDF),
        (b"\xef\xbb\xbf\n junk %PDF-1.4", FileKind.PDF),
        (word(), FileKind.WORD),
        (slides(), FileKind.SLIDES),
        (office("vnd.ms-word.document.macroEnabled.main+xml"), FileKind.WORD_MACROS),
        (
            office(
                "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", **{"word__vbaProject.bin": b"x"}
            ),
            FileKind.WORD_MACROS,
        ),
        (office("vnd.ms-powerpoint.presentation.macroEnabled.main+xml"), FileKind.SLIDES_MACROS),
        (
            office("vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml"),
            FileKind.SLIDE_SHOW,
        ),
        (
            office("vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"),
            FileKind.WORD_TEMPLATE,
        ),
        (office("vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"), FileKind.SHEET),
        (
            office(
                "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                **{"_rels__.rels": b'<R Type="http://purl.oclc.org/ooxml/officeDocument"/>'},
            ),
            FileKind.WORD_STRICT,
        ),
        (archive(mimetype=b"application/vnd.oasis.opendocument.text"), FileKind.OPEN_DOCUMENT),
        (archive(**{"OFD.xml": b"<a/>"}), FileKind.OFD),
        (archive(a=b"1"), FileKind.ARCHIVE),
        (b"Rar!\x1a\x07\x01\x00", FileKind.ARCHIVE),
        (compound("Root Entry", "WordDocument"), FileKind.OLD_WORD),
        (compound("Root Entry", "PowerPoint Document", sectors=5), FileKind.OLD_SLIDES),
        (compound("Workbook"), FileKind.SHEET),
        (compound("EncryptedPackage", "EncryptionInfo"), FileKind.LOCKED_OFFICE),
        (compound("CONTENTS"), FileKind.OLD_OTHER),
        (SIGNATURE, FileKind.OLD_OTHER),
        (rb"{\rtf1\ansi}", FileKind.RTF),
        (b"\xff\xd8\xff\xe0", FileKind.PICTURE),
        (b"RIFF\0\0\0\0WEBPVP8 ", FileKind.PICTURE),
        (b"\0\0\0\x20ftypisom", FileKind.FILM),
        (b"\0\0\0\x20ftypheic", FileKind.PICTURE),
        ("只是文字".encode(), FileKind.UNKNOWN),
    ],
)
def test_kind(data: bytes, kind: FileKind, tmp_path: Path) -> None:
    file = tmp_path / "文 件.pdf"
    file.write_bytes(data)
    assert kind_of(file) is kind


@pytest.mark.parametrize(
    ("kind", "name", "lies"),
    [
        (FileKind.PDF, "a.pdf", False),
        (FileKind.PDF, "A.PDF", False),
        (FileKind.PDF, "a", False),
        (FileKind.WORD, "a.pdf", True),
        (FileKind.WORD, "a.doc", True),
        (FileKind.PDF, "v1.2", False),
        (FileKind.SHEET, "a.pdf", False),
    ],
)
def test_misnamed(kind: FileKind, name: str, *, lies: bool) -> None:
    assert misnamed(kind, name) is lies


@settings(deadline=None)
@given(st.binary(max_size=2_000))
def test_compound_directories_never_crash_or_hang(tail: bytes) -> None:
    for head in (SIGNATURE, compound("Root Entry")[:600]):
        assert isinstance(stream_names(head + tail), frozenset)


def test_a_directory_chain_that_bites_its_tail_ends() -> None:
    data = bytearray(compound("WordDocument"))
    struct.pack_into("<I", data, 512 + 4, 1)
    assert stream_names(bytes(data)) == {"WordDocument"}


def opened(data: bytes) -> None:
    with open_archive(io.BytesIO(data)) as one:
        check_entries(one)


def test_a_bomb_is_recognised_without_unpacking() -> None:
    bomb = archive(**{"word__document.txt": bytes(120_000_000)})
    assert len(bomb) < 200_000
    with pytest.raises(MediaLimitError):
        open_archive(io.BytesIO(bomb))


def test_an_xml_part_too_large_for_a_tree_is_refused() -> None:
    with pytest.raises(MediaLimitError):
        open_archive(io.BytesIO(archive(**{"a.xml": bytes(65_000_000)})))


def test_too_many_entries_are_refused_before_the_directory_is_read() -> None:
    data = bytearray(archive(a=b"1"))
    struct.pack_into("<HH", data, len(data) - 14, MAX_ENTRIES + 1, MAX_ENTRIES + 1)
    with pytest.raises(MediaLimitError):
        open_archive(io.BytesIO(bytes(data)))


def test_a_declared_size_that_lies_is_damage() -> None:
    data = archive(a=bytes(1000))
    lying = data.replace(struct.pack("<I", 1000), struct.pack("<I", 10))
    with pytest.raises(UnreadableMediaError):
        opened(lying)


def test_two_entries_of_one_name_are_refused() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as target:
        target.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate name"):
            target.writestr("a", b"2")
    with pytest.raises(UnreadableMediaError):
        opened(written.getvalue())


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.7, 0.95, 0.99, 0.9999])
def test_truncated_archives_are_damage(share: float) -> None:
    data = word()
    with pytest.raises((UnreadableMediaError, MediaLimitError)):
        opened(data[: int(len(data) * share)])


def test_repacking_depends_on_content_only() -> None:
    one = io.BytesIO()
    with zipfile.ZipFile(one, "w") as target:
        target.writestr(zipfile.ZipInfo("b", (2020, 1, 1, 0, 0, 0)), b"2")
        target.writestr("[Content_Types].xml", b"1")
    first, second = repacked(one.getvalue()), repacked(archive(**{"[Content_Types].xml": b"1", "b": b"2"}))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as result:
        assert result.namelist() == ["[Content_Types].xml", "b"]
        assert result.read("b") == b"2"
