"""What the report says, as plain values: one source for JSON, page and PDF."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from typing import Any

from press.campaign.model import Campaign
from press.check.compliance import Compliance, Coverage
from press.check.product import Product

Facts = dict[str, Any]
"""Plain JSON values."""

TITLE = "活动标识合规报告"

MOST_GAPS = 100
"""Gaps of one kind that page and PDF list; `compliance.json` has all."""

_MOST_FILES = 6

_METHOD = (
    "检查时逐个打开网站成品，不看生成时的记录。图片、视频画面和 PDF 页面：把活动标识按规定画出，在规定的角上"
    "逐个大小比对像素，量出位置、大小、离边距离和文字与底色的对比度，并确认没有被裁掉；视频看片头、片中、片尾。"
    "Word 和演示文稿：读出每个页眉、每张幻灯片上图片的位置，再比对图片内容。"
    "网页：标识须是文档的第一个内容，图样、替代文字相符，样式没有把它隐藏或移开。"
)

_DIGEST_NOTE = (
    "网站摘要是全部文件的 SHA-256 按路径排列后再取的 SHA-256（每行“摘要、两个空格、路径”）。"
    "网站有任何改动，摘要都会不同。"
)


def report_facts(compliance: Compliance, publisher: str = "") -> Facts:
    """Return everything page and PDF print.

    Args:
        compliance: from `press.check.run.check_site`.
        publisher: who publishes the site; may be empty.
    """
    newest = max(compliance.campaigns, key=lambda one: (one.starts, one.id))
    return {
        "title": TITLE,
        "publisher": publisher,
        "date": _day(compliance.on),
        "day": [compliance.on.year, compliance.on.month, compliance.on.day],
        "mark_text": newest.text,
        "complete": compliance.complete,
        "verdict": "全部合规" if compliance.complete else "尚有缺漏",
        "rate": _rate(compliance.marked, compliance.must),
        "must": compliance.must,
        "marked": compliance.marked,
        "open": compliance.must - compliance.marked,
        "exempt": sum(len(one.exempt) for one in compliance.coverage),
        "files": compliance.files,
        "digest": compliance.digest,
        "digest_note": _DIGEST_NOTE,
        "method": _METHOD,
        "least_contrast": f"{max(one.contrast for one in compliance.campaigns):g}",
        "kinds": [_kind(one) for one in compliance.coverage],
        "gaps": [_gaps(one) for one in compliance.coverage if one.gaps],
        "exemptions": _exemptions(compliance.coverage),
        "campaigns": [_campaign(one) for one in compliance.campaigns],
    }


def _kind(one: Coverage) -> Facts:
    lower_right = one.product in {Product.POSTER, Product.FILM}
    nowhere = one.product in {Product.ARCHIVE, Product.OTHER}
    return {
        "label": one.product.label,
        "corner": "—" if nowhere else "右下角" if lower_right else "左上角",
        "must": one.must,
        "marked": one.marked,
        "open": one.marked < one.must,
        "places": one.places,
        "contrast": "—" if one.contrast is None else f"{one.contrast:.1f}",
        "rate": _rate(one.marked, one.must),
    }


def _gaps(one: Coverage) -> Facts:
    shown = [{"file": gap.file, "reason": gap.reason, "hint": gap.hint} for gap in one.gaps[:MOST_GAPS]]
    return {
        "label": one.product.label,
        "total": len(one.gaps),
        "listed": shown,
        "rest": len(one.gaps) - len(shown),
    }


def _exemptions(coverage: Iterable[Coverage]) -> list[Facts]:
    by_reason: dict[str, list[str]] = {}
    for one in coverage:
        for exemption in one.exempt:
            by_reason.setdefault(exemption.reason, []).append(exemption.file)
    return [
        {
            "reason": reason,
            "count": len(files),
            "files": "、".join(files[:_MOST_FILES]) + (" 等" if len(files) > _MOST_FILES else ""),
        }
        for reason, files in by_reason.items()
    ]


def _campaign(one: Campaign) -> Facts:
    official = "官方标识" if one.art else "自带的文字标识（没有官方标识文件）"
    return {
        "title": one.title,
        "text": one.text,
        "period": f"{_day(one.starts)}起" if one.ends is None else f"{_day(one.starts)}至{_day(one.ends)}",
        "art": official,
        "source": one.source,
        "path": one.path,
        "recipe": f"图样编号 {one.recipe[:12]}",
    }


def _rate(marked: int, must: int) -> str:
    """Return a share in per cent, rounded down: 100 % is never said of something incomplete."""
    if marked >= must:
        return "100%"
    return f"{math.floor(marked * 1000 / must) / 10:g}%"


def _day(day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
