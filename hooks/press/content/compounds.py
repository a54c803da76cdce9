"""Values of a front matter that have parts: sources with their addresses, a bulletin's articles. See `fields`."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pydantic import ValidationInfo

from press.content.fields import fault, fold, items, pad, short, text
from press.content.yaml_tree import Node, Scalar, Table
from press.model import Show, Source

_SHOW_WORDS = {"whole": Show.WHOLE, "全文": Show.WHOLE, "excerpt": Show.EXCERPT, "摘要": Show.EXCERPT}
_BOARD_KEYS = {"article": "article", "文章": "article", "show": "show", "方式": "show", "显示": "show"}
_SOURCE_KEYS = {"title": 0, "标题": 0, "名称": 0, "name": 0, "url": 1, "网址": 1, "链接": 1, "地址": 1, "address": 1}
_TITLE_THEN_URL = re.compile(r"(.*?)[\s（(<【：:]*(https?://[^\s）)>】]+)[）)>】。]*")
_MARKDOWN_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)\)")


def show(node: Node) -> Show:
    """How much of an article: whole/全文 or excerpt/摘要."""
    written = text(node)
    meant = _SHOW_WORDS.get(fold(written).lower())
    if meant is None:
        raise fault("bad-show", f"写的是“{short(written)}”，看不出登多少", "写 全文 或 摘要")
    return meant


def is_show(node: Node) -> bool:
    """Whether a value says how much of an article to show."""
    return isinstance(node, Scalar) and fold(node.text).lower() in _SHOW_WORDS


def board_items(node: Node) -> list[dict[str, Node]]:
    """The articles of a bulletin: slugs, paths or titles, or mappings that also say how much to show."""
    return [_board_item(item) for item in items(node, "、，,；;\n")]


def _board_item(node: Node) -> dict[str, Node]:
    if not isinstance(node, Table):
        return {"article": node}
    [(key, value), *more] = node.entries
    if not more and fold(key.text).lower() not in _BOARD_KEYS and is_show(value):
        return {"article": key, "show": value}  # `- san-fu-tie: 全文`
    return {_BOARD_KEYS.get(fold(name.text).lower(), name.text): part for name, part in node.entries}


def web_address(node: Node) -> str:
    """An http(s) address."""
    written = fold(text(node))
    if not is_web_address(written):
        raise fault("bad-address", f"写的“{short(written)}”不是网址", "写以 https:// 开头的完整网址")
    return written


def is_web_address(written: str) -> bool:
    """Whether a text is an http(s) address with a host and without blanks or control characters."""
    if not re.fullmatch(r"[^\s\x00-\x20<>\"\\^`{|}]{8,2000}", written):
        return False
    try:
        parts = urlsplit(written)
    except ValueError:
        return False
    return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)


def source(node: Node, info: ValidationInfo) -> Source:
    """A source: a title, a title followed by its address, or a mapping with 标题 and 网址."""
    title, url = _source_parts(node)
    if url and not is_web_address(url):
        message = f"来源的网址“{short(url)}”不能用，只保留了名称"
        pad(info).error("bad-address", message, "写以 https:// 开头的完整网址", node.line)
        url = ""
    if not title and not url:
        raise fault("bad-source", "缺少名称", "写成“- 标题：…”，下一行“  网址：https://…”")
    return Source(title or url, url or None)


def _source_parts(node: Node) -> tuple[str, str]:
    if isinstance(node, Table):
        parts = ["", ""]
        for key, value in node.entries:
            place = _SOURCE_KEYS.get(fold(key.text).lower())
            if place is None and isinstance(value, Scalar) and len(node.entries) == 1:
                return f"{key.text}：{value.text}", ""  # a title with a colon in it
            if place is None:
                raise fault("unknown-key", f"里有不认识的“{short(key.text)}”", "每条来源只写 标题 和 网址")
            parts[place] = text(value)
        return parts[0], parts[1]
    written = text(node)
    found = _MARKDOWN_LINK.fullmatch(written) or _TITLE_THEN_URL.fullmatch(written)
    return (found[1].strip(), found[2]) if found else (written, "")
