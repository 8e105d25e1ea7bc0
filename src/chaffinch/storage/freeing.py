"""Give ranges of a file back to the disk while the file stays as long as it is."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

__all__ = ["free"]

_PUNCH_HOLE = 0x01 | 0x02  # FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE of <linux/falloc.h>


def free(path: Path, start: int, stop: int) -> None:
    """Free the bytes of a range, which read as zeros from now on; do nothing where the system cannot."""
    call = _fallocate()
    if not call or stop <= start:
        return
    file = os.open(path, os.O_WRONLY)
    try:
        call(file, _PUNCH_HOLE, start, stop - start)  # a file system that cannot do it leaves the file as it is
    finally:
        os.close(file)


@cache
def _fallocate() -> Callable[[int, int, int, int], int] | None:
    if sys.platform != "linux":
        return None
    call = getattr(ctypes.CDLL(None), "fallocate64", None)
    if call is None:
        return None
    call.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_int64, ctypes.c_int64)
    found: Callable[[int, int, int, int], int] = call
    return found
