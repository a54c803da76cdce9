"""Finding the document another document names: by slug, address, path or title."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Generic, TypeVar

from press.content.fields import fold
from press.content.manuscripts import Manuscript
from press.content.references import inside
from press.content.schema import Common
from press.model import Document

D = TypeVar("D", bound=Document)


@dataclass(frozen=True)
class Catalogue(Generic[D]):
    """The published documents of one kind, and the drafts, so that naming a draft gets its own answer."""

    documents: Sequence[D]
    drafts: Sequence[Manuscript[Common]] = ()

    @cached_property
    def _slugs(self) -> dict[str, D]:
        return {document.slug: document for document in self.documents}

    @cached_property
    def _paths(self) -> dict[PurePosixPath, D]:
        return {document.path: document for document in self.documents}

    @cached_property
    def _titles(self) -> dict[str, list[D]]:
        found = defaultdict(list)
        for document in self.documents:
            found[fold(document.title)].append(document)
        return dict(found)

    def find(self, written: str, folder: PurePosixPath) -> list[D]:
        """The documents a text may mean, seen from a document in `folder`."""
        written = fold(written)
        name = written.rstrip("/").rsplit("/", 1)[-1].removesuffix(".html")
        if name in self._slugs:
            return [self._slugs[name]]
        for form in (written, f"{written}.md"):
            for base in (folder, PurePosixPath(), *{document.path.parent for document in self.documents[:1]}):
                path = inside(base, form.replace("\\", "/"))
                if path in self._paths:
                    return [self._paths[path]]
        return self._titles.get(written, [])

    def get(self, written: str, asker: Manuscript[Common], field: str, line: int | None) -> D | None:
        """The one document a text means; None with an ERROR on the asker's pad otherwise."""
        found = self.find(written, asker.path.parent)
        if len(found) == 1:
            return found[0]
        count, noun = ("个", "视频") if _rule(field) == "video" else ("篇", "文章")
        remarks = asker.remarks
        if found:
            slugs = "、".join(document.slug for document in found)
            remarks.error(
                f"ambiguous-{_rule(field)}", f"有几{count}{noun}都叫“{written}”", f"改写网址名：{slugs}", line
            )
        elif any(fold(written) in _names(draft) for draft in self.drafts):
            message = f"{noun}“{written}”还是草稿，不会出现"
            remarks.error(f"draft-{_rule(field)}", message, "先发布它（去掉 draft: true），或从这里删掉", line)
        else:
            close = difflib.get_close_matches(
                fold(written), dict.fromkeys((*self._slugs, *self._titles)), n=3, cutoff=0.5
            )
            hint = (
                f"您是不是想写 {' 或 '.join(close)}？"
                if close
                else f"写这{count}{noun}的网址名（slug）、文件路径或标题"
            )
            remarks.error(f"unknown-{_rule(field)}", f"找不到{noun}“{written}”", hint, line)
        return None


def _rule(field: str) -> str:
    return field.removesuffix("s")


def _names(draft: Manuscript[Common]) -> Iterable[str]:
    return fold(draft.title), draft.fields.slug or "", draft.path.stem, draft.path.name, str(draft.path)
