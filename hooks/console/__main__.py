"""`python -m console`, and what build.py starts inside the environment."""

from __future__ import annotations

import sys

from console.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
