"""What can be wrong with a mark: rule, what a person sees, what to do. One place for all wording."""

from __future__ import annotations

from dataclasses import dataclass

from press.errors import MediaError, MediaLimitError

OUT_OF_REACH = "没有读取权限或文件不见了"
"""Why a file cannot be opened that is not at fault itself."""


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


SOFT = frozenset({"check/margin", "check/too-small", "check/colour"})
"""Rules whose breach is a warning: the mark is there, but not as the rule wants it."""

_AGAIN = "重新生成网站；仍然如此，请把这条信息发给技术人员"
_MARK_IT = "把原件放进 docs/ 重新生成，或用 build.py stamp 给它加上标识"
_TEMPLATE = "请检查 overlays/theme 里的模板和样式"
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


def page_empty() -> Fault:
    """A page without anything on it."""
    return Fault("check/no-mark", "页面上什么都没有，也没有活动标识", _AGAIN)


def no_page_mark(first: str) -> Fault:
    """A page that begins with something else and has no mark."""
    return Fault("check/no-mark", f"页面上没有活动标识（文档以{first}开头）", _TEMPLATE)


def not_first(first: str) -> Fault:
    """The mark stands on the page, but not first."""
    return Fault("check/wrong-corner", f"活动标识不在文档最前面，它前面有{first}", _TEMPLATE)


def mark_file_gone(address: str) -> Fault:
    """The page points to a picture that is not there."""
    return Fault("check/no-mark", f"页面开头的图片不存在：{address[:80]}", _AGAIN)


def wrong_name(name: str, text: str) -> Fault:
    """Readers who listen do not hear the campaign's wording."""
    shown = f"“{name[:30]}”" if name else "空的"
    return Fault("check/name", f"标识的替代文字是{shown}，应为“{text}”", _TEMPLATE)


def other_campaign(found: str, wanted: str) -> Fault:
    """The page belongs to another campaign by its date."""
    return Fault("check/campaign", f"页面带的是“{found}”的标识，按日期应为“{wanted}”", _AGAIN)


def out_of_corner(how: str) -> Fault:
    """Styles move the mark away from the left."""
    return Fault("check/wrong-corner", f"活动标识不在左上角：{how}", _TEMPLATE)


def squeezed() -> Fault:
    """Width and height as written distort the mark."""
    return Fault("check/distorted", "标识的宽和高写得不成比例，会被压扁或拉长", _TEMPLATE)


def some(parts: str, fault: Fault) -> Fault:
    """Return a fault of single pages, slides or frames."""
    return Fault(fault.rule, f"{parts}：{fault.reason}", fault.hint)


def unreadable(error: MediaError | OSError) -> Fault:
    """The file cannot be opened, so nothing is known of its mark."""
    if isinstance(error, MediaLimitError):
        return Fault("check/limit", f"文件超过检查的上限：{error}", "请换成小一些的文件")
    reason = OUT_OF_REACH if isinstance(error, OSError) else str(error)
    return Fault("check/unreadable", f"文件打不开，无法确认标识：{reason}", "请换成完好的文件")


def crashed() -> Fault:
    """The decoder died over the file."""
    return Fault("check/unreadable", "检查程序打不开这个文件（文件可能已损坏，或占用内存过多）", "请换成完好的文件")


def unsupported(kind: str) -> Fault:
    """A document of a kind that cannot be looked into."""
    hint = "请另存为 PDF、.docx、.pptx 或 JPG、PNG，加上标识再发布"
    return Fault("check/unsupported", f"{kind}里的标识无法检查", hint)


def unmarked_inside(names: str) -> Fault:
    """An archive holds documents that were not checked."""
    return Fault("check/archive", f"压缩包里有未经检查的文件：{names}", "把文件加上标识单独发布，再打包")
