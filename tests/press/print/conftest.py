"""One realistic bulletin, article and workshop for all print tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from press.print.content import (
    CalendarEntry,
    LeafletContent,
    QrTarget,
    SheetContent,
    SheetDoctor,
    SheetMark,
    SheetPanel,
    SheetPicture,
)  # fmt: skip
from press.print.formats import load_formats
from press.print.sheet import SheetFormat
from press.print.stage import open_stage
from press.print.typeset import TypesetSheet, Workshop, typeset

OVERLAYS = Path(__file__).parents[3] / "overlays"
SITE = "https://jk.example.gov.cn"

_WINTER = (
    "冬季寒气当令，万物闭藏。《黄帝内经》说“早卧晚起，必待日光”，讲的是顺应白昼变短，适当增加睡眠，等太阳出来再到户外活动。"
    "老年人清晨血压偏高，又赶上一天里最冷的时候，更不宜摸黑晨练。"
)
_HOME = (
    "居室每天开窗两三次，每次十五到三十分钟，通风时人到别的房间去，避免直吹。洗澡水温以 37～40 摄氏度为宜，时间不要超过"
    "二十分钟；泡脚水没过脚踝即可，糖尿病患者先用手肘试温，谨防低温烫伤。"
)
_TABLE_FOOD = (
    "饮食上可适当多用山药、栗子、核桃、萝卜、白菜，做法以炖煮为主，少油少盐。体质不同用药也不同，请先找中医师辨证。"
)
_SEEK = "出现持续发热、胸闷气短、胸痛、口唇发紫，或者慢性病突然加重时，应当及时到医院就诊，不要在家硬扛。"
_FLU = "每年接种一次流感疫苗，六月龄以上没有禁忌的人都可以接种。咳嗽打喷嚏用纸巾或肘弯遮挡，勤洗手，人多的地方戴口罩。"
_LIST = (
    "<h2>三件小事</h2><ul><li>出门前搓热双手；</li><li>围巾护住后颈；</li><li>久坐一小时，起来走动五分钟。</li></ul>"
)
_NOTE = (
    '<div class="admonition warning"><p class="admonition-title">提醒</p>'
    "<p>贴敷后皮肤发红起泡，请立即取下并咨询医师，不要自行挑破。</p></div>"
)
_TABLE = (
    "<table><thead><tr><th>食材</th><th>每次用量</th><th>做法</th></tr></thead><tbody>"
    "<tr><td>山药</td><td>100 克</td><td>蒸、炖</td></tr>"
    "<tr><td>白萝卜</td><td>150 克</td><td>煮汤</td></tr></tbody></table>"
)


def _paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>\n" for text in texts)


_STORIES = (
    ("冬季养肾，从早睡晚起开始", _paragraphs(_WINTER) + _LIST + _paragraphs(_TABLE_FOOD)),
    ("流感和普通感冒怎么分", _paragraphs(_HOME, _FLU, _SEEK)),
    ("“三九贴”该不该贴", _paragraphs(_TABLE_FOOD) + _NOTE + _paragraphs(_FLU)),
    ("血压高的人冬天要留心什么", _paragraphs(_SEEK, _WINTER)),
    ("山药萝卜，冬天的家常菜", _paragraphs(_FLU) + _TABLE + _paragraphs(_HOME)),
)


@pytest.fixture(scope="session")
def formats() -> dict[str, SheetFormat]:
    checked = load_formats(OVERLAYS / "print" / "formats.yml", OVERLAYS.parent)
    return {sheet.id: sheet for sheet in checked.value}


@pytest.fixture(scope="session")
def mark() -> SheetMark:
    return SheetMark(("千名医师讲中医",), "中医")


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory, mark: SheetMark) -> Workshop:
    stage = open_stage(tmp_path_factory.mktemp("印刷 stage"), OVERLAYS)
    return Workshop(stage, mark, dt.datetime(2026, 11, 1, tzinfo=dt.UTC))


@pytest.fixture(scope="session")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture with soft colours and an edge, 1600×1000."""
    picture = Image.linear_gradient("L").resize((1600, 1000)).convert("RGB")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((500, 200, 1100, 800), fill=(214, 154, 60))
    draw.rectangle((0, 700, 1600, 1000), fill=(63, 125, 91))
    path = tmp_path_factory.mktemp("pictures") / "照片.jpg"
    picture.save(path, quality=90)
    return path


