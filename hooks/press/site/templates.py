"""Our templates at work: they need a Jinja environment, and nothing of the engine."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, TemplateError, nodes, pass_context

from press.markup.convert import Converter
from press.site.filters import FILTERS, escaped
from press.site.frames import PARTS

if TYPE_CHECKING:
    from jinja2.runtime import Context
    from markdown.extensions import Extension

    from press.site.brief import PageContext
    from press.site.frames import Frames
    from press.site.planned import PlannedPage

GIVEN = frozenset({"base_url", "frame", "page", "site", "head", "view"})
"""What every page's template is given, whoever runs the build."""
_SUFFIX = ".html"
_REMEMBERED = 5000
"""Addresses: most are asked for by every page, the others would only take memory."""
_PAGE_ADDRESS = re.compile(r"((?:[a-z0-9-]+/)*)([a-z0-9-]+\.html)")
_ANY_PAGE = "-.html"
"""Stands for the pages of a folder."""


@dataclass(slots=True)
class TemplatePage:
    """What templates ask of a page. `url` is quoted."""

    title: str
    url: str
    content: str
    meta: dict[str, object]


@dataclass(frozen=True, slots=True)
class MarkdownSettings:
    """The site's Markdown extensions by name, with their settings by name."""

    extensions: tuple[str, ...]
    configs: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    def converter(self, ours: Sequence[Extension]) -> Converter:
        """Return a converter with these and our own extensions."""
        return Converter([*self.extensions, *ours], self.configs)


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """What our templates ask of the engine's configuration."""

    site_url: str | None
    extra_css: tuple[str, ...] = ()
    extra_javascript: tuple[str, ...] = ()


_NAMING = (nodes.Name, nodes.Macro, nodes.Import, nodes.FromImport)
_OF_TEMPLATES = frozenset({"loop", "self", "super", "caller", "varargs", "kwargs"})
"""Names that Jinja itself gives, each in its place."""
_SETTINGS = frozenset(one.name for one in fields(EngineConfig))


class PageTemplates:
    """Makes pages of views and texts.

    Args:
        env: with the templates of our theme; some of its filters are replaced by quicker ones of ours.
        frames: what pages print alike.
        converter: makes a Markdown converter.
        context_of: gives what a page's template prints.
        finish: takes and returns every finished document.
    """

    def __init__(
        self,
        env: Environment,
        frames: Frames,
        converter: Callable[[], Converter],
        context_of: Callable[[PlannedPage | None], PageContext],
        finish: Callable[[str], str] = str,
    ) -> None:
        quicken(env)
        self._env = env
        self._frames = frames
        self._context_of = context_of
        self._finish = finish
        self.converter = converter

    def load(self, pages: Iterable[PlannedPage]) -> None:
        """Compile the templates of pages; the environment keeps them."""
        names = {page.template for page in pages}
        for name in sorted(names and names | PARTS):
            template = self._env.get_template(name)
            template.globals = dict(template.globals)  # a chain of mappings, which every page would copy item by item

    def render(self, page: PlannedPage, content: str) -> str:
        """Return a page's HTML document."""
        url = quote(page.url)
        given = self._context_of(page)
        base_url = _way_back(url.rpartition("/")[0])
        context = {
            **self._frames.context,
            "base_url": base_url,
            "frame": self._frames.frame(given.site, url, base_url),
            "page": TemplatePage(page.title, url, content, {"title": page.title, "template": page.template}),
            "site": given.site,
            "head": given.head,
            "view": given.view,
        }
        return self._finish(self._env.get_template(page.template).render(context))


@lru_cache(maxsize=1024)
def _way_back(folder: str) -> str:
    """Return the way from a folder to the site's root, as the engine's `get_context` does from a page."""
    return relative_url(".", f"{folder}/")


def quicken(env: Environment) -> None:
    """Give an environment whose templates are all ours quicker filters in place of some of its own."""
    env.filters["url"] = url_filter()
    env.filters["e"] = env.filters["escape"] = escaped


def own_environment(theme: Path, compiled: Path) -> Environment:
    """Return an environment like the engine's, for the templates of our theme.

    Args:
        theme: their folder.
        compiled: folder for their byte code, made when missing.
    """
    compiled.mkdir(parents=True, exist_ok=True)
    # As `mkdocs.theme.Theme.get_env`: what is escaped and what is not is said in the templates.
    env = Environment(  # noqa: S701 - see above
        loader=FileSystemLoader(theme), auto_reload=False, bytecode_cache=FileSystemBytecodeCache(str(compiled))
    )
    env.filters["script_tag"] = script_tag
    return env


