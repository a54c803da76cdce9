"""The engine's events, translated. Decides nothing: `press.site` does. Works under MkDocs and ProperDocs alike.

The order of a build: on_config → on_files → on_nav → on_env (texts, print, pages) → post_build. With a plugin of
somebody else the engine makes the pages, so that the plugin sees each: (page_read_source → page_markdown →
page_content)* before on_env, (page_context → post_page)* after it.
"""

from __future__ import annotations

import dataclasses
import logging
import os
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from jinja2 import FileSystemBytecodeCache
from markdown.extensions.toc import slugify_unicode
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation

from engine_internals import asked_for, by_owner, engine_context, spare_search, templates
from engine_settings import site_inputs
from press.build.again import EngineSettings, note_needs
from press.build.begin import begin
from press.build.conclude import Ending, conclude
from press.errors import PressError
from press.findings import Severity, sort_findings
from press.interpreter import set_up
from press.progress import SilentReporter
from press.publish.outcome import hand_over
from press.publish.staging import recover, staging_dir
from press.site.extensions import our_extensions
from press.site.frames import Frames
from press.site.templates import EngineConfig, MarkdownSettings, PageTemplates

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.pages import Page

    from press.site.brief import PageContext
    from press.site.inputs import SiteInputs
    from press.site.resume import ResumedSession
    from press.site.session import BuildSession

log = logging.getLogger("mkdocs.hooks.xinglin")

_STATE = "_xinglin"
_LEVELS = {Severity.ERROR: logging.WARNING, Severity.WARNING: logging.WARNING, Severity.NOTICE: logging.INFO}


class _State:
    """What one build keeps between events; lives in its own configuration object, never in a module."""

    def __init__(self, site: Path, session: BuildSession | ResumedSession, engine: EngineSettings | None) -> None:
        self.site = site
        self.session = session
        self.engine = engine
        self.nav = Navigation([], [])
        self.frames: Frames | None = None


_SERVING: ContextVar[bool] = ContextVar("_SERVING", default=False)
"""Whether the engine previews: then nothing is printed, and the page policy lets its reload script run."""


_BUILDING: ContextVar[BuildSession | ResumedSession | None] = ContextVar("_BUILDING", default=None)
"""The build under way: the engine does not say whose failure it tells of."""


def on_startup(command: str, dirty: bool) -> None:  # noqa: FBT001 - the engine's signature
    """Note whether this is a preview."""
    del dirty
    _SERVING.set(command == "serve")
    set_up()


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: object) -> LiveReloadServer:
    """Show a change of mark, sheet or rule in the preview too."""
    del builder
    server.watch(str(_state(config).session.inputs.overlays))
    return server


def _given(config: MkDocsConfig, inputs: SiteInputs, site: Path) -> EngineSettings | None:
    """Return what the next build needs of the engine, if it needs no more than that; none for a preview."""
    names, scripts = tuple(config.markdown_extensions), tuple(config.extra_javascript)
    if _SERVING.get() or not all(isinstance(name, str) for name in (*names, *scripts)):
        return None
    return EngineSettings(
        inputs=dataclasses.replace(inputs, reporter=SilentReporter()),
        markdown=MarkdownSettings(names, dict(config.mdx_configs)),
        config=EngineConfig(config.site_url, tuple(config.extra_css), cast("tuple[str, ...]", scripts)),
        site=site,
        strict=bool(config.strict),
    )


def _state(config: MkDocsConfig) -> _State:
    return cast("_State", config.extra[_STATE])


def _whole(config: MkDocsConfig) -> BuildSession:
    """Return the session of a build in which the engine makes the pages: such a build is never resumed."""
    return cast("BuildSession", _state(config).session)


@event_priority(-100)
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Build beside the published site; the session starts here because its Markdown extensions are needed."""
    site = Path(config.site_dir)
    config.mdx_configs.setdefault("toc", {})["slugify"] = slugify_unicode  # the default turns 术语 into _1
    inputs = site_inputs(config, serving=_SERVING.get())
    try:
        recover(site)
        session = begin(inputs)
        config.site_dir = str(staging_dir(site, protected=(inputs.docs, inputs.overlays, inputs.root)))
    except PressError as error:
        raise PluginError(str(error)) from error
    config.extra[_STATE] = _State(site, session, _given(config, inputs, site) if session.reuse is not None else None)
    _BUILDING.set(session)
    config.markdown_extensions.extend(cast("Any", our_extensions(session.desk)))
    config.theme.static_templates.discard("sitemap.xml")  # ours has the documents' own dates
    if session.reuse is not None:
        spare_search(config, inputs)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Take over our theme's files from the engine; ask it for pages only if a plugin of somebody else takes part.

    Of the engine's own theme nothing is asked for: no page loads its scripts and styles (1.5 MB).
    """
    session = _state(config).session
    config.docs_dir = str(session.inputs.docs)
    own, others = by_owner(files, config)
    session.theme = {file.dest_uri: Path(file.abs_src_path) for file in own if file.abs_src_path}
    pages = asked_for(_whole(config).pages_to_make(), files, config) if session.reuse is None else []
    config.nav = []  # our pages print a menu of their own; the engine would warn of entries it was not asked for
    return Files([*others, *pages])


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    """Note what templates are given beside the page."""
    del files
    _state(config).nav = nav
    return nav


