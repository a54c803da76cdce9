"""`python -m console`, and what build.py starts inside the environment."""

from __future__ import annotations

from console.cli import main
from console.leaving import leave

__all__ = ["main"]

if __name__ == "__main__":
    leave(main())
