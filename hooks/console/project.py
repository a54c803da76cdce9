"""Where this project lies on the disk, and how it is called."""

from __future__ import annotations

import os
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

PROGRAM = "python build.py" if os.name == "nt" else "python3 build.py"
"""What people type on this system."""
