"""Old addresses: each becomes a tiny marked page that leads to where the document is now."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import unquote

from press.findings import Checked, Finding, Severity
from press.site.absolute import absolute_url, quoted
from press.site.views import MarkView

_POLICY: Final = "default-src 'none'; img-src 'self'; base-uri 'none'; form-action 'none'"
_SEGMENT: Final = re.compile(r"(?![.~])[\w.~-]*[\w~-]")
_PAGE_SUFFIXES: Final = (".html", ".htm")
_WINDOWS_NAMES: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_LONGEST: Final = 200
_MARK_HEIGHT: Final = 32
"""CSS px."""


@dataclass(frozen=True, slots=True)
class Alias:
    """One old address of a document.

    address  as the author wrote it: `articles/old.html`, `/articles/old/` or `old`
    target   site-relative address of the document's page
    title    the document's title
    source   posix path of its file relative to the project root, for findings
    mark     the mark the document carries
    """

    address: str
    target: str
    title: str
    source: str
    mark: MarkView


def redirect_pages(aliases: Iterable[Alias], taken: Iterable[str], address: str = "") -> Checked[dict[str, bytes]]:
    """Make the redirect pages.

    Args:
        aliases: all old addresses of the site; of two equal ones the first wins.
        taken: site-relative addresses of everything else that is published.
        address: absolute site address with a trailing slash, or empty.

    Returns:
        The pages by site-relative address, and an ERROR for each alias that is no address within the site or that is
        taken: by a page, by another alias, or as a folder. Names are compared without regard to case, as some file
        systems do.
    """
    files = {url.casefold() for url in taken}
    folders = {folder for url in files for folder in _folders(url)}
    pages: dict[str, bytes] = {}
    findings: list[Finding] = []
    for alias in aliases:
        url = alias_url(alias.address)
        if url is None:
            findings.append(_refused(alias))
            continue
        folded = url.casefold()
        if folded in files | folders or any(folder in files for folder in _folders(folded)):
            findings.append(_clash(alias, url))
            continue
        files.add(folded)
        folders.update(_folders(folded))
        pages[url] = redirect_page(url, alias, address)
    return Checked(pages, tuple(findings))


def alias_url(written: str) -> str | None:
    """Return the site-relative file an alias stands for, or None when it is no plain address within the site.

    `articles/old.html` stands for itself; `/articles/old/` and `articles/old` for `articles/old/index.html`. Letters,
    digits, Chinese characters, `-`, `_`, `~` and `.` may be used; percent-encoding is undone.
    """
    bare = unicodedata.normalize("NFC", unquote(written.strip()))
    if bare.startswith("//") or len(bare) > _LONGEST:
        return None
    path = bare.removeprefix("/")
    folder = path.endswith("/")
    segments = path.removesuffix("/").split("/")
    if not all(_SEGMENT.fullmatch(part) and not _WINDOWS_NAMES.match(part) for part in segments):
        return None
    if not folder and segments[-1].lower().endswith(_PAGE_SUFFIXES):
        return path
    if not folder and "." in segments[-1]:
        return None  # a server would not send such a file as a page
    return "/".join((*segments, "index.html"))


def redirect_page(url: str, alias: Alias, address: str) -> bytes:
    """Return the page that stands at an old address: the mark first, then a line with the link."""
    start = posixpath.dirname(url) or "."
    target = quoted(posixpath.relpath(alias.target, start))
    canonical = absolute_url(address, alias.target) or target
    mark = alias.mark
    width = round(mark.width * _MARK_HEIGHT / mark.height)
    source = quoted(posixpath.relpath(mark.url, start))
    title = escape(alias.title)
    return (
        f'<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        f'<meta http-equiv="refresh" content="0; url={escape(target)}">\n'
        f'<meta name="robots" content="noindex">\n<title>{title}</title>\n'
        f'<link rel="canonical" href="{escape(canonical)}">\n</head>\n<body>\n'
        f'<p><img src="{escape(source)}" alt="{escape(mark.text)}" width="{width}" height="{_MARK_HEIGHT}"></p>\n'
        f'<p>网址换了，现在是：<a href="{escape(target)}">{title}</a></p>\n</body>\n</html>\n'
    ).encode()


def _folders(url: str) -> list[str]:
    parts = url.split("/")[:-1]
    return ["/".join(parts[: count + 1]) for count in range(len(parts))]


def _refused(alias: Alias) -> Finding:
    return Finding(
        "site/alias-refused",
        Severity.ERROR,
        f"旧网址“{alias.address[:80]}”不能用",
        "请写本站内的网址，不带网站域名、问号和“..”，例如 articles/jiu-di-zhi.html",
        alias.source,
    )


def _clash(alias: Alias, url: str) -> Finding:
    return Finding(
        "site/alias-taken",
        Severity.ERROR,
        f"旧网址“{alias.address[:80]}”（{url}）已经有别的页面在用",
        "请删去这一条，或改成这篇文章从前真正用过的网址",
        alias.source,
    )
