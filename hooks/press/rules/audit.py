"""Holding rules against documents."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from press.content.body import body_of
from press.content.decode import read_text
from press.content.tree import MARKDOWN, Tree, scan
from press.findings import Finding, Severity, sort_findings
from press.forked import forked
from press.model import Article, Bulletin, Document, Graphic, Kind, Library
from press.rules.checks.review import depends_on_today
from press.rules.memory import AuditMemory
from press.rules.page import Page, Part, Passage, Site
from press.rules.rule import Hit, Per, Rule

MOST: Final = 8
"""Lines of one document that one rule names; the rest are counted in the last finding."""


def audit(  # noqa: PLR0913, PLR0917 - six plain inputs
    library: Library,
    docs: Path,
    rules: Sequence[Rule],
    today: dt.date,
    prefix: str = "docs",
    memory: AuditMemory | None = None,
    jobs: int = 1,
    tree: Tree | None = None,
) -> tuple[Finding, ...]:
    """Hold the rules against every published document.

    Args:
        library: what was read from docs/.
        docs: the folder.
        rules: from `load_rules`; those switched off are left aside.
        today: the day against which review dates are held.
        prefix: what findings put before a path relative to docs/, e.g. `docs`.
        memory: keeps what was found in a document; usable only with rules that look at nothing but the document, its
            doctors and the institutions of the site (no link rules).
        jobs: processes that look at documents never looked at before.
        tree: the files of docs, if they were listed.

    Returns:
        All findings, ordered; lines are lines of the files.
    """
    return begin_audit(library, docs, rules, today, prefix, memory, jobs, tree)()


def begin_audit(  # noqa: PLR0913, PLR0917 - as `audit`
    library: Library,
    docs: Path,
    rules: Sequence[Rule],
    today: dt.date,
    prefix: str = "docs",
    memory: AuditMemory | None = None,
    jobs: int = 1,
    tree: Tree | None = None,
) -> Callable[[], tuple[Finding, ...]]:
    """Begin what `audit` does, in other processes if there are any; what is returned joins in, once, and returns."""
    site = _site(library, tree or scan(docs, prefix), today)
    found: dict[int, tuple[Finding, ...]] = {}
    asked: list[tuple[int, Document]] = []
    for place, document in enumerate(_documents(library)):
        known = memory.recall(_key(document, library, site, prefix)) if memory and memory.holds_any else None
        if known is not None:
            found[place] = known
        else:
            asked.append((place, document))

    def look(asking: tuple[int, Document]) -> tuple[str, tuple[Finding, ...]]:
        document = asking[1]
        seen = tuple(_of(document, rules, library, docs, site, f"{prefix}/{document.path}"))
        return _key(document, library, site, prefix) if memory else "", seen

    looked = forked(look, asked, jobs)

    def finish() -> tuple[Finding, ...]:
        for (place, _), (key, seen) in zip(asked, looked, strict=True):
            found[place] = seen
            if memory:
                memory.keep(key, seen)
        return sort_findings([finding for place in sorted(found) for finding in found[place]])

    return finish


def _of(  # noqa: PLR0913, PLR0917 - as `audit`
    document: Document, rules: Sequence[Rule], library: Library, docs: Path, site: Site, name: str
) -> Iterator[Finding]:
    active = _active(rules, document.kind)
    if document.path.suffix not in MARKDOWN:
        # A bare film or picture: its title is only a file name.
        yield from _apply(Page(document.kind, (), site, document), active, name)
        return
    decoded = read_text(docs / document.path, name)
    if decoded.value is None:
        yield from decoded.findings
    else:
        yield from _apply(_page(document, decoded.value, library, site), active, name)


def _key(document: Document, library: Library, site: Site, prefix: str) -> str:
    """Everything of a document's surroundings that a rule without links can see."""
    signed_by = [library.doctors[author].institution for author in _authors(document) if author in library.doctors]
    today = site.today if depends_on_today(document, site.today) else None
    parts = (f"{prefix}/{document.path}", document, signed_by, today, site.names)
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def audit_text(
    text: str,
    rules: Sequence[Rule],
    *,
    today: dt.date,
    kind: Kind = Kind.ARTICLE,
    name: str | None = None,
) -> tuple[Finding, ...]:
    """Hold the rules that look at words against one Markdown text without front matter.

    Args:
        text: decoded, line ends LF.
        rules: from `load_rules`; those that need a whole document (required keys, reviews, dead links) are silent.
        today: as in `audit`.
        kind: kind of document the text is meant for.
        name: path for the findings.
    """
    page = Page(kind, (Passage(Part.BODY, text, 1),), Site(today))
    return sort_findings(_apply(page, _active(rules, kind), name))


