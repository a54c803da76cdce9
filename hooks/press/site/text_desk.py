"""One text at a time on its way through the engine: its body in, safe HTML out, and what it depends on noted."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from press.content.body import read_body
from press.content.references import resolve
from press.content.tree import Tree, docs_prefix
from press.findings import Finding
from press.markup.unsafe import find_unsafe
from press.site.absolute import quoted
from press.site.addresses import seen_from
from press.site.excerpt import split_excerpt
from press.site.follow import Followed, dead_link, follow
from press.site.inputs import SiteInputs
from press.site.media import MediaIndex
from press.site.page_store import TextRecord
from press.site.planned import PlannedPage, SitePlan
from press.site.sanitise import sanitise
from press.site.views import PictureView

_TOLD_BY_CONTENT = "markup/outside-picture"
"""The loader names outside pictures too (`content/outside-picture`); once is enough."""
_PICTURE, _LINK = "picture ", "link "


@dataclass(slots=True)
class OpenText:
    """The text being rendered. `lookups` are the references it makes, as written, and where each leads.

    Each has its kind before it; the keys are what the store keeps, the values what `TextDesk.answers` gives for them.
    """

    page: PlannedPage
    body: str = ""
    lookups: dict[str, PictureView | Followed | None] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


class TextDesk:
    """Serves the Markdown extensions of one build: what their texts refer to is looked up here."""

    def __init__(self, inputs: SiteInputs, tree: Tree, media: MediaIndex, plan: SitePlan) -> None:
        self._inputs = inputs
        self._prefix = docs_prefix(inputs.docs, inputs.root)
        self._tree = tree
        self._media = media
        self._plan = plan
        self.text: OpenText | None = None

    def open(self, page: PlannedPage) -> str:
        """Begin with a page's text; return its Markdown body."""
        self.text = OpenText(page)
        document = page.document
        if document is None or document.path.suffix.lower() != ".md":
            return ""
        body = self.text.body = read_body(self._inputs.docs, document)
        unsafe = find_unsafe(body, f"{self._prefix}/{document.path}", document.body_line)
        self.text.findings.extend(finding for finding in unsafe if finding.rule_id != _TOLD_BY_CONTENT)
        return body

    def picture(self, src: str) -> PictureView | None:
        """Return the marked picture behind an address in the open text, relative to its page."""
        if self.text is None or self.text.page.document is None:
            return None
        found = self.text.lookups[_PICTURE + src] = self._picture(self.text.page, src)
        return found

    def _picture(self, page: PlannedPage, src: str) -> PictureView | None:
        found = resolve(src, _folder(page), self._tree)
        view = self._media.picture(found.path, "")
        if view is None:
            return None
        return dataclasses.replace(
            view,
            url=seen_from(page.url, view.url),
            srcset=tuple((seen_from(page.url, url), width) for url, width in view.srcset),
        )

    def follow(self, href: str) -> str | None:
        """Return where a link in the open text leads, relative to its page; None when it is dead."""
        if self.text is None or self.text.page.document is None:
            return href
        found = self.text.lookups[_LINK + href] = self._follow(self.text.page, href)
        if found.url is None:
            document = self.text.page.document
            line = document.body_line + self.text.body[: max(0, self.text.body.find(href))].count("\n")
            self.text.findings.append(dead_link(href, found, f"{self._prefix}/{document.path}", line))
            return None
        return found.url if found.outside else quoted(seen_from(self.text.page.url, found.url)) + found.rest

    def _follow(self, page: PlannedPage, href: str) -> Followed:
        return follow(href, _folder(page), self._plan, self._tree)

    def answers(self, page: PlannedPage, lookups: Iterable[str]) -> tuple[object, ...]:
        """Return where each of a text's references leads today: with its bytes, all that its HTML depends on."""
        return tuple(
            self._picture(page, lookup.removeprefix(_PICTURE))
            if lookup.startswith(_PICTURE)
            else self._follow(page, lookup.removeprefix(_LINK))
            for lookup in lookups
        )

    def close(self, html: str, *, keep: bool) -> tuple[str, OpenText, TextRecord]:
        """End the open text: return the HTML its page prints, what it looked up, and what is to be remembered.

        Args:
            html: as the engine rendered it.
            keep: whether a board prints this text.

        Raises:
            LookupError: If no text is open.
        """
        text = self.text
        if text is None:
            raise LookupError("no text is open")
        self.text = None
        if not keep:
            return sanitise(html), text, TextRecord(tuple(text.findings), kept=False)
        excerpt, whole = (sanitise(part) for part in split_excerpt(html))
        return whole, text, TextRecord(tuple(text.findings), kept=True, excerpt=excerpt, whole=whole)


def _folder(page: PlannedPage) -> PurePosixPath:
    return page.document.path.parent if page.document else PurePosixPath()
