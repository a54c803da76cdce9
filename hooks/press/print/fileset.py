"""A month's files for the print shop: names, job sheet, sums, one ZIP; the catalogue and the feed that lead to them."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from press.findings import Checked, Finding, Severity
from press.print.content import SheetContent
from press.print.preflight import Report
from press.print.sheet import SheetFormat
from press.print.template import Json, date_label, mark_data, template_files
from press.print.typeset import SCREEN_STANDARDS, TypesetSheet, Workshop
from press.tools.typst import TypesettingError, compile_pdf, fonts_in

JOB_SHEET = "印刷说明"
SUMS = "SHA256SUMS"
LATEST = "latest"


@dataclass(frozen=True, slots=True)
class CheckedSheet:
    """A sheet that was typeset, and what preflight said of it."""

    sheet: TypesetSheet
    report: Report


@dataclass(frozen=True, slots=True)
class MonthSet:
    """All files of one month, by name below `bulletins/<slug>/print/`, and what the catalogue says of them."""

    slug: str
    files: Mapping[str, bytes]
    record: Json


def shop_set(content: SheetContent, done: Sequence[CheckedSheet], workshop: Workshop) -> Checked[MonthSet]:
    """Put a month's files together.

    A sheet that failed preflight keeps its screen PDF and previews; its print PDF is left out, so that no faulty file
    reaches a press.

    Args:
        content: the bulletin.
        done: its sheets, at least one.
        workshop: for the job sheet.
    """
    slug = content.slug
    shop: dict[str, bytes] = {}
    rest: dict[str, bytes] = {}
    for one in done:
        stem = f"{slug}-{one.sheet.format.id}"
        if one.report.passed:
            shop[f"{stem}.pdf"] = one.sheet.print_pdf
        rest[f"{stem}-screen.pdf"] = one.sheet.screen_pdf
        rest[f"{stem}-preflight.json"] = one.report.as_json().encode()
        for number, preview in enumerate(one.sheet.previews, 1):
            rest[f"{stem}-{number}.png"] = preview
    record = _record(content, done, {**shop, **rest})
    shop[f"{JOB_SHEET}.json"] = (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()
    findings: tuple[Finding, ...] = ()
    try:
        shop[f"{JOB_SHEET}.pdf"] = _job_sheet(content, done, workshop)
    except TypesettingError as error:
        findings = (
            Finding("print/job-sheet", Severity.ERROR, f"印刷说明{error}", "请把这条信息发给技术人员", content.path),
        )
    shop[SUMS] = sums(shop)
    bundle = f"{slug}-print.zip"
    files = {**shop, **rest, bundle: deterministic_zip(shop, workshop.made.timetuple()[:6])}
    record["zip"] = _file(bundle, files[bundle])
    return Checked(MonthSet(slug, files, record), findings)


def sums(files: Mapping[str, bytes]) -> bytes:
    """Return `sha256sum`'s format, ordered by name."""
    lines = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    return "".join(lines).encode()


def deterministic_zip(files: Mapping[str, bytes], when: tuple[int, ...]) -> bytes:
    """Return a ZIP ordered by name, with one date, stored: PDFs are compressed already and zlib versions differ."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, (max(1980, when[0]), when[1], when[2], when[3], when[4], when[5]))
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, data)
    return out.getvalue()


def latest_alias(month: MonthSet) -> Mapping[str, bytes]:
    """Return the newest month's files under names that stay the same, below `bulletins/latest/print/`."""
    files = {
        name.replace(month.slug, LATEST, 1): data
        for name, data in month.files.items()
        if name.startswith(month.slug) and not name.endswith(".zip")
    }
    files |= {name: month.files[name] for name in (f"{JOB_SHEET}.pdf", f"{JOB_SHEET}.json") if name in month.files}
    files[SUMS] = sums({name: data for name, data in files.items() if name.endswith(".pdf")})
    files[f"{LATEST}-print.zip"] = month.files[f"{month.slug}-print.zip"]
    return files


