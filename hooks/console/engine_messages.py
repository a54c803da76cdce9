"""The engine's English warnings, as findings. The patterns quote `structure/{pages,nav,files}.py` of MkDocs 1.6."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from console.config_faults import value_fault
from press.findings import Finding, Severity


@dataclass(frozen=True, slots=True)
class _Phrase:
    pattern: re.Pattern[str]
    rule_id: str
    message: str
    hint: str


def _phrase(pattern: str, rule_id: str, message: str, hint: str) -> _Phrase:
    return _Phrase(re.compile(pattern), rule_id, message, hint)


_CHECK_LINK = "检查文件名和所在文件夹；写成从本文出发的相对路径"
_PHRASES = (
    _phrase(
        r"Doc file '(?P<doc>.+?)' contains a link '(?P<link>.+?)', but the target.* is not found among",
        "engine/dead-link",
        "链接“{link}”指向的文件不存在",
        _CHECK_LINK,
    ),
    _phrase(
        r"Doc file '(?P<doc>.+?)' contains a link '(?P<link>.+?)', but (?:there is no|the doc '.+?' does not)",
        "engine/dead-anchor",
        "链接“{link}”指向的小标题不存在",
        "检查 # 后面的文字是否与小标题一致，或去掉 # 及其后面的部分",
    ),
    _phrase(
        r"Doc file '(?P<doc>.+?)' contains an absolute link '(?P<link>.+?)'",
        "engine/absolute-link",
        "链接“{link}”以 / 开头，换个地址或用 U 盘打开就会失效",
        _CHECK_LINK,
    ),
    _phrase(
        r"Doc file '(?P<doc>.+?)' contains an unrecognized relative link '(?P<link>.+?)'",
        "engine/unknown-link",
        "链接“{link}”看不出指向哪个文件",
        _CHECK_LINK,
    ),
    _phrase(
        r"Doc file '(?P<doc>.+?)' contains a link to '(?P<link>.+?)' which is excluded",
        "engine/excluded-link",
        "链接指向“{link}”，但它不会发布（草稿？）",
        "等它发布后再链接，或去掉这个链接",
    ),
    _phrase(
        r"A reference to '(?P<link>.+?)' is included in the 'nav'",
        "engine/nav",
        "mkdocs.yml 的 nav 里写了“{link}”，但没有这个文件",
        "改正文件名，或从 nav 里删去这一行",
    ),
    _phrase(
        r"Excluding '(?P<doc>.+?)' from the site because it conflicts with '(?P<link>.+?)'",
        "engine/conflict",
        "与“{link}”会生成同一个网页，这一份没有发布",
        "给其中一个文件改名",
    ),
    _phrase(
        r"Config value '(?P<link>.+?)': (?P<rest>[\s\S]+)",
        "engine/config",
        "mkdocs.yml 的配置项 {link} 不对：{rest}",
        "改正后再运行；出厂的 mkdocs.yml 可以对照",
    ),
)


def translate(text: str, severity: Severity, docs: Path, root: Path) -> Finding:
    """Turn one warning of the engine into a finding.

    Args:
        text: the warning.
        severity: ERROR or WARNING, by the engine's level.
        docs: the folder the engine read.
        root: the project root, for the path in the finding.
    """
    for phrase in _PHRASES:
        match = phrase.pattern.match(text)
        if match:
            parts = match.groupdict()
            source = docs / parts["doc"] if "doc" in parts else None
            if phrase.rule_id == "engine/config":
                parts["rest"] = value_fault(parts["rest"].strip())
            message = phrase.message.format(**{name: part.strip() for name, part in parts.items()})
            line = _line_of(source, parts["link"]) if source else None
            return Finding(phrase.rule_id, severity, message, phrase.hint, _shown(source, root), line)
    return Finding("engine/remark", severity, f"网站引擎提示：{text.strip()}", "看不懂时请把这一行发给维护人员")


def _shown(source: Path | None, root: Path) -> str | None:
    if source is None:
        return None
    return source.relative_to(root).as_posix() if source.is_relative_to(root) else source.as_posix()


def _line_of(source: Path, link: str) -> int | None:
    """Find the line the link stands in; the engine does not tell."""
    try:
        lines = source.read_bytes().decode("utf-8", "replace").splitlines()
    except OSError:
        return None
    return next((number for number, line in enumerate(lines, 1) if link in line), None)
