"""The engine's events, translated. Decides nothing: `press.site` does. Works under MkDocs and ProperDocs alike.

The order of a build: on_config → on_files → (page_read_source → page_markdown → page_content)* → env →
(page_context → post_page)* → post_build.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import sys
from collections.abc import Mapping
from contextvars import ContextVar
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from markdown.extensions.toc import slugify_unicode
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files, InclusionLevel

from press.edition.run import print_editions
from press.errors import PressError
from press.findings import Severity, fails_strict, sort_findings
from press.markup.links import LinkExtension
from press.markup.pictures import PictureExtension
from press.progress import SilentReporter, current_reporter
from press.publish.outcome import hand_over
from press.publish.staging import discard, recover, staging_dir, swap
from press.report.prove import prove
from press.site.inputs import SiteInputs
from press.site.page_store import digest_of
from press.site.session import BuildSession

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.pages import Page

log = logging.getLogger("mkdocs.hooks.xinglin")

_STATE = "_xinglin"
_LEVELS = {Severity.ERROR: logging.WARNING, Severity.WARNING: logging.WARNING, Severity.NOTICE: logging.INFO}


class _State:
    """What one build keeps between events; lives in its own configuration object, never in a module."""

    def __init__(self, site: Path, session: BuildSession) -> None:
        self.site = site
        self.session = session


_SERVING: ContextVar[bool] = ContextVar("_SERVING", default=False)
"""Whether the engine previews: then nothing is printed, and the page policy lets its reload script run."""


def on_startup(command: str, dirty: bool) -> None:  # noqa: FBT001 - the engine's signature
    """Note whether this is a preview."""
    del dirty
    _SERVING.set(command == "serve")


def _wanted(setting: str) -> bool:
    """Whether a long stage is to run: never in a preview, nor when the command line said no."""
    return not _SERVING.get() and os.environ.get(setting) != "0"


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: object) -> LiveReloadServer:
    """Show a change of mark, sheet or rule in the preview too."""
    del builder
    server.watch(str(_state(config).session.inputs.overlays))
    return server


def _state(config: MkDocsConfig) -> _State:
    return cast("_State", config.extra[_STATE])


def _today() -> dt.date:
    """The build's date; `SOURCE_DATE_EPOCH` (reproducible-builds.org) fixes it."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return dt.datetime.fromtimestamp(int(epoch), dt.UTC).date() if epoch else dt.date.today()  # noqa: DTZ011 - the wall calendar of the county


def _inputs(config: MkDocsConfig) -> SiteInputs:
    root = Path(config.config_file_path or "mkdocs.yml").resolve().parent
    custom = config.theme.custom_dir
    address = (config.site_url or "").strip()
    return SiteInputs(
        root=root,
        docs=Path(config.docs_dir),
        overlays=Path(custom).parent if custom else root / "overlays",
        cache=root / ".cache",
        today=_today(),
        title=config.site_name,
        address=address if not address or address.endswith("/") else f"{address}/",
        jobs=int(os.environ.get("XINGLIN_JOBS") or os.cpu_count() or 1),
        reporter=current_reporter.get() or SilentReporter(),
        engine=_engine_digest(config),
    )


_ENGINE_SEARCH = ("assets/javascripts/lunr/", "assets/javascripts/workers/")
"""The engine's search, which ours replaces: a megabyte that no page asks for."""
_PACKAGES = ("jinja2", "lxml", "markdown", "mkdocs-material", "nh3", "pygments", "pymdown-extensions", "segno")
"""Packages whose version shapes a page."""
_SETTINGS = (
    "markdown_extensions",
    "mdx_configs",
    "site_name",
    "site_url",
    "extra_css",
    "extra_javascript",
    "copyright",
)


def _engine_digest(config: MkDocsConfig) -> str:
    """Return a digest of the engine's part in every page; empty while a plugin of somebody else takes part too."""
    if any(not name.endswith("engine_events.py") for name in config.plugins):
        return ""
    engine = sys.modules[Files.__module__.split(".")[0]]
    versions = [f"{name}={version(name)}" for name in _PACKAGES]
    settings = [_stable(config[name]) for name in _SETTINGS]
    theme = [config.theme.name, *sorted(f"{key}={_stable(value)}" for key, value in config.theme.items())]
    return digest_of(_SERVING.get(), engine.__version__, *versions, *settings, *theme)


def _stable(value: object) -> str:
    """Represent a setting the same way in every process: a function's own representation holds its address."""
    if isinstance(value, Mapping):
        return repr(sorted((str(key), _stable(item)) for key, item in value.items()))
    if isinstance(value, list | tuple):
        return repr([_stable(item) for item in value])
    if callable(value):
        return f"{value.__module__}.{getattr(value, '__qualname__', type(value).__qualname__)}"
    return repr(value)