def needs_engine(theme: Path) -> bool:
    """Whether a template asks for more than `PageTemplates` and `EngineConfig` give (a filter, a language …)."""
    env = Environment(loader=FileSystemLoader(theme))  # noqa: S701 - nothing is rendered
    env.filters |= {**FILTERS, "url": url_filter(), "script_tag": script_tag}
    try:
        return any(_asks_more(env, file.read_text("utf-8")) for file in sorted(theme.rglob(f"*{_SUFFIX}")))
    except (TemplateError, OSError, UnicodeDecodeError):
        return True


def _asks_more(env: Environment, source: str) -> bool:
    tree = env.parse(source)
    if any(one.name not in env.filters for one in tree.find_all(nodes.Filter)):
        return True
    if any(one.name not in env.tests for one in tree.find_all(nodes.Test)):
        return True
    settings = [name for name in tree.find_all(nodes.Name) if name.name == "config"]
    known = [one for one in tree.find_all(nodes.Getattr) if one.node in settings and one.attr in _SETTINGS]
    return len(known) < len(settings) or not asked_names(tree) - env.globals.keys() <= GIVEN | {"config"}


def asked_names(tree: nodes.Template) -> set[str]:
    """Return the names that a template uses and nowhere defines itself.

    What `jinja2.meta.find_undeclared_variables` returns and no statement of the template sets: that writes the whole
    template out as Python to learn it, which takes as long as reading it.
    """
    own = set(_OF_TEMPLATES)
    asked: set[str] = set()
    for one in tree.find_all(_NAMING):
        match one:
            case nodes.Name():
                (asked if one.ctx == "load" else own).add(one.name)
            case nodes.Macro():
                own.add(one.name)
            case nodes.Import():
                own.add(one.target)
            case nodes.FromImport():
                own.update(name if isinstance(name, str) else name[1] for name in one.names)
    return asked - own


@pass_context
def script_tag(context: Context, address: str) -> str:
    """Return the element that loads a script, as the engine's filter of that name does for a plain address."""
    return f'<script src="{context.environment.filters["url"](context, address)}"></script>'


def url_filter() -> Callable[[Mapping[str, Any], str], str]:
    """Return the filter `url` of templates: an address as the page at hand must write it.

    With a memory: pages of one folder ask for the same addresses again and again, and what is returned depends on the
    address, the page's folder and the way back to the root alone. Of a page's address only the folder matters; its name
    stays as it is.
    """
    known: dict[tuple[str, str, str | None], str] = {}

    @pass_context
    def url(context: Mapping[str, Any], value: object) -> str:
        address, name, page = str(value), "", context["page"]
        place = _place(page.url) if page else None
        if place is not None and ".html" not in place and (found := _PAGE_ADDRESS.fullmatch(address)):
            folder, name = found.groups()
            address = folder + _ANY_PAGE
        key = (address, context["base_url"], place)
        made = known.get(key)
        if made is None:
            if len(known) >= _REMEMBERED:
                known.clear()
            written = _written(address, page.url if page else None, context["base_url"])
            made = known[key] = written.removesuffix(_ANY_PAGE if name else "")
        return made + name

    return url


def _place(url: str) -> str:
    """Return the part of a page's address that decides how others are written on it: its folder.

    A name without a dot is a folder too.
    """
    folder, _, name = url.rpartition("/")
    return folder if "." in name else url


def _written(address: str, page_url: str | None, base_url: str) -> str:
    """As the engine's `mkdocs.utils.normalize_url`, so that a theme of others reads the same in both."""
    address = address.replace("\\", "/") or "."
    parsed = urlsplit(address)
    if parsed.scheme or parsed.netloc or address.startswith(("/", "#")):
        return address
    if page_url is None:
        return posixpath.join(base_url, address)
    above = 0
    whole = f"{posixpath.normpath(address)}/"
    while whole.startswith("../", above * 3):
        above += 1
    return "../" * above + relative_url(address, page_url)


def relative_url(url: str, other: str) -> str:
    """Return a site-relative address as a page at another one writes it.

    As the engine's `mkdocs.utils.get_relative_url`: ".." stops at the root, a trailing slash stays.
    """
    here, there = _steps(_place(other)), _steps(url)
    common = 0
    for one, two in zip(here, there, strict=False):
        if one != two:
            break
        common += 1
    written = "/".join([".."] * (len(here) - common) + list(there[common:])) or "."
    return f"{written}/" if url.endswith("/") else written


@lru_cache(maxsize=_REMEMBERED)
def _steps(path: str) -> tuple[str, ...]:
    whole = posixpath.normpath(path if path.startswith("/") else f"/{path}")[1:]
    return tuple(whole.split("/")) if whole else ()
