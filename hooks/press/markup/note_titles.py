"""Chinese titles for notes whose author gave none: the library writes the English name of their kind."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

_BEFORE_INLINE: Final = 25
# fmt: off
TITLES: Final = {
    "note": "说明", "abstract": "摘要", "summary": "摘要", "tldr": "摘要",
    "info": "信息", "todo": "待办", "tip": "小贴士", "hint": "小贴士",
    "important": "重要", "success": "可以这样做", "check": "可以这样做", "done": "已完成",
    "question": "问", "help": "问", "faq": "常见问题", "warning": "注意",
    "caution": "当心", "attention": "注意", "failure": "不要这样做", "fail": "不要这样做",
    "missing": "缺少", "danger": "危险", "error": "错误", "bug": "问题",
    "example": "举例", "quote": "引文", "cite": "引文",
}
# fmt: on
"""Kinds of note (Material's names) and their titles."""


class NoteTitles(Extension):
    """Gives notes and folded parts (`!!! tip`, `??? question`) a Chinese title where they would get an English one."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Python-Markdown's
        """Register the processor (called by Python-Markdown)."""
        md.treeprocessors.register(_Translate(md), "press_note_titles", _BEFORE_INLINE)


class _Translate(Treeprocessor):
    def run(self, root: Element) -> None:
        """Replace titles that are nothing but the kind's name."""
        for note in root.iter():
            if note.tag not in {"div", "details"} or not len(note):
                continue
            kind = (note.get("class") or "").replace("admonition", " ").split()
            title = note[0]
            if kind and title.text == kind[0].capitalize() and _is_title(title):
                title.text = TITLES.get(kind[0], title.text)


def _is_title(element: Element) -> bool:
    return element.tag == "summary" or element.get("class") == "admonition-title"


__all__ = ["TITLES", "NoteTitles"]