@event_priority(-100)
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Build beside the published site; the session starts here because its Markdown extensions are needed."""
    site = Path(config.site_dir)
    config.mdx_configs.setdefault("toc", {})["slugify"] = slugify_unicode  # the default turns 术语 into _1
    inputs = _inputs(config)
    try:
        recover(site)
        session = BuildSession.start(inputs)
        config.site_dir = str(staging_dir(site, protected=(inputs.docs, inputs.overlays, inputs.root)))
    except PressError as error:
        raise PluginError(str(error)) from error
    config.extra[_STATE] = _State(site, session)
    desk = session.desk
    config.markdown_extensions.extend(
        cast("Any", extension) for extension in (PictureExtension(desk.picture), LinkExtension(desk.follow))
    )
    config.theme.static_templates.discard("sitemap.xml")  # ours has the documents' own dates
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Ask the engine for the pages that must be made, and for nothing else of what lies in docs/."""
    session = _state(config).session
    found = {file.src_uri: file for file in files if file.src_dir == config.docs_dir}
    chosen = [file for file in files if file.src_dir != config.docs_dir and not file.src_uri.startswith(_ENGINE_SEARCH)]
    wanted = {page.source: page.url for page in session.pages_to_make()}
    for source, url in wanted.items():
        known = found.get(source)
        made = File(
            source,
            known.src_dir if known else None,
            config.site_dir,
            use_directory_urls=False,
            dest_uri=url,
            inclusion=InclusionLevel.NOT_IN_NAV,
        )
        if known is None:
            made.content_string = ""
        chosen.append(made)
    # The engine warns of menu entries it was not asked for; our pages do not print its menu.
    config.nav = [entry for entry in config.nav or [] if set(entry.values()) <= wanted.keys()]
    return Files(chosen)


def on_page_read_source(page: Page, config: MkDocsConfig) -> str:
    """Give the engine decoded text without front matter (its own parser crashes on some)."""
    session = _state(config).session
    planned = session.page(page.file.src_uri)
    # The leading line end keeps the engine from taking a first line like "note: x" for front matter.
    return "\n" + session.desk.open(planned) if planned else "\n"


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Tell the engine title and template."""
    del files
    planned = _state(config).session.page(page.file.src_uri)
    if planned:
        page.meta = {"title": planned.title, "template": planned.template}
        page.title = planned.title
    return markdown


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Sanitise every text before anything else sees it."""
    del files
    session = _state(config).session
    planned = session.page(page.file.src_uri)
    return session.take_html(planned, html) if planned else html


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """All texts are rendered now: print the boards, unless this is a preview or nothing is to be printed."""
    del files
    session = _state(config).session
    if _wanted("XINGLIN_PRINT"):
        printed = print_editions(session.inputs, session.assembled, session.texts)
        session.printed = printed.value
        session.findings.extend(printed.findings)
    return env


def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: object) -> dict[str, Any]:
    """Give the template its views."""
    del nav
    session = _state(config).session
    made = session.context_of(session.page(page.file.src_uri))
    context.update(site=made.site, head=made.head, view=made.view)
    return context


def on_template_context(context: dict[str, Any], template_name: str, config: MkDocsConfig) -> dict[str, Any]:
    """Give the 404 page what every page shares."""
    del template_name
    made = _state(config).session.context_of(None)
    context.update(site=made.site, head=made.head, view=None)
    return context


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Count the 404 page."""
    if template_name.endswith(".html"):
        _state(config).session.take_page(None, output_content)
    return output_content


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Count a finished page."""
    session = _state(config).session
    if _SERVING.get():
        output = output.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
    session.take_page(session.page(page.file.src_uri), output)
    return output


def _prove(state: _State, staged: Path) -> None:
    session = state.session
    campaigns = session.assembled.marks.campaigns
    proof = prove(staged, state.site.name, campaigns, session.inputs, session.facts.publisher)
    session.findings.extend(proof.findings)
    session.remarks.append(proof.remark)


@event_priority(-100)
def on_post_build(config: MkDocsConfig) -> None:
    """Write what is no page, then let the new site take the place of the old one."""
    state = _state(config)
    staged = Path(config.site_dir)
    state.session.finish(staged)
    if _wanted("XINGLIN_PROOF"):
        _prove(state, staged)
    outcome = state.session.outcome(state.site)
    findings = sort_findings(outcome.findings)
    if not hand_over(outcome):
        for finding in findings:
            log.log(_LEVELS[finding.severity], "%s", finding)
    if config.strict and fails_strict(findings):
        discard(staged)
        raise PluginError("有需要处理的问题，按 --strict 的要求没有发布，原来的网站没有改动。")
    try:
        swap(staged, state.site)
    except PressError as error:
        raise PluginError(str(error)) from error
