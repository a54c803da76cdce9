"""From bytes to text: whatever encoding a county office saved, read without loss or refused with the offset."""

from __future__ import annotations

import codecs
import os
import re
import unicodedata
from functools import cache
from io import FileIO
from pathlib import Path

from press.content.remarks import Remarks
from press.findings import Checked

SIZE_LIMIT = 5_000_000
"""Bytes. A Markdown file above this is a mistake (a picture pasted as text) or an attack."""

_SAVE_AS = "在编辑器里用“另存为”，编码选 UTF-8，再生成一次"
# UTF-32 before UTF-16: the little-endian marks share their first two bytes.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8（带 BOM）"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32 LE"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32 BE"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16 LE"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16 BE"),
)
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HAN_IN_UTF8 = re.compile(rb"[\xe3-\xe9\xef][\x80-\xbf][\x80-\xbf]")
_HIGH_BYTE = re.compile(rb"[\x80-\xff]")


def read_text(file: Path, name: str) -> Checked[str | None]:
    """Read a text file of unknown encoding.

    Args:
        file: where the file is.
        name: what findings call it, e.g. `docs/articles/a.md`.

    Returns:
        The text in NFC with LF line ends, or None (with an ERROR finding) when it cannot be read.
    """
    remarks = Remarks(name)
    data = read_bytes(file, remarks)
    if data is None:
        return Checked(None, tuple(remarks.noted))
    return decode(data, name)


def read_bytes(file: Path, remarks: Remarks) -> bytes | None:
    """Read a file of bounded size; None and an ERROR in `remarks` when that is not possible."""
    try:
        data = at_most(file)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        remarks.error("unreadable", f"文件打不开：{reason}", "检查文件是否被别的程序占用、有没有读取权限")
        return None
    if len(data) > SIZE_LIMIT:
        remarks.error(
            "too-large",
            f"文件超过 {SIZE_LIMIT // 1_000_000} MB，没有读取",
            "文字稿不会这么大：把贴进正文的图片另存为图片文件，或把文章分成几篇",
        )
        return None
    return data


def at_most(file: Path) -> bytes:
    """Return a file's bytes, one more than `SIZE_LIMIT` of a larger one.

    Room is made for as many as the file has: a buffer for the most that is allowed costs more than reading.

    Raises:
        OSError: it cannot be read.
    """
    with open(file, "rb", buffering=0) as stream:  # noqa: PTH123 - thousands of them
        return _read(stream, min(os.fstat(stream.fileno()).st_size, SIZE_LIMIT) + 1)


def _read(stream: FileIO, most: int) -> bytes:
    """Read on where the system gives less than was asked for."""
    data = stream.read(most) or b""
    while 0 < len(data) < most and (more := stream.read(most - len(data))):
        data += more
    return data


def decode(data: bytes, name: str) -> Checked[str | None]:
    """Decode the bytes of the file called `name`; same result as `read_text`."""
    remarks = Remarks(name)
    text = _characters(data, remarks)
    if text is None:
        return Checked(None, tuple(remarks.noted))
    if "\r" in text:
        remarks.notice("line-ends", "换行是 Windows 格式（CRLF），已按换行读取", "不用改；想统一的话，另存时换行选 LF")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return Checked(_without_controls(text, remarks), tuple(remarks.noted))


def _characters(data: bytes, remarks: Remarks) -> str | None:
    for mark, encoding, label in _MARKS:
        if data.startswith(mark):
            return _marked(data, mark, encoding, label, remarks)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _legacy(data, error, remarks)
    if "\0" not in text:
        return text
    utf16 = _utf16_without_mark(data, remarks)
    if utf16 is None:
        _nul_fault(data.index(0), remarks)
    return utf16


def _marked(data: bytes, mark: bytes, encoding: str, label: str, remarks: Remarks) -> str | None:
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        _undecodable(label, len(mark) + error.start, data, remarks)
        return None
    if "\0" in text:
        _nul_fault(len(mark) + len(text[: text.index("\0")].encode(encoding)), remarks)
        return None
    _tell_encoding(label, remarks)
    return text


