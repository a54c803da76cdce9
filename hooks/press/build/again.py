"""A build that resumes the last one without the engine: to load it takes longer than to make one page.

What the engine gave to the last build (its configuration, read and checked) is remembered together with all that it was
made from. If that is as it was, and the last build can be resumed, our own templates and Markdown settings are enough;
in every other case the engine is asked, and nothing has happened yet.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import os
import pickle  # our own memory of our own values; whoever can write it can write the program too
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from press.build.begin import look, packages, resumed
from press.build.conclude import Ending, conclude
from press.progress import Reporter
from press.publish.outcome import Outcome
from press.publish.staging import discard, recover, staging_dir
from press.site.extensions import our_extensions
from press.site.frames import Frames
from press.site.inputs import SiteInputs, day_of
from press.site.templates import EngineConfig, MarkdownSettings, PageTemplates, needs_engine, own_environment
from press.sources import folders_digest

if TYPE_CHECKING:
    from press.markup.convert import Converter
    from press.site.text_desk import TextDesk

_FILE = Path("pages", "engine.pickle")
_TEMPLATES = Path("pages", "engine-needed.txt")
_UNFORESEEABLE = (b"!ENV", b"INHERIT")
"""What makes the configuration depend on more than its own file."""


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What the engine gave to a build.

    inputs    what the build was told; day, processes and listener are the next build's own
    site      where the site is published
    """

    inputs: SiteInputs
    markdown: MarkdownSettings
    config: EngineConfig
    site: Path
    strict: bool


def occasion(config: Path, words: tuple[object, ...]) -> str:
    """Return a digest of all that the engine's part depends on; empty if that cannot be told.

    Args:
        config: its configuration file.
        words: what the command line asks for.
    """
    try:
        given = config.read_bytes()
    except OSError:
        return ""
    if any(word in given for word in _UNFORESEEABLE):
        return ""
    told = repr((hashlib.sha256(given).hexdigest(), os.fspath(config), words, packages(), sys.version))
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def remember(cache: Path, occasion: str, settings: EngineSettings | None) -> None:
    """Keep what the engine gave to the build that just ended; None: it is to be asked next time.

    What cannot be kept (a full disk) is asked for next time too: the site is published already.
    """
    file = cache / _FILE
    with contextlib.suppress(OSError):
        file.unlink(missing_ok=True)
        if settings is None or not occasion or _asks_for_engine(settings.inputs.theme, cache / _TEMPLATES):
            return
        try:
            data = pickle.dumps((occasion, settings), pickle.HIGHEST_PROTOCOL)
        except (pickle.PicklingError, AttributeError, TypeError):
            return  # a setting that is a piece of program of somebody else
        unfinished = file.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(data)
        unfinished.replace(file)


def note_needs(inputs: SiteInputs) -> None:
    """Find out whether our templates need the engine, for `remember`: while other processes have work as well."""
    with contextlib.suppress(OSError):
        _asks_for_engine(inputs.theme, inputs.cache / _TEMPLATES)


def _asks_for_engine(theme: Path, known: Path) -> bool:
    """Whether our templates need the engine; looked at again only when one of them changed."""
    digest = folders_digest((theme,))
    with contextlib.suppress(OSError, UnicodeDecodeError, ValueError):
        seen, answer = known.read_text("utf-8").split()
        if seen == digest:
            return answer != "no"
    needed = needs_engine(theme)
    known.write_text(f"{digest} {'yes' if needed else 'no'}\n", "utf-8")
    return needed


def build_again(
    cache: Path, occasion: str, reporter: Reporter, *, proof: bool, jobs: int
) -> tuple[Outcome, bool] | None:
    """Resume the last build without the engine.

    Args:
        cache: the project's.
        occasion: of today; see there.
        reporter: listens to the progress.
        proof: whether the marks of the finished site are proved.
        jobs: processes.

    Returns:
        As `press.build.conclude.conclude`; None when the engine must be asked. Nothing is changed then.

    Raises:
        PressError: as `press.build.conclude.conclude`.
    """
    settings = _recalled(cache / _FILE, occasion)
    if settings is None:
        return None
    inputs = dataclasses.replace(settings.inputs, reporter=reporter, jobs=jobs, today=day_of(os.environ))
    recover(settings.site)
    with look(inputs) as seen:
        session = resumed(inputs, seen)
    if session is None:
        return None
    staged: Path | None = None
    try:
        staged = staging_dir(settings.site, protected=(inputs.docs, inputs.overlays, inputs.root))
        converter = _converter(settings, session.desk)
        env = own_environment(inputs.theme, inputs.cache / "templates")
        frames = Frames(env, {"config": settings.config})
        session.make_pages(PageTemplates(env, frames, converter, session.context_of))
        return conclude(session, staged, Ending(settings.site, proof=proof, strict=settings.strict))
    except BaseException:
        session.abandon()
        if staged:
            discard(staged)
        raise


def _converter(settings: EngineSettings, desk: TextDesk) -> Callable[[], Converter]:
    return lambda: settings.markdown.converter(our_extensions(desk))


def _recalled(file: Path, occasion: str) -> EngineSettings | None:
    if not occasion:
        return None
    try:
        known, settings = pickle.loads(file.read_bytes())  # noqa: S301 - see above
    except Exception:  # noqa: BLE001 - nobody can say what reading damaged bytes raises
        return None
    return settings if known == occasion and isinstance(settings, EngineSettings) else None
