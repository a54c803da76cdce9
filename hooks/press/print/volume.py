"""The yearly volume (合订本): all bulletins of a year as one PDF for screens, with cover, contents and page numbers."""

from __future__ import annotations

from press.findings import Checked, Finding, Severity
from press.print.content import COLOURS, VolumeContent
from press.print.prepare import prepare_board
from press.print.sheet import SheetFormat
from press.print.template import Json, board_data, format_data, mark_data, template_files
from press.print.typeset import SCREEN_STANDARDS, Workshop
from press.tools.typst import TypesettingError, compile_pdf, fonts_in


def typeset_volume(content: VolumeContent, a4: SheetFormat, workshop: Workshop) -> Checked[bytes | None]:
    """Make the volume of one year.

    A bulletin with faults is left out and its findings are returned; the others come out.

    Args:
        content: the year's bulletins, oldest first.
        a4: the A4 format, for colour profile and smallest size.
        workshop: stage, mark and date.
    """
    findings: list[Finding] = []
    boards: list[Json] = []
    mark = mark_data(workshop.mark, workshop.stage)
    for board in content.boards:
        prepared = prepare_board(board, workshop.stage, a4.profile.file)
        findings.extend(prepared.findings)
        if not any(finding.severity is Severity.ERROR for finding in prepared.findings):
            boards.append(board_data(board, prepared.value, mark))
    if not boards:
        return Checked(None, tuple(findings))
    volume: Json = {
        "year": content.year, "title": content.title, "organisers": content.organisers, "mark": mark, "boards": boards,
    }  # fmt: skip
    colour = COLOURS.get(content.colour, "zhu")
    files = template_files("volume", {"colour": colour, "volume": volume, "format": format_data(a4)})
    stage = workshop.stage
    try:
        pdf, _ = compile_pdf(
            files,
            {},
            fonts_in(stage.fonts),
            stage.root,
            standards=SCREEN_STANDARDS,
            timestamp=int(workshop.made.timestamp()),
        )
    except TypesettingError as error:
        findings.append(
            Finding("print/typesetting", Severity.ERROR, f"{content.year}年合订本{error}", "请把这条信息发给技术人员")
        )
        return Checked(None, tuple(findings))
    return Checked(pdf, tuple(findings))
