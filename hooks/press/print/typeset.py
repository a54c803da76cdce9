"""One bulletin on one format: fitted, typeset for press and screen, finished for the press. Thread-safe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

from press.findings import Checked, Finding, Severity
from press.print import pdfx
from press.print.content import COLOURS, SheetContent, SheetMark
from press.print.fit import Fit, emptiness_finding, over_characters, overflow_finding, read_fit, tall_findings
from press.print.inks import InkTable, read_palette
from press.print.prepare import prepare_board
from press.print.separations import Separator
from press.print.sheet import SheetFormat, points
from press.print.stage import Stage, StagedPicture, staged_digest
from press.print.template import Json, Prepared, board_data, format_data, mark_data, template_files
from press.print.xhtml import narrowest_column
from press.tools.typst import TypesettingError, carried_value, compile_pdf, compile_png, fonts_in

PREVIEW_PX = 1400
"""Long side of a preview."""
SCREEN_STANDARDS: Final[tuple[Literal["a-2a"], Literal["ua-1"]]] = ("a-2a", "ua-1")
_TAKER_MARGIN = 0.7
_RUNS_OVER = "text runs over its face"
"""What `proof` in `fit.typ` says when a layout does not come out as it was reckoned."""


@dataclass(frozen=True, slots=True)
class TypesetSheet:
    """The files of one sheet.

    previews  PNG of each face
    fill      share of the columns that the text needs
    """

    format: SheetFormat
    print_pdf: bytes
    screen_pdf: bytes
    previews: tuple[bytes, ...]
    body_size: float
    fill: float

    @property
    def preview_png(self) -> bytes:
        """The first face."""
        return self.previews[0]


@dataclass(frozen=True, slots=True)
class Workshop:
    """What all sheets of a run share.

    made  date in every file (UTC); given, so that the same input gives the same bytes
    """

    stage: Stage
    mark: SheetMark
    made: dt.datetime


@dataclass(frozen=True, slots=True)
class Job:
    """A template, what it is given, and the words for its metadata.

    pictures  those of the sheet: as they stand on the screen, and for the press
    titles    of the panels
    """

    template: str
    colour: str
    sheet: Json
    pictures: tuple[tuple[StagedPicture, StagedPicture], ...]
    title: str
    author: str
    titles: tuple[str, ...]


def typeset(
    content: SheetContent, sheet: SheetFormat, workshop: Workshop, alternatives: Sequence[SheetFormat] = ()
) -> Checked[TypesetSheet | None]:
    """Make the files of one bulletin on one format.

    Args:
        content: the bulletin.
        sheet: the format.
        workshop: stage, mark and date.
        alternatives: formats to try when the text does not fit this one.

    Returns:
        The files, or None with at least one ERROR finding. Text is never dropped, never smaller than the format's
        smallest size, never on a further sheet.
    """
    prepared = prepare_board(content, workshop.stage, sheet.profile.file)
    if any(finding.severity is Severity.ERROR for finding in prepared.findings):
        return Checked(None, prepared.findings)
    job = board_job(content, prepared.value, sheet, workshop)
    done = typeset_job(job, prepared.value, sheet, workshop, alternatives, content.path)
    return Checked(done.value, (*prepared.findings, *done.findings))


def typeset_job(  # noqa: PLR0913, PLR0917 - boards and leaflets share this last stretch
    job: Job,
    prepared: Prepared,
    sheet: SheetFormat,
    workshop: Workshop,
    alternatives: Sequence[SheetFormat],
    path: str | None,
) -> Checked[TypesetSheet | None]:
    """Fit a job and make its files, or say why not; see `typeset`."""
    try:
        fit, screen = set_job(job, sheet, workshop)
        if screen is None:
            return Checked(None, _misfit(job, prepared, sheet, fit, _takers(job, sheet, alternatives, workshop), path))
        wide = _table_finding(prepared, sheet, fit, path)
        if wide is not None:
            return Checked(None, (wide,))
        previews = preview_pngs(job, sheet, workshop, fit)
        pressed = press_pdf(screen, job, sheet, workshop)
    except TypesettingError as error:
        hint = "请把这条信息发给技术人员"
        return Checked(None, (Finding("print/typesetting", Severity.ERROR, f"“{sheet.name}”{error}", hint, path),))
    empty = emptiness_finding(sheet, fit, path)
    return Checked(TypesetSheet(sheet, pressed, screen, previews, fit.size, fit.fill), (empty,) if empty else ())


def _misfit(  # noqa: PLR0913, PLR0917 - what does not fit where, what would hold it, and whose finding it is
    job: Job, prepared: Prepared, sheet: SheetFormat, fit: Fit, takers: tuple[str, ...], path: str | None
) -> tuple[Finding, ...]:
    """Say why a text does not fit: for one part that is higher than a column, else for its length."""
    if fit.tall:
        panels = [(title, part.text) for title, part in zip(job.titles, prepared.fragments, strict=True)]
        return tall_findings(sheet, fit, panels, takers, path)
    over = over_characters(sheet, fit, len(prepared.text))
    return (overflow_finding(sheet, over, takers, path, leaflet=job.template == "leaflet"),)


def board_job(content: SheetContent, prepared: Prepared, sheet: SheetFormat, workshop: Workshop) -> Job:
    """Return a bulletin's job for one format."""
    mark = mark_data(workshop.mark, workshop.stage)
    return Job(
        "sheet",
        COLOURS.get(content.colour, "zhu"),
        board_data(content, prepared, mark),
        prepared.staged,
        f"{content.title}　{sheet.name}",
        "、".join(content.organisers),
        tuple(panel.title for panel in content.panels),
    )


