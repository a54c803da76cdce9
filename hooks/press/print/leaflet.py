"""An article as a leaflet (明白纸): one side of A4, for press and screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from press.findings import Checked, Severity
from press.print.content import COLOURS, LeafletContent
from press.print.fit import MISFITS
from press.print.prepare import prepare_leaflet
from press.print.sheet import SheetFormat
from press.print.template import Prepared, leaflet_data, mark_data
from press.print.typeset import Job, TypesetSheet, Workshop, typeset_job


def typeset_leaflet(
    content: LeafletContent, a4: SheetFormat, workshop: Workshop, alternatives: Sequence[SheetFormat] = ()
) -> Checked[TypesetSheet | None]:
    """Make the leaflet of one article; as `press.print.typeset.typeset`.

    Args:
        content: the article.
        a4: the A4 format; one side of it is used whatever it says of sides.
        workshop: stage, mark and date.
        alternatives: formats to name when the text does not fit.
    """
    sheet = one_sided(a4)
    prepared = prepare_leaflet(content, workshop.stage, sheet.profile.file)
    if any(finding.severity is Severity.ERROR for finding in prepared.findings):
        return Checked(None, prepared.findings)
    job = leaflet_job(content, prepared.value, workshop)
    others = alternatives if content.picture is None else ()  # asked for only when there is nothing left to leave out
    done = typeset_job(job, prepared.value, sheet, workshop, others, content.path)
    if content.picture is not None and any(finding.rule_id in MISFITS for finding in done.findings):
        # One page holds the text or the title picture: the text stays.
        return typeset_leaflet(replace(content, picture=None), a4, workshop, alternatives)
    return Checked(done.value, (*prepared.findings, *done.findings))


def leaflet_job(content: LeafletContent, prepared: Prepared, workshop: Workshop) -> Job:
    """Return an article's job."""
    mark = mark_data(workshop.mark, workshop.stage)
    return Job(
        "leaflet",
        COLOURS.get(content.colour, "zhu"),
        leaflet_data(content, prepared, mark),
        prepared.staged,
        content.title,
        "、".join(doctor.name for doctor in content.doctors),
        (content.title,),
    )


def one_sided(sheet: SheetFormat) -> SheetFormat:
    """Return the format with one side, named as the leaflet is; a short text may be set larger for old eyes."""
    return replace(sheet, sides=1, name="单篇明白纸", body=(sheet.body[0], round(sheet.body[1] * 1.2, 1)))
