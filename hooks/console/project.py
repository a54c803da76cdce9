"""Where this project lies on the disk."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The folder of build.py."""

CONFIG = ROOT / "mkdocs.yml"
DOCS = ROOT / "docs"
SITE = ROOT / "site"
CAMPAIGNS = ROOT / "overlays" / "campaigns"
RULES = ROOT / "overlays" / "rules"
CACHE = ROOT / ".cache"
"""Everything in it can be thrown away."""