@pytest.fixture(scope="session")
def board(photo: Path) -> SheetContent:
    panels = tuple(
        SheetPanel(
            title,
            html,
            ("示例医师 · 主任医师 · 某县中医院",),
            picture=SheetPicture(photo, "炖山药") if place == 4 else None,
            qr=QrTarget(f"{SITE}/a/{place}x", f"articles/a{place}.html", title),
            whole=place % 2 == 0,
        )
        for place, (title, html) in enumerate(_STORIES)
    )
    return SheetContent(
        slug="2026-11",
        title="2026年11月科普宣传栏",
        year=2026,
        month=11,
        issue=11,
        theme="冬藏养肾 防病过冬",
        tagline="中医药健康知识进万家",
        panels=panels,
        organisers=("某县卫生健康局", "某县中医药管理局"),
        producers=("某县中医院",),
        doctors=(
            SheetDoctor("示例医师甲", "主任医师", "某县中医院"),
            SheetDoctor("示例医师乙", "副主任医师", "某县人民医院"),
        ),
        calendar=(
            CalendarEntry(dt.date(2026, 11, 7), "立冬", "节气"),
            CalendarEntry(dt.date(2026, 11, 14), "联合国糖尿病日", "健康日"),
            CalendarEntry(dt.date(2026, 11, 18), "提高抗微生物药物认识周", "健康日", dt.date(2026, 11, 24)),
            CalendarEntry(dt.date(2026, 11, 22), "小雪", "节气"),
        ),
        sources=("《中国公民健康素养——基本知识与技能（2024年版）》", "国家中医药管理局《中医养生保健知识》"),
        reviewer="示例医师丁 主任医师",
        reviewed=dt.date(2026, 10, 20),
        phone="0000-0000000",
        more_codes=(QrTarget(f"{SITE}/v/bdj", "videos/ba-duan-jin.html", "八段锦跟练", "扫码看视频"),),
        path="docs/bulletins/2026-11.md",
    )


@pytest.fixture(scope="session")
def article(photo: Path) -> LeafletContent:
    return LeafletContent(
        slug="dong-ji-yang-shen",
        title="冬季养肾，从早睡晚起开始",
        html=_paragraphs(_WINTER, _HOME) + _LIST + _paragraphs(_TABLE_FOOD, _SEEK) + _NOTE,
        published=dt.date(2026, 11, 3),
        key_points=("早睡晚起，等太阳出来再活动", "泡脚前先用手肘试水温", "补益药先找中医师辨证"),
        doctors=(SheetDoctor("示例医师甲", "主任医师", "某县中医院"),),
        picture=SheetPicture(photo, "晒太阳"),
        qr=QrTarget(f"{SITE}/a/dong", "articles/dong-ji-yang-shen.html", "冬季养肾，从早睡晚起开始"),
        organisers=("某县卫生健康局",),
        sources=("《中国公民健康素养（2024年版）》",),
        reviewer="示例医师丁 主任医师",
        reviewed=dt.date(2026, 10, 20),
        phone="0000-0000000",
        path="docs/articles/dong-ji-yang-shen.md",
    )


@pytest.fixture(scope="session")
def made(board: SheetContent, formats: dict[str, SheetFormat], workshop: Workshop) -> Callable[[str], TypesetSheet]:
    """Return the board on a format, typeset once a session."""
    done: dict[str, TypesetSheet] = {}

    def _made(name: str) -> TypesetSheet:
        if name not in done:
            checked = typeset(board, formats[name], workshop)
            assert checked.findings == ()
            assert checked.value is not None
            done[name] = checked.value
        return done[name]

    return _made
