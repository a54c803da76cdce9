"""Preflight: a written print file is opened again and held against its format. Trusts nothing that was meant."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pikepdf
from pikepdf import Dictionary
from PIL import Image

from press.findings import Finding, Severity, sort_findings
from press.print.eye import look
from press.print.marks_on_paper import Painted, PlacedPicture, TextRun, read_page
from press.print.sheet import SheetFormat, page_boxes

_BOX_TOLERANCE = 0.3
"""pt, a tenth of a millimetre."""
_SIZE_TOLERANCE = 0.05
_PURE = 0.004
"""Inks are stored in 255 steps."""
_GREY_SPREAD = 0.12
_DARK = 0.3
_INK_TOLERANCE = 1.02
_INK_PERCENTILE = 0.995
_ALLOWED_SPACES = frozenset({"DeviceCMYK", "Separation/All"})
_PPI_TOLERANCE = 0.97
_UNUSABLE_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Order:
    """What the file is held against.

    codes  addresses whose QR codes must be on the sheet
    words  the mark's words, to be found at the top left; empty when official artwork stands in their place
    path   file to name in findings
    """

    sheet: SheetFormat
    codes: Sequence[str]
    words: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured, in Chinese, and what is wrong."""

    facts: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]

    @property
    def passed(self) -> bool:
        """Whether the file may go to the shop."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)

    def as_json(self) -> str:
        """Return the report as JSON text."""
        found = [
            {"rule": f.rule_id, "severity": f.severity.value, "message": f.message, "hint": f.hint}
            for f in self.findings
        ]
        value = {"passed": self.passed, "facts": dict(self.facts), "findings": found}
        return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def preflight(data: bytes, order: Order) -> Report:
    """Check a print file.

    Args:
        data: the PDF as written.
        order: the format, the QR addresses and the mark that it must carry.
    """
    findings: list[Finding] = []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        findings.extend(_document(pdf, order))
        pages = [read_page(page) for page in pdf.pages]
        for number, (page, painted) in enumerate(zip(pdf.pages, pages, strict=True), 1):
            findings.extend(_boxes(page, number, order))
            for check in (_fonts, _glyphs, _spaces, _black_text, _sizes, _resolution, _ink):
                findings.extend(check(painted, number, order))
        facts = _facts(pdf, pages, order)
    seen = look(data, order.sheet, tuple(order.codes), order.words, order.path)
    return Report((*facts, *seen.facts), sort_findings((*findings, *seen.findings)))


def _error(order: Order, rule: str, message: str, hint: str, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(f"print/{rule}", severity, f"“{order.sheet.name}”{message}", hint, order.path)


_TELL = "请把这条信息发给技术人员"


def _document(pdf: pikepdf.Pdf, order: Order) -> Iterator[Finding]:
    if pdf.pdf_version != "1.6":
        yield _error(order, "pdf-version", f"的 PDF 版本是 {pdf.pdf_version}，PDF/X-4 要求 1.6", _TELL)
    if len(pdf.pages) != order.sheet.sides:
        yield _error(order, "pages", f"有 {len(pdf.pages)} 页，应为 {order.sheet.sides} 页", _TELL)
    intents = [intent for intent in pdf.Root.get("/OutputIntents", []) if intent.get("/S") == "/GTS_PDFX"]
    profile = intents[0].get("/DestOutputProfile") if intents else None
    if len(intents) != 1 or profile is None or int(profile.get("/N", 0)) != 4 or profile.read_bytes()[16:20] != b"CMYK":  # noqa: PLR2004 - four inks
        yield _error(order, "output-intent", "没有嵌入印刷用的 CMYK 颜色配置", _TELL)
    elif str(intents[0].get("/OutputConditionIdentifier", "")) != order.sheet.profile.condition:
        yield _error(order, "output-intent", "写的印刷条件与规格不一致", _TELL)
    metadata = pdf.Root.get("/Metadata")
    if metadata is None or b"<pdfxid:GTS_PDFXVersion>PDF/X-4<" not in metadata.read_bytes():
        yield _error(order, "pdfx-metadata", "没有写明 PDF/X-4", _TELL)
    if str(pdf.docinfo.get("/Trapped", "")) not in {"/False", "/True"} or "/Title" not in pdf.docinfo:
        yield _error(order, "pdfx-metadata", "缺少标题或陷印说明", _TELL)


def _boxes(page: pikepdf.Page, number: int, order: Order) -> Iterator[Finding]:
    wanted = page_boxes(order.sheet)
    for key, box in (("/TrimBox", wanted.trim), ("/BleedBox", wanted.bleed), ("/MediaBox", wanted.media)):
        given = page.obj.get(key)
        if given is None:
            yield _error(order, "boxes", f"第 {number} 页没有 {key[1:]}", _TELL)
        elif any(abs(float(a) - b) > _BOX_TOLERANCE for a, b in zip(given, box, strict=True)):
            yield _error(order, "boxes", f"第 {number} 页的 {key[1:]} 与成品尺寸、出血不符", _TELL)
    if len(page.obj.get("/Annots", [])):
        yield _error(order, "annotation", f"第 {number} 页有链接或批注，PDF/X-4 不允许", _TELL)


def _fonts(painted: Painted, number: int, order: Order) -> Iterator[Finding]:
    for name, font in painted.fonts.items():
        inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
        descriptor = inner.get("/FontDescriptor", Dictionary())
        if (
            not any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            and font.get("/Subtype") != "/Type3"
        ):
            yield _error(order, "font-not-embedded", f"第 {number} 页的字体 {name[1:]} 没有嵌入", _TELL)


def _glyphs(painted: Painted, number: int, order: Order) -> Iterator[Finding]:
    missing = sum(run.missing for run in painted.texts)
    if missing:
        yield _error(order, "missing-glyph", f"第 {number} 页有 {missing} 个字印出来是空框", "换用通行的写法")


def _spaces(painted: Painted, number: int, order: Order) -> Iterator[Finding]:
    used = (
        {space for space, _ in painted.fills}
        | {run.space for run in painted.texts}
        | {p.space for p in painted.pictures}
    )
    for space in sorted(used - _ALLOWED_SPACES):
        yield _error(order, "colour-space", f"第 {number} 页用了 {space} 颜色，印刷文件只许用 CMYK",
                     "若官方标识是 SVG，请换成 PNG；否则请告诉技术人员")  # fmt: skip


def _black_text(painted: Painted, number: int, order: Order) -> Iterator[Finding]:
    mixed = sum(run.length for run in painted.texts if _is_mixed_black(run))
    if mixed:
        yield _error(order, "text-not-k", f"第 {number} 页有 {mixed} 个黑字不是单色黑，套印会发虚", _TELL)
    hollow = sum(run.length for run in painted.texts if _is_pure_black(run) and not run.overprint)
    if hollow:
        yield _error(order, "no-overprint", f"第 {number} 页有 {hollow} 个黑字没有设叠印", _TELL)


def _is_pure_black(run: TextRun) -> bool:
    return run.inks is not None and max(run.inks[:3]) <= _PURE < run.inks[3]


def _is_mixed_black(run: TextRun) -> bool:
    if run.inks is None or max(run.inks[:3]) <= _PURE:
        return False
    return max(run.inks[:3]) - min(run.inks[:3]) <= _GREY_SPREAD and sum(run.inks) / 4 + run.inks[3] > _DARK


def _sizes(painted: Painted, number: int, order: Order) -> Iterator[Finding]:
    least = min((run.size for run in painted.texts), default=order.sheet.small)
    if least < order.sheet.small - _SIZE_TOLERANCE:
        message = f"第 {number} 页最小的字只有 {least:.1f} 磅，规格要求不小于 {order.sheet.small:g} 磅"
        yield _error(order, "text-too-small", message,
                     "减少内容，或换大一号的规格")  # fmt: skip


def _resolution(painted: Painted, number: int, order: Order) -> Iterator[Finding]:
    for picture in painted.pictures:
        if picture.ppi >= order.sheet.ppi * _PPI_TOLERANCE:
            continue
        factor = order.sheet.ppi / picture.ppi
        bad = picture.ppi < order.sheet.ppi * _UNUSABLE_SHARE
        wide, high = round(picture.width_px * factor), round(picture.height_px * factor)
        shown = f"{picture.width_px}×{picture.height_px} 的图片，印出来只有 {picture.ppi:.0f} 像素/英寸"
        message = f"第 {number} 页有一张 {shown}，会{'糊' if bad else '略糊'}"
        yield _error(order, "picture-too-small", message, f"换一张不小于 {wide}×{high} 像素的",
                     Severity.ERROR if bad else Severity.WARNING)  # fmt: skip


def _ink(painted: Painted, number: int, order: Order) -> Iterator[Finding]:
    limit = order.sheet.profile.ink_limit / 100
    vectors = max((sum(inks) for space, inks in painted.fills if space == "DeviceCMYK"), default=0.0)
    pictures = max((_picture_ink(picture) for picture in painted.pictures), default=0.0)
    most = max(vectors, pictures)
    if most > limit * _INK_TOLERANCE:
        yield _error(order, "ink-limit", f"第 {number} 页最深处总墨量 {most * 100:.0f}%，超过 {limit * 100:.0f}%",
                     "换一张浅些的图片，或请印厂提供合适的颜色配置")  # fmt: skip


def _picture_ink(picture: PlacedPicture) -> float:
    """Return the total ink that 99.5 % of a picture's pixels stay below (1.0 = 100 %), on a reduced copy."""
    if not isinstance(picture.stream, pikepdf.Stream) or picture.space != "DeviceCMYK":
        return 0.0
    if picture.stream.get("/Filter") == "/DCTDecode":
        with Image.open(io.BytesIO(picture.stream.read_raw_bytes())) as opened:
            opened.draft("CMYK", (opened.width // 8, opened.height // 8))
            image = opened.convert("CMYK")
    else:
        image = Image.frombytes("CMYK", (picture.width_px, picture.height_px), picture.stream.read_bytes())
    image.thumbnail((400, 400), Image.Resampling.BOX)
    sums = np.asarray(image, np.uint16).sum(axis=2).ravel()
    place = int((sums.size - 1) * _INK_PERCENTILE)
    return float(np.partition(sums, place)[place]) / 255


def _facts(pdf: pikepdf.Pdf, pages: list[Painted], order: Order) -> tuple[tuple[str, str], ...]:
    texts = [run for painted in pages for run in painted.texts]
    pictures = [picture for painted in pages for picture in painted.pictures]
    fonts = sorted({name[1:].split("+")[-1] for painted in pages for name in painted.fonts})
    return (
        ("成品尺寸", order.sheet.size_label),
        ("出血", f"每边 {order.sheet.bleed:g} 毫米"),
        ("页数", str(len(pdf.pages))),
        ("PDF 版本", pdf.pdf_version),
        ("印刷条件", order.sheet.profile.condition),
        ("字体", "、".join(fonts)),
        ("最小字号", f"{min((run.size for run in texts), default=0):.1f} 磅"),
        ("图片", f"{len(pictures)} 张" + (f"，最低 {min(p.ppi for p in pictures):.0f} 像素/英寸" if pictures else "")),
    )
