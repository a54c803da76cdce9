"""Laying out a site: linked together from finished files, on what the site before last has in common with it.

A site of three thousand articles has sixteen thousand files, of which one edit changes a handful. The folder that a
swap leaves over is therefore kept (`press.publish.staging.swap`) and brought up to date here, instead of being removed
and linked anew. Nothing it holds is taken on trust: a file stays only if it *is* the wanted one, by its inode.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType


def lay_out(
    site: Path,
    links: Mapping[str, str],
    copies: Mapping[str, Path],
    spare: Path,
    inodes: Mapping[str, int] = MappingProxyType({}),
) -> None:
    """Make a folder hold exactly these files (and what already lies in it, if there is no spare folder).

    Args:
        site: where the site is built; on the spare folder's file system, or the spare folder is not used.
        links: files of ours by site-relative posix address, linked where the file system can.
        copies: originals by address. Never linked, so that nothing done to the site can reach them.
        spare: an older site, used up; need not be there.
        inodes: of files of ours whose state was asked for already, by where they lie.

    Raises:
        OSError: disk full, no permission.
    """
    missing = links.keys() - _kept(site, links, inodes) if _taken(spare, site) else links.keys()
    folders: set[str] = set()
    # Plain texts: ten thousand paths as objects would take longer than the links.
    base = os.fspath(site)
    for address, source in links.items():
        if address in missing:
            _make_folder(base, address, folders)
            link(source, f"{base}/{address}")
    for address, file in copies.items():
        _make_folder(base, address, folders)
        shutil.copyfile(file, f"{base}/{address}")


def link(source: str, target: str) -> None:
    """Link a file of ours; copy it where the file system cannot."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _taken(spare: Path, site: Path) -> bool:
    """Let the spare folder take the place of the empty new one, if there is one within reach."""
    if not spare.is_dir():
        return False
    shutil.rmtree(site)
    try:
        spare.rename(site)
    except OSError:
        site.mkdir()
        return False
    return True


def _kept(site: Path, wanted: Mapping[str, str], inodes: Mapping[str, int]) -> set[str]:
    """Remove what is not wanted; return the addresses of what is."""
    folders = {parent for address in wanted for parent in _parents(address)}
    kept: set[str] = set()
    waiting = [""]
    while waiting:
        above = waiting.pop()
        with os.scandir(site / above) as listing:
            entries = list(listing)
        for entry in entries:
            address = above + entry.name
            if entry.is_dir(follow_symlinks=False):
                if address in folders:
                    waiting.append(f"{address}/")
                else:
                    shutil.rmtree(entry.path)
            elif _is_same(entry, wanted.get(address), inodes):
                kept.add(address)
            else:
                os.unlink(entry.path)  # noqa: PTH108 - as in `lay_out`
    return kept


def _is_same(entry: os.DirEntry[str], source: str | None, inodes: Mapping[str, int]) -> bool:
    if source is None or entry.is_symlink():
        return False
    try:
        return entry.inode() == (inodes.get(source) or os.stat(source).st_ino)  # noqa: PTH116 - as in `lay_out`
    except OSError:
        return False


def _parents(address: str) -> Iterator[str]:
    folder = address.rpartition("/")[0]
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def _make_folder(base: str, address: str, made: set[str]) -> None:
    folder = address.rpartition("/")[0]
    if folder not in made:
        made.add(folder)
        os.makedirs(f"{base}/{folder}", exist_ok=True)  # noqa: PTH103 - as in `lay_out`