def _previewed(html: str) -> str:
    """Let the preview's reload script run; a published page is left as it is."""
    return html.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'") if _SERVING.get() else html


def on_page_read_source(page: Page, config: MkDocsConfig) -> str:
    """Give the engine decoded text without front matter (its own parser crashes on some)."""
    session = _whole(config)
    planned = session.page(page.file.src_uri)
    # The leading line end keeps the engine from taking a first line like "note: x" for front matter.
    return "\n" + session.desk.open(planned) if planned else "\n"


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Tell the engine title and template."""
    del files
    planned = _whole(config).page(page.file.src_uri)
    if planned:
        page.meta = {"title": planned.title, "template": planned.template}
        page.title = planned.title
    return markdown


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Sanitise every text before anything else sees it."""
    del files
    session = _whole(config)
    planned = session.page(page.file.src_uri)
    return session.take_html(planned, html) if planned else html


def _print(session: BuildSession, template: PageTemplates | None) -> None:
    note_needs(session.inputs)
    if template:
        session.get_ready(template)
        session.make_texts(template)
    if session.inputs.prints:
        from press.edition.run import print_editions  # noqa: PLC0415 - half a second, only where it is needed

        printed = print_editions(session.inputs, session.assembled, session.texts)
        session.printed = printed.value
        session.findings.extend(printed.findings)


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Print the boards once their texts are rendered, unless nothing is to be printed; then make the pages."""
    del files
    session = _state(config).session
    frames = _state(config).frames = Frames(env, engine_context(config, _state(config).nav))
    template = templates(env, config, frames, session.context_of, _previewed) if session.reuse is not None else None
    compiled = session.inputs.cache / "templates"
    compiled.mkdir(parents=True, exist_ok=True)
    env.bytecode_cache = FileSystemBytecodeCache(str(compiled))
    if not session.resumed:
        _print(_whole(config), template)
    if template:
        session.make_pages(template)
    return env


def on_page_context(context: dict[str, Any], page: Page, config: MkDocsConfig, nav: object) -> dict[str, Any]:
    """Give the template its views."""
    del nav
    session = _whole(config)
    _give(context, session.context_of(session.page(page.file.src_uri)), config)
    return context


def on_template_context(context: dict[str, Any], template_name: str, config: MkDocsConfig) -> dict[str, Any]:
    """Give the 404 page what every page shares."""
    del template_name
    _give(context, _state(config).session.context_of(None), config)
    return context


def _give(context: dict[str, Any], made: PageContext, config: MkDocsConfig) -> None:
    page, frames = context["page"], _state(config).frames
    frame = frames.frame(made.site, page.url if page else None, context["base_url"]) if frames else None
    context.update(site=made.site, head=made.head, view=made.view, frame=frame)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Count the 404 page."""
    if template_name.endswith(".html"):
        _state(config).session.take_page(None, output_content)
    return output_content


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Count a finished page."""
    session = _whole(config)
    output = _previewed(output)
    session.take_page(session.page(page.file.src_uri), output)
    return output


def on_build_error(error: Exception) -> None:
    """Leave nothing locked: a preview goes on after a fault."""
    del error
    session = _BUILDING.get()
    if session is not None:
        session.abandon()


@event_priority(-100)
def on_post_build(config: MkDocsConfig) -> None:
    """Write what is no page, then let the new site take the place of the old one."""
    state = _state(config)
    proof = not _SERVING.get() and os.environ.get("XINGLIN_PROOF") != "0"
    try:
        outcome, published = conclude(
            state.session, Path(config.site_dir), Ending(state.site, proof=proof, strict=bool(config.strict))
        )
    except PressError as error:
        raise PluginError(str(error)) from error
    if not hand_over(dataclasses.replace(outcome, engine=state.engine)):
        for finding in sort_findings(outcome.findings):
            log.log(_LEVELS[finding.severity], "%s", finding)
    if not published:
        raise PluginError("有需要处理的问题，按 --strict 的要求没有发布，原来的网站没有改动。")
