"""What sheets say, taken from the same values that pages show."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from press.calendar.strip import calendar_strip
from press.model import Article, Bulletin, Show
from press.print.content import (
    CalendarEntry,
    LeafletContent,
    QrTarget,
    SheetContent,
    SheetDoctor,
    SheetPanel,
    SheetPicture,
)
from press.site.addresses import document_url
from press.site.context import SiteContext, board_title
from press.site.fragments import split_sections
from press.site.inputs import SiteInputs
from press.site.media import rendition_url
from press.site.planned import RenderedText

_NO_TEXT = RenderedText()
_SOURCE = re.compile(r'\bsrc="([^"]*)"')
"""Where sanitised HTML names a picture: its attributes stand in double quotes."""


class SheetWriter:
    """Writes the contents of sheets for one build.

    Args:
        inputs: where originals lie; sheets print from originals, not from what pages were given.
        context: the library and what was marked.
        texts: rendered texts by source.
    """

    def __init__(self, inputs: SiteInputs, context: SiteContext, texts: Mapping[str, RenderedText]) -> None:
        self._inputs = inputs
        self._context = context
        self._texts = texts
        self._shown = inputs.shown("")  # asks the disk where docs/ lies
        # Every page that is printed lies one folder deep, so this is how its HTML names a picture.
        self._pictures: dict[str, Path] = {
            f"../{rendition_url(marked.full)}": inputs.docs / path for path, marked in context.media.pictures.items()
        }

    def board(self, bulletin: Bulletin) -> SheetContent:
        """Return one bulletin's sheet."""
        context, county = self._context, self._context.library.county
        strip = calendar_strip(bulletin.month, context.observances)
        reviewer = context.doctor(bulletin.reviewer)
        page = self._qr(document_url(bulletin), board_title(bulletin), "扫码看本期网页")
        return SheetContent(
            slug=bulletin.slug,
            title=board_title(bulletin),
            year=bulletin.month.year,
            month=bulletin.month.month,
            panels=tuple(self._panels(bulletin)),
            theme=bulletin.theme,
            issue=bulletin.issue,
            organisers=county.organisers,
            producers=county.producers,
            calendar=tuple(
                CalendarEntry(day.date, day.name, day.kind, day.until)
                for day in sorted((*strip.terms, *strip.seasons, *strip.health_days), key=lambda day: day.date)
            ),
            doctors=self._doctors(self._speakers(bulletin)),
            sources=self._sources(bulletin),
            reviewer=reviewer.name if reviewer else "",
            reviewed=bulletin.reviewed,
            phone=county.phone,
            more_codes=(*self._videos(bulletin), *((page,) if page else ())),
            colour=bulletin.colour,
            pictures=self._pictures_in(bulletin),
            path=f"{self._shown}{bulletin.path}",
        )

    def leaflet(self, article: Article) -> LeafletContent:
        """Return one article's leaflet."""
        context, county = self._context, self._context.library.county
        reviewer = context.doctor(article.reviewer)
        html = self._text(article.path.as_posix()).whole
        return LeafletContent(
            slug=article.slug,
            title=article.title,
            html=html,
            published=article.published,
            key_points=article.key_points,
            doctors=self._doctors(article.authors),
            picture=self._cover(article),
            qr=self._qr(document_url(article), article.title, "扫码看全文"),
            organisers=county.organisers,
            sources=tuple(source.title for source in article.sources),
            reviewer=reviewer.name if reviewer else "",
            reviewed=article.reviewed,
            phone=county.phone,
            pictures=self._named_in(html),
            path=f"{self._shown}{article.path}",
        )

    def _panels(self, bulletin: Bulletin) -> Iterator[SheetPanel]:
        pictured = False
        for item in bulletin.items:
            article = self._context.articles.get(item.article)
            if article:
                panel = self._article(article, whole=item.show is Show.WHOLE, pictured=not pictured)
                pictured = pictured or panel.picture is not None
                yield panel
        lead, sections = split_sections(self._text(bulletin.path.as_posix()).whole)
        if lead:
            yield SheetPanel("本期导读", lead)
        for section in sections:
            yield SheetPanel(section.title, section.html)

    def _article(self, article: Article, *, whole: bool, pictured: bool) -> SheetPanel:
        """Return an article panel; one big picture says more on a board than five small ones, so only one has it."""
        text = self._text(article.path.as_posix())
        return SheetPanel(
            title=article.title,
            html=text.whole if whole else text.excerpt,
            # Titles and institutions stand once on the sheet, in its line of doctors.
            doctors=tuple(view.name for view in self._context.doctors(article.authors)),
            picture=self._cover(article) if pictured else None,
            qr=self._qr(document_url(article), article.title, "扫码看全文"),
            whole=whole,
        )

    def _videos(self, bulletin: Bulletin) -> Iterator[QrTarget]:
        """Films cannot be printed: each is a code beside the others."""
        for slug in bulletin.videos:
            video = self._context.videos.get(slug)
            code = self._qr(document_url(video), video.title, "扫码看视频") if video else None
            if code:
                yield code

    def _text(self, source: str) -> RenderedText:
        return self._texts.get(source, _NO_TEXT)

    def _cover(self, article: Article) -> SheetPicture | None:
        if article.cover is None or article.cover not in self._context.media.pictures:
            return None
        return SheetPicture(self._inputs.docs / article.cover)

    def _qr(self, url: str, title: str, caption: str) -> QrTarget | None:
        context = self._context
        if not context.address or context.address_fault:
            return None
        return QrTarget(context.address + url, url, title, caption)

    def _doctors(self, keys: tuple[str, ...]) -> tuple[SheetDoctor, ...]:
        return tuple(SheetDoctor(view.name, view.title, view.institution) for view in self._context.doctors(keys))

    def _speakers(self, bulletin: Bulletin) -> tuple[str, ...]:
        return tuple(dict.fromkeys(author for article in self._articles(bulletin) for author in article.authors))

    def _articles(self, bulletin: Bulletin) -> list[Article]:
        found = (self._context.articles.get(item.article) for item in bulletin.items)
        return [article for article in found if article]

    def _sources(self, bulletin: Bulletin) -> tuple[str, ...]:
        return tuple(dict.fromkeys(source.title for article in self._articles(bulletin) for source in article.sources))

    def _pictures_in(self, bulletin: Bulletin) -> dict[str, Path]:
        sources = [bulletin.path, *(article.path for article in self._articles(bulletin))]
        return self._named_in("".join(self._text(path.as_posix()).whole for path in sources))

    def _named_in(self, html: str) -> dict[str, Path]:
        known = self._pictures
        return {address: known[address] for address in _SOURCE.findall(html) if address in known}


def made_on(document: Article | Bulletin) -> dt.datetime:
    """Return the date that a document's files bear: reviewed, else published, else the first of its month (UTC)."""
    day = document.reviewed or document.published
    if day is None:
        day = document.month.first_day if isinstance(document, Bulletin) else dt.date(2000, 1, 1)
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
