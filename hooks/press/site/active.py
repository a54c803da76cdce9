"""What is not offered for download: files that a browser runs, in the site's name, when a reader opens them.

No script goes out that this project did not write. What a browser does with a file, the ending of its address decides
(servers go by it, and ours tell browsers not to guess), so endings that are always programs or pages are withheld
unread; drawings and XML are read and withheld unless nothing in them can run or reach out.
"""

from __future__ import annotations

from pathlib import Path

from press.errors import MediaError
from press.findings import Finding, Severity
from press.imaging.decode import read_limited
from press.imaging.svg_mark import is_svg
from press.imaging.svg_safety import svg_fault

_PAGES = frozenset({".html", ".htm", ".xhtml", ".xht", ".shtml", ".mht", ".mhtml", ".hta"})
_PROGRAMS = frozenset({".js", ".mjs", ".cjs", ".wasm", ".swf", ".xsl", ".xslt"})
_DRAWINGS = frozenset({".svg", ".svgz"})
_XML = frozenset({".xml", ".rdf", ".atom", ".rss"})

_HEAD = 1024

_RUNS = (b"script", b"xml-stylesheet", b"<!entity", b"//www.w3.org/1999/xhtml", b"//www.w3.org/2000/svg")
"""Words without which no XML document runs anything in a browser; a name of ours written as an entity needs `&#`."""


def active_fault(file: Path, name: str) -> Finding | None:
    """Return why a file is not offered for download, or None.

    Args:
        file: the original.
        name: its path in the finding.

    Raises:
        OSError: it cannot be read.
    """
    suffix = file.suffix.lower()
    if suffix in _PAGES:
        return _withheld(name, "网页文件", "请把内容写成一篇 .md 文章，或导出为 PDF 再放进来")
    if suffix in _PROGRAMS:
        return _withheld(name, "程序文件", "请把它从 docs/files/ 里移走；确要供人下载，请压缩成 .zip")
    if suffix in _DRAWINGS or (suffix in _XML and not _is_plain_xml(file)):
        fault = _drawing_fault(file)
        return None if fault is None else _unsafe_drawing(name, fault)
    return None


def _drawing_fault(file: Path) -> str | None:
    try:
        data = read_limited(file)
    except MediaError as error:
        return str(error)
    if data.startswith(b"\x1f\x8b"):
        return "SVG 是压缩过的，看不到里面有没有脚本"
    return svg_fault(data) if is_svg(data[:_HEAD]) else "不是完好的 SVG"


def _is_plain_xml(file: Path) -> bool:
    """Whether an XML file holds nothing that a browser would run: data, as spreadsheets and registers export it."""
    try:
        data = read_limited(file)
    except MediaError:
        return False
    words = data.lower()
    return b"\0" not in words and b"&#" not in words and not any(word in words for word in _RUNS)


def _unsafe_drawing(name: str, fault: str) -> Finding:
    hint = "请用绘图软件导出为“纯 SVG”（不要脚本、动画、外部图片），或导出为 PNG、PDF，再放进来"
    return Finding("files/active", Severity.ERROR, f"{fault}，不能发布，已跳过", hint, name)


def _withheld(name: str, kind: str, hint: str) -> Finding:
    return Finding("files/active", Severity.ERROR, f"{kind}打开时会运行别人写的脚本，不能发布，已跳过", hint, name)
