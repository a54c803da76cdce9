"""`python -m console`, and what build.py starts inside the environment."""

from __future__ import annotations

from press.interpreter import set_up

set_up()  # before anything else is loaded

from console.cli import main  # noqa: E402 - see above
from console.leaving import leave  # noqa: E402 - see above

__all__ = ["main"]

if __name__ == "__main__":
    leave(main())