def preview_pngs(job: Job, sheet: SheetFormat, workshop: Workshop, fit: Fit) -> tuple[bytes, ...]:
    """Return a PNG of each face, its long side `PREVIEW_PX`."""
    stage = workshop.stage
    ppi = PREVIEW_PX / points(max(sheet.trim)) * 72
    return tuple(compile_png(_files(job, sheet, fit), {}, fonts_in(stage.fonts), stage.root, ppi=ppi))


def set_job(job: Job, sheet: SheetFormat, workshop: Workshop) -> tuple[Fit, bytes | None]:
    """Find the body size and set the screen PDF; None when the text does not fit (`Fit.over`).

    Raises:
        TypesettingError: a template or a standard is at fault.
    """
    fit = fit_job(job, sheet, workshop)
    return (fit, None) if fit.over > 0 else proved_screen(job, sheet, workshop, fit)


def proved_screen(job: Job, sheet: SheetFormat, workshop: Workshop, fit: Fit) -> tuple[Fit, bytes | None]:
    """Set the screen PDF; where the layout proves the fit wrong (one sheet in twenty), find a surer one."""
    try:
        return fit, screen_pdf(job, sheet, workshop, fit)
    except TypesettingError as error:
        if _RUNS_OVER not in str(error):
            raise
    fit = read_fit(_measured(job, sheet, workshop, {"sure": True}))
    return fit, None if fit.over > 0 else screen_pdf(job, sheet, workshop, fit)


def screen_pdf(job: Job, sheet: SheetFormat, workshop: Workshop, fit: Fit) -> bytes:
    """Return the tagged PDF for readers: PDF/A-2a and PDF/UA-1."""
    stage = workshop.stage
    pdf, _ = compile_pdf(
        _files(job, sheet, fit),
        {},
        fonts_in(stage.fonts),
        stage.root,
        standards=SCREEN_STANDARDS,
        timestamp=int(workshop.made.timestamp()),
    )
    return pdf


def press_pdf(screen: bytes, job: Job, sheet: SheetFormat, workshop: Workshop) -> bytes:
    """Return the print file of a screen PDF; see `press.print.pdfx`."""
    root = workshop.stage.root
    ready = {staged_digest(root, shown): root / inked.file.lstrip("/") for shown, inked in job.pictures}
    table = InkTable(read_palette(root / "print" / "palette.json"), sheet.profile.file)
    stamp = pdfx.Stamp(job.title, workshop.made, job.author)
    return pdfx.to_pdfx(screen, sheet, stamp, Separator(table, ready))


def fit_job(job: Job, sheet: SheetFormat, workshop: Workshop) -> Fit:
    """Find the body size of a job on a format; see `press.print.fit`."""
    return read_fit(_measured(job, sheet, workshop))


def _measured(job: Job, sheet: SheetFormat, workshop: Workshop, wanted: Json | None = None) -> str:
    stage = workshop.stage
    files = template_files(job.template, _content(job, sheet), wanted)
    return carried_value(files, fonts_in(stage.fonts), stage.root)


def _files(job: Job, sheet: SheetFormat, fit: Fit) -> Mapping[str, bytes]:
    return template_files(job.template, _content(job, sheet), {"fit": fit.as_data()})


def _content(job: Job, sheet: SheetFormat) -> Json:
    return {"colour": job.colour, "format": format_data(sheet), "sheet": job.sheet}


def _takers(job: Job, sheet: SheetFormat, alternatives: Sequence[SheetFormat], workshop: Workshop) -> tuple[str, ...]:
    """Return the names of the formats that hold the text; only those large enough on paper are tried.

    Of a leaflet, which is on its own format or none, the smallest such format is enough to know.
    """
    mine = _room(sheet)
    likely = [other for other in alternatives if other.id != sheet.id and _room(other) > _TAKER_MARGIN * mine]
    if job.template == "leaflet":
        likely.sort(key=_room)
    holding = (other.name for other in likely if _holds(job, other, workshop))
    return tuple(islice(holding, 1)) if job.template == "leaflet" else tuple(holding)


def _holds(job: Job, sheet: SheetFormat, workshop: Workshop) -> bool:
    """Whether a format holds the text at its smallest size: one layout, no search."""
    fit = read_fit(_measured(job, sheet, workshop, {"probe": True}))
    return fit.over == 0


def _room(sheet: SheetFormat) -> float:
    """Return an estimate of how many characters a format holds: column area over the square of the smallest size."""
    width = sheet.columns * sheet.column_width
    return width * sheet.trim[1] * (1 if sheet.folds else sheet.sides) / sheet.body[0] ** 2


def _table_finding(prepared: Prepared, sheet: SheetFormat, fit: Fit, path: str | None) -> Finding | None:
    widest = max((fragment.table_columns for fragment in prepared.fragments), default=0)
    room = points(sheet.column_width) / fit.size
    if narrowest_column(widest) <= room:
        return None
    message = f"有一张 {widest} 列的表格，“{sheet.name}”一栏只有 {room:.0f} 个字宽，排出来没法看"
    return Finding("print/table-too-wide", Severity.ERROR, message, "拆成两张表，或减少列数，或改成列表", path)
