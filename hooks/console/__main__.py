"""`python -m console`, and what build.py starts inside the environment."""

from __future__ import annotations

import gc

# Before anything is loaded: a build makes values that stay, and looking for garbage took a tenth of its time.
gc.set_threshold(50_000, 20, 50)

from console.cli import main  # noqa: E402 - see above
from console.leaving import leave  # noqa: E402 - see above

__all__ = ["main"]

if __name__ == "__main__":
    leave(main())
