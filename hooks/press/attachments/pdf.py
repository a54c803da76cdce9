"""The mark on every page of a PDF, as one vector form drawn at the visible page's top left."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf
import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
from pikepdf import Array, Dictionary, Name, Pdf

from press.attachments.geometry import Page, Rect, placing, quarter_turn, visible_box
from press.attachments.marked import RECIPE, Marked
from press.attachments.pdf_content import Overlay, noted, streams_of, strip_ours
from press.attachments.pdf_form import Forms, carries_form, drop_forms
from press.attachments.pdf_plan import Placed, plan_pages
from press.attachments.remarks import page_list, remark
from press.campaign.model import Campaign
from press.findings import Checked, Finding

_LETTER: Rect = (0.0, 0.0, 612.0, 792.0)
"""What viewers assume where a page has no usable media box."""

_MOST_PAGES = 5_000
_VERSION = 1.4


def mark_pdf(data: bytes, name: str, campaign: Campaign) -> Checked[Marked | None]:
    """Put the campaign's mark on every page.

    The mark is one form XObject a style, wrapped as a pagination artifact (PDF 32000-1, 14.8.2.2), so that a tagged
    file stays valid PDF/UA. Outline, links, attachments, metadata and the first half of the file's ID stay. A mark of
    an older recipe is replaced; a page that shows the mark already (exported from a marked Word file) is left as it is.

    Args:
        data: the file.
        name: its path in findings.
        campaign: whose mark.

    Returns:
        None with a finding for encrypted, signed and damaged files: these stay as they are.
    """
    try:
        # Recovery would guess at a broken file's content; staff are told instead.
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as pdf:
            refused = _refusal(pdf, name)
            return Checked(None, (refused,)) if refused else _mark(pdf, data, name, campaign)
    except pikepdf.PasswordError:
        return Checked(None, (remark("encrypted", name),))
    except (pikepdf.PdfError, pdfium.PdfiumError):
        return Checked(None, (remark("damaged", name),))


def is_signed(pdf: Pdf) -> bool:
    """Whether a PDF bears a signature or time stamp; an empty field waiting to be signed is none."""
    return Name.Perms in pdf.Root or any(_is_signature(thing) for thing in pdf.objects)


def _is_signature(thing: object) -> bool:
    if not isinstance(thing, Dictionary):
        return False
    if Name.ByteRange in thing and Name.Contents in thing:
        return True
    value = thing.get(Name.V)
    return isinstance(value, Dictionary) and (thing.get(Name.FT) == Name.Sig or Name.ByteRange in value)


def _refusal(pdf: Pdf, name: str) -> Finding | None:
    if pdf.is_encrypted:
        return remark("encrypted", name)
    if is_signed(pdf):
        return remark("signed", name)
    if not pdf.pages:
        return remark("no-pages", name)
    return remark("limit", name) if len(pdf.pages) > _MOST_PAGES else None


def _mark(pdf: Pdf, data: bytes, name: str, campaign: Campaign) -> Checked[Marked | None]:
    note = f"{campaign.id} {campaign.recipe} {RECIPE}"
    pages = [pdf.pages[number] for number in range(len(pdf.pages))]
    if all(_carries(page, note) for page in pages):
        return Checked(Marked(data, len(pages), already=True))
    if any([strip_ours(page) for page in pages]):  # noqa: C419 - every page, not only the first
        for page in pages:
            drop_forms(page)
        data = _saved(pdf)
    shapes = [shape_of(page) for page in pages]
    placed = plan_pages(data, shapes, campaign)
    if not any(placed):
        return Checked(Marked(data, len(pages), already=True))
    forms, overlay = Forms(pdf, campaign, note), Overlay(pdf, note)
    for page, shape, one in zip(pages, shapes, placed, strict=True):
        if one is not None:
            form, size = forms.use(page, one.style)
            overlay.add(page, _drawing(form, placing(shape, one.spot, size)))
    return Checked(Marked(_saved(pdf), len(pages)), _remarks(name, shapes, placed))


def _carries(page: pikepdf.Page, note: str) -> bool:
    notes = {noted(stream) for stream in streams_of(page)} - {""}
    # Another program may have merged our streams with the rest: the form still tells that the mark is there.
    return note in notes or (not notes and carries_form(page))


def shape_of(page: pikepdf.Page) -> Page:
    """Return a page's geometry; inherited boxes were pushed down when the file was opened."""
    visible = visible_box(_rect(page, Name.MediaBox) or _LETTER, _rect(page, Name.CropBox))
    if visible[2] - visible[0] <= 0 or visible[3] - visible[1] <= 0:
        visible = _LETTER
    unit = _number(page.obj.get(Name.UserUnit), 1.0)
    turn = quarter_turn(_number(page.obj.get(Name.Rotate), 0.0))
    return Page(visible, turn, unit if unit > 0 else 1.0)


def _rect(page: pikepdf.Page, key: Name) -> Rect | None:
    given = page.obj.get(key)
    if not isinstance(given, Array) or len(given) != 4:  # noqa: PLR2004 - a rectangle has four numbers
        return None
    left, bottom, right, top = (_number(one, 0.0) for one in given.as_list())
    return left, bottom, right, top


def _number(given: object, default: float) -> float:
    try:
        return float(given)  # type: ignore[arg-type]  # int, Decimal or something else from a hostile file
    except (TypeError, ValueError):
        return default


def _drawing(form: str, matrix: tuple[float, ...]) -> bytes:
    numbers = " ".join(f"{number:.4f}".rstrip("0").rstrip(".") for number in matrix)
    return (
        "/Artifact <</Type /Pagination /Subtype /Header /Attached [/Top /Left]>> BDC\n"
        f"q\n{numbers} cm\n{form} Do\nQ\nEMC\n"
    ).encode("ascii")


def _saved(pdf: Pdf) -> bytes:
    written = io.BytesIO()
    # Form objects with an artifact's property list need PDF 1.4; only then may the metadata's own words change.
    raised = float(pdf.pdf_version) < _VERSION
    pdf.save(
        written,
        deterministic_id=True,
        linearize=pdf.is_linearized,
        min_version=str(_VERSION),
        fix_metadata_version=raised,
    )
    return written.getvalue()


def _remarks(name: str, shapes: Sequence[Page], placed: Sequence[Placed | None]) -> tuple[Finding, ...]:
    covered = [(number, one.spot) for number, one in enumerate(placed, 1) if one is not None and one.covers]
    if not covered:
        return ()
    first, spot = covered[0]
    cm = shapes[first - 1].unit / 72 * 2.54
    width, height = f"{(spot.left + spot.width) * cm:.1f}", f"{(spot.top + spot.height) * cm:.1f}"
    pages = page_list([number for number, _ in covered])
    return (remark("covers-text", name, pages=pages, width=width, height=height),)
