"""Pasted players of video sites become links: nothing loads from elsewhere until a reader presses.

The forms of the players' addresses are those the sites hand out under “嵌入代码”.
"""

from __future__ import annotations

import html as entities
import re
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import parse_qs, urlsplit

_FRAME: Final = re.compile(r"<iframe\b([^>]*)>", re.IGNORECASE)
_SOURCE: Final = re.compile(r"""\bsrc\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
_BILIBILI: Final = re.compile(r"BV[0-9A-Za-z]{10}")
_TENCENT: Final = re.compile(r"[0-9a-z]{11}")
_YOUKU: Final = re.compile(r"/embed/([0-9A-Za-z]{8,24}={0,2})")


@dataclass(frozen=True, slots=True)
class WatchLink:
    """Where a film can be watched, and the site's Chinese name."""

    url: str
    site: str


def watch_link(player: str) -> WatchLink | None:
    """Return the film's page for a player's address, or None when it is no player we know."""
    try:
        parts = urlsplit(player.strip())
    except ValueError:
        return None
    if parts.scheme not in {"", "http", "https"}:
        return None
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    match (parts.hostname or "").removeprefix("www."):
        case "player.bilibili.com" if _BILIBILI.fullmatch(query.get("bvid", "")):
            return WatchLink(f"https://www.bilibili.com/video/{query['bvid']}", "哔哩哔哩")
        case "v.qq.com" if _TENCENT.fullmatch(query.get("vid", "")):
            return WatchLink(f"https://v.qq.com/x/page/{query['vid']}.html", "腾讯视频")
        case "player.youku.com" if found := _YOUKU.fullmatch(parts.path):
            return WatchLink(f"https://v.youku.com/v_show/id_{found[1]}.html", "优酷")
        case _:
            return None


def add_watch_links(html: str) -> str:
    """Put a link before each known player of a page's text; the sanitiser removes the player itself."""
    return _FRAME.sub(_with_link, html) if "<iframe" in html.lower() else html


def frame_source(attributes: str) -> str:
    """Return the `src` among a tag's attributes, or an empty string."""
    found = _SOURCE.search(attributes)
    return entities.unescape(found[1].strip("\"'")) if found else ""


def _with_link(found: re.Match[str]) -> str:
    link = watch_link(frame_source(found[1]))
    if link is None:
        return found[0]
    return f'<p class="xl-watch"><a href="{escape(link.url)}">到{link.site}看视频</a></p>{found[0]}'
