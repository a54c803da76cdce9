"""How a build begins: by resuming the last one where only texts changed, else as a whole."""

from __future__ import annotations

import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from press.cache import Cache
from press.content.shelf import Shelf
from press.content.survey import Survey
from press.content.tree import docs_prefix
from press.heap import share_one_heap
from press.site.inputs import SiteInputs
from press.site.page_store import PageStore, digest_of, files_digest
from press.site.resume import ResumedSession
from press.site.snapshot import opened

if TYPE_CHECKING:
    from press.site.session import BuildSession


def begin(inputs: SiteInputs) -> BuildSession | ResumedSession:
    """Look at docs/ and begin a build.

    Raises:
        PressError: As `press.site.assemble.assemble`.
    """
    share_one_heap()
    program = Path(__file__).resolve().parents[2]
    own = files_digest((inputs.overlays / "theme", program), frozenset({".html", ".py"}))
    base = digest_of(inputs.engine, own) if inputs.engine else ""
    shelf = Shelf(inputs.cache / "manuscripts.sqlite", digest_of(own, *_packages()))
    try:
        survey = Survey(inputs.docs, docs_prefix(inputs.docs, inputs.root), shelf, inputs.jobs)
        state = digest_of(base, _settings(inputs), *_packages(), *_others(inputs, survey), *_outlines(survey))
        store = PageStore(inputs.cache / "pages")
        data = store.snapshot(base) if base else None
        last = opened(data) if data else None
        resumed = None
        if last is not None and last.state == state:
            resumed = ResumedSession.start(inputs, store, survey, base, last)
        if resumed:
            return resumed
        from press.site.session import BuildSession  # noqa: PLC0415 - half a second, only where it is needed

        return BuildSession.start(inputs, store, survey, base, state)
    finally:
        shelf.close()


def _settings(inputs: SiteInputs) -> tuple[object, ...]:
    places = (inputs.root, inputs.docs, inputs.overlays, inputs.cache)
    return (*map(str, places), inputs.today, inputs.title, inputs.address, inputs.prints)


def _packages() -> list[str]:
    """Name every installed package with its version, as their folders do."""
    folders = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    return sorted(entry.name for folder in folders for entry in Path(folder).glob("*-info"))


def _others(inputs: SiteInputs, survey: Survey) -> Iterator[str]:
    """Name every file beside the texts, with its digest: pictures, films, doctors, everything in overlays/."""
    cache = Cache(inputs.cache)
    try:
        for path in survey.tree.files:
            if path not in survey.digests:
                yield f"{path} {_digest(cache, inputs.docs / path)}"
        for file in sorted(inputs.overlays.rglob("*")):
            if file.is_file():
                yield f"{file.relative_to(inputs.overlays).as_posix()} {_digest(cache, file)}"
    finally:
        cache.close()
    yield from map(str, survey.tree.refused)
    yield repr(survey.tree.findings)


def _digest(cache: Cache, file: Path) -> str:
    try:
        return cache.digest(file)
    except OSError:
        return "unreadable"


def _outlines(survey: Survey) -> Iterator[str]:
    return (f"{path} {outline}" for path, outline in survey.outlines.items())
