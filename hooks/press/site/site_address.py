"""The site's own absolute address: can it be printed?"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from press.bulletin.qr import qr_matrix
from press.errors import PressError
from press.findings import Finding, Severity

_EXAMPLES = (".example", "example.com", "example.org", "example.net")


def address_fault(address: str) -> str:
    """Return in Chinese why QR codes cannot hold this site's addresses, or an empty string.

    Tries the longest address a page can have: slugs are at most 60 characters.
    """
    try:
        qr_matrix(f"{address}bulletins/{'x' * 60}.html", mask=0)
    except PressError as error:
        return str(error)
    return ""


def about_address(address: str, fault: str) -> Iterator[Finding]:
    """Yield what the officer should know of the address; `fault` is from `address_fault`."""
    place, hint = "mkdocs.yml", "请在 mkdocs.yml 里把 site_url 写成网站的正式网址，例如 https://kepu.某县.gov.cn/"
    if not address:
        message = "没有写网站的正式网址，页面和宣传栏上没有二维码，也没有订阅和网站地图"
        yield Finding("site/no-address", Severity.NOTICE, message, hint, place)
    elif fault:
        yield Finding("site/bad-address", Severity.ERROR, fault, hint, place)
    elif is_placeholder(address) and not _is_preview(address):
        message = f"网址 {address} 只是示例，印出去的二维码扫了打不开"
        yield Finding("site/placeholder-address", Severity.NOTICE, message, hint, place)


def is_placeholder(address: str) -> bool:
    """Whether an address is reserved for examples (RFC 2606) or leads to this computer only: nothing to print."""
    host = urlsplit(address).hostname or ""
    return host.endswith(_EXAMPLES) or _is_preview(address)


def _is_preview(address: str) -> bool:
    """Whether an address is that of the engine's own preview."""
    return (urlsplit(address).hostname or "") in {"localhost", "127.0.0.1"}
