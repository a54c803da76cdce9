"""The file `build.py new` writes: every key filled in or left open, each with its comment in Chinese."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from pathlib import PurePosixPath

from press.content.bulletins import month_in
from press.content.keys import parts_of, words_of
from press.content.manuscripts import SECTIONS
from press.content.schema import MODELS
from press.content.slugs import make_slug, unique_slug
from press.content.yaml_tree import Scalar, is_nothing
from press.model import Document, Kind, Library, Month

_ORDER = {
    Kind.ARTICLE: "title date slug authors reviewer reviewed review_due sources audience topics literacy cover video "
    "key_points aliases draft",
    Kind.VIDEO: "title date slug speaker file address poster poster_time duration audience topics aliases draft",
    Kind.GRAPHIC: "title date slug picture alt author audience topics aliases draft",
    Kind.BULLETIN: "title month issue theme articles videos colour reviewer reviewed draft",
    Kind.PLAIN: "title draft",
}
"""The keys of a new file, in the order people fill them in."""

_MONTH = re.compile(r"(\d{4})\s*[-年./]\s*(\d{1,2})")
_COLUMN = 24
"""Where comments begin, two columns later, unless a value is longer."""
_LISTS = frozenset(name for model in MODELS.values() for name in parts_of(model))
_BODIES = {
    Kind.ARTICLE: "在这里写开头一段，一两句话说清楚。\n\n<!-- more -->\n\n## 小标题\n\n在这里写正文。\n",
    Kind.VIDEO: "在这里写视频的内容简介。\n",
    Kind.GRAPHIC: "在这里用文字写出图上的内容。\n",
    Kind.BULLETIN: "## 本县动态\n\n在这里写本期自己的栏目；不需要就删掉。\n",
    Kind.PLAIN: "在这里写正文。\n",
}


def new_document(kind: Kind, title: str, today: dt.date, library: Library) -> tuple[PurePosixPath, str]:
    """Make a new document.

    It is a draft, so that nothing half-written is published; the loader accepts it without an error.

    Args:
        kind: what to make.
        title: its title; for a bulletin its theme, or a title that names the month (`2026年11月…`); else the first
            free month from `today` on is taken.
        today: the date it gets.
        library: what exists, so that path and slug are new.

    Returns:
        The path relative to docs/ and the text, UTF-8 with LF line ends.
    """
    title = " ".join(title.split()) or "未命名"
    if kind is Kind.BULLETIN:
        month = _free_month(title, today, library)
        names = (f"{month.label}科普宣传栏", title)  # people give the theme; the board's name follows from the month
        if _MONTH.search(title) or "宣传栏" in title:
            names = (title, "")
        values = dict(zip(("title", "theme"), names, strict=True))
        values |= {"month": str(month), "colour": "朱", "issue": _next_issue(library)}
        return PurePosixPath("bulletins", f"{month}.md"), _text(kind, values)
    folder = {value: key for key, value in SECTIONS.items()}.get(kind, ".")
    slug = _free_slug(kind, title, library)
    values = {"title": title, "date": today.isoformat(), "slug": slug}
    return PurePosixPath(folder, f"{slug}.md"), _text(kind, values)


def _text(kind: Kind, values: dict[str, str]) -> str:
    words = words_of(MODELS[kind])
    lines = ["---"]
    for name in _ORDER[kind].split():
        comment = f"# {words[name].comment}"
        value = _value(name, values)
        line = f"{name}: {value}".rstrip()
        lines.append(line + " " * (_COLUMN - _columns(line)) + f"  {comment}")
    return "\n".join((*lines, "---", "", _BODIES[kind]))


def _value(name: str, values: dict[str, str]) -> str:
    if name == "draft":
        return "true"
    if name in _LISTS:
        return "[]"
    value = values.get(name, "")
    if name not in {"title", "theme"} or not value or _is_safe(value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _columns(text: str) -> int:
    """Width in an editor's window: a Chinese character takes two columns."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _is_safe(text: str) -> bool:
    """Whether YAML reads a text as it stands without quotes."""
    return not is_nothing(Scalar(text, 1)) and (
        re.fullmatch(r"[\w，。、？！“”《》（）—…·][\w，。、？！“”《》（）—…· -]*", text) is not None
        and text.strip("-.") != ""
    )


def _free_slug(kind: Kind, title: str, library: Library) -> str:
    slug = make_slug(title, kind, PurePosixPath(title))
    groups: dict[Kind, tuple[Document, ...]] = {
        Kind.ARTICLE: library.articles,
        Kind.VIDEO: library.videos,
        Kind.GRAPHIC: library.graphics,
    }
    taken = {document.slug for document in groups.get(kind, library.plain)}
    taken |= {path.stem for path in _paths(library)}
    return unique_slug(slug, taken)


def _paths(library: Library) -> list[PurePosixPath]:
    """Every Markdown file there is, published or not."""
    groups = (library.articles, library.videos, library.graphics, library.bulletins, library.plain)
    return [*(document.path for group in groups for document in group), *library.drafts, *library.withheld]


def _free_month(title: str, today: dt.date, library: Library) -> Month:
    taken = {bulletin.month for bulletin in library.bulletins}
    taken |= {month for path in _paths(library) if (month := month_in(path.stem)) is not None}
    named = _MONTH.search(title)
    month = month_in(f"{named[1]}-{named[2]}") if named else None
    month = month or Month(today.year, today.month)
    while month in taken and named is None:
        month = Month(month.year + month.month // 12, month.month % 12 + 1)
    return month


def _next_issue(library: Library) -> str:
    issues = [bulletin.issue for bulletin in library.bulletins if bulletin.issue is not None]
    return str(max(issues) + 1) if issues else "1"
