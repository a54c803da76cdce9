"""Typst, the one typesetter: for the mark and for print sheets.

The compiler releases the GIL and every call makes its own `Compiler`, so all functions may be called from threads.
Nothing here reads system fonts, and every document date is fixed: the same input gives the same bytes everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import typst

from press.errors import MediaError

PdfStandard = Literal["1.4", "1.5", "1.6", "1.7", "2.0", "a-2a", "a-2b", "a-2u", "a-3a", "a-3b", "a-3u", "a-4", "ua-1"]
"""The names Typst knows of those this project writes."""

_NO_PAGE = b"#set page(width: 1pt, height: 1pt, margin: 0pt)"
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
    compiler = _compiler(source, inputs, fonts, root)
    try:
        result, warnings = compiler.compile_with_warnings(
            format="pdf", pdf_standards=list(standards), pdf_tags=tags, timestamp=timestamp
        )
    except typst.TypstError as error:
        raise _explained(error) from error
    if not isinstance(result, bytes):
        raise TypesettingError("排版没有产生 PDF 文件")
    return result, tuple(str(warning.message) for warning in warnings)


def query_value(source: Source, inputs: Mapping[str, str], fonts: typst.Fonts, root: Path, label: str) -> str:
    """Lay out without drawing, and return as JSON the value of the one `metadata` labelled `label`.

    Arguments as for `compile_svg`.

    Raises:
        TypesettingError: the source is at fault, or the label stands on nothing or on several things.
    """
    try:
        return _compiler(source, inputs, fonts, root).query(f"<{label}>", field="value", one=True)
    except RuntimeError as error:  # the binding raises its own class for compiling and the bare one for queries
        raise TypesettingError(f"排版出错：{error}") from error
    finally:
        _age_memory(fonts, root)


def _age_memory(fonts: typst.Fonts, root: Path) -> None:
    """Let Typst forget what its last ten layouts did not use.

    Typst remembers every layout for good; the binding tells it to forget (`comemo::evict(10)`) after it compiled, but
    never after a query, and offers no call for it: a thousand texts that were only measured held 20 GB. So a page
    without content is compiled (0.9 ms).
    """
    _compiler(_NO_PAGE, {}, fonts, root).compile(format="svg", timestamp=_EPOCH)


def _compiler(source: Source, inputs: Mapping[str, str], fonts: typst.Fonts, root: Path) -> typst.Compiler:
    main: Any = source if isinstance(source, bytes) else str(source) if isinstance(source, Path) else dict(source)
    # The binding's types leave out files by name, which it takes all the same.
    return typst.Compiler(main, root=str(root), font_paths=fonts, sys_inputs=dict(inputs))


def _compile(  # noqa: PLR0913, PLR0917 - one body for two formats
    source: Source,
    inputs: Mapping[str, str],
    fonts: typst.Fonts,
    root: Path,
    form: Literal["svg", "png"],
    ppi: float | None,
) -> list[bytes]:
    compiler = _compiler(source, inputs, fonts, root)
    try:
        result = compiler.compile(format=form, ppi=ppi, timestamp=_EPOCH)
    except typst.TypstError as error:
        raise _explained(error) from error
    if result is None:
        raise TypesettingError("排版没有产生任何页面")
    return result if isinstance(result, list) else [result]


def _explained(error: typst.TypstError) -> TypesettingError:
    hints = "；".join(error.hints)
    return TypesettingError(f"排版出错：{error.message}{f'（{hints}）' if hints else ''}")
