"""Everything of the engine's inner workings that a fast build needs, and nothing else; each with what it stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.utils import get_relative_url

from engine_frames import PARTS, Frames, quicken
from press.markup.convert import Converter

if TYPE_CHECKING:
    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig

    from press.site.brief import PageContext
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


@dataclass(slots=True)
class _TemplatePage:
    """What templates and the engine's `url` filter (`mkdocs.utils.normalize_url`) ask of `mkdocs.structure.pages.Page`.

    The engine's own class works out an edit link, a date and a canonical address for each, which none of them prints.
    """

    title: str
    url: str
    content: str
    meta: dict[str, object]


@lru_cache(maxsize=1024)
def _way_back(folder: str) -> str:
    """Return the way from a folder to the site's root, as `mkdocs.commands.build.get_context` does from a page."""
    return get_relative_url(".", f"{folder}/")


class Template:
    """The engine's part in a page when no plugin of somebody else takes part.

    Stands for `mkdocs.structure.pages.Page.render` (Markdown, but one instance for all texts) and
    `mkdocs.commands.build._build_page` (`get_context`, then the template), and can be called from forked processes.

    Args:
        env: the engine's Jinja environment.
        config: the build's configuration, our Markdown extensions in it.
        frames: what pages print alike.
        context_of: gives what our templates print.
        finish: takes and returns every finished document.
    """

    def __init__(
        self,
        env: Environment,
        config: MkDocsConfig,
        frames: Frames,
        context_of: Callable[[PlannedPage | None], PageContext],
        finish: Callable[[str], str],
    ) -> None:
        self._env = env
        self._config = config
        quicken(env)
        self._frames = frames
        self._context_of = context_of
        self._finish = finish

    def converter(self) -> Converter:
        """Return a converter with the site's extensions."""
        return Converter(self._config.markdown_extensions, self._config.mdx_configs)

    def load(self, pages: Iterable[PlannedPage]) -> None:
        """Compile the templates of pages; the environment keeps them."""
        names = {page.template for page in pages}
        for name in sorted(names and names | PARTS):
            template = self._env.get_template(name)
            template.globals = dict(template.globals)  # a chain of mappings, which every page would copy item by item

    def render(self, page: PlannedPage, content: str) -> str:
        """Return a page's HTML document."""
        url = quote(page.url)  # as `mkdocs.structure.files.File.url`
        made = _TemplatePage(page.title, url, content, {"title": page.title, "template": page.template})
        given = self._context_of(page)
        base_url = _way_back(url.rpartition("/")[0])
        context = {
            **self._frames.context,
            "base_url": base_url,
            "frame": self._frames.frame(given.site, url, base_url),
            "page": made,
            "site": given.site,
            "head": given.head,
            "view": given.view,
        }
        return self._finish(self._env.get_template(page.template).render(context))
