"""PDF files: every page is drawn and looked at, and what was found is compared with the objects placed on the page.

The visible page is the crop box, turned by /Rotate, as PDFium draws it. A print file (one that claims PDF/X) is looked
at inside its trim box: what lies outside is cut away. Comments and form fields are not drawn: any reader can take off a
mark that was put on as a comment, and many print without it.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
from PIL import Image

from press.campaign.model import Campaign
from press.check import faults
from press.check.faults import Fault
from press.check.sight import Demand, Judgement, explain, judge
from press.check.sighting import Sighting
from press.check.verdict import Verdict
from press.errors import MediaLimitError, UnreadableMediaError

MAX_BYTES = 200_000_000
_MOST_PAGES = 5_000
_SHORT = 900
"""Px of a page's short side as it is drawn: the least type size is then 20 px."""

_LONGEST = 6_000
_PART = (0.85, 0.5)
"""Share of width and height drawn at first: the mark's corner."""

_AGREE = 0.02
"""How far an object's box may be from what is seen, in shares of the short side."""

_NAMED = 5
"""Pages named one by one in a message."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _View:
    """The part of a page that is looked at: px to cut from left, top, right and bottom, and what remains."""

    cut: tuple[float, float, float, float]
    size: tuple[int, int]
    scale: float


def check_pdf(file: Path, campaigns: Sequence[Campaign], demands: Sequence[Demand]) -> Verdict:
    """Judge every page of one PDF file.

    Raises:
        UnreadableMediaError: damaged, or locked with a password.
        MediaLimitError: too large, or too many pages.
    """
    size = file.stat().st_size
    if size == 0:
        raise UnreadableMediaError("文件是空的（0 字节）")
    if size > MAX_BYTES:
        raise MediaLimitError(f"PDF 超过 {MAX_BYTES // 1_000_000} MB")
    try:
        document = pdfium.PdfDocument(file)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise UnreadableMediaError("PDF 有密码" if locked else "PDF 已损坏") from error
    try:
        if not 0 < len(document) <= _MOST_PAGES:
            raise MediaLimitError(f"PDF 有 {len(document)} 页")
        trimmed = _claims_print(file)
        judged = [_page(document, number, campaigns, demands, trimmed=trimmed) for number in range(len(document))]
    except pdfium.PdfiumError as error:
        raise UnreadableMediaError("PDF 的页面画不出来") from error
    finally:
        document.close()
    seen = min((one.seen for one in judged if one.seen), key=lambda one: one.contrast, default=None)
    return Verdict(tuple(_gathered(judged)), seen, places=len(judged))


def _claims_print(file: Path) -> bool:
    """Whether a file claims PDF/X. Its metadata must lie there uncompressed (ISO 15930-7, 6.1), so bytes tell."""
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find(b"GTS_PDFXVersion") >= 0


def _page(
    document: pdfium.PdfDocument,
    number: int,
    campaigns: Sequence[Campaign],
    demands: Sequence[Demand],
    *,
    trimmed: bool,
) -> Judgement:
    page = document[number]
    try:
        view = _view(page, trimmed=trimmed)
        judged = judge(_drawn(page, view, _PART), campaigns, demands, view.size)
        if judged.seen is None:
            judged = Judgement(None, explain(_drawn(page, view, (1.0, 1.0)), campaigns, demands))
        if judged.seen is not None and judged.fault is None and not _is_placed(page, view, judged.seen):
            judged = replace(judged, fault=faults.hidden("它不是页面内容的一部分"))
        return judged
    finally:
        page.close()


def _view(page: pdfium.PdfPage, *, trimmed: bool) -> _View:
    width, height = page.get_size()
    left = top = right = bottom = 0.0
    if trimmed and page.get_rotation() == 0:
        crop, trim = page.get_cropbox(), page.get_trimbox()
        left, bottom = max(0.0, trim[0] - crop[0]), max(0.0, trim[1] - crop[1])
        right, top = max(0.0, crop[2] - trim[2]), max(0.0, crop[3] - trim[3])
    across, down = max(width - left - right, 1.0), max(height - top - bottom, 1.0)
    scale = min(_SHORT / min(across, down), _LONGEST / max(width, height))
    return _View((left, top, right, bottom), (max(1, round(across * scale)), max(1, round(down * scale))), scale)


def _drawn(page: pdfium.PdfPage, view: _View, part: tuple[float, float]) -> Image.Image:
    width, height = page.get_size()
    left, top, right, bottom = view.cut
    right += (1 - part[0]) * (width - left - right)
    bottom += (1 - part[1]) * (height - top - bottom)
    # PDFium takes the parts to leave out from left, bottom, right, top.
    bitmap = page.render(scale=view.scale, crop=(left, bottom, right, top), may_draw_forms=False, draw_annots=False)
    drawn: Image.Image = bitmap.to_pil().convert("RGB")
    bitmap.close()
    return drawn


def _is_placed(page: pdfium.PdfPage, view: _View, seen: Sighting) -> bool:
    """Whether the page's own objects account for what is seen: one of them lies where the mark was found.

    A form XObject's or picture's box follows from its matrix; a mark drawn without one is many paths, each inside.
    """
    short = min(view.size) * _AGREE
    left, top, width, height = seen.box
    for box in _boxes(page, view):
        same = (
            abs(box[0] - left) < 2 * short and abs(box[1] - top) < 2 * short and abs(box[2] - left - width) < 2 * short
        )
        within = box[0] >= left - short and box[1] >= top - short and box[2] <= left + width + short
        if same or (within and box[3] <= top + height + short):
            return True
        if box[0] <= left + short and box[1] <= top + short and box[2] >= left + width - short:
            return True  # a scanned page, or a page pressed into one form: the mark is part of it
    return False


def _boxes(page: pdfium.PdfPage, view: _View) -> Iterator[Box]:
    """Yield the boxes of the page's objects in px of what is looked at, y downwards."""
    for thing in page.get_objects(max_depth=1):
        try:
            yield _shown(page, view, thing.get_bounds())
        except pdfium.PdfiumError:
            continue  # an object without extent


def _shown(page: pdfium.PdfPage, view: _View, bounds: Box) -> Box:
    crop = page.get_cropbox()
    left, bottom, right, top = bounds
    x0, y0, x1, y1 = left - crop[0], bottom - crop[1], right - crop[0], top - crop[1]
    width, height = page.get_size()
    turned = {
        0: (x0, height - y1, x1, height - y0),
        90: (y0, x0, y1, x1),
        180: (width - x1, y0, width - x0, y1),
        270: (width - y1, height - x1, width - y0, height - x0),
    }[page.get_rotation()]
    cut_left, cut_top = view.cut[0], view.cut[1]
    shifts = (cut_left, cut_top, cut_left, cut_top)
    one, two, three, four = ((value - shift) * view.scale for value, shift in zip(turned, shifts, strict=True))
    return one, two, three, four


def _gathered(judged: Sequence[Judgement]) -> Iterator[Fault]:
    """Yield each kind of fault once, with the pages it is on."""
    pages: dict[str, list[int]] = {}
    first: dict[str, Fault] = {}
    for number, one in enumerate(judged, 1):
        if one.fault is not None:
            pages.setdefault(one.fault.rule, []).append(number)
            first.setdefault(one.fault.rule, one.fault)
    for rule, numbers in pages.items():
        if len(judged) == 1:
            yield first[rule]
            continue
        named = "、".join(map(str, numbers[:_NAMED]))
        rest = f"等 {len(numbers)} 页" if len(numbers) > _NAMED else "页"
        yield faults.some(f"第 {named} {rest}", first[rule])
