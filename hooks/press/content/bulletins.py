"""Bulletins: one month, one board."""

from __future__ import annotations

import re
from collections.abc import Sequence

from press.content.catalogue import Catalogue
from press.content.documents import Desk, Illustrated, common_parts
from press.content.illustrations import body_pictures
from press.content.manuscripts import Manuscript
from press.content.schema import BulletinFields
from press.model import Article, Bulletin, BulletinItem, Month, Video

_NAME = re.compile(r"(\d{4})[-_.年]?(\d{1,2})月?")


def month_in(name: str) -> Month | None:
    """The month a file name gives: `2026-11`, `202611`, `2026年11月`."""
    found = _NAME.fullmatch(name)
    if found is None or not 1 <= int(found[2]) <= 12:  # noqa: PLR2004 - months of the year
        return None
    return Month(int(found[1]), int(found[2])) if int(found[1]) else None


def month_of(manuscript: Manuscript[BulletinFields]) -> Month | None:
    """The month of a board, from its front matter or else its file name; None with an ERROR when neither gives one."""
    named = month_in(manuscript.path.stem)
    written = manuscript.fields.month
    remarks = manuscript.remarks
    if written is None and named is None:
        hint = "文件名改成 2026-11.md 这样，或在资料区加一行 month: 2026-11"
        remarks.error("no-month", "看不出是哪个月的宣传栏，没有发布", hint, manuscript.line("month") or 1)
    elif written is not None and named is not None and written != named:
        message = f"月份写的是 {written}，文件名却是 {named}，已按 {written} 处理"
        hint = f"文件改名为 {written}.md，或改成 month: {named}"
        remarks.warning("month-mismatch", message, hint, manuscript.line("month"))
    elif named is not None and manuscript.path.stem != str(named):
        remarks.warning("bulletin-name", f"文件名应写成 {named}.md", f"文件改名为 {named}.md")
    return written or named


def one_a_month(manuscripts: Sequence[Manuscript[BulletinFields]]) -> list[tuple[Manuscript[BulletinFields], Month]]:
    """The boards that can be published: those with a month, and only the first of each month."""
    first: dict[Month, Manuscript[BulletinFields]] = {}
    for manuscript in manuscripts:
        month = month_of(manuscript)
        if month is None:
            continue
        if month in first:
            message = f"{month.label}已经有一期宣传栏（{first[month].path}），这一期没有发布"
            hint = "两期合成一期，或改正其中一期的月份"
            manuscript.remarks.error("duplicate-month", message, hint, manuscript.line("month"))
            continue
        first[month] = manuscript
    return [(manuscript, month) for month, manuscript in first.items()]


def bulletin(
    manuscript: Manuscript[BulletinFields],
    month: Month,
    desk: Desk,
    articles: Catalogue[Article],
    videos: Catalogue[Video],
) -> Illustrated:
    """A board with the articles and videos it names found."""
    fields, remarks = manuscript.fields, manuscript.remarks
    slug = str(month)
    if fields.slug and fields.slug != slug:
        message = f"宣传栏的网址名固定是月份 {slug}，“{fields.slug}”没有采用"
        remarks.warning("bulletin-slug", message, "删掉 slug 这一行", manuscript.line("slug"))
    parts = common_parts(manuscript, slug)
    if fields.title is None and not manuscript.body.heading:
        parts["title"] = f"{month.label}科普宣传栏"
    parts["published"] = fields.date or month.first_day
    document = Bulletin(
        **parts,
        month=month,
        issue=fields.issue,
        theme=fields.theme or "",
        items=_items(manuscript, articles),
        videos=_videos(manuscript, videos),
        colour=fields.colour,
        reviewer=desk.directory.person(fields.reviewer, manuscript, "reviewer"),
        reviewed=fields.reviewed,
    )
    return Illustrated(document, body_pictures(manuscript, desk.tree))


def _items(manuscript: Manuscript[BulletinFields], articles: Catalogue[Article]) -> tuple[BulletinItem, ...]:
    found: dict[str, BulletinItem] = {}
    for asked in manuscript.fields.articles:
        line = manuscript.line("articles", asked.article)
        article = articles.get(asked.article, manuscript, "articles", line)
        if article is None:
            continue
        if article.slug in found:
            message = f"文章“{article.title}”写了两次，只登一次"
            manuscript.remarks.warning("duplicate-item", message, "删掉一个", line)
            continue
        found[article.slug] = BulletinItem(article.slug, asked.show)
    return tuple(found.values())


def _videos(manuscript: Manuscript[BulletinFields], videos: Catalogue[Video]) -> tuple[str, ...]:
    found = (
        videos.get(written, manuscript, "videos", manuscript.line("videos", written))
        for written in manuscript.fields.videos
    )
    return tuple(dict.fromkeys(video.slug for video in found if video is not None))
