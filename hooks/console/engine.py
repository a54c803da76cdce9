"""The only place that calls MkDocs in process. Everything marked or planned happens in the hooks, which MkDocs loads.

Engine internals touched here: `mkdocs.config.load_config`, `mkdocs.commands.build.build`, the `mkdocs` logger, and
`mkdocs.livereload.LiveReloadServer` with the plugin events that `mkdocs serve` runs around it.
"""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from console.config_faults import file_fault
from console.crash import CrashError, crash
from console.engine_log import Listener, listening
from console.preview_folder import preview_folder
from console.project import CACHE
from console.request import Built, Request
from console.turns import turn
from press.build.again import EngineSettings, remember
from press.errors import PressError, UsageError
from press.progress import Reporter, current_reporter
from press.publish.outcome import Outcome, current_outcome_sink
from press.publish.staging import discard, staging_path

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer


_LAST_PORT = 65535


def build(request: Request, reporter: Reporter, now: str) -> Built:
    """Build the site.

    Args:
        request: what to build.
        reporter: listens to the progress.
        now: see `press.build.again.occasion`.

    Raises:
        UsageError: the configuration cannot be used.
        PressError: a hook stopped the build on purpose.
        CrashError: anything else went wrong; the published site is as it was.
    """
    with listening(CACHE) as listener:
        config = _load(request, listener)
        config.plugins.on_startup(command="build", dirty=False)
        try:
            built = _build(config, listener, reporter)
        finally:
            config.plugins.on_shutdown()
    given = built.outcome.engine
    remember(request.cache, now, given if isinstance(given, EngineSettings) and not listener.records else None)
    return built


def _build(config: MkDocsConfig, listener: Listener, reporter: Reporter, serve_url: str | None = None) -> Built:
    from mkdocs.commands.build import build as engine_build  # noqa: PLC0415 -- half a second, only where it is needed

    site = Path(config.site_dir)
    docs = Path(config.docs_dir)
    root = Path(config.config_file_path or docs).resolve().parent
    outcomes: list[Outcome] = []
    reporting = current_reporter.set(reporter)
    sinking = current_outcome_sink.set(outcomes.append)
    held_back = False
    try:
        with turn():
            engine_build(config, serve_url=serve_url)
    except Exception as error:
        if not (outcomes and config.strict and _strict_only(error)):
            raise _explained(error, listener) from error
        stop = _stop_of_hook(error)
        held_back = stop is not None
        listener.forget(stop)  # its words are for those who run the engine by itself
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


def _stop_of_hook(error: Exception) -> str | None:
    """What a hook said when it stopped before the swap; None if it was the engine's own count, which comes after it."""
    from mkdocs.exceptions import BuildError  # noqa: PLC0415 -- as above

    return next((str(link) for link in _chain(error) if isinstance(link, BuildError)), None)


def _explained(error: Exception, listener: Listener) -> PressError:
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
    return crash(cause, page)


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__ or link.__context__


def _load(request: Request, listener: Listener) -> MkDocsConfig:
    os.environ["NO_MKDOCS_2_WARNING"] = "1"  # Material's banner about MkDocs 2, decided at its import
    for stage in ("XINGLIN_PRINT", "XINGLIN_PROOF"):  # read by the hook, which gets no command line
        os.environ[stage] = "1" if request.thorough else "0"
    if request.jobs is not None:
        os.environ["XINGLIN_JOBS"] = str(request.jobs)  # read by the hook, which gets no command line
    from mkdocs.config import load_config  # noqa: PLC0415 -- as above
    from mkdocs.exceptions import MkDocsException  # noqa: PLC0415 -- as above

    fault = file_fault(request.config)
    if fault:
        raise UsageError(f"配置文件“{request.config}”不能用：\n  {fault}")
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


class Previewer(Protocol):
    """Whoever watches a preview."""

    def reporter(self) -> AbstractContextManager[Reporter]:
        """Return a listener for the stages of the next build."""

    def ready(self) -> None:
        """The first build can be looked at, and changes are followed."""

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
    _check_free(*address)
    url = f"http://{address[0]}:{address[1]}/"
    with listening(CACHE) as listener, preview_folder(CACHE) as folder:
        preview = replace(request, site=folder / "site", strict=False)

        def build_once(config: MkDocsConfig) -> None:
            config.site_url = url
            with previewer.reporter() as reporter:
                built = _build(config, listener, reporter, serve_url=url)
            previewer.built(built)

        def rebuild() -> None:
            listener.restart()
            try:
                build_once(_load(preview, listener))
            except PressError as error:
                previewer.failed(error)

        config = _load(preview, listener)
        config.plugins.on_startup(command="serve", dirty=False)
        build_once(config)
        server = _watch(_server(address, str(preview.site), rebuild, previewer.ready), config, rebuild)
        try:
            server.serve(open_in_browser=open_browser)  # type: ignore[no-untyped-call]  # MkDocs leaves it without annotations
        finally:
            server.shutdown()
            config.plugins.on_shutdown()


def _server(
    address: tuple[str, int], root: str, rebuild: Callable[[], None], on_ready: Callable[[], None]
) -> LiveReloadServer:
    from mkdocs.livereload import LiveReloadServer  # noqa: PLC0415 -- as above

    class Server(LiveReloadServer):
        def _build_loop(self) -> None:
            """Entered when the address is bound and the folders are watched: what is changed from now on is seen."""
            on_ready()
            super()._build_loop()  # type: ignore[no-untyped-call]  # MkDocs leaves it without annotations

    server = Server(builder=rebuild, host=address[0], port=address[1], root=root)

    def own_page(code: int) -> bytes | None:
        """As `mkdocs serve` does: an address that is not there shows the site's own page."""
        page = Path(root) / f"{code}.html"
        return page.read_bytes() if page.is_file() else None

    server.error_handler = own_page
    return server


def _check_free(host: str, port: int) -> None:
    """Ask before the first build, which takes longer than an impatient user waits."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        other = f"用 --port 换一个端口，例如 --port {port + 1 if port < _LAST_PORT else port - 1}"
        reasons = {
            errno.EADDRINUSE: f"这个端口正有别的程序在用，多半是另一个预览还开着；请先关掉它，或{other}",
            errno.EACCES: f"系统不许用这个端口；请{other}",
            errno.EADDRNOTAVAIL: "这台电脑没有这个地址；--host 平时不用写",
        }
        reason = reasons.get(error.errno or 0, f"这个地址不能用；--host 平时不用写，或{other}")
        raise UsageError(f"{host}:{port} 打不开：{reason}") from error


def _watch(server: LiveReloadServer, config: MkDocsConfig, rebuild: Callable[[], None]) -> LiveReloadServer:
    """Rebuild when a text, the configuration or the theme changes, or what hooks and configuration add."""
    for path in (config.docs_dir, config.config_file_path, config.theme.custom_dir):
        if path:
            server.watch(path)
    server = config.plugins.on_serve(server, config=config, builder=rebuild)
    for path in config.watch:
        server.watch(path)
    return server
