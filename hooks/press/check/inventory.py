"""What lies in the finished folder: every file's digest, and what it is published as."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from press.check.desk import Desk
from press.check.memory import KnownFile
from press.check.product import Product
from press.check.sniff import HEAD, is_svg, product_of
from press.sources import lay_still, shown, stamp_of

_BLOCK = 1 << 20
_FIRST = 1 << 16
_LARGE = 4_000_000
"""Bytes from which a file takes longer to hash than a thread to start."""


@dataclass(frozen=True, slots=True)
class SiteFile:
    """One published file.

    path     posix, relative to the site
    digest   SHA-256 hex of its bytes
    product  what it is; None for what carries no mark
    drawn    an SVG
    """

    path: str
    digest: str
    product: Product | None
    drawn: bool = False


def take_stock(desk: Desk) -> list[SiteFile]:
    """Return every file of a site, in the order of their posix paths.

    A file is read again only when its size, its times or its inode are not what they were under this path, see
    `press.sources`. The folder itself may have another name: sites are built beside the published one.
    """
    base = os.fspath(desk.site)
    known = desk.memory.files()
    paths = list_files(desk.site)
    found = {path: file for path in paths if (file := _known(base, path, known.get(shown(path))))}
    fresh: dict[str, KnownFile] = {}
    for file, stamp in _read_all(desk, base, [path for path in paths if path not in found]):
        found[file.path] = file
        if stamp:
            fresh[shown(file.path)] = KnownFile(stamp, file.digest, file.product or "", int(file.drawn))
    gone = known.keys() - {shown(path) for path in paths}
    if fresh or gone:
        desk.memory.keep_files(fresh, gone)
    return [found[path] for path in paths]


def list_files(site: Path) -> list[str]:
    """Return the posix paths of every file of a folder in order; links to folders are not followed."""
    base = os.fspath(site)
    found: list[str] = []
    for folder, _, names in os.walk(base):
        above = folder[len(base) + 1 :].replace(os.sep, "/")
        found += [f"{above}/{name}" for name in names] if above else names
    return sorted(found)


def read_file(file: Path, path: str) -> SiteFile:
    """Return what one file is.

    Args:
        file: where it lies.
        path: what it is called in the site.

    Raises:
        OSError: it cannot be read.
    """
    with file.open("rb") as stream:
        block = stream.read(_FIRST)
        head = block[:HEAD]
        digest = hashlib.sha256(block)
        while block := stream.read(_BLOCK):
            digest.update(block)
    return SiteFile(path, digest.hexdigest(), product_of(file, head), drawn=is_svg(head))


def digest_of(files: Iterable[SiteFile]) -> str:
    """Return the site's digest: SHA-256 of one line `digest  path` a file, in the order of the paths (`sha256sum`)."""
    lines = sorted((f"{file.digest}  {file.path}\n" for file in files), key=lambda line: line[66:])
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _read_all(desk: Desk, base: str, paths: Sequence[str]) -> list[tuple[SiteFile, str]]:
    """Read files; see `_read`. Small ones by one thread: several would spend twice the time waiting for each other."""
    large = {path for path in paths if _size(f"{base}/{path}") > _LARGE}
    small = [path for path in paths if path not in large]
    read = partial(_read, base, desk.clock)
    return [
        *replace(desk, jobs=1).each("清点网站文件", small, read, share=64),
        *desk.each("清点大文件", sorted(large), read),
    ]


def _size(place: str) -> int:
    try:
        return os.path.getsize(place)  # noqa: PTH202 - as in `_known`
    except OSError:
        return 0


def _known(base: str, path: str, known: KnownFile | None) -> SiteFile | None:
    if known is None:
        return None
    try:
        stamp = stamp_of(os.stat(f"{base}/{path}"))  # noqa: PTH116 - ten thousands of them
    except OSError:
        return None
    if stamp != known.stamp:
        return None
    return SiteFile(path, known.digest, Product(known.product) if known.product else None, bool(known.drawn))


def _read(base: str, clock: Callable[[], int], path: str) -> tuple[SiteFile, str]:
    """Return what a file is, and its stamp if it lay still meanwhile."""
    place = f"{base}/{path}"
    try:
        status = os.stat(place)  # noqa: PTH116 - as above
        read_at = clock()
        file = read_file(Path(place), path)
        return file, stamp_of(status) if lay_still(place, status, read_at) else ""
    except OSError:
        # Named as a gap: nobody can say what a file holds that cannot be read.
        return SiteFile(path, "0" * 64, Product.OTHER), ""
