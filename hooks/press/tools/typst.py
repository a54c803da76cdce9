"""Typst, the one typesetter: for the mark and for print sheets.

The compiler releases the GIL and every thread has compilers of its own, so all functions may be called from threads.
Nothing here reads system fonts, and every document date is fixed: the same input gives the same bytes everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from html import unescape
from importlib.metadata import version
from pathlib import Path
from threading import get_ident
from typing import Any, Literal

import typst

from press.errors import MediaError

PdfStandard = Literal["1.4", "1.5", "1.6", "1.7", "2.0", "a-2a", "a-2b", "a-2u", "a-3a", "a-3b", "a-3u", "a-4", "ua-1"]
"""The names Typst knows of those this project writes."""

_NO_PAGE = b"#set page(width: 1pt, height: 1pt, margin: 0pt)"
_VALUE = re.compile(rb' href="value:([^"]*)"')
_KEPT_COMPILERS = 32
_EPOCH = 946_684_800
"""2000-01-01T00:00:00Z: stands in every PDF unless the caller gives a date."""


Source = bytes | Path | Mapping[str, bytes]
"""Typst text itself; a file below the root; or files by name that lie there for one call, `main.typ` among them.

Typst remembers layouts from call to call as long as `sys.inputs` stay the same: what changes from one layout of a text
to the next is given as a file, so that only what hangs on that file is laid out anew.
"""


class TypesettingError(MediaError):
    """Typst refused a source; the message holds its diagnostic with place and hint."""


@cache
def fonts_in(folder: Path) -> typst.Fonts:
    """Return the fonts of one folder and no others, read once a process."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])


def is_asleep() -> bool:
    """Whether this process has typeset nothing yet.

    Typst starts threads when it is first used: a process forked later has none of them and would wait for ever.
    """
    return fonts_in.cache_info().currsize == 0


def typst_version() -> str:
    """Return the version of the typesetter, for cache keys."""
    return version("typst")


def compile_svg(source: Source, inputs: Mapping[str, str], fonts: typst.Fonts, root: Path) -> list[bytes]:
    """Typeset to SVG, one a page. Lengths are in points; text becomes outlines.

    Args:
        source: see `Source`.
        inputs: values for `sys.inputs`.
        fonts: from `fonts_in`.
        root: the folder beyond which Typst reads nothing.

    Raises:
        TypesettingError: the source is at fault.
    """
    return _compile(source, inputs, fonts, root, "svg", ppi=None)


def compile_png(
    source: Source, inputs: Mapping[str, str], fonts: typst.Fonts, root: Path, *, ppi: float = 72.0
) -> list[bytes]:
    """Typeset to PNG, one a page; at 72 ppi a point is a pixel. Arguments as for `compile_svg`.

    Raises:
        TypesettingError: the source is at fault.
    """
    return _compile(source, inputs, fonts, root, "png", ppi=ppi)


def compile_pdf(  # noqa: PLR0913 - the standard and the tags are what a print shop and a reader differ in
    source: Source,
    inputs: Mapping[str, str],
    fonts: typst.Fonts,
    root: Path,
    *,
    standards: Sequence[PdfStandard] = (),
    tags: bool = True,
    timestamp: int = _EPOCH,
) -> tuple[bytes, tuple[str, ...]]:
    """Typeset to one PDF. Arguments as for `compile_svg`.

    Args:
        source: as for `compile_svg`.
        inputs: as for `compile_svg`.
        fonts: as for `compile_svg`.
        root: as for `compile_svg`.
        standards: PDF standards by Typst's names, e.g. `("1.6",)` or `("a-2a", "ua-1")`.
        tags: whether the PDF is tagged for accessibility.
        timestamp: creation date in UNIX seconds.

    Returns:
        The file, and Typst's warnings as text.

    Raises:
        TypesettingError: the source is at fault.
    """
    compiler = _compiler(inputs, fonts, root)
    try:
        result, warnings = compiler.compile_with_warnings(
            _given(source), format="pdf", pdf_standards=list(standards), pdf_tags=tags, timestamp=timestamp
        )
    except typst.TypstError as error:
        raise _explained(error) from error
    if not isinstance(result, bytes):
        raise TypesettingError("排版没有产生 PDF 文件")
    return result, tuple(str(warning.message) for warning in warnings)


def carried_value(source: Source, fonts: typst.Fonts, root: Path) -> str:
    """Lay out, and return the value that the document carries: the address of its only link, without `value:`.

    The binding has a query of its own, but only for a compiler made anew, which reads all templates again (8 ms), and
    after a query it never lets Typst forget: a thousand texts that were only measured held 20 GB.

    Arguments as for `compile_svg`; a value is at most 8,000 characters long.

    Raises:
        TypesettingError: the source is at fault, or carries no value or several.
    """
    values = [found for page in compile_svg(source, {}, fonts, root) for found in _VALUE.findall(page)]
    if len(values) != 1:
        raise TypesettingError(f"排版出错：得到 {len(values)} 个结果，应为一个")
    return unescape(values[0].decode())


def _compiler(inputs: Mapping[str, str], fonts: typst.Fonts, root: Path) -> typst.Compiler:
    if inputs:
        return typst.Compiler(_NO_PAGE, root=str(root), font_paths=fonts, sys_inputs=dict(inputs))
    return _kept_compiler(get_ident(), fonts, root)


@lru_cache(maxsize=_KEPT_COMPILERS)
def _kept_compiler(_thread: int, fonts: typst.Fonts, root: Path) -> typst.Compiler:
    """Return a thread's compiler: it reads a template again only when its file has changed, and may not be shared."""
    return typst.Compiler(_NO_PAGE, root=str(root), font_paths=fonts)


def _given(source: Source) -> Any:  # noqa: ANN401 - see below
    """Return a source as the binding takes it; its types leave out files by name, which it takes all the same."""
    return source if isinstance(source, bytes) else str(source) if isinstance(source, Path) else dict(source)


def _compile(  # noqa: PLR0913, PLR0917 - one body for two formats
    source: Source,
    inputs: Mapping[str, str],
    fonts: typst.Fonts,
    root: Path,
    form: Literal["svg", "png"],
    ppi: float | None,
) -> list[bytes]:
    compiler = _compiler(inputs, fonts, root)
    try:
        result = compiler.compile(_given(source), format=form, ppi=ppi, timestamp=_EPOCH)
    except typst.TypstError as error:
        raise _explained(error) from error
    if result is None:
        raise TypesettingError("排版没有产生任何页面")
    return result if isinstance(result, list) else [result]


def _explained(error: typst.TypstError) -> TypesettingError:
    hints = "；".join(error.hints)
    return TypesettingError(f"排版出错：{error.message}{f'（{hints}）' if hints else ''}")
