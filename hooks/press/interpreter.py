"""How the interpreter and the libraries under it are set up for a build. To be called before numpy is loaded."""

from __future__ import annotations

import gc
import os


def set_up() -> None:
    """Look for garbage seldom, and let no library start threads of its own.

    A build makes values that stay: looking for garbage took a tenth of its time. OpenBLAS, which numpy loads and which
    has nothing to do here, starts a thread for every processor; each spins for 50 ms before it sleeps.
    """
    gc.set_threshold(50_000, 20, 50)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
