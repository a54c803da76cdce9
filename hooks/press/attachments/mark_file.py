"""One attached file in, the same file with the mark out; or a finding that says why not and what to do."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from press.attachments.apart import run_apart
from press.attachments.kind import MAX_BYTES, SUFFIXES, FileKind, kind_of, misnamed
from press.attachments.remarks import remark
from press.attachments.worker import Report, Task
from press.campaign.model import Campaign
from press.errors import MediaLimitError, UnreadableMediaError, UsageError
from press.findings import Checked, Finding

Runner = Callable[[Task], Report]

MARKED_KINDS = frozenset(SUFFIXES)
"""Kinds of file that can carry the mark."""

_NOT_OURS = frozenset({FileKind.PICTURE, FileKind.FILM})
"""Kinds other parts of the project mark."""

_RESAVE_AS = {
    FileKind.OLD_WORD: ("old-format", ".docx"),
    FileKind.OLD_SLIDES: ("old-format", ".pptx"),
    FileKind.OLD_OTHER: ("old-format", ".docx 或 .pptx"),
    FileKind.RTF: ("old-format", ".docx"),
    FileKind.OPEN_DOCUMENT: ("old-format", ".docx 或 .pptx"),
    FileKind.WORD_TEMPLATE: ("old-format", ".docx"),
    FileKind.SLIDE_SHOW: ("old-format", ".pptx"),
    FileKind.WORD_STRICT: ("strict-format", ".docx"),
    FileKind.SLIDES_STRICT: ("strict-format", ".pptx"),
    FileKind.WORD_MACROS: ("macros", ".docx"),
    FileKind.SLIDES_MACROS: ("macros", ".pptx"),
}


@dataclass(frozen=True, slots=True)
class AttachmentResult:
    """A marked attachment.

    file     where it was written
    kind     what it is
    marks    pages (PDF), headers (Word) or slides that carry the mark
    already  it carried this mark before and was copied unchanged
    """

    file: Path
    kind: FileKind
    marks: int
    already: bool


def mark_attachment(
    file: Path, name: str, campaign: Campaign, out: Path, *, runner: Runner = run_apart
) -> Checked[AttachmentResult | None]:
    """Write a copy of an attached file that carries the campaign's mark.

    Args:
        file: the original, never changed.
        name: its path in findings, e.g. `docs/files/a.pdf`; its ending is compared with the content.
        campaign: whose mark.
        out: where the copy goes; appears whole or not at all. Its folder is made when missing.
        runner: how the decoders are run (in a process of their own unless a test says otherwise).

    Returns:
        None when the file carries no mark afterwards: findings say why, except for pictures and films, which other
        parts of the project mark (ask `kind_of` first).

    Raises:
        UsageError: `out` is the original.
        OSError: `out` cannot be written.
    """
    if out.resolve() == file.resolve() or (out.exists() and out.samefile(file)):
        raise UsageError(f"不能覆盖原文件：{file.name}；请把结果写到别的文件夹")
    inspected = inspect_attachment(file, name)
    kind = inspected.value
    if kind not in MARKED_KINDS or kind is None:
        return Checked(None, inspected.findings)
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".{os.getpid()}-{secrets.token_hex(6)}.part")
    try:
        report = runner(Task(file.absolute(), name, kind, campaign, part.absolute()))
        findings = (*inspected.findings, *report.findings)
        if report.marks is None:
            return Checked(None, findings)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return Checked(AttachmentResult(out, kind, report.marks, report.already), findings)


def inspect_attachment(file: Path, name: str) -> Checked[FileKind | None]:
    """Tell a file's kind and whether it can carry the mark, without opening its content.

    Returns:
        The kind (None when even that cannot be told), with the finding that says why the file stays unmarked, or that
        its name promises something else.
    """
    try:
        kind = kind_of(file)
    except MediaLimitError:
        return Checked(None, (_too_much(file, name),))
    except (UnreadableMediaError, OSError):
        return Checked(None, (remark("damaged", name),))
    return Checked(kind, _remarks(kind, name))


def _too_much(file: Path, name: str) -> Finding:
    size = file.stat().st_size
    if size <= MAX_BYTES:
        return remark("archive-bomb", name)
    return remark("too-large", name, size=size // 1_000_000, limit=MAX_BYTES // 1_000_000)


def _remarks(kind: FileKind, name: str) -> tuple[Finding, ...]:
    if kind in MARKED_KINDS:
        right = SUFFIXES[kind][0]
        wrong = remark("wrong-name", name, suffix=Path(name).suffix, kind=kind.value, right=right)
        return (wrong,) if misnamed(kind, name) else ()
    return () if kind in _NOT_OURS else (_why_not(kind, name),)


def _why_not(kind: FileKind, name: str) -> Finding:
    if kind is FileKind.EMPTY:
        return remark("empty", name)
    if kind is FileKind.LOCKED_OFFICE:
        return remark("encrypted", name)
    if kind in _RESAVE_AS:
        rule, right = _RESAVE_AS[kind]
        return remark(rule, name, kind=kind.value, right=right)
    # A file that claims to be a document and is none of any kind cannot be opened by a reader either.
    claims = Path(name).suffix.lower() in {".pdf", ".docx", ".pptx", ".doc", ".ppt", ".wps"}
    if kind is FileKind.UNKNOWN and claims:
        return remark("damaged", name)
    return remark("unsupported", name, kind=kind.value)
