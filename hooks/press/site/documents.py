"""Views of single documents: article, video, graphic."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence

from press.model import Article, Bulletin, Document, Graphic, Video
from press.site.addresses import document_url
from press.site.context import SiteContext, bulletin_title
from press.site.media import clock
from press.site.views import ArticleView, GraphicView, Link, SourceView, VideoView

SCAN = "扫一扫，在手机上看"


def _link(document: Document) -> Link:
    return Link(document.title, document_url(document))


def _neighbours(context: SiteContext, article: Article) -> tuple[Link | None, Link | None]:
    articles = context.library.articles
    place = context.places[article.slug]
    newer = _link(articles[place - 1]) if place > 0 else None
    older = _link(articles[place + 1]) if place + 1 < len(articles) else None
    return newer, older


def _boards(bulletins: Sequence[Bulletin], slug: str) -> tuple[Link, ...]:
    return tuple(
        Link(bulletin_title(bulletin), document_url(bulletin))
        for bulletin in bulletins
        if any(item.article == slug for item in bulletin.items)
    )


def article_view(context: SiteContext, article: Article) -> ArticleView:
    """Return everything an article's page shows beside its text."""
    library = context.library
    newer, older = _neighbours(context, article)
    url = document_url(article)
    video = context.videos.get(article.video) if article.video else None
    return ArticleView(
        title=article.title,
        url=url,
        date=article.published,
        authors=context.doctors(article.authors),
        reviewer=context.doctor(article.reviewer),
        reviewed=article.reviewed,
        review_due=article.review_due,
        overdue=article.review_due is not None and article.review_due < context.today,
        key_points=article.key_points,
        audience=context.audience_links(article),
        topics=context.topic_links(article),
        literacy=tuple((number, context.literacy.get(number, "")) for number in article.literacy),
        sources=tuple(SourceView(source.title, source.url or "") for source in article.sources),
        cover=context.media.picture(article.cover, ""),
        video=context.card(video) if video else None,
        qr=context.qr(url, SCAN),
        boards=_boards(library.bulletins, article.slug),
        newer=newer,
        older=older,
    )


def video_view(context: SiteContext, video: Video) -> VideoView:
    """Return a video's page."""
    poster = context.media.poster(video)
    url = document_url(video)
    file_url = context.media.film_url(video.file)
    return VideoView(
        title=video.title,
        url=url,
        date=video.published,
        poster=poster,
        speaker=context.doctor(video.speaker),
        duration=clock(context.media.seconds(video)),
        file_url=file_url,
        file_type=mimetypes.guess_type(file_url)[0] or "",
        address=video.address or "",
        portrait=poster.portrait if poster else False,
        topics=context.topic_links(video),
        audience=context.audience_links(video),
        articles=tuple(context.card(article) for article in context.library.articles if article.video == video.slug),
        qr=context.qr(url, SCAN),
    )


def graphic_view(context: SiteContext, graphic: Graphic) -> GraphicView:
    """Return a graphic's page."""
    picture = context.media.picture(graphic.picture, graphic.alt or graphic.title)
    author = context.doctor(graphic.author)
    return GraphicView(
        title=graphic.title,
        url=document_url(graphic),
        date=graphic.published,
        picture=picture,
        download_url=picture.url if picture else "",
        author=author.name if author else "",
    )
