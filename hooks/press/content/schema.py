"""What each kind of file may say in its front matter: the border between what people write and checked values.

Every field names, beside its English key, the Chinese words staff write, and the comment a new file carries.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from press.content import compounds, fields
from press.content.yaml_tree import Node
from press.model import AiLabel, Kind, Month, Show, Source


@dataclass(frozen=True, slots=True)
class Words:
    """Other names of a key, the main Chinese one first, and the comment written beside it in a new file."""

    names: str
    """Set apart by blanks."""
    comment: str = ""

    @property
    def chinese(self) -> str:
        """The main Chinese name."""
        return self.names.split()[0]


@dataclass(frozen=True, slots=True)
class Parts:
    """How the value of a list field is cut into elements before they are checked one by one."""

    cut: Callable[[Node], Sequence[Node | Mapping[str, Node]]]


WORDS = Parts(fields.words)
LINES = Parts(fields.lines)
CLAUSES = Parts(fields.clauses)
ADDRESSES = Parts(fields.addresses)

Text = Annotated[str, BeforeValidator(fields.text)]
Day = Annotated[dt.date, BeforeValidator(fields.day)]
Flag = Annotated[bool, BeforeValidator(fields.flag)]
Seconds = Annotated[float, BeforeValidator(fields.seconds)]
Texts = tuple[Text, ...]
Audience = Annotated[str, BeforeValidator(fields.audience)]
LiteracyItem = Annotated[int, BeforeValidator(fields.literacy_item)]
Label = Annotated[AiLabel, BeforeValidator(fields.ai_label)]
_AI_WORDS = Words(
    "AI标签 AI标识 AI生成标识 人工智能标识", "画面上已有“AI生成”标签时写它的位置，例如 左上；活动标识会让开它"
)
SourceItem = Annotated[Source, BeforeValidator(compounds.source)]


class Border(BaseModel):
    """Base of all models here: immutable, nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class BoardItem(Border):
    """One article asked for by a bulletin: slug, path or title, and how much of it."""

    article: Text
    show: Annotated[Show, BeforeValidator(compounds.show)] = Show.EXCERPT


class Common(Border):
    """What every document may say."""

    title: Annotated[Text | None, Words("标题 题目 文章标题 名称 headline", "标题")] = None
    date: Annotated[Day | None, Words("日期 发布日期 发布时间 时间 published", "发布日期，年-月-日")] = None
    slug: Annotated[
        Text | None,
        Words("网址名 短名 链接名 固定网址", "网址里的名字：小写字母、数字和 -。定下后不要改，印出去的二维码靠它"),
    ] = None
    topics: Annotated[
        Texts, WORDS, Words("专题 主题词 标签 分类 topic tags tag categories", "专题，例如 [高血压, 冬季养生]")
    ] = ()
    audience: Annotated[
        tuple[Audience, ...],
        WORDS,
        Words(
            "人群 适用人群 目标人群 受众",
            "人群：全体居民、青少年、妇女、老年人、残疾人、0-6岁儿童家长、流动人口、低收入人口",
        ),
    ] = ()
    aliases: Annotated[
        Texts, ADDRESSES, Words("旧地址 旧网址 alias redirects", "改过的旧网址，例如 [articles/jiu-di-zhi.html]")
    ] = ()
    excerpt: Annotated[Text | None, Words("摘要 简介 导语 summary description", "一两句话的摘要；不写就取正文开头")] = (
        None
    )
    draft: Annotated[Flag, Words("草稿", "草稿：true 不发布；写好后改成 false")] = False


class PlainFields(Common):
    """A page that is none of the others."""


class ArticleFields(Common):
    """A text by a doctor."""

    authors: Annotated[
        Texts, WORDS, Words("作者 医师 医生 撰稿 撰稿人 author", "作者：docs/doctors.yml 里的编号或姓名")
    ] = ()
    reviewer: Annotated[Text | None, Words("审核 审核人 审稿 审核专家", "审核人：编号或姓名")] = None
    reviewed: Annotated[Day | None, Words("审核日期 审核时间", "审核日期")] = None
    review_due: Annotated[Day | None, Words("复审日期 复审 有效期至", "到这一天要重新审核")] = None
    sources: Annotated[
        tuple[SourceItem, ...],
        CLAUSES,
        Words("来源 出处 参考文献 参考资料 资料来源 source references", "来源：每条写标题和网址"),
    ] = ()
    literacy: Annotated[
        tuple[LiteracyItem, ...],
        WORDS,
        Words("素养 健康素养 素养条目", "健康素养66条的编号，例如 [1, 26]"),
    ] = ()
    cover: Annotated[Text | None, Words("封面 封面图 题图 头图 image", "封面图片，相对本文件的路径")] = None
    video: Annotated[Text | None, Words("视频 配套视频", "配套视频的网址名")] = None
    key_points: Annotated[Texts, LINES, Words("要点 核心要点 重点 keypoints", "三五句要点")] = ()


