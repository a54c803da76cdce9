"""Marked renditions in the cache, with a slip that lists them: a second build opens no picture at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import PIL
import pillow_heif

from press.cache import Cache
from press.campaign.model import Campaign
from press.errors import CacheError
from press.imaging.decode import Family, Picture
from press.imaging.encode import SUFFIXES, save_picture
from press.imaging.note import RENDER_VERSION
from press.imaging.render import Marked, Rendered
from press.stamp.requests import Rendition

_SLIP = ".json"
_TRIES = 3
"""How often a slip is made anew when renditions it lists are gone."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Renditions ascending by width, and what else the slip remembers (plain JSON values)."""

    renditions: tuple[Rendition, ...]
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """What a maker hands over to be stored."""

    source: Picture
    marked: Marked
    facts: dict[str, Any]


def stamp_key(digest: str, campaign: Campaign | None, purpose: str) -> str:
    """Return the cache key of one source under one campaign: content, recipe, versions of all that draws."""
    recipe = campaign.recipe if campaign else "none"
    versions = f"render{RENDER_VERSION} pillow{PIL.__version__} heif{pillow_heif.__version__}"
    return f"stamp {purpose} {digest} {recipe} {versions}"


def stored(cache: Cache, key: str, make: Callable[[], Made]) -> Stored:
    """Return the renditions for a key, making and encoding them when absent or incomplete.

    Raises:
        MediaError: from `make`.
        CacheError: the cache cannot be written.
    """
    for _ in range(_TRIES):
        slip = cache.get_or_make(key, _SLIP, lambda file: _fill(cache, key, make(), file))
        found = _read(cache, key, slip)
        if found is not None:
            return found
        cache.discard(key, _SLIP)
    raise CacheError("缓存文件夹里的图片刚写好就不见了；请检查是否有清理软件正在删除 .cache")


def _fill(cache: Cache, key: str, made: Made, slip: Path) -> None:
    lines: list[dict[str, Any]] = []
    for rendered in made.marked.renditions:
        write = partial(_write, made, rendered)
        cache.get_or_make(_part_key(key, rendered.width), SUFFIXES[rendered.family], write)
        lines.append({"width": rendered.width, "height": rendered.height, "mime": rendered.family.value})
    text = json.dumps({"renditions": lines, "facts": made.facts}, ensure_ascii=False, sort_keys=True)
    slip.write_text(text, encoding="utf-8")


def _write(made: Made, rendered: Rendered, file: Path) -> None:
    save_picture(file, rendered.family, rendered.frames, made.source, made.marked.note)


def _read(cache: Cache, key: str, slip: Path) -> Stored | None:
    listed = json.loads(slip.read_text(encoding="utf-8"))
    renditions: list[Rendition] = []
    for line in listed["renditions"]:
        family = Family(line["mime"])
        entry = cache.holds(_part_key(key, line["width"]), SUFFIXES[family])
        if entry is None:
            return None
        renditions.append(Rendition(entry.path, line["width"], line["height"], family.value, entry.digest))
    return Stored(tuple(renditions), listed["facts"])


def _part_key(key: str, width: int) -> str:
    return f"{key} width {width}"
