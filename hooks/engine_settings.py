"""What a build takes from the engine's configuration, and a digest of all of it that shapes a page."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.structure.files import Files

from press.progress import SilentReporter, current_reporter
from press.site.inputs import SiteInputs, day_of
from press.site.page_store import digest_of

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig


def site_inputs(config: MkDocsConfig, *, serving: bool) -> SiteInputs:
    """Return where a build reads and what it is told."""
    root = Path(config.config_file_path or "mkdocs.yml").resolve().parent
    custom = config.theme.custom_dir
    address = (config.site_url or "").strip()
    overlays = Path(custom).parent if custom else root / "overlays"
    return SiteInputs(
        root=root,
        docs=Path(config.docs_dir),
        overlays=overlays,
        cache=root / ".cache",
        today=day_of(os.environ),
        title=config.site_name,
        address=address if not address or address.endswith("/") else f"{address}/",
        jobs=int(os.environ.get("XINGLIN_JOBS") or os.cpu_count() or 1),
        reporter=current_reporter.get() or SilentReporter(),
        engine=_engine_digest(config, serving=serving),
        prints=not serving and os.environ.get("XINGLIN_PRINT") != "0",
        leaflets=not serving and os.environ.get("XINGLIN_PRINT") != "0" and _every_leaflet(overlays, root),
    )


def _every_leaflet(overlays: Path, root: Path) -> bool:
    from press.print.formats import load_leaflets  # noqa: PLC0415 - a tenth of a second, only where it is needed

    return load_leaflets(overlays / "print" / "formats.yml", root).value == "all"


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


def _engine_digest(config: MkDocsConfig, *, serving: bool) -> str:
    """Return a digest of the engine's part in every page; empty while a plugin of somebody else takes part too."""
    if any(not name.endswith("engine_events.py") for name in config.plugins):
        return ""
    engine = sys.modules[Files.__module__.split(".")[0]]
    versions = [f"{name}={version(name)}" for name in _PACKAGES]
    settings = [_stable(config[name]) for name in _SETTINGS]
    theme = [config.theme.name, *sorted(f"{key}={_stable(value)}" for key, value in config.theme.items())]
    return digest_of(serving, engine.__version__, *versions, *settings, *theme)


def _stable(value: object) -> str:
    """Represent a setting the same way in every process: a function's own representation holds its address."""
    if isinstance(value, Mapping):
        return repr(sorted((str(key), _stable(item)) for key, item in value.items()))
    if isinstance(value, list | tuple):
        return repr([_stable(item) for item in value])
    if callable(value):
        return f"{value.__module__}.{getattr(value, '__qualname__', type(value).__qualname__)}"
    return repr(value)