def _legacy(data: bytes, utf8_error: UnicodeDecodeError, remarks: Remarks) -> str | None:
    """Try what Windows editors in China wrote before UTF-8; refuse what would only give mojibake."""
    if _is_damaged_utf8(data):
        _undecodable("UTF-8", utf8_error.start, data, remarks)
        return None
    utf16 = _utf16_without_mark(data, remarks)
    if utf16 is not None:
        return utf16
    if 0 in data:
        _nul_fault(data.index(0), remarks)
        return None
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        _undecodable("GB18030", error.start, data, remarks)
        return None
    if not _reads_as_chinese(text):
        _undecodable("UTF-8", utf8_error.start, data, remarks)
        return None
    _tell_encoding("GBK/GB18030", remarks)
    return text


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether most high bytes form UTF-8 Han characters: then a GB18030 reading would be mojibake without error."""
    high = len(_HIGH_BYTE.findall(data))
    return 3 * len(_HAN_IN_UTF8.findall(data)) > high / 2


def _utf16_without_mark(data: bytes, remarks: Remarks) -> str | None:
    """Accept UTF-16 without a mark only when one byte order reads as Chinese or ASCII text and the other does not."""
    if len(data) % 2 or not data:
        return None
    readings = {}
    for encoding, label in (("utf-16-le", "UTF-16 LE（无 BOM）"), ("utf-16-be", "UTF-16 BE（无 BOM）")):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and _reads_as_chinese(text, wanted=0.9):
            readings[label] = text
    if len(readings) != 1:
        return None
    [(label, text)] = readings.items()
    _tell_encoding(label, remarks)
    return text


def _reads_as_chinese(text: str, wanted: float = 0.5) -> bool:
    """Whether enough characters are ones Chinese texts are made of (simplified or traditional), and none is private.

    The measure is GB2312's first plane of 3,755 characters ordered by frequency of use, which covers nearly all of a
    simplified and more than half of a traditional text, but little of what wrong decoding produces.
    """
    common = _common_characters()
    usual = total = strange = 0
    for character in text:
        if character < "\x80":
            if character < " " and character not in "\t\n\r\f\v":
                strange += 1
            elif wanted > 0.5:  # noqa: PLR2004 - UTF-16: ASCII in the right byte order is evidence too
                total += 1
                usual += 1
            continue
        total += 1
        usual += character in common
        strange += unicodedata.category(character) in {"Co", "Cn", "Cs"}
    return strange * 50 <= total and usual >= wanted * total


@cache
def _common_characters() -> frozenset[str]:
    """GB2312 rows 1, 3 (punctuation, full-width forms) and 16–55 (level-1 Han), with a few typographic marks."""
    rows = (0xA1, 0xA3, *range(0xB0, 0xD8))
    pairs = (bytes((row, cell)) for row in rows for cell in range(0xA1, 0xFF))
    return frozenset("".join(pair.decode("gb2312", "ignore") for pair in pairs) + "\u00a0\u2002\u2003\u2022—–·•")


def _tell_encoding(label: str, remarks: Remarks) -> None:
    remarks.notice(
        "encoding", f"文件编码是 {label}，已按此读取，内容没有丢失", "建议另存为 UTF-8，以后在哪里打开都不乱码"
    )


def _undecodable(label: str, offset: int, data: bytes, remarks: Remarks) -> None:
    byte = f"（0x{data[offset]:02X}）" if offset < len(data) else ""
    remarks.error(
        "undecodable",
        f"第 {offset} 字节{byte}读不出来（按 {label} 解码），为免丢字，整篇没有发布",
        f"找到原稿，{_SAVE_AS}",
        1 + data.count(b"\n", 0, offset),
    )


def _nul_fault(offset: int, remarks: Remarks) -> None:
    remarks.error(
        "nul-byte",
        f"第 {offset} 字节是空字节（0x00），这不是文字稿，或者文件已损坏",
        f"确认没有把 Word、图片等文件改名成 .md；是文字稿的话，{_SAVE_AS}",
    )


def _without_controls(text: str, remarks: Remarks) -> str:
    """Remove invisible control characters, naming each line: they are illegal in XML and would break print."""
    first = _CONTROL.search(text)
    if first is None:
        return text
    count = len(_CONTROL.findall(text))
    remarks.warning(
        "control-character",
        f"有 {count} 个看不见的控制字符（第一个是 U+{ord(first.group()):04X}），已去掉",
        "多半是从别处粘贴带来的：删掉这一处重新打字",
        1 + text.count("\n", 0, first.start()),
    )
    return _CONTROL.sub("", text)
