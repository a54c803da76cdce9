"""The only place that calls MkDocs in process. Everything marked or planned happens in the hooks, which MkDocs loads.

Engine internals touched here: `mkdocs.config.load_config`, `mkdocs.commands.build.build`, the `mkdocs` logger, and
`mkdocs.livereload.LiveReloadServer` with the plugin events that `mkdocs serve` runs around it.
"""

from __future__ import annotations

import logging
import os
import re
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from console.crash import CrashError, describe
from console.engine_messages import translate
from console.project import CACHE
from press.errors import PressError, UsageError
from press.findings import Finding, Severity
from press.progress import Reporter, current_reporter
from press.publish.outcome import Outcome, current_outcome_sink
from press.publish.staging import discard, staging_path

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer

_AT_PAGE = re.compile(r"Error (?:reading|building) page '(?P<page>.+?)':")


@dataclass(frozen=True, slots=True)
class Request:
    """What to build. None leaves it to the configuration file."""

    config: Path
    docs: Path | None = None
    site: Path | None = None
    strict: bool = False
    jobs: int | None = None


@dataclass(frozen=True, slots=True)
class Built:
    """A build that ran to its end.

    outcome    what the hook handed over, the engine's own findings added
    published  False if `--strict` held the new site back
    """

    outcome: Outcome
    published: bool = True


class _Listener(logging.Handler):
    """Collects what the engine warns of while it works."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[tuple[Severity, str]] = []
        self.page: str | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one warning; one that names the page of a crash is kept as that."""
        text = record.getMessage()
        crash = _AT_PAGE.match(text)
        if crash:
            self.page = crash["page"]
        else:
            severity = Severity.ERROR if record.levelno >= logging.ERROR else Severity.WARNING
            self.records.append((severity, text))

    def forget(self) -> None:
        """Begin anew, for the next rebuild."""
        self.records.clear()
        self.page = None

    def findings(self, docs: Path, root: Path) -> tuple[Finding, ...]:
        """Return what was kept, as findings; paths are relative to `root`."""
        return tuple(translate(text, severity, docs, root) for severity, text in self.records)


def build(request: Request, reporter: Reporter) -> Built:
    """Build the site once.

    Raises:
        UsageError: the configuration cannot be used.
        PressError: a hook stopped the build on purpose.
        CrashError: anything else went wrong; the published site is as it was.
    """
    with _quiet(request.jobs) as listener:
        config = _load(request, listener)
        config.plugins.on_startup(command="build", dirty=False)
        try:
            return _build(config, listener, reporter)
        finally:
            config.plugins.on_shutdown()


def _build(config: MkDocsConfig, listener: _Listener, reporter: Reporter, serve_url: str | None = None) -> Built:
    from mkdocs.commands.build import build as engine_build  # noqa: PLC0415 -- half a second, only where it is needed

    site = Path(config.site_dir)
    docs = Path(config.docs_dir)
    root = Path(config.config_file_path or docs).resolve().parent
    outcomes: list[Outcome] = []
    reporting = current_reporter.set(reporter)
    sinking = current_outcome_sink.set(outcomes.append)
    held_back = False
    try:
        engine_build(config, serve_url=serve_url)
    except Exception as error:
        if not (outcomes and config.strict and _strict_only(error)):
            raise _explained(error, listener) from error
        held_back = _stopped_by_hook(error)
    finally:
        current_outcome_sink.reset(sinking)
        current_reporter.reset(reporting)
        discard(staging_path(site))  # after Ctrl-C too; nothing is there after a finished build
    outcome = outcomes[-1] if outcomes else Outcome(site_dir=site)
    found = (*outcome.findings, *listener.findings(docs, root))
    return Built(replace(outcome, findings=found, site_dir=outcome.site_dir or site), not held_back)


def _strict_only(error: Exception) -> bool:
    """Whether a build that has handed over its outcome ended because of findings and not because of a fault."""
    return isinstance(error, SystemExit) and not any(isinstance(link, PressError) for link in _chain(error))


def _stopped_by_hook(error: Exception) -> bool:
    """Whether a hook raised before the swap; the engine's own count of warnings comes after it."""
    from mkdocs.exceptions import BuildError  # noqa: PLC0415 -- as above

    return any(isinstance(link, BuildError) for link in _chain(error))


def _explained(error: Exception, listener: _Listener) -> PressError:
    """Find what really went wrong under the engine's wrappings."""
    from mkdocs.exceptions import MkDocsException  # noqa: PLC0415 -- as above

    chain = list(_chain(error))
    for link in chain:
        if isinstance(link, PressError):
            return link
    page = f"docs/{listener.page}" if listener.page else None
    faults = [link for link in chain if not isinstance(link, MkDocsException)]
    if not faults and listener.records:
        return CrashError("\n".join(text for _, text in listener.records))
    cause = faults[0] if faults else error
    return CrashError(f"{describe(cause, page)}\n旧网站没有改动。")


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__ or link.__context__


