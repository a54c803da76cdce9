"""From content to what a template can set: texts well-formed, pictures staged, faults found before typesetting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from press.errors import MediaError
from press.findings import Checked, Finding, Severity
from press.print.content import LeafletContent, SheetContent, SheetPicture
from press.print.glyphs import glyph_findings
from press.print.stage import Stage, StagedPicture, missing_pictures, stage_picture
from press.print.template import Prepared
from press.print.xhtml import Read, read_fragment

Pair = tuple[StagedPicture, StagedPicture]


def prepare_board(content: SheetContent, stage: Stage, profile: Path) -> Checked[Prepared]:
    """Prepare a bulletin; ERROR findings mean that no sheet of it may be made.

    Args:
        content: the bulletin.
        stage: where pictures go.
        profile: ICC file for the press pictures.
    """
    findings: list[Finding] = []
    reads: list[Read] = []
    for panel in content.panels:
        place = f"《{panel.title}》"
        read = read_fragment(panel.html, place, content.path)
        reads.append(read)
        findings.extend(read.findings)
        findings.extend(_glyphs(place, (panel.title, read.fragment.text, *panel.doctors), stage, content.path))
    findings.extend(_glyphs("报头、日历和报尾", _board_words(content), stage, content.path))
    if not any(read.fragment.text for read in reads):
        message = f"{content.month_label}的宣传栏没有正文，不出印刷文件"
        hint = "在 articles 里写上文章，或写上自己的栏目"
        findings.append(Finding("print/empty-bulletin", Severity.ERROR, message, hint, content.path))
    wanted = [address for read in reads for address in read.fragment.pictures]
    pictures = _stage_all(wanted, content.pictures, stage, profile, content.path, findings)
    covers = tuple(_cover(panel.picture, stage, profile, content.path, findings) for panel in content.panels)
    text = "".join(read.fragment.text for read in reads)
    return Checked(Prepared(tuple(read.fragment for read in reads), pictures, covers, text), tuple(findings))


def prepare_leaflet(content: LeafletContent, stage: Stage, profile: Path) -> Checked[Prepared]:
    """Prepare an article for its leaflet; as `prepare_board`."""
    place = f"《{content.title}》"
    read = read_fragment(content.html, place, content.path)
    findings = list(read.findings)
    names = (part for doctor in content.doctors for part in (doctor.name, doctor.title, doctor.institution))
    words = (content.title, read.fragment.text, *content.key_points, *content.sources, content.reviewer, *names)
    findings.extend(_glyphs(place, words, stage, content.path))
    if not read.fragment.text:
        findings.append(
            Finding("print/empty-article", Severity.ERROR, f"{place}没有正文，不出明白纸", "写上正文", content.path)
        )
    pictures = _stage_all(read.fragment.pictures, content.pictures, stage, profile, content.path, findings)
    cover = _cover(content.picture, stage, profile, content.path, findings)
    return Checked(Prepared((read.fragment,), pictures, (cover,), read.fragment.text), tuple(findings))


def _board_words(content: SheetContent) -> tuple[str, ...]:
    doctors = (part for doctor in content.doctors for part in (doctor.name, doctor.title, doctor.institution))
    codes = (part for code in content.codes for part in (code.title, code.caption))
    return (
        content.title, content.theme, content.tagline, *content.organisers, *content.producers, *content.sources,
        content.reviewer, content.phone, *doctors, *codes, *(entry.name for entry in content.calendar),
    )  # fmt: skip


def _glyphs(place: str, words: Iterable[str], stage: Stage, path: str | None) -> tuple[Finding, ...]:
    return glyph_findings("\n".join(words), place, stage.fonts, path)


def _stage_all(  # noqa: PLR0913, PLR0917 - one loop, shared by boards and leaflets
    wanted: Iterable[str],
    known: Mapping[str, Path],
    stage: Stage,
    profile: Path,
    path: str | None,
    findings: list[Finding],
) -> dict[str, Pair]:
    wanted = tuple(dict.fromkeys(wanted))
    for address in missing_pictures(wanted, known):
        message = f"找不到图片“{address}”，这张版面先不出"
        findings.append(
            Finding("print/picture-missing", Severity.ERROR, message, "把图片放回原处，或改正文里的写法", path)
        )
    staged: dict[str, Pair] = {}
    for address in wanted:
        if address in known:
            pair = _staged(SheetPicture(known[address]), stage, profile, path, findings)
            if pair is not None:
                staged[address] = pair
    return staged


def _cover(
    picture: SheetPicture | None, stage: Stage, profile: Path, path: str | None, findings: list[Finding]
) -> Pair | None:
    return None if picture is None else _staged(picture, stage, profile, path, findings)


def _staged(
    picture: SheetPicture, stage: Stage, profile: Path, path: str | None, findings: list[Finding]
) -> Pair | None:
    name = picture.file.name
    try:
        return stage_picture(stage, picture.file, profile)
    except FileNotFoundError:
        fault = Finding(
            "print/picture-missing", Severity.ERROR, f"找不到图片“{name}”，这张版面先不出", "把图片放回原处", path
        )
    except (MediaError, OSError) as error:
        reason = str(error) if isinstance(error, MediaError) else "读不出来"
        fault = Finding("print/picture-unusable", Severity.ERROR, f"图片“{name}”不能印：{reason}，这张版面先不出",
                        "换一张能打开的图片", path)  # fmt: skip
    findings.append(fault)
    return None
