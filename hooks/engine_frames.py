"""What pages of one folder print alike, rendered once: links of the head, masthead, mark, foot, and macros.

Every address in them is relative to the page, so they differ from folder to folder; nothing else in them does but the
mark, and the menu's entry of the page itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from jinja2 import pass_context
from mkdocs.commands.build import get_context

from press.site.filters import FILTERS, escaped

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.environment import TemplateModule
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.nav import Navigation

    from press.site.views import SiteView

_ADDRESSES: Final = 5000
"""Remembered, at most: most are asked for by every page, the others would only take memory."""
_PAGE_ADDRESS: Final = re.compile(r"((?:[a-z0-9-]+/)*)([a-z0-9-]+\.html)")
_ANY_PAGE: Final = "-.html"
"""Stands for the pages of a folder."""
_PLACES: Final = 500
"""Frames remembered, at most (some 30 KB each)."""
_PRINTED: Final = {name: f"partials/xinglin/{name}.html" for name in ("links", "signs", "masthead", "mark", "foot")}
_MACROS: Final = "partials/xinglin/parts.html"
PARTS: Final = frozenset((*_PRINTED.values(), _MACROS, "main.html"))
"""Templates that every page needs."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pages of a place print alike (templates print it as it is).

    links     of the head: style sheets, scripts
    signs     of the head: feed, colour, icon
    masthead  with the menu
    mark      the campaign's
    foot      of the page
    parts     macros (partials/xinglin/parts.html)
    """

    links: str
    signs: str
    masthead: str
    mark: str
    foot: str
    parts: TemplateModule


@dataclass(frozen=True, slots=True)
class _Place:
    """All that a frame knows of a page: its address if the menu names it, else its folder with a slash behind it."""

    url: str


class Frames:
    """Makes frames and remembers them.

    Args:
        env: the engine's Jinja environment.
        config: the build's configuration.
        nav: what templates are given as `nav`.
    """

    def __init__(self, env: Environment, config: MkDocsConfig, nav: Navigation) -> None:
        self._env = env
        env.filters.update(FILTERS)
        self.context = dict(get_context(nav, [], config))
        """What the engine gives every template."""
        self._made: dict[tuple[int, str, str | None], tuple[SiteView, Frame]] = {}

    def frame(self, site: SiteView, url: str | None, base_url: str) -> Frame:
        """Return the frame of a page.

        Args:
            site: what pages with the same mark share.
            url: of the page, as the engine writes it; None for a page that may be shown at any address (404).
            base_url: the way back to the site's root.
        """
        if url is not None and all(item.url != url for item in site.menu):
            folder, slash, _ = url.rpartition("/")
            url = folder + slash
        key = (id(site), base_url, url)
        known = self._made.get(key)
        if known is None:
            if len(self._made) >= _PLACES:
                self._made.clear()
            known = self._made[key] = site, self._frame(site, url, base_url)  # a site that is held keeps its id
        return known[1]

    def _frame(self, site: SiteView, url: str | None, base_url: str) -> Frame:
        page = None if url is None else _Place(url)
        given = {**self.context, "site": site, "base_url": base_url, "page": page}
        made = {name: self._env.get_template(template).render(given) for name, template in _PRINTED.items()}
        return Frame(**made, parts=self._env.get_template(_MACROS).make_module(given))


def quicken(env: Environment) -> None:
    """Give an environment whose templates are all ours quicker filters in place of some of its own."""
    env.filters["url"] = _remembering(env.filters["url"])
    env.filters["e"] = env.filters["escape"] = escaped


def _remembering(url_filter: Callable[[Mapping[str, Any], str], str]) -> Callable[[Mapping[str, Any], str], str]:
    """Return the engine's `url` filter with a memory: pages of one folder ask for the same addresses again and again.

    What it returns depends on the address, the page's folder and the way back to the root alone. Of a page's address
    only the folder matters; its name stays as it is.
    """
    known: dict[tuple[str, str, str], str] = {}

    @pass_context
    def url(context: Mapping[str, Any], value: object) -> str:
        address, name = str(value), ""
        if found := _PAGE_ADDRESS.fullmatch(address):
            folder, name = found.groups()
            address = folder + _ANY_PAGE
        page = context["page"]
        key = (address, context["base_url"], page.url.rpartition("/")[0] if page else "")
        made = known.get(key)
        if made is None:
            if len(known) >= _ADDRESSES:
                known.clear()
            made = known[key] = url_filter(context, address).removesuffix(_ANY_PAGE if name else "")
        return made + name

    return url
