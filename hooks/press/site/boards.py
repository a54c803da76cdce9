"""The monthly board as a page: masthead, panels, calendar strip, QR codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from press.calendar.strip import calendar_strip
from press.model import Article, Bulletin, BulletinItem, Show, Video
from press.site.addresses import document_url
from press.site.context import SiteContext, board_title
from press.site.fragments import split_sections, transplant
from press.site.media import clock
from press.site.planned import RenderedText
from press.site.views import BoardView, Link, PanelView, SourceView

COLOUR_KEYS: Mapping[str, str] = {"朱": "zhu", "青": "qing", "墨": "mo"}
PANEL_HEADING = 2
"""Levels by which an article's headings sink inside a panel (the panel's own title is h2)."""


def _article_panel(
    context: SiteContext, article: Article, item: BulletinItem, text: RenderedText, board_url: str
) -> PanelView:
    url = document_url(article)
    whole = item.show is Show.WHOLE
    return PanelView(
        kind="article",
        title=article.title,
        html=transplant(text.whole if whole else text.excerpt, url, board_url, demote=PANEL_HEADING - 1),
        url=url,
        doctors=tuple(doctor.name for doctor in context.doctors(article.authors)),
        picture=context.media.picture(article.cover, ""),
        qr=context.qr(url, "扫码看全文"),
        whole=whole,
    )


def _video_panel(context: SiteContext, video: Video) -> PanelView:
    url = document_url(video)
    speaker = context.doctor(video.speaker)
    return PanelView(
        kind="video",
        title=video.title,
        url=url,
        doctors=(speaker.name,) if speaker else (),
        picture=context.media.poster(video),
        qr=context.qr(url, "扫码看视频"),
        duration=clock(context.media.seconds(video)),
    )


def _own_panels(bulletin: Bulletin, text: RenderedText, board_url: str) -> Iterator[PanelView]:
    url = document_url(bulletin)
    lead, sections = split_sections(text.whole)
    if lead:
        yield PanelView(kind="own", title="本期导读", html=transplant(lead, url, board_url))
    for section in sections:
        yield PanelView(kind="own", title=section.title, html=transplant(section.html, url, board_url))


def _panels(
    context: SiteContext, bulletin: Bulletin, texts: Mapping[str, RenderedText], url: str
) -> Iterator[PanelView]:
    for item in bulletin.items:
        article = context.articles.get(item.article)
        if article:
            text = texts.get(article.path.as_posix(), RenderedText())
            yield _article_panel(context, article, item, text, url)
    for slug in bulletin.videos:
        video = context.videos.get(slug)
        if video:
            yield _video_panel(context, video)
    yield from _own_panels(bulletin, texts.get(bulletin.path.as_posix(), RenderedText()), url)


def _month_link(bulletin: Bulletin | None) -> Link | None:
    return Link(bulletin.month.label, document_url(bulletin)) if bulletin else None


def _neighbours(context: SiteContext, bulletin: Bulletin) -> tuple[Bulletin | None, Bulletin | None]:
    months = sorted(context.library.bulletins, key=lambda other: other.month)
    place = months.index(bulletin)
    earlier = months[place - 1] if place else None
    later = months[place + 1] if place + 1 < len(months) else None
    return earlier, later


def _speakers(context: SiteContext, bulletin: Bulletin) -> tuple[str, ...]:
    """Doctors of the month: everybody who wrote or spoke on this board, in the order of the panels."""
    keys: dict[str, None] = {}
    for item in bulletin.items:
        article = context.articles.get(item.article)
        keys.update(dict.fromkeys(article.authors if article else ()))
    for slug in bulletin.videos:
        video = context.videos.get(slug)
        if video and video.speaker:
            keys[video.speaker] = None
    return tuple(keys)


def _sources(context: SiteContext, bulletin: Bulletin) -> tuple[SourceView, ...]:
    sources = {
        SourceView(source.title, source.url or ""): None
        for item in bulletin.items
        if (article := context.articles.get(item.article))
        for source in article.sources
    }
    return tuple(sources)


def board_view(context: SiteContext, bulletin: Bulletin, texts: Mapping[str, RenderedText], page_url: str) -> BoardView:
    """Return a board to be shown on `page_url` (its own page, or the home page). `texts` is keyed by source path."""
    url = document_url(bulletin)
    county = context.library.county
    earlier, later = _neighbours(context, bulletin)
    return BoardView(
        title=board_title(bulletin),
        url=url,
        month_label=bulletin.month.label,
        issue=bulletin.issue,
        theme=bulletin.theme,
        colour=bulletin.colour,
        colour_key=COLOUR_KEYS.get(bulletin.colour, "zhu"),
        panels=tuple(_panels(context, bulletin, texts, page_url)),
        calendar=calendar_strip(bulletin.month, context.observances),
        doctors=context.doctors(_speakers(context, bulletin)),
        organisers=county.organisers,
        producers=county.producers,
        phone=county.phone,
        reviewer=context.doctor(bulletin.reviewer),
        reviewed=bulletin.reviewed,
        sources=_sources(context, bulletin),
        previous=_month_link(earlier),
        following=_month_link(later),
        qr=context.qr(url, "扫一扫，在手机上看本期"),
    )