class VideoFields(Common):
    """A film."""

    file: Annotated[Text | None, Words("文件 视频文件 视频 video", "视频文件，相对本文件的路径")] = None
    address: Annotated[
        Annotated[str, BeforeValidator(compounds.web_address)] | None,
        Words("地址 网址 链接 视频地址 外链 url", "发布在别处的视频网址（https://…），要配 poster"),
    ] = None
    poster: Annotated[Text | None, Words("封面 封面图 海报 cover", "封面图片；本地视频不写就自动取一帧")] = None
    poster_time: Annotated[Seconds | None, Words("封面时间 取图时间", "取第几秒的画面做封面，例如 0:12")] = None
    speaker: Annotated[Text | None, Words("主讲 主讲人 讲者 医师 作者 author authors", "主讲人：编号或姓名")] = None
    duration: Annotated[Seconds | None, Words("时长", "外链视频的时长，例如 3:05")] = None
    ai_label: Annotated[Label | None, _AI_WORDS] = None


class GraphicFields(Common):
    """A picture meant to circulate on its own."""

    picture: Annotated[Text | None, Words("图片 图 文件 海报 image file", "图片文件，相对本文件的路径")] = None
    alt: Annotated[
        Text | None, Words("说明 替代文字 图片说明 文字说明", "把图上的内容用文字说一遍，给看不见图的人")
    ] = None
    author: Annotated[Text | None, Words("作者 医师 设计 authors", "作者：编号或姓名")] = None
    ai_label: Annotated[Label | None, _AI_WORDS] = None


class BulletinFields(Common):
    """One month's notice board."""

    month: Annotated[
        Annotated[Month, BeforeValidator(fields.month)] | None, Words("月份 年月", "哪个月，与文件名一致")
    ] = None
    issue: Annotated[
        Annotated[int, BeforeValidator(fields.issue_number)] | None, Words("期号 期数 期 总期号", "期号，数字")
    ] = None
    theme: Annotated[Text | None, Words("主题 本期主题", "本期主题，一句话")] = None
    articles: Annotated[
        tuple[BoardItem, ...],
        Parts(compounds.board_items),
        Words("文章 本期文章 article", "文章：网址名、路径或标题，例如 [pao-jiao, san-fu-tie]；登全文的写法见 README"),
    ] = ()
    videos: Annotated[Texts, CLAUSES, Words("视频 本期视频 video", "视频的网址名")] = ()
    colour: Annotated[
        Annotated[str, BeforeValidator(fields.colour)], Words("颜色 配色 色调 color", "颜色：朱、青 或 墨")
    ] = "朱"
    reviewer: Annotated[Text | None, Words("审核 审核人 审核专家", "审核人：编号或姓名")] = None
    reviewed: Annotated[Day | None, Words("审核日期 审核时间", "审核日期")] = None


class DoctorFields(Border):
    """One doctor in `docs/doctors.yml`."""

    id: Annotated[Text | None, Words("编号 代号")] = None
    name: Annotated[Text | None, Words("姓名 名字 医师 医生")] = None
    title: Annotated[Text | None, Words("职称 职务")] = None
    institution: Annotated[Text | None, Words("单位 机构 医院 工作单位 hospital")] = None
    department: Annotated[Text | None, Words("科室 部门")] = None
    example: Annotated[Flag, Words("示例 示例医师")] = False


class CountyFields(Border):
    """`docs/county.yml`."""

    name: Annotated[Text | None, Words("名称 县名 县区 county")] = None
    site_title: Annotated[Text | None, Words("网站名称 网站标题 站名 title")] = None
    organisers: Annotated[Texts, WORDS, Words("主办 主办单位 organizers organiser")] = ()
    producers: Annotated[Texts, WORDS, Words("承办 承办单位 制作单位 producer")] = ()
    phone: Annotated[Text | None, Words("电话 联系电话 咨询电话 tel")] = None
    address: Annotated[Text | None, Words("地址 联系地址")] = None
    email: Annotated[Text | None, Words("邮箱 电子邮箱 电子邮件 mail")] = None
    icp: Annotated[Text | None, Words("备案号 ICP备案号 ICP备案")] = None
    police: Annotated[Text | None, Words("公安备案号 公安备案 公网安备")] = None
    site_code: Annotated[Text | None, Words("网站标识码 政府网站标识码 标识码")] = None


MODELS: dict[Kind, type[Common]] = {
    Kind.ARTICLE: ArticleFields,
    Kind.VIDEO: VideoFields,
    Kind.GRAPHIC: GraphicFields,
    Kind.BULLETIN: BulletinFields,
    Kind.PLAIN: PlainFields,
}