def _active(rules: Sequence[Rule], kind: Kind) -> list[Rule]:
    return [rule for rule in rules if rule.level is not None and kind in rule.scope.kinds]


def _documents(library: Library) -> Iterator[Document]:
    yield from library.articles
    yield from library.videos
    yield from library.graphics
    yield from library.bulletins
    yield from library.plain


def _site(library: Library, tree: Tree, today: dt.date) -> Site:
    names = [doctor.institution for doctor in library.doctors.values()]
    names += [*library.county.organisers, *library.county.producers]
    return Site(
        today,
        tree=tree,
        pages=frozenset((document.kind, document.slug) for document in _documents(library)),
        unpublished=frozenset((*library.drafts, *library.withheld)),
        institutions=frozenset(bare for name in names if (bare := name.removesuffix("（示例）").strip())),
    )


def _page(document: Document, text: str, library: Library, site: Site) -> Page:
    front = text.split("\n", document.body_line - 1)[:-1] if document.body_line > 1 else []
    written = "\n".join(front)
    passages = [
        Passage(part, words, _line_of(words, written)) for part, words in _front_texts(document) if words.strip()
    ]
    signed_by = [library.doctors[author].institution for author in _authors(document) if author in library.doctors]
    passages.append(Passage(Part.BODY, body_of(text, document), document.body_line))
    return Page(
        kind=document.kind,
        passages=tuple(passage for passage in passages if passage.first_line),
        site=site,
        document=document,
        signed_by=frozenset(filter(None, signed_by)),
        front=tuple(front),
    )


def _authors(document: Document) -> tuple[str, ...]:
    return document.authors if isinstance(document, Article) else ()


def _front_texts(document: Document) -> Iterator[tuple[Part, str]]:
    yield Part.TITLE, document.title
    yield Part.EXCERPT, document.excerpt
    if isinstance(document, Article):
        yield from ((Part.KEY_POINT, point) for point in document.key_points)
    elif isinstance(document, Graphic):
        yield Part.ALT, document.alt
    elif isinstance(document, Bulletin):
        yield Part.THEME, document.theme


def _line_of(words: str, front: str) -> int:
    """Line of the front matter that holds a text; 0 when none does: then it was taken from body or file name."""
    place = front.find(words.split("\n", maxsplit=1)[0][:40])
    return front.count("\n", 0, place) + 1 if place >= 0 and front else 0


def _apply(page: Page, rules: Iterable[Rule], name: str | None) -> Iterator[Finding]:
    for rule in rules:
        hits = list(rule.check(page, rule.scope.parts))
        if hits and rule.level is not None:
            yield from _findings(rule, rule.level, hits, name)


def _findings(rule: Rule, level: Severity, hits: list[Hit], name: str | None) -> Iterator[Finding]:
    if rule.scope.per is Per.DOCUMENT:
        groups = [hits]
    else:
        by_line: dict[int | None, list[Hit]] = {}
        for hit in hits:
            by_line.setdefault(hit.line, []).append(hit)
        groups = list(by_line.values())
    for number, group in enumerate(groups[:MOST], 1):
        values = {"count": str(len(group)), **group[0].values}
        rest = len(groups) - MOST
        more = f"（本文后面还有 {rest} 行也是这样）" if number == MOST and rest > 0 else ""
        message = rule.message.format_map(values) + more
        yield Finding(rule.id, level, message, rule.hint.format_map(values), name, group[0].line)