def _load(request: Request, listener: _Listener) -> MkDocsConfig:
    from mkdocs.config import load_config  # noqa: PLC0415 -- as above
    from mkdocs.exceptions import MkDocsException  # noqa: PLC0415 -- as above

    try:
        config = load_config(
            str(request.config),
            docs_dir=str(request.docs) if request.docs else None,
            site_dir=str(request.site) if request.site else None,
            strict=request.strict or None,
        )
    except MkDocsException as error:
        docs = request.docs or request.config.parent / "docs"
        told = [finding.message for finding in listener.findings(docs, request.config.parent)] or [str(error)]
        raise UsageError(f"配置文件“{request.config}”不能用：\n" + "\n".join(f"  {text}" for text in told)) from error
    return config


@contextmanager
def _quiet(jobs: int | None) -> Iterator[_Listener]:
    """Listen to the engine's logger; send what other libraries log to a file instead of into the progress bars."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"  # Material's banner about MkDocs 2, read at its import
    if jobs is not None:
        os.environ["XINGLIN_JOBS"] = str(jobs)
    engine, everything = logging.getLogger("mkdocs"), logging.getLogger()
    CACHE.mkdir(parents=True, exist_ok=True)
    listener = _Listener()
    aside = logging.FileHandler(CACHE / "libraries.log", mode="w", encoding="utf-8", delay=True)
    spoke_on = engine.propagate
    engine.addHandler(listener)
    engine.propagate = False
    everything.addHandler(aside)
    logging.captureWarnings(True)
    try:
        yield listener
    finally:
        logging.captureWarnings(False)
        everything.removeHandler(aside)
        engine.removeHandler(listener)
        engine.propagate = spoke_on
        aside.close()


class Previewer(Protocol):
    """Whoever watches a preview."""

    def reporter(self) -> AbstractContextManager[Reporter]:
        """Return a listener for the stages of the next build."""

    def built(self, built: Built) -> None:
        """Take the result of a build."""

    def failed(self, error: PressError) -> None:
        """Take the reason why a rebuild failed."""


def serve(request: Request, address: tuple[str, int], previewer: Previewer, *, open_browser: bool = False) -> None:
    """Preview the site by the engine's own server, rebuilding on every change, until Ctrl-C.

    Not `mkdocs.commands.serve`: that prints a traceback when a rebuild fails.

    Raises:
        UsageError: the configuration cannot be used, or the address is taken.
        PressError: the first build failed. Later failures go to `previewer`, and the preview goes on.
    """
    from mkdocs.livereload import LiveReloadServer  # noqa: PLC0415 -- as above

    _check_free(*address)
    url = f"http://{address[0]}:{address[1]}/"
    with _quiet(request.jobs) as listener, tempfile.TemporaryDirectory(prefix="xinglin-") as folder:
        preview = replace(request, site=Path(folder) / "site", strict=False)

        def build_once(config: MkDocsConfig) -> None:
            config.site_url = url
            with previewer.reporter() as reporter:
                built = _build(config, listener, reporter, serve_url=url)
            previewer.built(built)

        def rebuild() -> None:
            listener.forget()
            try:
                build_once(_load(preview, listener))
            except PressError as error:
                previewer.failed(error)

        config = _load(preview, listener)
        config.plugins.on_startup(command="serve", dirty=False)
        build_once(config)
        server = LiveReloadServer(builder=rebuild, host=address[0], port=address[1], root=str(preview.site))
        server = _watch(server, config, rebuild)
        try:
            server.serve(open_in_browser=open_browser)  # type: ignore[no-untyped-call]  # MkDocs leaves it without annotations
        finally:
            server.shutdown()
            config.plugins.on_shutdown()


def _check_free(host: str, port: int) -> None:
    """Ask before the first build, which takes longer than an impatient user waits."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        raise UsageError(
            f"{host}:{port} 打不开：{error.strerror}。多半是另一个预览还开着；"
            f"请先关掉它，或用 --port 换一个端口，例如 --port {port + 1}"
        ) from error


def _watch(server: LiveReloadServer, config: MkDocsConfig, rebuild: Callable[[], None]) -> LiveReloadServer:
    """Rebuild when a text, the configuration or the theme changes, or what hooks and configuration add."""
    for path in (config.docs_dir, config.config_file_path, config.theme.custom_dir):
        if path:
            server.watch(path)
    server = config.plugins.on_serve(server, config=config, builder=rebuild)
    for path in config.watch:
        server.watch(path)
    return server
