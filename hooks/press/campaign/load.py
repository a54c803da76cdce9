"""Reading `overlays/campaigns/*.yml`: one campaign a file, every fault at once, in Chinese."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from press.campaign.art import art_findings, find_art
from press.campaign.glyphs import MARK_FONT, missing_glyphs
from press.campaign.model import BurnRule, Campaign, Colours, Inset, SizeRule
from press.campaign.recipe import DRAWING, with_recipe
from press.campaign.schema import CampaignIn, SizeIn
from press.content.yaml_tree import Fault, parse_tree
from press.errors import MissingToolError
from press.findings import Checked, Finding, Severity

_MAX_BYTES = 100_000


def load_campaigns(folder: Path, root: Path) -> Checked[tuple[Campaign, ...]]:
    """Read every campaign file of a folder.

    Args:
        folder: `overlays/campaigns`; its parent holds `badge/` and `fonts/`.
        root: the project root, for the paths in findings.

    Returns:
        Usable campaigns ordered by start, then id. A file with any ERROR finding is left out. Two files with one id and
        two campaigns in force on one day are findings; the later start wins (see `active_campaign`).

    Raises:
        MissingToolError: the mark's drawing or font is gone from `overlays/`.
    """
    _require_parts(folder.parent)
    findings: list[Finding] = []
    campaigns: list[Campaign] = []
    for file in sorted(folder.glob("*.yml")) if folder.is_dir() else []:
        one = _load_one(file, folder.parent, root)
        findings.extend(one.findings)
        if one.value is not None:
            campaigns.append(one.value)
    if not campaigns and not findings:
        where = _relative(folder, root)
        findings.append(
            Finding("campaign/none", Severity.ERROR, "没有任何活动文件", f"在 {where}/ 里放一个活动的 yml 文件", where)
        )
    campaigns.sort(key=lambda c: (c.starts, c.id))
    findings.extend(_clashes(campaigns))
    return Checked(tuple(campaigns), tuple(findings))


def _require_parts(overlays: Path) -> None:
    for part in (DRAWING, Path("fonts") / MARK_FONT):
        if not (overlays / part).is_file():
            raise MissingToolError(f"缺少 overlays/{part.as_posix()}，画不出标识；请重新下载本项目")


def _load_one(file: Path, overlays: Path, root: Path) -> Checked[Campaign | None]:
    where = _relative(file, root)
    try:
        if file.stat().st_size > _MAX_BYTES:
            return _failed(
                "campaign/unreadable", where, "活动文件大得不像话", "活动文件只有几十行文字，请检查是否放错了文件"
            )
        raw = file.read_bytes().decode("utf-8-sig")
        data = yaml.safe_load(raw)
    except UnicodeDecodeError as error:
        hint = "用记事本打开，另存为 UTF-8 编码"
        return _failed("campaign/unreadable", where, f"活动文件不是 UTF-8 编码（第 {error.start} 字节处）", hint)
    except (OSError, yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        fault = parse_tree(raw) if mark else None
        told, hint = (fault.message, fault.hint) if isinstance(fault, Fault) else ("", "检查缩进和冒号后的空格")
        message = f"活动文件读不懂{f'，{told}' if told else ''}"
        return _failed("campaign/unreadable", where, message, hint, None if mark is None else mark.line + 1)
    if not isinstance(data, dict):
        return _failed("campaign/unreadable", where, "活动文件里没有内容", "对照 overlays/campaigns/qianming.yml 填写")
    try:
        checked = CampaignIn.model_validate(data)
    except ValidationError as error:
        return Checked(None, tuple(_explain(fault, raw, where) for fault in error.errors(include_url=False)))
    return _build(checked, where, overlays)


def _build(given: CampaignIn, where: str, overlays: Path) -> Checked[Campaign | None]:
    findings = [*art_findings(given.art, overlays, where), *art_findings(given.art_light, overlays, where)]
    campaign = Campaign(
        id=given.id,
        title=given.title,
        text=given.text,
        stacked=tuple(given.stacked) or _halves(given.text),
        seal=given.seal,
        source=given.source,
        starts=given.starts,
        ends=given.ends,
        goal=given.goal,
        colours=Colours(given.colours.seal, given.colours.ink, given.colours.paper),
        document=_size(given.document),
        video=_size(given.video),
        path=where,
        overlays=overlays.absolute(),
        year="" if given.year is None else str(given.year),
        art=find_art(given.art, overlays),
        art_light=find_art(given.art_light, overlays),
        widest=given.widest,
        least_text=given.least_text,
        contrast=given.contrast,
        platforms=tuple(sorted((name, Inset(i.right, i.bottom)) for name, i in given.platforms.items())),
        burn=BurnRule(given.video_burn.enabled, round(given.video_burn.max_megabytes * 1_000_000)),
    )
    missing = missing_glyphs(campaign.text + campaign.seal + campaign.year, campaign.overlays / "fonts")
    if missing:
        message = f"标识用的字体里没有这些字：{'、'.join(missing)}"
        findings.append(
            Finding("campaign/missing-glyph", Severity.ERROR, message, "换用常用字，或改用官方标识图片（art）", where)
        )
    if any(finding.severity is Severity.ERROR for finding in findings):
        return Checked(None, tuple(findings))
    return Checked(with_recipe(campaign), tuple(findings))


def _size(given: SizeIn) -> SizeRule:
    return SizeRule(given.text, given.largest, given.card, given.card_text, given.margin)


def _halves(text: str) -> tuple[str, ...]:
    middle = (len(text) + 1) // 2
    return tuple(part for part in (text[:middle], text[middle:]) if part)


_CAUSES = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项，可能是写错了名字",
    "string_pattern_mismatch": "写法不对",
    "date_from_datetime_parsing": "不是日期",
    "date_parsing": "不是日期",
    "date_type": "不是日期",
    "string_too_long": "太长了",
    "string_too_short": "太短了",
    "greater_than": "数值太小",
    "greater_than_equal": "数值太小",
    "less_than": "数值太大",
    "less_than_equal": "数值太大",
    "too_long": "项数太多",
}


def _explain(fault: Any, raw: str, where: str) -> Finding:  # noqa: ANN401 - pydantic's ErrorDetails
    keys = [str(key) for key in fault["loc"]]
    if fault["type"] == "value_error":
        return Finding("campaign/invalid", Severity.ERROR, str(fault["ctx"]["error"]), "请改正后重新生成", where)
    name = ".".join(keys)
    given = fault["input"]
    shown = "" if isinstance(given, dict | list) or fault["type"] == "missing" else f"（现在写的是“{given}”）"
    message = f"“{name}”{_CAUSES.get(fault['type'], '写得不对')}{shown}"
    hint = f"对照 overlays/campaigns/qianming.yml 里“{keys[0]}”的写法"
    return Finding("campaign/invalid", Severity.ERROR, message, hint, where, _line_of(keys[0], raw))


def _line_of(key: str, raw: str) -> int | None:
    for number, line in enumerate(raw.splitlines(), 1):
        if line.startswith((f"{key}:", f"{key} :")):
            return number
    return None


def _clashes(campaigns: list[Campaign]) -> list[Finding]:
    findings: list[Finding] = []
    for index, later in enumerate(campaigns):
        for earlier in campaigns[:index]:
            if later.id == earlier.id:
                message = f"两个活动文件用了同一个 id“{later.id}”：{earlier.path} 与 {later.path}"
                findings.append(
                    Finding("campaign/duplicate-id", Severity.ERROR, message, "给其中一个换个 id", later.path)
                )
            elif earlier.ends is None or earlier.ends >= later.starts:
                message = f"活动“{earlier.title}”与“{later.title}”的日期有重叠，重叠的日子按后开始的“{later.title}”加标"
                hint = f"在 {earlier.path} 里把 ends 写成 {later.starts} 之前的一天"
                findings.append(Finding("campaign/overlap", Severity.WARNING, message, hint, later.path))
    return findings


def _failed(rule: str, where: str, message: str, hint: str, line: int | None = None) -> Checked[Campaign | None]:
    return Checked(None, (Finding(rule, Severity.ERROR, message, hint, where, line),))


def _relative(path: Path, root: Path) -> str:
    absolute, base = path.absolute(), root.absolute()
    return absolute.relative_to(base).as_posix() if absolute.is_relative_to(base) else path.name
