"""Exchange two folders in one step, where the system offers it.

Linux: `renameat2(2)` with `RENAME_EXCHANGE` (kernel 3.15, glibc 2.28). Python has no binding, hence ctypes.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_UNSUPPORTED = frozenset({errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP})
"""What a kernel, C library or file system (NFS, FAT, some FUSE) says that cannot do it; all leave both names alone."""


def exchange(one: Path, other: Path) -> bool:
    """Swap the names of two existing folders on one file system, atomically.

    Returns:
        False if this system or file system cannot; nothing has changed then.

    Raises:
        OSError: if it could but failed (permissions, different file systems, a name that is gone).
    """
    if sys.platform != "linux":
        return False
    library = ctypes.CDLL(None, use_errno=True)
    renameat2 = getattr(library, "renameat2", None)
    if renameat2 is None:
        return False
    renameat2.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    renameat2.restype = ctypes.c_int
    if renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNSUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(one), None, str(other))
