"""Marking one file of whatever kind into a part file."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from press.attachments.kind import SUFFIXES as DOCUMENT_SUFFIXES
from press.attachments.mark_file import mark_attachment
from press.campaign.model import Campaign
from press.errors import MediaError, StoppedError
from press.films.film_plan import plan_film
from press.films.place import film_product
from press.findings import Finding, Severity
from press.imaging.decode import read_limited
from press.imaging.geometry import Size
from press.imaging.keep import KeptResult, keep_marked
from press.imaging.keep_encode import SUFFIXES as PICTURE_SUFFIXES
from press.imaging.svg_mark import mark_svg
from press.imaging.treatment import Product
from press.model import AiLabel
from press.stamp.faults import hidden_code
from press.stamp.products import document_product
from press.standalone.sorts import Desk, Sort
from press.tools.ffmpeg import Ffmpeg
from press.video.burn import burn

FILM_SUFFIXES = (".mp4", ".m4v")

_NAMES = {"JPEG": "JPG 图片", "HEIF": "HEIC 图片", "TIFF": "TIFF 图片", "GIF": "GIF 图片", "WEBP": "WebP 图片"}


@dataclass(frozen=True, slots=True)
class Order:
    """How files are to be marked: whose mark, pictures as covers (bottom right) or not, for which platform.

    `label` is where a label of AI-made content stands on the one file in hand.
    """

    campaign: Campaign
    cover: bool = False
    platform: str = "web"
    label: AiLabel | None = None

    def product_for(self, canvas: Size) -> Product:
        """Return how a picture of a size is marked."""
        if self.cover:
            return film_product(self.campaign, self.platform, canvas, self.label)
        return document_product(self.campaign, self.label)


@dataclass(frozen=True, slots=True)
class Made:
    """A part file: its kind in Chinese, endings that fit it, whether it is a mere copy, and remarks.

    `written` is False where the file carries no mark afterwards; the findings say why.
    """

    label: str
    suffixes: tuple[str, ...]
    written: bool = True
    already: bool = False
    note: str = ""
    findings: tuple[Finding, ...] = ()


def make_copy(  # noqa: PLR0913, PLR0917 - the file, what it is, what is wanted, where to, and who listens
    file: Path, shown: str, sort: Sort, order: Order, part: Path, ffmpeg: Ffmpeg, listen: Callable[[float], None]
) -> Made:
    """Write a marked copy to `part` (a name of our own, which may hold half a file when an error is raised).

    Raises:
        MediaError: the file cannot be used.
        OSError: a file cannot be read or written.
    """
    if sort.desk is Desk.FILM:
        return _film(file, sort, order, part, ffmpeg, listen)
    if sort.desk is Desk.DOCUMENT:
        return _document(file, shown, sort, order, part)
    if sort.desk is Desk.SVG:
        return _picture(file, part, mark_svg(read_limited(file), order.campaign, order.product_for, part), order)
    return _picture(file, part, keep_marked(file, order.campaign, order.product_for, part), order)


def _picture(file: Path, part: Path, result: KeptResult, order: Order) -> Made:
    if result.already:
        shutil.copyfile(file, part)
    form = result.form
    findings = [Finding("stamp/kept-less", Severity.NOTICE, remark) for remark in result.remarks]
    if result.old_mark:
        findings.append(_old_mark("图", "原图", order.campaign))
    if result.hides:
        findings.append(replace(hidden_code(PurePosixPath(file.name), whole=False), path=""))
    note = f"{result.frames} {'页' if form == 'TIFF' else '帧'}" if result.frames > 1 else ""
    label = "矢量图" if form == "SVG" else _NAMES.get(form, f"{form} 图片")
    return Made(label, PICTURE_SUFFIXES[form], already=result.already, note=note, findings=tuple(findings))


def _old_mark(what: str, better: str, campaign: Campaign) -> Finding:
    message = f"这份{what}已经带有别的标识，又加上了“{campaign.title}”现在的标识"
    return Finding("stamp/old-mark", Severity.WARNING, message, f"请换成没有加过标识的{better}")


def _document(file: Path, shown: str, sort: Sort, order: Order, part: Path) -> Made:
    checked = mark_attachment(file, shown, order.campaign, part)
    result = checked.value
    if result is None:
        if any("KeyboardInterrupt" in finding.message for finding in checked.findings):
            raise StoppedError("处理已中止")  # Ctrl-C reaches the process that marks documents, too
        if shutil.disk_usage(part.parent).free < 2 * file.stat().st_size:
            raise OSError(errno.ENOSPC, "No space left on device", str(part))  # that process says only "OSError"
        return Made(sort.label, (), written=False, findings=checked.findings)
    suffixes = DOCUMENT_SUFFIXES[result.kind]
    unit = {"PDF": "页", "Word 文档": "处页眉"}.get(sort.label, "张")
    return Made(sort.label, suffixes, already=result.already, note=f"{result.marks} {unit}", findings=checked.findings)


def _film(  # noqa: PLR0913, PLR0917 - as above
    file: Path, sort: Sort, order: Order, part: Path, ffmpeg: Ffmpeg, listen: Callable[[float], None]
) -> Made:
    if sort.film is None:
        raise MediaError("视频打不开")
    plan = plan_film(file, sort.film, order.campaign, order.platform, ffmpeg, label=order.label)
    if plan.job is None:
        shutil.copyfile(file, part)
        return Made("视频", (), already=True, findings=plan.findings)
    burn(plan.job, part, ffmpeg, listen)
    renamed = file.suffix.lower() not in FILM_SUFFIXES
    return Made("视频", FILM_SUFFIXES, note="已转成 MP4" if renamed else "", findings=plan.findings)
