"""What a page says of itself to machines: JSON-LD (schema.org) for search engines."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from typing import Final

from press.site.absolute import absolute_url
from press.site.views import ArticleView, BoardView, DoctorView, GraphicView, PictureView, SourceView, VideoView

Node = dict[str, object]
"""A JSON-LD object; members whose value is empty are left out by `json_ld`."""

_CONTEXT: Final = "https://schema.org"
_LANGUAGE: Final = "zh-CN"
_UNSAFE: Final = tuple((mark, f"\\u{ord(mark):04x}") for mark in "<>&\u2028\u2029")
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """The same for every page. `address` is absolute with a trailing slash, or empty: then nothing absolute is said."""

    title: str
    address: str = ""
    publisher: str = ""
    """Who publishes: the first organiser, else empty."""


def json_ld(*nodes: Node) -> str:
    """Return JSON-LD that is safe inside `<script type="application/ld+json">`.

    `<`, `>`, `&` and the two line separators of JavaScript are escaped; empty members are left out.
    """
    kept = [_without_empty(node) for node in nodes]
    document = {"@context": _CONTEXT, **kept[0]} if len(kept) == 1 else {"@context": _CONTEXT, "@graph": kept}
    written = _ENCODER.encode(document)
    for mark, escape in _UNSAFE:  # `str.translate` looks up every Chinese character
        written = written.replace(mark, escape)
    return written


def article_data(view: ArticleView, site: SiteFacts, description: str) -> str:
    """Describe an article: a `MedicalWebPage` (who reviewed it, when, for whom) and its `Article`."""
    url = absolute_url(site.address, view.url)
    audience = [_node("PeopleAudience", audienceType=link.text) for link in view.audience]
    page = _node(
        "MedicalWebPage",
        name=view.title,
        url=url,
        inLanguage=_LANGUAGE,
        isPartOf=_website(site),
        reviewedBy=_person(view.reviewer, site) if view.reviewer else None,
        lastReviewed=_day(view.reviewed),
        audience=audience,
    )
    article = _node(
        "Article",
        headline=view.title,
        description=description,
        mainEntityOfPage=url,
        inLanguage=_LANGUAGE,
        author=[_person(author, site) for author in view.authors],
        datePublished=_moment(view.date),
        dateModified=_moment(view.reviewed if view.date is None else max(view.date, view.reviewed or view.date)),
        image=_picture(view.cover, site),
        audience=audience,
        keywords=[link.text for link in view.topics],
        isBasedOn=[_source(source) for source in view.sources],
        publisher=_publisher(site),
    )
    return json_ld(page, article)


def video_data(view: VideoView, site: SiteFacts, description: str) -> str:
    """Describe a film as `VideoObject`."""
    return json_ld(
        _node(
            "VideoObject",
            name=view.title,
            description=description or view.title,
            inLanguage=_LANGUAGE,
            thumbnailUrl=absolute_url(site.address, view.poster.url) if view.poster else "",
            uploadDate=_moment(view.date),
            duration=iso_duration(view.duration),
            contentUrl=absolute_url(site.address, view.file_url) if view.file_url else "",
            encodingFormat=view.file_type,
            url=absolute_url(site.address, view.url),
            sameAs=view.address,
            actor=_person(view.speaker, site) if view.speaker else None,
            audience=[_node("PeopleAudience", audienceType=link.text) for link in view.audience],
            keywords=[link.text for link in view.topics],
            publisher=_publisher(site),
        )
    )


def board_data(view: BoardView, site: SiteFacts, description: str) -> str:
    """Describe a month's board as a `CollectionPage` of what hangs on it."""
    parts = [
        _node(
            "VideoObject" if panel.kind == "video" else "Article",
            name=panel.title,
            url=absolute_url(site.address, panel.url),
            author=[_node("Person", name=name) for name in panel.doctors],
        )
        for panel in view.panels
        if panel.url
    ]
    return json_ld(
        _node(
            "CollectionPage",
            name=view.title,
            description=description,
            url=absolute_url(site.address, view.url),
            inLanguage=_LANGUAGE,
            isPartOf=_website(site),
            reviewedBy=_person(view.reviewer, site) if view.reviewer else None,
            lastReviewed=_day(view.reviewed),
            publisher=[_node("Organization", name=name) for name in view.organisers] or _publisher(site),
            hasPart=parts,
        )
    )


def graphic_data(view: GraphicView, site: SiteFacts, description: str) -> str:
    """Describe a graphic as `ImageObject`."""
    return json_ld(
        _node(
            "ImageObject",
            name=view.title,
            description=description,
            url=absolute_url(site.address, view.url),
            contentUrl=absolute_url(site.address, view.download_url) if view.download_url else "",
            datePublished=_moment(view.date),
            creator=_node("Person", name=view.author) if view.author else None,
            publisher=_publisher(site),
        )
    )


def website_data(site: SiteFacts, description: str) -> str:
    """Describe the whole site, for the home page."""
    return json_ld(
        {**_website(site), "description": description, "inLanguage": _LANGUAGE, "publisher": _publisher(site)}
    )


def iso_duration(clock: str) -> str:
    """Return `3:05` or `1:02:03` as an ISO 8601 duration (`PT3M5S`), or an empty string for anything else."""
    found = re.fullmatch(r"(?:(\d+):)?(\d{1,2}):(\d{2})", clock, re.ASCII)
    if found is None:
        return ""
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return f"PT{f'{hours}H' if hours else ''}{f'{minutes}M' if minutes else ''}{seconds}S"


def _node(kind: str, **members: object) -> Node:
    return {"@type": kind, **members}


def _without_empty(node: Node) -> Node:
    return {name: _clean(member) for name, member in node.items() if member is not None and member not in ("", [])}


def _clean(value: object) -> object:
    """Return a member without its own empty members: nodes are dictionaries, several are lists."""
    if type(value) is dict:
        return _without_empty(value)
    return [_clean(item) for item in value] if type(value) is list else value


def _website(site: SiteFacts) -> Node:
    return _node("WebSite", name=site.title, url=site.address)


def _publisher(site: SiteFacts) -> Node | None:
    return _node("Organization", name=site.publisher) if site.publisher else None


def _person(doctor: DoctorView, site: SiteFacts) -> Node:
    institution = _node("MedicalOrganization", name=doctor.institution) if doctor.institution else None
    url = absolute_url(site.address, doctor.url) if doctor.url else ""
    return _node("Person", name=doctor.name, jobTitle=doctor.title, affiliation=institution, url=url)


def _picture(picture: PictureView | None, site: SiteFacts) -> Node | None:
    if picture is None or not site.address:
        return None
    url = absolute_url(site.address, picture.url)
    return _node("ImageObject", url=url, width=picture.width, height=picture.height, caption=picture.alt)


def _source(source: SourceView) -> Node:
    return _node("CreativeWork", name=source.title, url=source.url)


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _moment(day: dt.date | None) -> str:
    """Return the start of a day in China Standard Time."""
    return f"{day.isoformat()}T00:00:00+08:00" if day else ""
