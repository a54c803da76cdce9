"""Is a process still alive? Without signals on Windows, where signal 0 is Ctrl-C."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import ctypes

    _QUERY_LIMITED_INFORMATION = 0x1000
    _ACCESS_DENIED = 5
    _STILL_ACTIVE = 259

    def is_alive(pid: int) -> bool:
        """Whether a process with this id runs (it may be another one: ids are used again)."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        handle = kernel.OpenProcess(_QUERY_LIMITED_INFORMATION, False, pid)
        if not handle:
            return ctypes.get_last_error() == _ACCESS_DENIED
        try:
            code = ctypes.c_ulong()
            return bool(kernel.GetExitCodeProcess(handle, ctypes.byref(code))) and code.value == _STILL_ACTIVE
        finally:
            kernel.CloseHandle(handle)

else:

    def is_alive(pid: int) -> bool:
        """Whether a process with this id runs (it may be another one: ids are used again)."""
        try:
            os.kill(pid, 0)
        except (ProcessLookupError, OverflowError):
            return False
        except PermissionError:
            return True
        return not _is_zombie(pid)

    def _is_zombie(pid: int) -> bool:
        """Whether it is dead and only waits for a parent to notice: in a container nobody may ever do that."""
        try:
            stat = Path(f"/proc/{pid}/stat").read_bytes()
        except OSError:
            return False  # gone meanwhile, or a system without /proc
        return stat.rpartition(b")")[2].split()[:1] in ([b"Z"], [b"X"])  # proc(5): the state follows the name
