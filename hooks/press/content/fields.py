"""One value of a front matter, from the text as written to its type. Used as pydantic validators.

Each parser takes a node of the YAML tree and either returns the value or raises a fault that carries rule id, Chinese
message and hint. What is accepted although it could be written better is noted on the `Remarks` given as context.
"""

from __future__ import annotations

import calendar
import datetime as dt
import difflib
import re
import unicodedata
from typing import LiteralString

from pydantic import ValidationInfo
from pydantic_core import PydanticCustomError

from press.content.ai_label import EXAMPLE, parse_label
from press.content.remarks import Remarks
from press.content.yaml_tree import Items, Node, Scalar, is_nothing
from press.model import AUDIENCES, AiLabel, Month

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:[T\s].*)?")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")
_SECONDS = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)")
_SECONDS_HAN = re.compile(r"(?:(\d+)(?:小时|时))?(?:(\d+)(?:分钟|分))?(?:(\d+(?:\.\d+)?)秒)?")
_TRUE = frozenset(("true", "yes", "on", "1", "是", "对", "草稿", "y"))
_FALSE = frozenset(("false", "no", "off", "0", "否", "不是", "发布", "n"))
_LITERACY_ITEMS = 66
_YEARS = range(1900, 2101)
_TEXT_LIMIT = 2000

_AUDIENCE_WORDS = {
    "全体": "全体居民", "居民": "全体居民", "全民": "全体居民", "所有人": "全体居民", "大众": "全体居民",
    "公众": "全体居民", "群众": "全体居民", "学生": "青少年", "中小学生": "青少年", "少年": "青少年",
    "女性": "妇女", "孕产妇": "妇女", "老人": "老年人", "老年": "老年人", "中老年人": "老年人", "长者": "老年人",
    "残疾": "残疾人", "儿童": "0-6岁儿童家长", "家长": "0-6岁儿童家长", "儿童家长": "0-6岁儿童家长",
    "婴幼儿家长": "0-6岁儿童家长", "流动": "流动人口", "外来人口": "流动人口", "务工人员": "流动人口",
    "低收入": "低收入人口", "低收入人群": "低收入人口", "困难群众": "低收入人口",
}  # fmt: skip
_COLOUR_WORDS = {
    "朱": "朱", "朱砂": "朱", "红": "朱", "红色": "朱", "red": "朱", "zhu": "朱",
    "青": "青", "青黛": "青", "蓝": "青", "绿": "青", "indigo": "青", "blue": "青", "qing": "青",
    "墨": "墨", "墨色": "墨", "黑": "墨", "黑白": "墨", "ink": "墨", "black": "墨", "mo": "墨",
}  # fmt: skip


def fault(rule: LiteralString, message: str, hint: str) -> PydanticCustomError:
    """Make the error of one value; the message is worded to follow the key's name."""
    return PydanticCustomError(rule, "{message}", {"message": message, "hint": hint})


def pad(info: ValidationInfo) -> Remarks:
    """Where remarks on values that are accepted all the same go: the validation context."""
    return info.context if isinstance(info.context, Remarks) else Remarks(None)


