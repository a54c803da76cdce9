"""Everything of the engine's inner workings that a fast build needs, and nothing else; each with what it stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from mkdocs.commands.build import get_context
from mkdocs.structure.files import File, Files, InclusionLevel

from press.markup.convert import Converter
from press.site.templates import PageTemplates

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation

    from press.site.brief import PageContext
    from press.site.frames import Frames
    from press.site.inputs import SiteInputs
    from press.site.planned import PlannedPage


def spare_search(config: MkDocsConfig, inputs: SiteInputs) -> None:
    """Keep the engine from looking through folders it need not know; `config.docs_dir` must be put right in on_files.

    Between on_config and on_files the engine lists `docs_dir` (`get_files`) and every folder of `theme.dirs`
    (`Files.add_files_from_theme`, 14,000 files of Material). Pages are made of our own templates alone, and docs/ has
    been looked at.
    """
    config.theme.dirs = [str(inputs.overlays / "theme")]
    empty = inputs.cache / "empty"
    empty.mkdir(parents=True, exist_ok=True)
    config.docs_dir = str(empty)


def by_owner(files: Files, config: MkDocsConfig) -> tuple[list[File], list[File]]:
    """Return the files of our theme, and those that a plugin of somebody else added.

    `theme.dirs` has our folder first, then those of the engine (`mkdocs.theme.Theme`).
    """
    own, *engines = config.theme.dirs
    known = {config.docs_dir, own, *engines}
    return [file for file in files if file.src_dir == own], [file for file in files if file.src_dir not in known]


def asked_for(pages: Iterable[PlannedPage], files: Files, config: MkDocsConfig) -> list[File]:
    """Return pages as the engine is asked for them."""
    found = {file.src_uri: file.src_dir for file in files if file.src_dir == config.docs_dir}
    return [_file(page, config, found.get(page.source)) for page in pages]


def _file(page: PlannedPage, config: MkDocsConfig, folder: str | None = None) -> File:
    """Return the engine's name for a page; without a folder its text lies nowhere (`File.content_string`)."""
    made = File(
        page.source,
        folder,
        config.site_dir,
        use_directory_urls=False,
        dest_uri=page.url,
        inclusion=InclusionLevel.NOT_IN_NAV,
    )
    if folder is None:
        made.content_string = ""
    return made


def templates(
    env: Environment,
    config: MkDocsConfig,
    frames: Frames,
    context_of: Callable[[PlannedPage | None], PageContext],
    finish: Callable[[str], str],
) -> PageTemplates:
    """Return the engine's part in a page when no plugin of somebody else takes part.

    Stands for `mkdocs.structure.pages.Page.render` (Markdown, but one instance for all texts) and
    `mkdocs.commands.build._build_page` (`get_context`, then the template), and can be called from forked processes.

    Args:
        env: the engine's Jinja environment.
        config: the build's configuration, our Markdown extensions in it.
        frames: what pages print alike.
        context_of: gives what our templates print.
        finish: takes and returns every finished document.
    """
    return PageTemplates(
        env, frames, lambda: Converter(config.markdown_extensions, config.mdx_configs), context_of, finish
    )


def engine_context(config: MkDocsConfig, nav: Navigation) -> dict[str, object]:
    """Return what the engine gives every template (`get_context`)."""
    return dict(get_context(nav, [], config))
