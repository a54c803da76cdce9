"""Where a preview lies while it runs: in the cache, whose files can be linked from there and need not be copied."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from press.publish.process import is_alive

_NAME = re.compile(r"preview-(?P<pid>[0-9]{1,10})-.+")


@contextmanager
def preview_folder(cache: Path) -> Iterator[Path]:
    """Give a folder of its own to a preview; what previews that were killed left behind goes first.

    Args:
        cache: the project's; made when missing.
    """
    cache.mkdir(parents=True, exist_ok=True)
    for left in cache.glob("preview-*"):
        found = _NAME.fullmatch(left.name)
        if found and not is_alive(int(found["pid"])):
            shutil.rmtree(left, ignore_errors=True)
    prefix = f"preview-{os.getpid()}-"
    with tempfile.TemporaryDirectory(prefix=prefix, dir=cache, ignore_cleanup_errors=True) as folder:
        yield Path(folder)
