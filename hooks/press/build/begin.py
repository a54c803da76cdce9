"""How a build begins: by resuming the last one where only texts changed, else as a whole."""

from __future__ import annotations

import os
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from press.cache import Cache
from press.content.shelf import SHELF, Shelf
from press.content.survey import Survey
from press.content.tree import docs_prefix
from press.heap import share_one_heap
from press.site.inputs import SiteInputs
from press.site.library_later import begin_library
from press.site.page_store import PageStore, digest_of
from press.site.resume import ResumedSession
from press.site.snapshot import opened
from press.sources import folders_digest

if TYPE_CHECKING:
    from press.site.session import BuildSession


@dataclass(frozen=True, slots=True)
class Look:
    """What there is to build, and from what.

    base    digest of engine, theme and program: what every page depends on; empty when the engine's part is not known
    state   digest of everything the build depends on but the bytes of texts
    survey  of docs/
    """

    base: str
    state: str
    survey: Survey


@contextmanager
def look(inputs: SiteInputs) -> Iterator[Look]:
    """Look at docs/, overlays/ and the program; texts of the survey can be read while the context is open."""
    share_one_heap()
    program = Path(__file__).resolve().parents[2]
    cache = Cache(inputs.cache)
    try:
        own = folders_digest((inputs.theme, program), (".html", ".py"), cache.digests)
        base = digest_of(inputs.engine, own) if inputs.engine else ""
        shelf = Shelf(inputs.cache / SHELF, digest_of(own, *packages()))
        try:
            prefix = docs_prefix(inputs.docs, inputs.root)
            survey = Survey(inputs.docs, prefix, shelf, inputs.jobs, cache)
            others = _others(inputs, survey, cache)
            state = digest_of(base, _settings(inputs), *packages(), *others, *_outlines(survey))
            survey.outlines.clear()  # nothing else asks for them, and a build of ten thousand texts is short of memory
            yield Look(base, state, survey)
        finally:
            shelf.close()
    finally:
        cache.close()


def resumed(inputs: SiteInputs, seen: Look) -> ResumedSession | None:
    """Resume the last build; None when a whole build is needed."""
    store = PageStore(inputs.cache / "pages")
    data = store.snapshot(seen.base) if seen.base else None
    last = opened(data) if data else None
    session = None
    if last is not None and last.state == seen.state:
        session = ResumedSession.start(inputs, store, seen.survey, seen.base, last)
    if session is None:
        store.close()
    return session


def begin(inputs: SiteInputs) -> BuildSession | ResumedSession:
    """Look at docs/ and begin a build.

    Raises:
        PressError: As `press.site.assemble.assemble`.
    """
    with look(inputs) as seen:
        session = resumed(inputs, seen)
        if session:
            return session
        later = begin_library(inputs, seen.survey)
        from press.site.session import BuildSession  # noqa: PLC0415 - a fifth of a second, in which the library is linked

        store = PageStore(inputs.cache / "pages")
        return BuildSession.start(inputs, store, seen.survey, base=seen.base, state=seen.state, library_later=later)


def _settings(inputs: SiteInputs) -> tuple[object, ...]:
    places = (inputs.root, inputs.docs, inputs.overlays, inputs.cache)
    return (*map(str, places), inputs.today, inputs.title, inputs.address, inputs.prints)


def packages() -> list[str]:
    """Name every installed package with its version, as their folders do."""
    folders = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    return sorted(entry.name for folder in folders for entry in Path(folder).glob("*-info"))


def _others(inputs: SiteInputs, survey: Survey, cache: Cache) -> Iterator[str]:
    """Name every file beside the texts, with its digest: pictures, films, doctors, everything in overlays/."""
    docs = [path for path in survey.tree.files if path not in survey.digests]
    digests = cache.digests(f"{inputs.docs}{os.sep}{path}" for path in docs)
    yield from (f"{path} {digest}" for path, digest in zip(docs, digests, strict=True))
    yield folders_digest((inputs.overlays,), digests_of=cache.digests)
    yield from map(str, survey.tree.refused)
    yield repr(survey.tree.findings)


def _outlines(survey: Survey) -> Iterator[str]:
    return (f"{path} {outline}" for path, outline in survey.outlines.items())
