"""What pages of one folder print alike, rendered once: links of the head, masthead, mark, foot, and macros.

Every address in them is relative to the page, so they differ from folder to folder; nothing else in them does but the
mark, and the menu's entry of the page itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from press.site.filters import FILTERS

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.environment import TemplateModule

    from press.site.views import SiteView

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
        env: the Jinja environment of our theme.
        context: what every template is given.
    """

    def __init__(self, env: Environment, context: Mapping[str, object]) -> None:
        self._env = env
        env.filters.update(FILTERS)
        self.context = context
        self._made: dict[tuple[int, str, str | None], tuple[SiteView, Frame]] = {}

    def frame(self, site: SiteView, url: str | None, base_url: str) -> Frame:
        """Return the frame of a page.

        Args:
            site: what pages with the same mark share.
            url: of the page, quoted; None for a page that may be shown at any address (404).
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
