"""A brief comes back as it was written."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import PurePosixPath

import pytest

from press.model import Article, Document, Graphic, Kind, Source, Video
from press.search.entry_facts import EntryFacts
from press.site.brief import Brief, opened, written
from press.site.views import ArticleView, DoctorView, GraphicView, HeadView, Link, PictureView, QrView, VideoView

DAY = dt.date(2026, 11, 3)
PICTURE = PictureView("assets/media/c.webp", 1280, 720, "艾灸", (("assets/media/c-480.webp", 480),))
DOCTOR = DoctorView("张三", "主任医师", "某县中医院", "针灸科", "doctors/zhang-san.html", example=True, count=3)
FACTS = EntryFacts("articles/a.html", "题", "article", DAY, ("张三",), ("冬病夏治",), (), ("要点",), ())
LINK = Link("冬病夏治", "topics/d.html")
ARTICLE = ArticleView("题", "articles/a.html", DAY, (DOCTOR,), DOCTOR, topics=(LINK, LINK), cover=PICTURE)
CODE = QrView("扫一扫", "https://xinglin.example/videos/b.html")


@pytest.mark.parametrize(
    ("document", "view", "facts"),
    [
        (
            Article(PurePosixPath("a.md"), Kind.ARTICLE, "a", "题", DAY, sources=(Source("书"),)),
            ARTICLE,
            FACTS,
        ),
        (
            Video(PurePosixPath("b.md"), Kind.VIDEO, "b", "片", file=PurePosixPath("b.mp4"), duration=3.5),
            VideoView("片", "videos/b.html", None, PICTURE, DOCTOR, qr=CODE),
            FACTS,
        ),
        (
            Graphic(PurePosixPath("g.png"), Kind.GRAPHIC, "g", "图"),
            GraphicView("图", "g.html", DAY, None),
            None,
        ),
        (Document(PurePosixPath("about.md"), Kind.PLAIN, "about", "关于"), None, None),
    ],
)
def test_a_brief_comes_back_as_it_was_written(document: Document, view: object, facts: EntryFacts | None) -> None:
    head = HeadView("题 - 园地", properties=(("og:title", "题"),), json_ld='{"a":1}')
    brief = Brief("a.md", "a.html", "题", "article.html", document, head, view, "assets/marks/m.svg", facts)
    again = opened(written(brief))
    assert again == brief
    assert type(again.document) is type(document)
    assert again.page("0" * 64).document == dataclasses.replace(document, digest="0" * 64)
