"""What can be wrong with a mark: rule, what a person sees, what to do. One place for all wording."""

from __future__ import annotations

from dataclasses import dataclass

from press.errors import MediaError, MediaLimitError
from press.findings import Severity


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one file.

    rule     rule id `check/…`
    reason   Chinese: what is wrong
    hint     Chinese: what to do
    """

    rule: str
    reason: str
    hint: str

    @property
    def severity(self) -> Severity:
        """A mark that is there but not as the rule wants it is a warning; a missing one an error."""
        return Severity.WARNING if self.rule in _SOFT else Severity.ERROR


_SOFT = frozenset({"check/margin", "check/too-small", "check/colour"})

_AGAIN = "重新生成网站；仍然如此，请把这条信息发给技术人员"
_MARK_IT = "把原件放进 docs/ 重新生成，或用 build.py stamp 给它加上标识"
_LARGER = "请换一张大些的原图（宽和高都不小于 320 像素）后重新生成"


def missing(corner: str) -> Fault:
    """No mark in the corner where it belongs, nor in another."""
    return Fault("check/no-mark", f"{corner}没有找到完整、清楚的活动标识", _MARK_IT)


def wrong_corner(found: str, wanted: str) -> Fault:
    """The mark stands in another corner."""
    return Fault("check/wrong-corner", f"活动标识在{found}，应在{wanted}", _MARK_IT)


def far_off(wanted: str) -> Fault:
    """The mark stands far from its corner."""
    return Fault("check/wrong-corner", f"活动标识没有放在{wanted}，离角太远", _MARK_IT)


def cut_off() -> Fault:
    """Part of the mark lies outside the canvas."""
    return Fault("check/cut-off", "活动标识被裁掉了一部分", _AGAIN)


def damaged_mark() -> Fault:
    """The words are there, the seal is not."""
    return Fault("check/cut-off", "活动标识不完整：印章看不清或被遮住", _AGAIN)


def margin(wanted: str) -> Fault:
    """The mark is too near the edge, or too far from it."""
    return Fault("check/margin", f"活动标识离{wanted}两边的距离不合规定", _AGAIN)


def too_small(pixels: float, least: float) -> Fault:
    """The words are too small to be read."""
    return Fault("check/too-small", f"标识的文字只有 {pixels:.0f} 像素高，至少要 {least:.0f} 像素才看得清", _LARGER)


def small_share(share: float, least: float) -> Fault:
    """The words are too small on the page."""
    reason = f"标识的文字只有页面短边的 {share * 100:.1f}%，至少要 {least * 100:.1f}%"
    return Fault("check/too-small", reason, _AGAIN)


def contrast(measured: float, wanted: float) -> Fault:
    """The words do not stand out from what lies under them."""
    return Fault("check/contrast", f"标识与底色的对比度只有 {measured:.1f}，应不低于 {wanted:g}，看不清", _AGAIN)


def colour() -> Fault:
    """The seal is not in the campaign's colour."""
    return Fault("check/colour", "印章的颜色与活动规定的颜色不同", _AGAIN)


def hidden(how: str) -> Fault:
    """The mark is there but readers do not see it."""
    return Fault("check/hidden", f"活动标识在文件里，但读者看不到：{how}", _AGAIN)


def covered() -> Fault:
    """Something lies over the mark."""
    return Fault("check/hidden", "活动标识被后面的图形盖住了", "挪开左上角的图形后重新生成")


def some(parts: str, fault: Fault) -> Fault:
    """Return a fault of single pages, slides or frames."""
    return Fault(fault.rule, f"{parts}：{fault.reason}", fault.hint)


def unreadable(error: MediaError | OSError) -> Fault:
    """The file cannot be opened, so nothing is known of its mark."""
    if isinstance(error, MediaLimitError):
        return Fault("check/limit", f"文件超过检查的上限：{error}", "请换成小一些的文件")
    reason = "没有读取权限或文件不见了" if isinstance(error, OSError) else str(error)
    return Fault("check/unreadable", f"文件打不开，无法确认标识：{reason}", "请换成完好的文件")


def limit(seconds: float) -> Fault:
    """Looking took too long."""
    return Fault("check/limit", f"检查这个文件超过了 {seconds:.0f} 秒", "请换成小一些的文件，或拆成几个")


def crashed() -> Fault:
    """The decoder died over the file."""
    return Fault("check/unreadable", "检查程序打不开这个文件（文件可能已损坏，或占用内存过多）", "请换成完好的文件")


def unsupported(kind: str) -> Fault:
    """A document of a kind that cannot be looked into."""
    hint = "请另存为 .pdf、.docx 或 .pptx，加上标识再发布"
    return Fault("check/unsupported", f"{kind}里的标识无法检查", hint)


def unmarked_inside(names: str) -> Fault:
    """An archive holds documents that were not checked."""
    return Fault("check/archive", f"压缩包里有没有检查过的文件：{names}", "把文件加上标识单独发布，再打包")
