"""Checking every picture and film a document shows, and dating the picture files for the mark."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from PIL import Image

from press.content.manuscripts import Manuscript
from press.content.references import Reference, Target, close_media, relative, resolve
from press.content.remarks import Remarks
from press.content.schema import Common
from press.content.tree import FILMS, PICTURES, Tree
from press.model import Document, PictureUse

SMALLEST_COVER = 200
"""Pixels of the short side: below this a cover is a blur on any screen."""

_SHOWN_LIMIT = 80
_COPY = "把文件复制到 docs/ 里，写相对本文件的路径"


@dataclass(frozen=True, slots=True)
class MediaKind:
    """What is being looked for: pictures or films."""

    rule: str
    noun: str
    suffixes: frozenset[str]


PICTURE = MediaKind("picture", "图片", PICTURES)
FILM = MediaKind("film", "视频", FILMS)


def field_file(
    manuscript: Manuscript[Common], field: str, written: str | None, kind: MediaKind, tree: Tree
) -> PurePosixPath | None:
    """The file a front matter field names, relative to docs/; None with a finding when it cannot be used."""
    if written is None:
        return None
    place = _Place(written, manuscript.path.parent, manuscript.remarks, manuscript.line(field))
    return _usable(resolve(written, place.folder, tree, from_root=True), place, kind, tree)


def body_pictures(manuscript: Manuscript[Common], tree: Tree) -> tuple[PurePosixPath, ...]:
    """The picture files a body shows; what cannot be shown is noted with its line."""
    paths = []
    for shown in manuscript.shown:
        place = _Place(shown.written, manuscript.path.parent, manuscript.remarks, shown.line)
        path = _usable(resolve(shown.written, place.folder, tree), place, PICTURE, tree)
        if path is not None:
            paths.append(path)
            if not (shown.alt or "").strip():
                hint = "在 ![ ] 的方括号里用一句话说图上有什么，看不见图的人靠它"
                manuscript.remarks.notice("no-alt", f"图片 {path.name} 没有文字说明", hint, shown.line)
    return tuple(dict.fromkeys(paths))


@dataclass(frozen=True, slots=True)
class _Place:
    """A reference as written, the folder it is seen from, and where to note what is wrong with it."""

    written: str
    folder: PurePosixPath
    remarks: Remarks
    line: int | None

    @property
    def shown(self) -> str:
        """The reference short enough for a message: `data:` addresses run to megabytes."""
        return self.written if len(self.written) <= _SHOWN_LIMIT else self.written[: _SHOWN_LIMIT - 1] + "…"


def _usable(found: Reference, place: _Place, kind: MediaKind, tree: Tree) -> PurePosixPath | None:
    if found.path is None or found.target not in {Target.FILE, Target.OTHER_CASE}:
        _explain(found, place, kind, tree)
        return None
    if found.path.suffix.lower() not in kind.suffixes:
        message = f"“{place.shown}”不是{kind.noun}文件"
        place.remarks.error(f"not-a-{kind.rule}", message, f"换成{kind.noun}文件", place.line)
        return None
    if found.target is Target.OTHER_CASE:
        message = f"“{place.shown}”的大小写与文件名不一致，在服务器上会找不到"
        place.remarks.warning("other-case", message, f"改成 {relative(found.path, place.folder)}", place.line)
    return found.path


def _explain(found: Reference, place: _Place, kind: MediaKind, tree: Tree) -> None:
    remarks, line, shown = place.remarks, place.line, place.shown
    if found.target is Target.MISSING and found.path is not None:
        close = [relative(path, place.folder) for path in close_media(found.path, tree)]
        hint = f"您是不是想写 {' 或 '.join(close)}？" if close else f"检查文件名，或{_COPY}"
        remarks.error(f"missing-{kind.rule}", f"找不到{kind.noun}“{shown}”", hint, line)
    elif found.target is Target.OUTSIDE:
        remarks.error("outside-docs", f"“{shown}”在 docs/ 以外，不能使用", _COPY, line)
    elif found.target is Target.LOCAL:
        remarks.error("local-file", f"“{shown}”是某一台电脑上的路径，别人看不到", _COPY, line)
    elif found.target is Target.WEB:
        hint = f"征得同意后下载，{_COPY}"
        remarks.warning(f"outside-{kind.rule}", f"{kind.noun}“{shown}”在别的网站上，页面上不会显示", hint, line)
    else:
        remarks.warning(f"bad-{kind.rule}", f"{kind.noun}地址“{shown}”不能用，页面上不会显示", _COPY, line)


def check_cover(docs: Path, path: PurePosixPath, remarks: Remarks, line: int | None) -> None:
    """Warn of a cover too small to be one. Only the header is read; what Pillow does not know is left to imaging."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(docs / path) as picture:
                width, height = picture.size
    except Image.DecompressionBombError:
        remarks.error("picture-too-large", f"图片 {path} 的像素太多，不能使用", "缩小到 4000 像素以内再放进来", line)
        return
    except (OSError, ValueError, SyntaxError):
        return
    if min(width, height) < SMALLEST_COVER:
        message = f"封面 {path.name} 只有 {width}×{height} 像素，放大后看不清"
        remarks.warning("small-cover", message, f"换一张短边不小于 {SMALLEST_COVER} 像素的图片", line)


def date_pictures(
    uses: Iterable[tuple[Document, PurePosixPath]], own: frozenset[PurePosixPath]
) -> tuple[PictureUse, ...]:
    """One entry per picture file, with the date of the earliest document that shows it (rule: see `PictureUse`).

    Args:
        uses: every document with every picture it shows.
        own: pictures that are graphics of their own.
    """
    earliest: dict[PurePosixPath, Document] = {}
    for document, path in uses:
        if path not in earliest or _age(document) < _age(earliest[path]):
            earliest[path] = document
    return tuple(PictureUse(path, earliest[path].published, path in own) for path in sorted(earliest))


def _age(document: Document) -> tuple[bool, int, PurePosixPath]:
    on = document.published
    return on is None, on.toordinal() if on else 0, document.path
