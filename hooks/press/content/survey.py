"""What lies in docs/ today: the files, and the text of each, read anew only where its bytes changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Protocol

from press.content.ahead import listed_by_now, read_by_now
from press.content.remarks import Remarks
from press.content.shelf import Known, Reading, Shelf, digest_of_file, read, skim
from press.content.tree import scan, texts_in
from press.forked import forked
from press.progress import SilentReporter, current_reporter
from press.sources import Source, shown, stamp_of

if TYPE_CHECKING:
    from press.content.manuscripts import Manuscript
    from press.content.schema import Common

_FEW = 200
"""Changed texts up to which they are skimmed: more are read by several processes at once."""


class Sources(Protocol):
    """The memory of files that lay still; `press.cache.Cache` is one."""

    def digests(self, files: Iterable[str]) -> Iterable[str]:
        """Return the SHA-256 hex of files' bytes, empty where they cannot be read."""

    def note_sources(self, rows: Sequence[Source]) -> None:
        """Remember files that were read and lay still meanwhile."""


class Survey:
    """One look at docs/.

    Args:
        docs: the folder.
        prefix: what findings put before a path relative to it.
        shelf: what was read before; None: everything is read.
        jobs: processes that read.
        sources: knows files that lay still; None: all are read.

    Attributes:
        tree: the files.
        digests: SHA-256 hex of every text's bytes, by path; empty where they cannot be read.
        outlines: by path, `Reading.outline` of every text.
        changed: texts whose bytes are not those on the shelf.
    """

    def __init__(
        self,
        docs: Path,
        prefix: str,
        shelf: Shelf | None = None,
        jobs: int = 1,
        sources: Sources | None = None,
    ) -> None:
        self.docs = docs
        self.prefix = prefix
        self.tree = listed_by_now(docs, prefix) or scan(docs, prefix)
        self._shelf = shelf
        texts = texts_in(self.tree)
        known = shelf.known() if shelf else {}
        self._fresh: dict[PurePosixPath, Reading] = {}
        fresh: dict[PurePosixPath, str]
        if known or sources is None:
            files = [f"{docs}{os.sep}{path}" for path in texts]  # as texts: joining three thousand paths takes its time
            digests = sources.digests(files) if sources else map(digest_of_file, map(Path, files))
            self.digests = dict(zip(texts, digests, strict=True))
            self.changed = [path for path in texts if not self._is_known(path, known)]
            fresh = dict(self._skim(known))
            fresh |= self._read([path for path in self.changed if path not in fresh], jobs)
        else:
            self.digests = {}
            self.changed = list(texts)
            fresh = self._read_first(sources, jobs)
        self.outlines = {path: fresh.get(path) or known[str(path)].outline for path in texts}
        if shelf:
            shelf.forget(known.keys() - {str(path) for path in texts})

    def _is_known(self, path: PurePosixPath, known: Mapping[str, Known]) -> bool:
        digest, one = self.digests[path], known.get(str(path))
        return bool(digest) and one is not None and one.digest == digest

    def _skim(self, known: Mapping[str, Known]) -> Iterator[tuple[PurePosixPath, str]]:
        """Yield the outlines of a few changed texts whose front matter is what it was."""
        for path in self.changed if len(self.changed) <= _FEW else ():
            one = known.get(str(path))
            reading = skim(self.docs, path, one) if one else None
            if reading and self._shelf and reading.digest == self.digests[path]:
                self._shelf.keep(reading)
                yield path, reading.outline

    def _read_first(self, sources: Sources, jobs: int) -> dict[PurePosixPath, str]:
        """Read all texts, of which nothing is known, and return their outlines; to read one is to digest it."""
        outlines: dict[PurePosixPath, str] = {}
        still: list[Source] = []
        for path, reading in zip(self.changed, self._readings_of(self.changed, jobs), strict=True):
            file = f"{self.docs}{os.sep}{path}"
            lies_still = reading.stamp != "" and _stamp(file) == reading.stamp
            if lies_still or digest_of_file(Path(file)) == reading.digest:
                found = reading
            else:  # it was edited since it was read ahead
                found = read(self.docs, path, self.prefix)
            if lies_still:
                still.append((shown(os.path.abspath(file)), reading.stamp, reading.digest))  # noqa: PTH100 - as `Cache`
            self.digests[path] = found.digest
            outlines[path] = self._keep(found)
        sources.note_sources(still)
        return outlines

    def _read(self, changed: Sequence[PurePosixPath], jobs: int) -> Iterator[tuple[PurePosixPath, str]]:
        """Read what changed, and yield its outlines."""
        for reading in self._readings_of(changed, jobs):
            yield reading.path, self._keep(reading)

    def _keep(self, reading: Reading) -> str:
        """Put a reading on the shelf, so that memory need not hold it; return its outline."""
        if self._shelf and reading.digest:
            self._shelf.keep(reading)
        else:
            self._fresh[reading.path] = reading
        return reading.outline

    def _readings_of(self, changed: Sequence[PurePosixPath], jobs: int) -> Iterator[Reading]:
        reporter = current_reporter.get() or SilentReporter()
        readings = read_by_now(self.docs, self.prefix, tuple(changed))
        if readings is None:
            readings = forked(partial(read, self.docs, prefix=self.prefix), changed, jobs)
        with reporter.stage("读取文稿", len(changed)) as stage:
            for reading in readings:
                yield reading
                stage.advance()

    def readings(self) -> Iterator[tuple[PurePosixPath, Manuscript[Common] | None, Remarks]]:
        """Yield every text: its path, its manuscript (None where it cannot be decoded) and the remarks on it.

        May be called in a forked process.
        """
        shelf = self._shelf.again() if self._shelf else None
        try:
            for path, digest in self.digests.items():
                kept = shelf.reading(path, digest) if shelf and digest else None
                reading = kept or self._fresh.pop(path, None) or read(self.docs, path, self.prefix)
                if shelf and kept is None and digest == reading.digest:
                    shelf.keep(reading)  # only its outline was known
                yield path, *reading.open()
        finally:
            if shelf:
                shelf.close()


def _stamp(file: str) -> str:
    try:
        return stamp_of(os.stat(file))  # noqa: PTH116 - thousands of them
    except OSError:
        return ""
