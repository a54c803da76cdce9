"""A picture offered for download: the same format and colours with the mark, as the `stamp` command makes it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path, PurePosixPath

from press.attachments.kind import FileKind
from press.attachments.mark_file import AttachmentResult
from press.campaign.model import Campaign
from press.errors import MediaError, UnreadableMediaError
from press.findings import Checked, Finding, Severity
from press.imaging.codes import CodeError
from press.imaging.decode import read_limited
from press.imaging.keep import KEEP_VERSION, KeptResult, keep_clean, keep_marked
from press.imaging.note import RENDER_VERSION
from press.imaging.render import TooSmallError
from press.imaging.svg_mark import is_svg, mark_svg
from press.model import AiLabel
from press.stamp.faults import hidden_code, old_mark, picture_fault
from press.stamp.products import document_product

_HEAD = 1024
"""Bytes that tell a drawing from pixels."""


def picture_recipe() -> str:
    """Return what decides a marked picture beside its bytes and the campaign, for cache keys."""
    versions = " ".join(f"{name}{version(name)}" for name in ("pillow", "pillow_heif"))
    return f"picture keep{KEEP_VERSION} render{RENDER_VERSION} {versions}"


def mark_offered(
    file: Path, name: str, campaign: Campaign, out: Path, *, label: AiLabel | None = None
) -> Checked[AttachmentResult | None]:
    """Write a marked copy of a picture, in the manner of `press.attachments.mark_file.mark_attachment`.

    A picture too small for the mark, or a QR code that it would spoil, comes out without it, freed of private metadata
    like the others; `marks` is then 0.
    """
    drawn = False
    try:
        drawn = is_svg(_head(file))
        result = _marked(file, campaign, out, label, drawn=drawn)
    except (MediaError, OSError) as error:
        finding = _fault(error, name, drawn=drawn)
        clean = _cleaned(file, out) if isinstance(error, TooSmallError | CodeError) and not drawn else None
        return Checked(clean, (finding,))
    findings = [Finding("stamp/kept-less", Severity.NOTICE, remark, path=name) for remark in result.remarks]
    findings += [replace(old_mark(PurePosixPath(name), campaign), path=name)] if result.old_mark else []
    findings += [replace(hidden_code(PurePosixPath(name), whole=False), path=name)] if result.hides else []
    return Checked(AttachmentResult(out, FileKind.PICTURE, result.frames, result.already), tuple(findings))


def _head(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(_HEAD)


def _marked(file: Path, campaign: Campaign, out: Path, label: AiLabel | None, *, drawn: bool) -> KeptResult:
    product = document_product(campaign, label)
    try:
        if drawn:
            result = mark_svg(read_limited(file), campaign, lambda _: product, out)
        else:
            result = keep_marked(file, campaign, lambda _: product, out)
    except (MediaError, OSError):
        raise
    except Exception as error:  # whatever one file does to a library, the rest goes on
        raise UnreadableMediaError(f"处理时出了意外（{type(error).__name__}）") from error
    if result.already:
        shutil.copyfile(file, out)
    return result


def _cleaned(file: Path, out: Path) -> AttachmentResult:
    keep_clean(file, out)
    return AttachmentResult(out, FileKind.PICTURE, 0, already=False)


def _fault(error: MediaError | OSError, name: str, *, drawn: bool) -> Finding:
    if drawn and isinstance(error, MediaError):
        hint = "请用绘图软件导出为“纯 SVG”，或导出为 PNG（宽 1600 像素以上）"
        return Finding("stamp/unreadable", Severity.ERROR, f"矢量图没有加标识：{error}", hint, name)
    if isinstance(error, CodeError):
        return replace(hidden_code(PurePosixPath(name), whole=True), path=name)
    return replace(picture_fault(PurePosixPath(name), error), path=name)
