"""What came of each file, as the officer is told at the end."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from press.attachments.kind import SUFFIXES as DOCUMENT_SUFFIXES
from press.errors import MediaError, MediaLimitError, PressError, UnreadableMediaError
from press.findings import Finding, Severity
from press.imaging.codes import CodeError
from press.imaging.keep_encode import SUFFIXES as PICTURE_SUFFIXES
from press.imaging.render import TooSmallError
from press.standalone.inputs import Input, Inputs
from press.video.probe import NoPictureError


class Status(Enum):
    """What was done with a file."""

    MARKED = "已加标识"
    SAME = "早已做好"
    """The very copy lay there from an earlier run."""
    ALREADY = "原来就有"
    """The original carried the mark; its copy is unchanged."""
    SKIPPED = "不用加"
    FAILED = "没有加上"


@dataclass(frozen=True, slots=True)
class Treated:
    """One file's line in the table: `copy` is where the marked copy lies, `note` one short remark."""

    input: Input
    label: str
    status: Status
    copy: Path | None = None
    note: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def warned(self) -> bool:
        """Whether anything was found that should be looked at."""
        return any(finding.severity is not Severity.NOTICE for finding in self.findings)


UNCLEAR = frozenset({"文本文件", "认不出的文件"})
"""Kinds that no name of a picture, film or document fits."""

_CLAIMS = frozenset(
    {
        *(suffix for suffixes in PICTURE_SUFFIXES.values() for suffix in suffixes),
        *(suffix for suffixes in DOCUMENT_SUFFIXES.values() for suffix in suffixes),
        *(".mp4", ".m4v", ".mov", ".avi", ".mkv", ".webm", ".wmv", ".flv", ".mpg", ".mpeg", ".ts", ".3gp"),
    }
)


def failed(given: Input, label: str, message: str, hint: str) -> Treated:
    """Return the line for a file that carries no mark now."""
    finding = Finding("stamp/failed", Severity.ERROR, message, hint, given.shown)
    return Treated(given, label, Status.FAILED, note=message, findings=(finding,))


def skipped(given: Input, label: str) -> Treated:
    """Return the line for a file of a kind that carries no mark; one that claims to be of another kind is a failure."""
    if given.file.suffix.lower() in _CLAIMS and label in UNCLEAR:
        message = f"名字以“{given.file.suffix}”结尾，内容却不是，文件可能已损坏"
        return failed(given, label, message, "请打开看看；打不开请向提供者要原件")
    hint = "" if label == "文本文件" else "如果要发布它，请用原来的软件导出为 PDF、PNG 或 JPG，再加标识"
    finding = Finding("stamp/not-a-product", Severity.NOTICE, f"{label}不加标识", hint, given.shown)
    return Treated(given, label, Status.SKIPPED, findings=(finding,))


def fault(given: Input, label: str, error: Exception) -> Treated:
    """Return the line for a file that something went wrong with."""
    message, hint = _explained(error, label, given.file)
    return failed(given, label, message, hint)


_HINTS: tuple[tuple[type[Exception], str], ...] = (
    (CodeError, "二维码请直接用原图；想带上标识，就把它放进一张大些的图里，左上角留空"),
    (TooSmallError, "请换一份大些的，宽和高都不小于 320 像素为好"),
    (NoPictureError, "只有声音的文件没有地方放标识；请确认导出时带上了画面"),
    (MediaLimitError, "请缩小或拆分后再试"),
    (MediaError, "请先打开看看；打得开就另存一份再试，打不开请向提供者要原件"),
    (PressError, "处理好以后再运行一次"),
)
_FILM_HINT = "请用播放器确认能播放；能播放就用剪辑软件导出为 MP4（H.264）再试"


def _explained(error: Exception, label: str, file: Path) -> tuple[str, str]:
    if isinstance(error, OSError):
        return _system_fault(error)
    hint = next((hint for kind, hint in _HINTS if isinstance(error, kind)), None)
    if hint is None and _is_garbled(file):
        return "文件或文件夹的名字是乱码，处理不了", "请给它改个名字，再加一次"
    if hint is None:
        return f"处理时出了意外（{type(error).__name__}）", "请另存一份再试；还不行请把这个文件发给维护人员"
    unclear = isinstance(error, UnreadableMediaError) and not isinstance(error, NoPictureError)
    return str(error), _FILM_HINT if label == "视频" and unclear else hint


def _is_garbled(file: Path) -> bool:
    """Whether a name holds bytes of no encoding, as unpacking an old archive leaves them."""
    try:
        str(file).encode()
    except UnicodeEncodeError:
        return True
    return False


def _system_fault(error: OSError) -> tuple[str, str]:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "磁盘已满，写不下加好标识的文件", "请腾出空间，或用 --out 指定另一个磁盘上的文件夹，再运行一次"
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return "没有读写权限", "文件夹不能写入时，用 --out 指定另一个文件夹；文件打不开时，看看是不是正被别的程序占用"
    if error.errno == errno.ENOENT:
        return "文件不见了", "请看看它是不是刚被移走或改名"
    return f"读写出错（{error.strerror or type(error).__name__}）", "请检查磁盘和文件夹，再运行一次"


def not_found(inputs: Inputs) -> tuple[Treated, ...]:
    """Return the lines for words that name nothing and for folders that cannot be opened."""
    lost = "请检查名字有没有写错；名字里有空格时，两边要加引号"
    closed = "请检查文件夹的权限"
    return (
        *(failed(_named(word), "", "没有找到这个文件", lost) for word in inputs.missing),
        *(failed(_named(word), "文件夹", "没有权限打开这个文件夹", closed) for word in inputs.closed),
    )


def _named(word: str) -> Input:
    return Input(Path(word), Path(word).parent, word)
