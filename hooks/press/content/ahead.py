"""Texts read by another process while this one loads the engine: that takes as long as reading a thousand of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from press.content.shelf import SHELF, Reading, read
from press.content.tree import Tree, docs_prefix, scan, texts_in
from press.forked import Crew, crew_for


@dataclass(frozen=True, slots=True)
class Ahead:
    """Texts that are being read.

    docs    the folder in which they lie
    prefix  what findings put before a path relative to it
    tree    all its files
    """

    docs: Path
    prefix: str
    tree: Tree
    texts: tuple[PurePosixPath, ...]
    crew: Crew[PurePosixPath, Reading]


_UNDER_WAY: ContextVar[Ahead | None] = ContextVar("_UNDER_WAY", default=None)


@contextmanager
def reading_ahead(docs: Path, root: Path, cache: Path, jobs: int) -> Iterator[None]:
    """Begin to read docs/ if no build has read it before; a survey made within the context takes what was read.

    Args:
        docs: the folder, absolute; another one is read in vain.
        root: folder of the project.
        cache: of the project.
        jobs: processes, this one among them.
    """
    ahead = None if (cache / SHELF).exists() or not docs.is_dir() else _begun(docs, docs_prefix(docs, root), jobs)
    token = _UNDER_WAY.set(ahead)
    try:
        yield
    finally:
        _UNDER_WAY.reset(token)
        if ahead:
            ahead.crew.close()


def _begun(docs: Path, prefix: str, jobs: int) -> Ahead | None:
    tree = scan(docs, prefix)
    texts = texts_in(tree)
    crew = crew_for(partial(read, docs, prefix=prefix), texts, jobs)
    return Ahead(docs, prefix, tree, texts, crew) if crew else None


def listed_by_now(docs: Path, prefix: str) -> Tree | None:
    """Return the files of a folder if its texts are being read: it was listed a moment ago."""
    ahead = _UNDER_WAY.get()
    return ahead.tree if ahead is not None and (ahead.docs, ahead.prefix) == (docs, prefix) else None


def read_by_now(docs: Path, prefix: str, texts: tuple[PurePosixPath, ...]) -> Iterator[Reading] | None:
    """Return the readings of texts, in their order, if just these are being read; this process helps from here on."""
    ahead = _UNDER_WAY.get()
    if ahead is None or (ahead.docs, ahead.prefix, ahead.texts) != (docs, prefix, texts):
        return None
    _UNDER_WAY.set(None)
    return ahead.crew.results()
