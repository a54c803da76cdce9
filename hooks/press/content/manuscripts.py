"""One Markdown file, read: its front matter checked, its body looked through, not yet linked to anything else."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Generic, TypeVar

from pydantic_core import PydanticCustomError

from press.content.decode import decode, read_bytes
from press.content.fields import flag
from press.content.front_matter import Entry, split
from press.content.keys import label, sort_entries
from press.content.pictures import Shown
from press.content.places import Places
from press.content.prose import Body, shorten
from press.content.remarks import Remarks
from press.content.schema import MODELS, Common
from press.content.slugs import derived_slug
from press.content.textual import Textual, digest_of_lines, repeats, textual_part
from press.content.validate import validate
from press.model import Kind

F_co = TypeVar("F_co", bound=Common, covariant=True)

SECTIONS = {
    "articles": Kind.ARTICLE,
    "videos": Kind.VIDEO,
    "graphics": Kind.GRAPHIC,
    "bulletins": Kind.BULLETIN,
}
"""Top folder of docs/ to the kind of what lies in it."""

_LANDING = frozenset(("index", "readme"))
_REQUIRED = {
    Kind.ARTICLE: ("title", "date", "slug", "authors"),
    Kind.VIDEO: ("title", "date", "slug", "file"),
    Kind.GRAPHIC: ("title", "date", "slug", "picture"),
    Kind.BULLETIN: ("month", "issue", "theme", "articles"),
}


@dataclass(frozen=True, slots=True)
class Manuscript(Generic[F_co]):
    """A file that was read.

    fields     its checked front matter
    places     where its front matter says what
    front_lines  lines of the file that its front matter takes, fences included; `front_digest`: SHA-256 hex of them
    title      from the front matter, else its leading heading, else its file name
    textual    what its words tell
    body_line  1-based line of the file where the publishable body starts (after a heading that repeats the title)
    remarks    the pad of this file; later stages note on it too
    """

    path: PurePosixPath
    kind: Kind
    fields: F_co
    places: Places
    has_front_matter: bool
    front_lines: int
    front_digest: str
    title: str
    textual: Textual
    body_line: int
    digest: str
    remarks: Remarks

    def line(self, field: str, element: str = "") -> int | None:
        """Line of a field's key, or of one element of its list."""
        return self.places.line(field, element)

    @property
    def body(self) -> Body:
        """What the loader needs to know of its body."""
        return self.textual.body

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The pictures in its body."""
        return self.textual.shown

    @property
    def rare(self) -> str:
        """The rare characters in it."""
        return self.textual.rare

    @property
    def wanted_slug(self) -> str | None:
        """The slug its front matter asks for."""
        return self.fields.slug

    @property
    def slug_line(self) -> int | None:
        """Where it asks."""
        return self.line("slug")

    @property
    def excerpt(self) -> str:
        """The excerpt its front matter gives, else the one of its body."""
        return shorten(self.fields.excerpt) if self.fields.excerpt else self.body.excerpt


def kind_of(path: PurePosixPath) -> Kind:
    """The kind of a Markdown file by its folder; a section's own index page is a plain page."""
    if len(path.parts) == 1:
        return Kind.PLAIN
    kind = SECTIONS.get(path.parts[0], Kind.PLAIN)
    is_landing = path.stem.lower() in _LANDING and (kind is not Kind.ARTICLE or len(path.parts) == 2)  # noqa: PLR2004 - articles/index.md
    return Kind.PLAIN if is_landing else kind


def read_manuscript(docs: Path, path: PurePosixPath, remarks: Remarks) -> Manuscript[Common] | None:
    """Read one file; None when it cannot be decoded (the ERROR is in `remarks`)."""
    data = read_bytes(docs / path, remarks)
    if data is None:
        return None
    decoded = decode(data, remarks.path or str(path))
    remarks.extend(decoded.findings)
    if decoded.value is None:
        return None
    kind = kind_of(path)
    front = split(decoded.value, remarks)
    entries = sort_entries(MODELS[kind], front.entries, remarks)
    fields = _keep_back(validate(MODELS[kind], entries, remarks), entries)
    front_lines = front.body_line - 1
    textual = textual_part(decoded.value, front_lines)
    title = fields.title or textual.body.heading or path.stem
    manuscript = Manuscript(
        path=path,
        kind=kind,
        fields=fields,
        places=Places.of(entries),
        has_front_matter=front.present,
        front_lines=front_lines,
        front_digest=digest_of_lines(decoded.value, front_lines),
        title=title,
        textual=textual,
        body_line=front_lines + 1 + (textual.body.after if repeats(kind, title, textual.body) else 0),
        digest=hashlib.sha256(data).hexdigest(),
        remarks=remarks,
    )
    _tell_missing(manuscript)
    return manuscript


def _keep_back(fields: Common, entries: Mapping[str, Entry]) -> Common:
    """Treat a document whose `draft:` cannot be understood as a draft: publishing it by mistake would be worse."""
    if fields.draft or "draft" not in entries:
        return fields
    try:
        flag(entries["draft"].value)
    except PydanticCustomError:
        return fields.model_copy(update={"draft": True})
    return fields


def _tell_missing(manuscript: Manuscript[Common]) -> None:
    """Name the required keys that are not there: one warning for a file without front matter, else one for each."""
    kind, fields, remarks = manuscript.kind, manuscript.fields, manuscript.remarks
    if kind is Kind.PLAIN or fields.draft:
        return
    if not manuscript.has_front_matter:
        wanted = "、".join(label(MODELS[kind], name) for name in _REQUIRED[kind])
        keys = f"title: {manuscript.title} / date: 年-月-日 / slug: {derived_slug(kind, manuscript.path)}"
        if kind is Kind.BULLETIN:
            keys = "month: 年-月 / theme: 本期主题 / articles: [文章的网址名]"
        paste = f"--- / {keys} / ---"
        remarks.warning("no-front-matter", f"没有资料区，缺少 {wanted}", f"在文件最前面加上（/ 处换行）：{paste}", 1)
    elif kind is not Kind.BULLETIN:
        if fields.title is None and "title" not in manuscript.places.fields:
            origin = "正文的大标题" if manuscript.body.heading else "文件名"
            message = f"没有写标题，暂用{origin}“{manuscript.title}”"
            remarks.warning("no-title", message, f"在资料区加一行 title: {manuscript.title}", 1)
        if fields.date is None and "date" not in manuscript.places.fields:
            remarks.warning(
                "no-date", "没有写日期，不能按时间排列", "在资料区加一行 date: 年-月-日，例如 2026-11-03", 1
            )
