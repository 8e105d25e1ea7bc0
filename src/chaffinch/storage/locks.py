"""Lock a file for one process, on every system that Python runs on."""

from __future__ import annotations

import sys
from typing import IO, Any

__all__ = ["lock"]


def lock(file: IO[Any]) -> None:
    """Lock an open file until it is closed or the process ends.

    Raises:
        OSError: another process holds the lock.
    """
    if sys.platform == "win32":
        import msvcrt

        file.seek(0)  # Windows locks ranges of bytes; this one need not exist
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
