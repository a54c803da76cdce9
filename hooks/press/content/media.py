"""Videos and graphics: those described by a Markdown file, and bare files that lie in their folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath

from press.content.documents import Desk, Illustrated, common_parts
from press.content.illustrations import FILM, PICTURE, body_pictures, check_cover, field_file
from press.content.manuscripts import Manuscript
from press.content.remarks import Remarks
from press.content.schema import GraphicFields, VideoFields
from press.content.slugs import derived_slug, make_slug, unique_slug
from press.model import Document, Graphic, Kind, Video

Pad = Callable[[PurePosixPath], Remarks]
"""Gives the pad for a file relative to docs/."""


def video(manuscript: Manuscript[VideoFields], slug: str, desk: Desk) -> Illustrated:
    """A video; one that has neither film nor address keeps its page, so that a printed code still leads somewhere."""
    fields, remarks = manuscript.fields, manuscript.remarks
    file = field_file(manuscript, "file", fields.file, FILM, desk.tree)
    poster = field_file(manuscript, "poster", fields.poster, PICTURE, desk.tree)
    if poster is not None:
        check_cover(desk.docs, poster, remarks, manuscript.line("poster"))
    outside = fields.address if file is None else None
    if file is not None and fields.address:
        message = "同时写了视频文件和外部网址，只用了视频文件"
        remarks.warning("two-films", message, "file 和 address 只留一个", manuscript.line("address"))
    if outside and poster is None:
        hint = "截一张视频画面放进来，写 poster: 图片文件"
        remarks.error("no-poster", "外部视频没有封面图片", hint, manuscript.line("address"))
    if file is None and outside is None and {"file", "address"}.isdisjoint(manuscript.places.fields):
        remarks.error("no-film", "没有写视频在哪里", "加一行 file: 视频文件，或 address: https://… 并配 poster", 1)
    document = Video(
        **common_parts(manuscript, slug),
        file=file,
        address=outside,
        poster=poster,
        poster_time=fields.poster_time,
        speaker=desk.directory.person(fields.speaker, manuscript, "speaker"),
        duration=fields.duration,
        ai_label=fields.ai_label,
    )
    return Illustrated(document, ((poster,) if poster else ()) + body_pictures(manuscript, desk.tree))


def graphic(manuscript: Manuscript[GraphicFields], slug: str, desk: Desk) -> Illustrated:
    """A graphic; without `picture:` the first picture of its body is taken."""
    fields, remarks = manuscript.fields, manuscript.remarks
    picture = field_file(manuscript, "picture", fields.picture, PICTURE, desk.tree)
    shown = body_pictures(manuscript, desk.tree)
    if picture is None and "picture" not in manuscript.places.fields:
        if shown:
            picture = shown[0]
            hint = f"在资料区加一行 picture: {picture.name}"
            remarks.warning("no-picture", f"没有写是哪张图片，用了正文里的 {picture.name}", hint, 1)
        else:
            remarks.error("no-picture", "没有写是哪张图片", "在资料区加一行 picture: 图片文件名", 1)
    if picture is not None and not fields.alt and not fields.excerpt and not manuscript.body.excerpt:
        remarks.notice("no-alt", "没有文字说明", "加一行 alt:，把图上的内容用文字说一遍，给看不见图的人", 1)
    document = Graphic(
        **common_parts(manuscript, slug),
        picture=picture,
        alt=fields.alt or "",
        author=desk.directory.person(fields.author, manuscript, "author"),
        ai_label=fields.ai_label,
    )
    return Illustrated(document, tuple(dict.fromkeys(((picture,) if picture else ()) + shown)))


def bare_videos(files: Iterable[PurePosixPath], taken: Iterable[str], pad: Pad) -> list[Illustrated]:
    """A video for every film in `videos/` among those that no Markdown file describes."""
    return [
        Illustrated(Video(path=path, kind=Kind.VIDEO, slug=slug, title=_title(path), file=path))
        for path, slug in _bare(files, Kind.VIDEO, taken, pad)
    ]


def bare_graphics(files: Iterable[PurePosixPath], taken: Iterable[str], pad: Pad) -> list[Illustrated]:
    """A graphic for every picture in `graphics/` among those that no Markdown file there describes or shows."""
    return [
        Illustrated(Graphic(path=path, kind=Kind.GRAPHIC, slug=slug, title=_title(path), picture=path), (path,))
        for path, slug in _bare(files, Kind.GRAPHIC, taken, pad)
    ]


def _bare(
    files: Iterable[PurePosixPath], kind: Kind, taken: Iterable[str], pad: Pad
) -> Iterator[tuple[PurePosixPath, str]]:
    slugs = set(taken)
    section, key, media = ("videos", "file", FILM) if kind is Kind.VIDEO else ("graphics", "picture", PICTURE)
    for path in files:
        if path.parts[0] != section or path.suffix.lower() not in media.suffixes:
            continue
        slug = _free_slug(path, kind, slugs)
        slugs.add(slug)
        lines = ("---", f"title: {_title(path)}", "date: 年-月-日", f"slug: {slug}", f"{key}: {path.name}", "---")
        hint = f"写一个 {path.with_suffix('.md').name} 放在旁边（/ 处换行）：{' / '.join(lines)}"
        pad(path).notice("bare-file", f"这个{media.noun}没有说明文件，标题用了文件名，没有日期", hint)
        yield path, slug


def _free_slug(path: PurePosixPath, kind: Kind, taken: set[str]) -> str:
    """The slug of a bare file: its stem, else with its type, else with its folder, else numbered."""
    plain = derived_slug(kind, path)
    suffix = path.suffix.lower().lstrip(".")
    choices = (plain, make_slug(f"{plain}-{suffix}", kind, path), make_slug(f"{path.parent.name}-{plain}", kind, path))
    return next((slug for slug in choices if slug not in taken), unique_slug(plain, taken))


def _title(path: PurePosixPath) -> str:
    return " ".join(path.stem.replace("_", " ").split()) or path.name


def files_of(documents: Iterable[Illustrated]) -> frozenset[PurePosixPath]:
    """Every film and picture the given videos and graphics use."""
    used: set[PurePosixPath] = set()
    for item in documents:
        used.update(item.pictures)
        used.update(path for path in _own_files(item.document) if path is not None)
    return frozenset(used)


def _own_files(document: Document) -> tuple[PurePosixPath | None, ...]:
    if isinstance(document, Video):
        return document.file, document.poster
    return (document.picture,) if isinstance(document, Graphic) else ()
