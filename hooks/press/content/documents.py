"""From manuscripts to documents: what all kinds have in common, articles, and plain pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TypedDict, TypeVar, cast

from press.content.aliases import old_addresses
from press.content.catalogue import Catalogue
from press.content.illustrations import PICTURE, body_pictures, check_cover, field_file
from press.content.manuscripts import Manuscript
from press.content.people import Directory
from press.content.schema import ArticleFields, Common
from press.content.tree import Tree
from press.model import Article, Document, Kind, Video

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Desk:
    """What is needed to link a manuscript: the folder, its files, the doctors."""

    docs: Path
    tree: Tree
    directory: Directory
    _seen: dict[tuple[type, Hashable], Hashable] = field(default_factory=dict)

    def once(self, value: T) -> T:
        """Return the equal value that came first: of thousands of articles many share theirs, and memory holds one."""
        return cast("T", self._seen.setdefault((type(value), value), value))


@dataclass(frozen=True, slots=True)
class Illustrated:
    """A document with the picture files it shows."""

    document: Document
    pictures: tuple[PurePosixPath, ...] = ()


class CommonParts(TypedDict):
    """The constructor arguments all documents share."""

    path: PurePosixPath
    kind: Kind
    slug: str
    title: str
    published: dt.date | None
    excerpt: str
    topics: tuple[str, ...]
    audience: tuple[str, ...]
    aliases: tuple[str, ...]
    body_line: int
    digest: str
    rare: str


def common_parts(manuscript: Manuscript[Common], slug: str) -> CommonParts:
    """The values every document has."""
    fields = manuscript.fields
    return CommonParts(
        path=manuscript.path,
        kind=manuscript.kind,
        slug=slug,
        title=manuscript.title,
        published=fields.date,
        excerpt=manuscript.excerpt,
        topics=tuple(dict.fromkeys(fields.topics)),
        audience=tuple(dict.fromkeys(fields.audience)),
        aliases=old_addresses(manuscript, slug),
        body_line=manuscript.body_line,
        digest=manuscript.digest,
        rare=manuscript.rare,
    )


def plain_page(manuscript: Manuscript[Common], slug: str, desk: Desk) -> Illustrated:
    """A page that is no article, video, graphic or bulletin."""
    return Illustrated(Document(**common_parts(manuscript, slug)), body_pictures(manuscript, desk.tree))


def article(manuscript: Manuscript[ArticleFields], slug: str, desk: Desk, videos: Catalogue[Video]) -> Illustrated:
    """An article, its doctors and its video found, its pictures checked."""
    fields, remarks = manuscript.fields, manuscript.remarks
    authors = [desk.directory.author(name, manuscript, "authors") for name in fields.authors]
    cover = field_file(manuscript, "cover", fields.cover, PICTURE, desk.tree)
    if cover is not None:
        check_cover(desk.docs, cover, remarks, manuscript.line("cover"))
    video = videos.get(fields.video, manuscript, "video", manuscript.line("video")) if fields.video else None
    common = common_parts(manuscript, slug)
    common["published"] = desk.once(common["published"])
    common["topics"] = desk.once(common["topics"])
    common["audience"] = desk.once(common["audience"])
    document = Article(
        **common,
        authors=desk.once(tuple(dict.fromkeys(author for author in authors if author))),
        reviewer=desk.once(desk.directory.person(fields.reviewer, manuscript, "reviewer")),
        reviewed=desk.once(fields.reviewed),
        review_due=desk.once(fields.review_due),
        sources=desk.once(fields.sources),
        literacy=tuple(sorted(set(fields.literacy))),
        cover=cover,
        video=video.slug if video else None,
        key_points=fields.key_points,
        excerpt_mark=manuscript.body.excerpt_mark,
    )
    pictures = body_pictures(manuscript, desk.tree)
    return Illustrated(document, ((cover,) if cover else ()) + pictures)
