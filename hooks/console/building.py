"""Building the site: without the engine where that is enough, else with it."""

from __future__ import annotations

import os
from pathlib import Path

from console.crash import crash
from console.project import CACHE
from console.request import Built, Request
from console.second_try import with_second_try
from console.turns import turn
from press.content.ahead import reading_ahead
from press.errors import PressError
from press.progress import Reporter


def build(request: Request, reporter: Reporter) -> Built:
    """Build the site; after a failure nobody foresaw once more, without what earlier builds left in the cache.

    Raises:
        UsageError: the configuration cannot be used.
        PressError: a hook stopped the build on purpose.
        CrashError: anything else went wrong; the published site is as it was.
    """
    return with_second_try(lambda: _attempt(request, reporter), CACHE, turn)


def _attempt(request: Request, reporter: Reporter) -> Built:
    root = request.config.absolute().parent
    docs = request.docs.absolute() if request.docs else root / "docs"
    with reading_ahead(docs, root, request.cache, _jobs(request)):
        return _built(request, reporter)


def _jobs(request: Request) -> int:
    return request.jobs or os.cpu_count() or 1


def _built(request: Request, reporter: Reporter) -> Built:
    from press.build.again import occasion  # noqa: PLC0415 - a tenth of a second, in which texts are read

    now = occasion(request.config, (Path.cwd(), request.docs, request.site, request.strict, request.thorough))
    built = _without_engine(request, reporter, now)
    if built is None:
        from console import engine  # noqa: PLC0415 - the engine behind it takes half a second, only where it is needed

        built = engine.build(request, reporter, now)
    return built


def _without_engine(request: Request, reporter: Reporter, now: str) -> Built | None:
    """Resume the last build; None if that is not enough."""
    from press.build.again import build_again  # noqa: PLC0415 - as above

    try:
        with turn():
            done = build_again(request.cache, now, reporter, proof=request.thorough, jobs=_jobs(request))
    except PressError:
        raise
    except Exception as error:
        raise crash(error) from error
    return Built(*done) if done else None
