"""Build beside the published site, then swap the two: whoever looks at `site/` sees a whole site at every moment.

    check_target ─► recover ─► staging_dir ─► (the engine writes) ─► swap
                                                      └─ on failure ─► discard

Beside the site there may be, all on the same file system and all hidden:

    .site-building-<pid>-<key>   a build under way (or, just after an exchange, the old site on its way out)
    .site-previous-<pid>-<key>   the old site, between the two renames of a system without an atomic exchange

`key` is short for the site folder's name, so that two sites in one parent folder do not meet.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from press.errors import PublishError, UsageError
from press.publish.exchange import exchange
from press.publish.process import is_alive

MARKER = ".xinglin-site"
"""Lies in every site we publish; a folder without it is not ours to replace."""

_MARKER_TEXT = "This folder is made by Xinglin Press and is replaced as a whole by every build. Do not edit it.\n"
_BUILDING = "building"
_PREVIOUS = "previous"
_NAME = re.compile(r"\.site-(?P<role>building|previous)-(?P<pid>[0-9]{1,10})-(?P<key>[0-9a-f]{8})")
_ATTEMPTS = 8
_PAUSE = 0.25
"""Seconds between attempts: on Windows a viewer or virus scanner holds a folder for a moment."""


def check_target(site: Path, *, protected: Iterable[Path] = ()) -> None:
    """Refuse a target whose replacement would destroy something that is not a site of ours.

    Args:
        site: the folder to be published.
        protected: folders that must survive (docs/, overlays/, the project root …). The home folder and the root of
            the file system always are.

    Raises:
        UsageError: if the target is, or contains, a protected folder, is a file, or is a folder with foreign content.
    """
    target = _real(site)
    for folder in (Path.home(), Path(target.anchor), *protected):
        if _real(folder).is_relative_to(target):
            raise UsageError(f"不能把网站发布到“{target}”：这会覆盖“{_real(folder)}”。请用 --site 另选一个空文件夹。")
    if not target.exists():
        return
    if not target.is_dir():
        raise UsageError(f"“{target}”是一个文件，不是文件夹。请用 --site 另选一个文件夹。")
    if any(target.iterdir()) and not (target / MARKER).is_file():
        raise UsageError(
            f"文件夹“{target}”里已有内容，而且不是本程序生成的网站，为免误删没有动它。"
            "请用 --site 另选一个文件夹；如果里面确实是不要的旧网站，请先手动删除它再运行。"
        )


def staging_path(site: Path) -> Path:
    """Return where this process builds `site`, without touching the disk."""
    return _beside(_real(site), _BUILDING)


def staging_dir(site: Path, *, protected: Iterable[Path] = ()) -> Path:
    """Make an empty folder beside `site`, on the same file system, to build in.

    Raises:
        UsageError: see `check_target`.
        PublishError: if the folder cannot be made (read-only parent, full disk).
    """
    check_target(site, protected=protected)
    staged = staging_path(site)
    discard(staged)
    try:
        staged.mkdir(parents=True)
        _mark(staged)
    except OSError as error:
        discard(staged)
        raise PublishError(f"无法在“{staged.parent}”里建立临时文件夹：{_reason(error)}。旧网站没有改动。") from error
    return staged


def swap(staged: Path, site: Path, spare: Path | None = None) -> None:
    """Put the finished `staged` folder in the place of `site`; the old one becomes `spare`, or is removed.

    Atomic where the system can exchange two folders; elsewhere two renames, undone if the second fails and repaired by
    `recover` if the process dies between them. If anything fails the old site stays.

    Raises:
        UsageError: if foreign content has appeared in `site` meanwhile.
        PublishError: if the folders cannot be renamed (in use on Windows, read-only parent, a mount point).
    """
    check_target(site)
    target = _real(site)
    try:
        _mark(staged)
        old = _put(staged, target)
    except OSError as error:
        raise PublishError(
            f"新网站已经做好，但放不进“{target}”：{_reason(error)}。旧网站原样保留。"
            "请关闭正在使用这个文件夹的程序（浏览器、资源管理器、WPS 等）后再运行一次。"
        ) from error
    if old is not None and not (spare and _set_aside(old, spare)):
        discard(old)


def recover(site: Path) -> None:
    """Undo what a killed build left beside `site`: restore the old site if it was set aside, remove stale folders.

    Called before a build, so what bears this process's own id is stale too (in a container every run has the same
    id). Folders of other processes that are still alive are left alone.

    Raises:
        PublishError: if the old site was set aside and cannot be moved back.
    """
    target = _real(site)
    for left, role in _left_behind(target):
        if role == _PREVIOUS and not target.exists():
            _restore(left, target)
        else:
            discard(left)


def discard(staged: Path) -> None:
    """Remove a staging folder, if it is there. What cannot be removed now is removed by a later `recover`."""
    shutil.rmtree(staged, ignore_errors=True)


def _put(staged: Path, target: Path) -> Path | None:
    """Bring `staged` to `target`; return where the old site is now, None if there was none."""
    if target.exists() and not any(target.iterdir()):
        target.rmdir()
    if not target.exists() and _renamed(staged, target):
        return None
    if exchange(staged, target):
        return staged
    previous = _beside(target, _PREVIOUS)
    discard(previous)
    _rename(target, previous)
    try:
        _rename(staged, target)
    except OSError:
        _rename(previous, target)
        raise
    return previous


def _set_aside(old: Path, spare: Path) -> bool:
    """Keep the old site; False if it cannot be (another file system, a spare one is there already, a file in use)."""
    try:
        old.rename(spare)
    except OSError:
        return False
    return True


def _renamed(staged: Path, target: Path) -> bool:
    """Rename unless another build has put its site there in between."""
    try:
        _rename(staged, target)
    except OSError:
        if not target.exists():
            raise
        return False
    return True


def _restore(previous: Path, target: Path) -> None:
    try:
        _rename(previous, target)
    except OSError as error:
        raise PublishError(
            f"上次运行中断，旧网站暂存在“{previous}”，放不回“{target}”：{_reason(error)}。"
            "请关闭正在使用它的程序后再运行一次。"
        ) from error


def _mark(folder: Path) -> None:
    (folder / MARKER).write_text(_MARKER_TEXT, encoding="ascii", newline="\n")


def _rename(source: Path, target: Path) -> None:
    for _ in range(_ATTEMPTS - 1):
        try:
            source.rename(target)
        except PermissionError:
            time.sleep(_PAUSE)
        else:
            return
    source.rename(target)


def _left_behind(target: Path) -> Iterator[tuple[Path, str]]:
    """Yield the hidden folders of dead builds of `target`, set-aside sites first."""
    if not target.parent.is_dir():
        return
    names = sorted(target.parent.iterdir(), key=lambda path: path.name, reverse=True)
    for path in names:
        match = _NAME.fullmatch(path.name)
        if match and match["key"] == _key(target):
            pid = int(match["pid"])
            if pid == os.getpid() or not is_alive(pid):
                yield path, match["role"]


def _beside(target: Path, role: str) -> Path:
    return target.parent / f".site-{role}-{os.getpid()}-{_key(target)}"


def _key(target: Path) -> str:
    return hashlib.sha256(target.name.encode("utf-8", "surrogateescape")).hexdigest()[:8]


def _real(path: Path) -> Path:
    """Follow links, so that a site published through a link is staged and swapped where it really lies."""
    return path.expanduser().resolve()


def _reason(error: OSError) -> str:
    known = {
        errno.ENOSPC: "磁盘已满，请先腾出空间",
        errno.EDQUOT: "磁盘配额已用完，请先腾出空间",
        errno.EROFS: "该位置是只读的，请用 --site 换一个位置",
        errno.EACCES: "没有写入权限，或文件正被别的程序占用",
        errno.EPERM: "没有写入权限",
        errno.EBUSY: "该文件夹正被系统占用（例如是一个挂载点）",
        errno.EXDEV: "该文件夹是一个挂载点，不能整体替换，请用 --site 指向它下面的一个子文件夹",
    }
    return known.get(error.errno or 0, error.strerror or str(error))
