"""QR codes (ISO/IEC 18004), made by us: for pages as a picture in the page, for print as a matrix."""

from __future__ import annotations

import base64
import struct
import zlib
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit, urlunsplit

import deflate

from press.errors import PressError

if TYPE_CHECKING:
    from press.bulletin.qr_symbol import Symbol

QUIET_ZONE: Final = 4
"""Light modules round the symbol that the standard asks for (ISO/IEC 18004, 6.3.8)."""
LONGEST_ADDRESS: Final = 300
"""Bytes. Version 13 at level M; more modules than that cannot be read off a leaflet by an older phone."""
_SCREEN_MASK: Final = 2
"""Over 60 addresses of this shape its penalty score lay 3 % above the best of the eight, and it saves trying them."""
_PX_PER_MODULE: Final = 4
_KEPT: Final = "%/:?#[]@!$&'()*+,;=~"


@dataclass(frozen=True, slots=True)
class QrView:
    """A QR code: what it says, and what it leads to. Drawn only when asked for (a code takes milliseconds)."""

    caption: str
    url: str
    """The absolute address encoded."""
    drawn: str = field(default="", repr=False, compare=False)
    """Its `image`, where that is at hand; made of the other two."""

    @property
    def image(self) -> str:
        """The `<img>` made by us (safe to print unescaped); its caption is its alternative text."""
        return self.drawn or qr_image(self.url, self.caption)


def qr_matrix(url: str, mask: int | None = None) -> tuple[tuple[bool, ...], ...]:
    """Return the modules of the code for an absolute address, row by row, dark True, without the quiet zone.

    The error correction is at least level M (15 %), higher where the same size allows it.

    Args:
        url: an absolute http or https address; Chinese characters in it are percent-encoded.
        mask: number of the data mask (0-7); None tries all eight and takes the one with the lowest penalty (ISO/IEC
            18004, 7.8.3), which costs some fifty times as much. Any mask reads the same.

    Raises:
        PressError: If the address is not absolute http(s), or longer than `LONGEST_ADDRESS` bytes.
    """
    from press.bulletin.qr_symbol import best_matrix, symbol_rows  # noqa: PLC0415 - as below

    address = _checked(url)
    if mask is not None:
        return tuple(tuple(module == "1" for module in row) for row in symbol_rows(address.encode("ascii"), mask))
    return best_matrix(address)


@lru_cache(maxsize=64)  # drawn for a page, and kept for when it is made again
def qr_image(url: str, title: str) -> str:
    """Return an `<img>` that holds the code itself, dark on white, quiet zone included, one pixel a module.

    A tenth of the bytes of a drawing by lines, and of the time; style sheets enlarge it with sharp edges.

    Args:
        url: the absolute address to encode.
        title: the accessible name, e.g. 扫一扫，在手机上看《三伏贴》.

    Raises:
        PressError: As `qr_matrix`.
    """
    # What draws a code is loaded where one must be drawn: it loads all of Python's network modules.
    from press.bulletin.qr_symbol import symbol  # noqa: PLC0415 - see above

    code = symbol(_checked(url).encode("ascii"), _SCREEN_MASK, QUIET_ZONE)
    data = base64.b64encode(_png(code)).decode("ascii")
    pixels = code.side * _PX_PER_MODULE
    name = escape(title)
    return f'<img src="data:image/png;base64,{data}" width="{pixels}" height="{pixels}" alt="{name}" title="{name}">'


def _png(code: Symbol) -> bytes:
    """Return a picture of one bit a pixel, light 1 (PNG, ISO/IEC 15948:2004, 7.2 and 11.2)."""
    header = struct.pack(">IIBBBBB", code.side, code.side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", bytes(deflate.zlib_compress(code.lines, 9))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big") for kind, body in chunks
    )


def qr_view(url: str, caption: str) -> QrView:
    """Return the code with what it leads to; the caption is its accessible name too.

    Raises:
        PressError: As `qr_matrix`.
    """
    _checked(url)
    return QrView(caption=caption, url=url)


@lru_cache(maxsize=64)  # asked when a page is planned, and again when its code is drawn
def _checked(url: str) -> str:
    address = _as_ascii(url)
    if len(address) > LONGEST_ADDRESS:
        raise PressError(
            f"网址太长，二维码放不下（{len(address)} 个字符，最多 {LONGEST_ADDRESS} 个）：{address[:60]}…。"
            "请把 slug 或网站地址改短。"
        )
    return address


def _as_ascii(url: str) -> str:
    """Percent-encode what is not ASCII, and write a Chinese host name in its IDNA form: scanners guess encodings."""
    parts = urlsplit(url.strip())
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise PressError(
            f"二维码要用完整的网址（https:// 开头），收到的是“{url[:60]}”。请检查 mkdocs.yml 里的 site_url。"
        )
    try:
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise PressError(f"网址里的域名“{parts.netloc[:60]}”写得不对。请检查 mkdocs.yml 里的 site_url。") from error
    rest = (quote(part, safe=_KEPT) for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, host, *rest))
