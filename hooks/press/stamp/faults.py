"""From what went wrong with one file to a finding that says what to do."""

from __future__ import annotations

from pathlib import PurePosixPath

from press.campaign.model import Campaign
from press.errors import MediaError, MediaLimitError
from press.findings import Finding, Severity
from press.imaging.render import TooSmallError
from press.video.probe import NoPictureError

_PICTURE_HINT = "请用看图软件打开确认；打得开就另存为 JPG 或 PNG 再放进来，打不开请向提供者要原图"
_VIDEO_HINT = "请用播放器确认能播放；能播放就用剪辑软件导出为 MP4（H.264）再放进来，或另给一张封面图（poster）"


def picture_fault(path: PurePosixPath, error: MediaError | OSError) -> Finding:
    """Return the finding for a picture that cannot be marked."""
    where = f"docs/{path}"
    if isinstance(error, TooSmallError):
        hint = "请换一张大些的图，宽和高都不小于 320 像素为好"
        return Finding("stamp/too-small", Severity.WARNING, str(error), hint, where)
    if isinstance(error, MediaLimitError):
        return Finding("stamp/too-large", Severity.ERROR, f"{error}，没有处理", "请缩小到 6000 像素以内再放进来", where)
    if isinstance(error, OSError):
        return _unread(path, error)
    if path.suffix.lower() == ".svg":
        hint = "请用绘图软件导出为 PNG（宽 1600 像素以上）再放进来"
        return Finding("stamp/unreadable", Severity.ERROR, "SVG 图还不能加标识", hint, where)
    return Finding("stamp/unreadable", Severity.ERROR, f"图片打不开：{error}", _PICTURE_HINT, where)


def video_fault(path: PurePosixPath, error: MediaError | OSError) -> Finding:
    """Return the finding for a film no thumbnail can be taken from."""
    where = f"docs/{path}"
    if isinstance(error, TooSmallError):
        message = str(error).replace("图片", "视频画面")
        return Finding(
            "stamp/too-small", Severity.WARNING, message, "请换用清晰的视频，或另给一张封面图（poster）", where
        )
    if isinstance(error, NoPictureError):
        hint = "请确认导出时带上了画面；只有录音的话，请另给一张封面图（poster）"
        return Finding("video/no-picture", Severity.ERROR, f"视频{error}", hint, where)
    if isinstance(error, MediaLimitError):
        return Finding("video/too-slow", Severity.ERROR, str(error), _VIDEO_HINT, where)
    if isinstance(error, OSError):
        return _unread(path, error)
    return Finding("video/unreadable", Severity.ERROR, f"视频打不开：{error}", _VIDEO_HINT, where)


def no_campaign(path: PurePosixPath) -> Finding:
    """Return the remark on a document dated outside every campaign: it is published without a mark."""
    message = "文档日期不在任何活动期内，图片没有加标识"
    return Finding("stamp/no-campaign", Severity.NOTICE, message, path=f"docs/{path}")


def old_mark(path: PurePosixPath, campaign: Campaign) -> Finding:
    """Return the remark on a source that says it carries another mark of ours."""
    message = f"这张图已经带有旧的标识，又加上了“{campaign.title}”现在的标识"
    return Finding("stamp/old-mark", Severity.WARNING, message, "请换成没有加过标识的原图", f"docs/{path}")


_CODE_HINT = "请把二维码从左上角挪开，或在它上方和左边多留空白，再放进来"


def hidden_code(path: PurePosixPath, *, whole: bool) -> Finding:
    """Return the remark on a picture whose QR code the mark would spoil; one that is a code stays without a mark."""
    where = f"docs/{path}"
    if whole:
        message = "这张图就是二维码，加上标识会扫不出来，所以没有加"
        hint = "想让它带上标识，请把二维码放进一张大些的图里，左上角留空"
        return Finding("stamp/qr-picture", Severity.NOTICE, message, hint, where)
    return Finding("stamp/hidden-code", Severity.WARNING, "标识压住了图里的二维码，会扫不出来", _CODE_HINT, where)


def _unread(path: PurePosixPath, error: OSError) -> Finding:
    reason = "没有读取权限" if isinstance(error, PermissionError) else "文件不见了或无法读取"
    return Finding("stamp/unreadable", Severity.ERROR, reason, "请检查文件是否存在、是否被别的程序占用", f"docs/{path}")
