"""What every view builder needs to know: the library, what was marked, the calendar, the date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from press.bulletin.qr import qr_view
from press.calendar.observances import Observance
from press.model import Article, Bulletin, Document, Library, Video
from press.site.addresses import NameBook, doctor_url, document_url
from press.site.media import MediaIndex, clock
from press.site.views import CardView, DoctorView, Link, QrView


@dataclass(frozen=True, slots=True)
class SiteContext:
    """The inputs of all views. `address` is the absolute site address with a trailing slash, or empty."""

    library: Library
    media: MediaIndex
    names: NameBook
    today: dt.date
    title: str
    address: str
    address_fault: str
    """Chinese: why the address cannot be put into a QR code; empty when it can."""
    observances: tuple[Observance, ...]
    literacy: Mapping[int, str]
    goal: int
    doctor_views: Mapping[str, DoctorView]
    """By doctor id: two or three stand on every page."""
    articles: Mapping[str, Article]
    videos: Mapping[str, Video]
    places: Mapping[str, int]
    """Slug of an article → its place in `library.articles`."""
    leaflets: bool = False
    """Whether a leaflet is printed of every article."""
    _doctors: dict[str, DoctorView] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Views made before: few doctors sign many articles."""

    def doctor(self, key: str | None) -> DoctorView | None:
        """Return the view of a doctor id, or of a plain name (no page of its own); None stays None."""
        if not key:
            return None
        known = self.doctor_views.get(key)
        return known or DoctorView(name=key, title="", institution="", department="", url="")

    def doctors(self, keys: tuple[str, ...]) -> tuple[DoctorView, ...]:
        """Return the views of several doctors."""
        return tuple(view for key in keys if (view := self.doctor(key)))

    def topic_links(self, document: Document) -> tuple[Link, ...]:
        """Return links to the lists of a document's topics."""
        return tuple(Link(topic, self.names.topic_url(topic)) for topic in document.topics)

    def audience_links(self, document: Document) -> tuple[Link, ...]:
        """Return links to the lists of a document's audiences."""
        return tuple(Link(name, self.names.audience_url(name)) for name in document.audience)

    def qr(self, url: str, caption: str) -> QrView | None:
        """Return the QR code of a site-relative address; None when the site has no absolute address."""
        return qr_view(self.address + url, caption) if self.address and not self.address_fault else None

    def card(self, document: Document) -> CardView:
        """Return a document as it stands in lists."""
        picture, duration, names = None, "", people_of(document)
        if isinstance(document, Video):
            picture, duration = self.media.poster(document), clock(self.media.seconds(document))
        elif isinstance(document, Article):
            picture = self.media.picture(document.cover, "")
        else:
            picture = self.media.picture(getattr(document, "picture", None), getattr(document, "alt", ""))
        people = tuple(view.name for view in self.doctors(names))
        return CardView(
            kind=document.kind.value,
            kind_label=document.kind.label,
            title=bulletin_title(document) if isinstance(document, Bulletin) else document.title,
            url=document_url(document),
            date=document.published,
            doctors=people,
            excerpt=document.excerpt,
            picture=picture,
            duration=duration,
            speaker=people[0] if people and isinstance(document, Video) else "",
        )


def people_of(document: Document) -> tuple[str, ...]:
    """Return the doctor ids (or plain names) who speak in a document."""
    if isinstance(document, Article):
        return document.authors
    if isinstance(document, Video) and document.speaker:
        return (document.speaker,)
    return ()


def bulletin_title(bulletin: Bulletin) -> str:
    """Return the board's name in lists and links: `2026年11月《冬病早防》`."""
    return f"{bulletin.month.label}《{bulletin.theme}》" if bulletin.theme else board_title(bulletin)


def board_title(bulletin: Bulletin) -> str:
    """Return what the board's masthead says: `2026年11月科普宣传栏`."""
    return f"{bulletin.month.label}科普宣传栏"


def doctor_views(library: Library) -> dict[str, DoctorView]:
    """Return every doctor by id, with the number of published documents."""
    counts = _count_doctors(library)
    return {
        key: DoctorView(
            name=doctor.name,
            title=doctor.title,
            institution=doctor.institution,
            department=doctor.department,
            url=doctor_url(doctor.id),
            example=doctor.example,
            count=counts.get(doctor.id, 0),
        )
        for key, doctor in library.doctors.items()
    }


def _count_doctors(library: Library) -> dict[str, int]:
    counts: dict[str, int] = {}
    for document in (*library.articles, *library.videos):
        for key in people_of(document):
            if key in library.doctors:
                counts[key] = counts.get(key, 0) + 1
    return counts