def fold(text: str) -> str:
    """Full-width digits, letters and signs to their half-width forms, outer blanks removed."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", text).strip()


_HAN_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_HAN_NUMBER = re.compile(f"[{''.join(_HAN_DIGITS)}十百]+")


def fold_numbers(text: str) -> str:
    """`fold`, and Chinese numerals below a thousand or digit by digit (二〇二六, 十一, 二十三) as Arabic ones."""
    folded = fold(text)
    return folded if folded.isascii() else _HAN_NUMBER.sub(lambda found: _arabic(found.group()), folded)


def _arabic(numeral: str) -> str:
    if not set(numeral) & {"十", "百"}:
        return "".join(str(_HAN_DIGITS[sign]) for sign in numeral)
    total, digit = 0, None
    for sign in numeral:
        if sign in _HAN_DIGITS:
            digit = _HAN_DIGITS[sign]
        else:
            total += (1 if digit is None else digit) * (10 if sign == "十" else 100)
            digit = None
    return str(total + (digit or 0))


def text(node: Node) -> str:
    """One text; line breaks of folded YAML become blanks."""
    if not isinstance(node, Scalar):
        shape = "清单" if isinstance(node, Items) else "“键: 值”"
        raise fault("wrong-type", f"要写一行文字，不能写成{shape}", "在冒号后面直接写内容")
    value = " ".join(node.text.split("\n")).strip()
    if len(value) > _TEXT_LIMIT:
        raise fault("too-long", f"有 {len(value)} 个字，太长了", "只写一句话，长文字放到正文里")
    return value


def items(node: Node, separators: str) -> list[Node]:
    """A list, however it was written: a YAML list, or one text with its parts set apart by `separators`."""
    if isinstance(node, Items):
        return [item for item in node.items if not is_nothing(item)]
    if not isinstance(node, Scalar):
        return [node]
    parts = [part.strip() for part in re.split(f"[{separators}]", node.text)]
    return [Scalar(part, node.line, node.plain) for part in parts if part]


def words(node: Node) -> list[Node]:
    """A list of names or words: `高血压、糖尿病`, also inside the items of a YAML list."""
    if isinstance(node, Items):
        return [word for item in node.items for word in words(item)]
    return items(node, "、，,；;\n")


def lines(node: Node) -> list[Node]:
    """A list of sentences: one a line."""
    return items(node, "\n")


def clauses(node: Node) -> list[Node]:
    """A list of titles: one a line, or set apart by semicolons."""
    return items(node, "；;\n")


def addresses(node: Node) -> list[Node]:
    """A list of addresses: set apart by blanks or commas."""
    return items(node, r"\s，,；;、")


def day(node: Node) -> dt.date:
    """A calendar day: `2026-11-03`, `2026/11/3`, `2026年11月3日`; a time of day is ignored."""
    written = text(node)
    found = _DAY.fullmatch(fold_numbers(written))
    if found is None or int(found[1]) not in _YEARS:
        raise fault("bad-date", f"写的是“{short(written)}”，看不出是哪一天", "写成 2026-11-03 这样（年-月-日）")
    year, month, number = map(int, found.groups())
    if not 1 <= month <= 12:  # noqa: PLR2004 - months of the year
        raise fault("no-such-date", f"写的是“{written}”，没有 {month} 月", "月份写 1 到 12，例如 2026-11-03")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= number <= last:
        raise fault(
            "no-such-date", f"写的是“{written}”，这一天不存在", f"{year}年{month}月只有 {last} 天，改成真实的日期"
        )
    return dt.date(year, month, number)


def month(node: Node) -> Month:
    """A calendar month: `2026-11`, `2026年11月`."""
    written = text(node)
    found = _MONTH.fullmatch(fold_numbers(written))
    if found is None or int(found[1]) not in _YEARS or not 1 <= int(found[2]) <= 12:  # noqa: PLR2004 - months
        raise fault("bad-month", f"写的是“{short(written)}”，看不出是哪个月", "写成 2026-11 这样（年-月）")
    return Month(int(found[1]), int(found[2]))


def flag(node: Node) -> bool:
    """Yes or no."""
    written = fold(text(node)).lower()
    if written in _TRUE:
        return True
    if written in _FALSE:
        return False
    raise fault("bad-flag", f"写的是“{short(written)}”，看不出是“是”还是“否”", "写 true（是）或 false（否）")


def seconds(node: Node) -> float:
    """A time in a film: `12`, `12.5`, `1:05`, `1分5秒`."""
    written = fold(text(node)).replace(" ", "")
    found = _SECONDS.fullmatch(written) or _SECONDS_HAN.fullmatch(written)
    if found is None or not any(found.groups()) or len(written) > 12:  # noqa: PLR2004 - longer is no time
        raise fault("bad-time", f"写的是“{short(written)}”，看不出是几分几秒", "写成 1:05（1 分 5 秒）或 65（秒）")
    hours, minutes, rest = (float(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + rest


def literacy_item(node: Node) -> int:
    """An item number of 中国公民健康素养66条: `12`, `第12条`."""
    written = fold(text(node))
    found = re.fullmatch(r"第?\s*(\d{1,3})\s*条?", written)
    if found is None or not 1 <= int(found[1]) <= _LITERACY_ITEMS:
        raise fault("bad-literacy", f"写的“{short(written)}”不是条目编号", f"写 1 到 {_LITERACY_ITEMS} 的编号")
    return int(found[1])


def issue_number(node: Node) -> int:
    """An issue number: `12`, `第12期`, `总第12期`."""
    written = fold_numbers(text(node))
    found = re.fullmatch(r"(?:总?第)?\s*(\d{1,5})\s*期?", written)
    if found is None or int(found[1]) < 1:
        raise fault("bad-issue", f"写的“{short(written)}”不是期号", "写数字，例如 12")
    return int(found[1])


def audience(node: Node, info: ValidationInfo) -> str:
    """One of `model.AUDIENCES`; close spellings are accepted with advice."""
    written = text(node)
    plain = re.sub(r"[~～—–至到]", "-", fold(written)).replace(" ", "")
    if plain in AUDIENCES:
        return plain
    close = difflib.get_close_matches(plain, AUDIENCES, n=1, cutoff=0.6)
    meant = _AUDIENCE_WORDS.get(plain) or (close[0] if close else None)
    if meant is None:
        raise fault("unknown-audience", f"里没有“{short(written)}”这类人群", "可以写：" + "、".join(AUDIENCES))
    pad(info).notice("audience-spelling", f"“{written}”已当作“{meant}”", f"改成“{meant}”", node.line)
    return meant


def colour(node: Node) -> str:
    """A board's colour theme: 朱, 青 or 墨."""
    written = text(node)
    meant = _COLOUR_WORDS.get(fold(written).lower())
    if meant is None:
        raise fault("bad-colour", f"写的是“{short(written)}”，没有这套颜色", "写 朱、青 或 墨")
    return meant


def ai_label(node: Node) -> AiLabel:
    """Where the label of AI-made content stands: `左上`, `右下 15%`."""
    written = text(node)
    label = parse_label(fold(written))
    if label is None:
        raise fault("bad-ai-label", f"写的是“{short(written)}”，看不出标签在哪里", EXAMPLE)
    return label


def short(written: str) -> str:
    """A value cut to what fits into a message."""
    return written if len(written) <= 40 else written[:39] + "…"  # noqa: PLR2004 - keeps messages on one line
