"""What to say when something nobody foresaw goes wrong; the details go to a file."""

from __future__ import annotations

import errno
import sqlite3
import traceback
from pathlib import Path

from console.project import CACHE
from press.errors import PressError

_KNOWN = {
    errno.ENOSPC: "磁盘已满，请腾出空间后再运行一次",
    errno.EDQUOT: "磁盘配额已用完，请腾出空间后再运行一次",
    errno.EROFS: "文件系统是只读的，请把项目放到可以写入的地方",
    errno.EACCES: "没有读写权限，或文件正被别的程序占用",
    errno.EPERM: "没有读写权限",
    errno.EMFILE: "同时打开的文件太多，请用 --jobs 1 再试",
}


class CrashError(PressError):
    """Something went wrong that is not the user's fault; the message says where the details are."""


class UnforeseenError(CrashError):
    """Nobody knows why; a damaged cache is the likeliest reason.

    Args:
        message: for the user.
        cause: what was raised.
    """

    def __init__(self, message: str, cause: BaseException) -> None:
        super().__init__(message)
        frames = traceback.extract_tb(cause.__traceback__)
        self.in_cache = bool(frames) and Path(frames[-1].filename).name == "cache.py"
        """Whether the memory of marked pictures and films itself failed."""
        self.in_database = isinstance(cause, sqlite3.DatabaseError)
        """Whether it was a database that failed."""


def known(error: BaseException) -> str:
    """Say what the system itself says is wrong: a full disk, no permission; empty for everything else."""
    return _KNOWN.get(error.errno or 0, "") if isinstance(error, OSError) else ""


def describe(error: BaseException, page: str | None = None) -> str:
    """Explain an unforeseen error in Chinese and write its traceback to `.cache/crash.log`.

    Args:
        error: what was raised.
        page: the source file being worked on, if known.
    """
    where = f"处理“{page}”时" if page else "运行中"
    told = known(error)
    if told:
        name = getattr(error, "filename", None)
        return f"{where}出错：{told}{f'（{name}）' if name else ''}。"
    log = _record(error)
    advice = f"可以先把“{page}”移出 docs/ 再试。" if page else ""
    return f"{where}程序出了意外：{type(error).__name__}：{_first_line(error)}\n{advice}请把{log}发给维护人员。"


def _first_line(error: BaseException) -> str:
    lines = str(error).splitlines()
    return lines[0] if lines else "（没有说明）"


def _record(error: BaseException) -> str:
    log = CACHE / "crash.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    except OSError:
        traceback.print_exception(error)  # nowhere to write: better shown than lost
        return "上面的英文内容"
    return f"“{log}”"


def crash(cause: BaseException, page: str | None = None) -> CrashError:
    """Return what to raise when a build broke off over something unforeseen; see `describe`."""
    told = f"{describe(cause, page)}\n旧网站没有改动。"
    return CrashError(told) if known(cause) else UnforeseenError(told, cause)
