"""Standard error for us alone, while libraries work that would speak English there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

_STANDARD_ERROR = 2


@contextmanager
def libraries_silenced() -> Iterator[TextIO]:
    """Yield a stream to standard error; what C libraries print there meanwhile is thrown away.

    libtiff remarks on damaged pictures so, past Python and past Pillow. What is wrong with a file our own lines say.
    """
    sys.stderr.flush()
    try:
        kept = os.dup(_STANDARD_ERROR)
    except OSError:  # closed: nobody listens, and nothing can be printed there
        yield sys.stderr
        return
    ours = _is_standard(sys.stderr)
    voice = os.fdopen(os.dup(kept), "w", encoding=sys.stderr.encoding, errors="replace") if ours else sys.stderr
    try:
        with open(os.devnull, "wb") as nothing:  # noqa: PTH123 -- a device
            os.dup2(nothing.fileno(), _STANDARD_ERROR)
        yield voice
    finally:
        voice.flush()
        os.dup2(kept, _STANDARD_ERROR)
        os.close(kept)
        if ours:
            voice.close()


def _is_standard(stream: TextIO) -> bool:
    try:
        return stream.fileno() == _STANDARD_ERROR
    except (OSError, ValueError, AttributeError):
        return False  # a test's or an editor's stand-in
