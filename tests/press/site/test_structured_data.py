"""What pages say to machines: schema.org, Open Graph, canonical addresses."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from press.site.head import head_view
from press.site.structured_data import SiteFacts, iso_duration, json_ld
from press.site.views import (
    ArticleView,
    BoardView,
    CalendarStrip,
    DoctorView,
    GraphicView,
    HomeView,
    Link,
    ListView,
    PagerView,
    PanelView,
    PictureView,
    SourceView,
    VideoView,
)

SITE = SiteFacts("科普园地", "https://xinglin.example/", "某县卫生健康局")
LOCAL = SiteFacts("科普园地")
DAY = dt.date(2026, 11, 3)
COVER = PictureView("media/c.webp", 1280, 720, "艾灸")
DOCTOR = DoctorView("张三", "主任医师", "某县中医院", "针灸科", "doctors/zhang-san.html")
ARTICLE = ArticleView(
    title="三伏贴",
    url="articles/san-fu-tie.html",
    date=DAY,
    authors=(DOCTOR,),
    reviewer=DoctorView("李四", "", "", "", ""),
    reviewed=dt.date(2026, 12, 1),
    key_points=("要点一", "要点二"),
    audience=(Link("老年人", "audience/lao.html"),),
    topics=(Link("冬病夏治", "topics/d.html"),),
    sources=(SourceView("中国药典", ""), SourceView("指南", "https://www.example.org/a?b=1&c=2")),
    cover=COVER,
)
VIDEO = VideoView(
    title="八段锦", url="videos/b.html", date=DAY, poster=COVER, speaker=DOCTOR, duration="3:05",
    file_url="videos/b.mp4", file_type="video/mp4",
)  # fmt: skip
BOARD = BoardView(
    title="2026年11月《冬令进补》", url="bulletins/2026-11.html", month_label="2026年11月", issue=3, theme="冬令进补",
    colour="朱", colour_key="zhu", organisers=("某县卫生健康局",),
    panels=(PanelView("article", "三伏贴", url="articles/a.html", doctors=("张三",)), PanelView("own", "本月提醒")),
)  # fmt: skip
GRAPHIC = GraphicView("洗手图", "graphics/x.html", DAY, COVER, "media/full.png", "某县疾控中心")
HOME = HomeView(board=None, calendar=CalendarStrip("2026年11月"))
VIEWS = [ARTICLE, VIDEO, BOARD, GRAPHIC, HOME, ListView("全部文章", "共 3 篇"), None]


def head_data(view: object, site: SiteFacts = SITE, description: str = "摘要") -> Any:
    return json.loads(head_view(view, site, title="题", url="a.html", description=description).json_ld)


def properties(view: object, site: SiteFacts = SITE) -> dict[str, str]:
    return dict(head_view(view, site, title="题", url="articles/a.html").properties)


def test_article() -> None:
    data = head_data(ARTICLE)
    assert data["@context"] == "https://schema.org"
    page, article = data["@graph"]
    assert page["@type"] == "MedicalWebPage"
    assert page["lastReviewed"] == "2026-12-01"
    assert page["reviewedBy"] == {"@type": "Person", "name": "李四"}
    assert page["url"] == "https://xinglin.example/articles/san-fu-tie.html"
    assert page["audience"] == [{"@type": "PeopleAudience", "audienceType": "老年人"}]
    assert article["@type"] == "Article"
    assert article["author"] == [
        {
            "@type": "Person",
            "name": "张三",
            "jobTitle": "主任医师",
            "affiliation": {"@type": "MedicalOrganization", "name": "某县中医院"},
            "url": "https://xinglin.example/doctors/zhang-san.html",
        }
    ]
    assert article["isBasedOn"] == [
        {"@type": "CreativeWork", "name": "中国药典"},
        {"@type": "CreativeWork", "name": "指南", "url": "https://www.example.org/a?b=1&c=2"},
    ]
    assert (article["datePublished"], article["dateModified"]) == (
        "2026-11-03T00:00:00+08:00",
        "2026-12-01T00:00:00+08:00",
    )
    assert article["image"]["url"] == "https://xinglin.example/media/c.webp"


def test_video() -> None:
    data = head_data(VIDEO)
    assert data["@type"] == "VideoObject"
    assert data["duration"] == "PT3M5S"
    assert data["uploadDate"] == "2026-11-03T00:00:00+08:00"
    assert data["thumbnailUrl"] == "https://xinglin.example/media/c.webp"
    assert data["contentUrl"] == "https://xinglin.example/videos/b.mp4"
    assert properties(VIDEO)["og:type"] == "video.other"
    assert properties(VIDEO)["video:duration"] == "185"


def test_board_graphic_and_home() -> None:
    board = head_data(BOARD)
    assert board["@type"] == "CollectionPage"
    assert [part["name"] for part in board["hasPart"]] == ["三伏贴"]
    assert head_data(GRAPHIC)["contentUrl"] == "https://xinglin.example/media/full.png"
    home = head_data(HOME)
    assert (home["@type"], home["url"]) == ("WebSite", "https://xinglin.example/")


def test_open_graph_of_an_article() -> None:
    assert properties(ARTICLE) == {
        "og:title": "题",
        "og:type": "article",
        "og:site_name": "科普园地",
        "og:locale": "zh_CN",
        "og:description": "要点一；要点二",
        "og:url": "https://xinglin.example/articles/a.html",
        "og:image": "https://xinglin.example/media/c.webp",
        "og:image:width": "1280",
        "og:image:height": "720",
        "og:image:alt": "艾灸",
        "article:published_time": "2026-11-03",
        "article:modified_time": "2026-12-01",
        "article:tag": "冬病夏治",
    }


@pytest.mark.parametrize("view", VIEWS)
def test_without_an_address_nothing_absolute_is_said(view: object) -> None:
    head = head_view(view, LOCAL, title="题", url="a.html")
    assert head.canonical == ""
    assert not {name for name, _ in head.properties} & {"og:url", "og:image"}
    assert "xinglin.example" not in head.json_ld
    for key in ("thumbnailUrl", "contentUrl", "mainEntityOfPage"):
        assert key not in head.json_ld


def test_titles_and_canonicals() -> None:
    assert head_view(ARTICLE, SITE, title="三伏贴", url="articles/a.html").title == "三伏贴 - 科普园地"
    home = head_view(HOME, SITE, title="首页", url="index.html")
    assert (home.title, home.canonical) == ("首页", "https://xinglin.example/")
    plain = head_view(None, SITE, title="关于", url="关于.html")
    assert (plain.canonical, plain.json_ld) == ("https://xinglin.example/%E5%85%B3%E4%BA%8E.html", "")


def test_only_further_pages_of_lists_stay_out_of_search_engines() -> None:
    assert {head_view(view, SITE, title="题", url="a.html").robots for view in VIEWS} == {""}
    further = ListView("全部文章", pager=PagerView(page=2, pages=3))
    assert head_view(further, SITE, title="题", url="a.html").robots == "noindex"


def test_descriptions_are_short_and_on_one_line() -> None:
    head = head_view(None, SITE, title="题", url="a.html", description="文 \n" * 200)
    assert len(head.description) <= 120
    assert "\n" not in head.description
    assert head.description.endswith("…")
    assert head_view(BOARD, SITE, title="题", url="a").description == "2026年11月科普宣传栏：三伏贴、本月提醒"


@pytest.mark.parametrize(
    ("clock", "iso"),
    [
        ("3:05", "PT3M5S"),
        ("0:09", "PT9S"),
        ("1:02:03", "PT1H2M3S"),
        ("10:00", "PT10M0S"),
        ("", ""),
        ("约3分", ""),
        ("3", ""),
    ],
)
def test_durations(clock: str, iso: str) -> None:
    assert iso_duration(clock) == iso


@given(st.text())
def test_json_ld_cannot_leave_its_script(text: str) -> None:
    made = json_ld({"@type": "Thing", "name": f"x{text}</script><!--&\u2028"})
    assert not set(made) & set("<>&\u2028\u2029")
    assert json.loads(made)["name"] == f"x{text}</script><!--&\u2028"


def test_same_input_same_text() -> None:
    assert head_view(ARTICLE, SITE, title="a", url="b") == head_view(ARTICLE, SITE, title="a", url="b")
