"""The kinds of thing the sanitiser takes out of a text: how each is called and what an author does instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from press.findings import Severity


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of thing that is dropped. `{what}` in the message is the tag, attribute or address in question."""

    rule: str
    message: str
    hint: str
    severity: Severity = Severity.WARNING


SCRIPT: Final = Fault("markup/script", "正文里有脚本 {what}，发布时已去掉", "文章页不能运行脚本，请删去这一段")
HANDLER: Final = Fault("markup/event-handler", "标签里的 {what} 会运行脚本，发布时已去掉", "请删去这个属性")
FRAME: Final = Fault(
    "markup/frame",
    "正文里嵌入了别处的页面 {what}，发布时已去掉",
    "视频请放到 docs/videos/，再在文章开头写 video；网页请改成普通链接",
)
FORM: Final = Fault("markup/form", "正文里有表单 {what}，发布时已去掉", "请改成文字说明或普通链接")
FILM: Final = Fault(
    "markup/film",
    "正文里直接放了视频或音频 {what}，发布时已去掉",
    "视频请放到 docs/videos/，再在文章开头写 video，那样才会带上标识",
)
VECTOR: Final = Fault("markup/vector", "正文里有图形代码 {what}，发布时已去掉", "请把图存成 PNG 或 JPG 文件再插入")
STYLE_SHEET: Final = Fault("markup/style-sheet", "正文里有样式表 {what}，发布时已去掉", "版式由网站统一，请删去")
META: Final = Fault("markup/meta", "正文里有 {what}（可能让页面自动跳转），发布时已去掉", "请删去这一行")
PICTURE: Final = Fault(
    "markup/outside-picture",
    "图片 {what} 不在本站，发布时已去掉",
    "请把图片存到文章旁边，再写相对路径；注意取得使用许可",
)
LINK: Final = Fault(
    "markup/link-scheme",
    "链接 {what} 不是网页、邮箱、电话或本站地址，已改成普通文字",
    "请写 https:// 开头的地址或本站文件",
)
PLAYER: Final = Fault("markup/player", "嵌入的视频已换成链接 {what}", "", Severity.NOTICE)
STYLE: Final = Fault("markup/style", "{what} 写的样式不会保留", "", Severity.NOTICE)
UNKNOWN: Final = Fault("markup/unknown-tag", "标签 {what} 不会保留，里面的文字照常显示", "", Severity.NOTICE)

BY_TAG: Final = {
    tag: fault
    for tags, fault in (
        ("script noscript template", SCRIPT),
        ("iframe frame frameset noframes object embed noembed applet portal", FRAME),
        ("form button select textarea option fieldset", FORM),
        ("video audio source track canvas", FILM),
        ("svg math", VECTOR),
        ("style link", STYLE_SHEET),
        ("meta base", META),
    )
    for tag in tags.split()
}