def _record(content: SheetContent, done: Sequence[CheckedSheet], files: Mapping[str, bytes]) -> Json:
    formats: list[Json] = []
    for one in done:
        form, stem = one.sheet.format, f"{content.slug}-{one.sheet.format.id}"
        formats.append(
            {
                **_described(form),
                "body_pt": round(one.sheet.body_size, 2),
                "passed": one.report.passed,
                "print": _file(f"{stem}.pdf", files[f"{stem}.pdf"]) if one.report.passed else None,
                "screen": _file(f"{stem}-screen.pdf", files[f"{stem}-screen.pdf"]),
                "previews": [f"{stem}-{number}.png" for number in range(1, len(one.sheet.previews) + 1)],
                "preflight": f"{stem}-preflight.json",
            }
        )
    return {
        "month": content.slug, "title": content.title, "theme": content.theme, "client": list(content.organisers),
        "phone": content.phone, "quantity": None, "formats": formats,
    }  # fmt: skip


def _described(form: SheetFormat) -> Json:
    return {
        "id": form.id, "name": form.name, "trim_mm": list(form.trim), "bleed_mm": form.bleed, "safe_mm": form.safe,
        "pages": form.sides, "folds_mm": list(form.folds), "colours": "CMYK", "standard": "PDF/X-4（逐项检查）",
        "profile": form.profile.condition, "ink_limit_percent": form.profile.ink_limit,
        "fonts": "全部嵌入", "stock": form.stock, "quantity": None,
    }  # fmt: skip


def _file(name: str, data: bytes) -> Json:
    return {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def _job_sheet(content: SheetContent, done: Sequence[CheckedSheet], workshop: Workshop) -> bytes:
    forms = [one.sheet.format for one in done]
    job: Json = {
        "title": f"{content.title}　{JOB_SHEET}", "client": "、".join(content.organisers) or "（请填写）",
        "mark": mark_data(workshop.mark, workshop.stage),
        "phone": content.phone or "（请填写）", "date": date_label(workshop.made.date()),
        "items": [
            {"name": form.name, "file": f"{content.slug}-{form.id}.pdf" if one.report.passed else "未通过预检，未出",
             "size": f"{form.trim[0]:g}×{form.trim[1]:g}", "sides": f"{form.sides_label}，{form.sides} 页",
             "stock": form.stock}
            for one, form in zip(done, forms, strict=True)
        ],
        "rules": _rules(forms), "folds": [_folding(form) for form in forms if form.folds],
        "checks": [
            {"name": one.sheet.format.name, "result": "通过" if one.report.passed else "未通过",
             "note": "；".join(f.message for f in one.report.findings) or "各项符合"}
            for one in done
        ],
    }  # fmt: skip
    stage = workshop.stage
    pdf, _ = compile_pdf(
        template_files("jobsheet", {"colour": "mo", "job": job}),
        {},
        fonts_in(stage.fonts),
        stage.root,
        standards=SCREEN_STANDARDS,
        timestamp=int(workshop.made.timestamp()),
    )
    return pdf


def _rules(forms: Sequence[SheetFormat]) -> list[str]:
    bleeds = "、".join(dict.fromkeys(f"{form.bleed:g}" for form in forms))
    conditions = "、".join(
        dict.fromkeys(f"{form.profile.condition}（总墨量 {form.profile.ink_limit:g}% 以内）" for form in forms)
    )
    return [
        f"文件已含出血，每边 {bleeds} 毫米；裁切线在出血之外，四色都有。成品框（TrimBox）、出血框（BleedBox）已写好。",
        f"四色 CMYK，印刷条件 {conditions}，配置文件已嵌入。",
        "黑色文字和二维码只用黑版，已设叠印，请不要改成套印。",
        "字体全部嵌入，没有链接和批注。按 100% 尺寸输出，不要缩放。",
        "二维码四周的白边不要裁掉，不要压图。",
    ]


def _folding(form: SheetFormat) -> str:
    left, middle, right = (width for _, width in form.panels)
    parts = f"折进的一页 {left:g}、封底 {middle:g}、封面 {right:g} 毫米"
    return f"{form.name}：第 1 页为外面，从左到右是{parts}；折线记号是出血外的虚线。"
