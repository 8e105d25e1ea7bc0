"""Join files to one so that both together take little more of the disk than the bytes once.

Each file is removed when its bytes are in the whole. A call that was killed is made good by the next one: a file that
is missing is in the whole already, at a known offset.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

__all__ = ["append_all"]


_STEP = 1 << 20
"""Bytes that are in both, at most, but where a file has more or all files together more than sixteen times as many."""

_COPIED = 1 << 22  # bytes at once


def append_all(parts: Sequence[tuple[Path, int]], target: Path, keep: Callable[[], None] = lambda: None) -> None:
    """Write files one after another to a file, and remove them.

    Args:
        parts: each file and its size, in order, the same at every call; a missing one was appended before.
        target: gets their bytes; it may exist, of an earlier call or another content.
        keep: called before files are removed, to make what was written safe.

    Raises:
        OSError: a file has another size than it had; no file is removed then that is not in the whole.
    """
    step, waiting, offset = max(_STEP, sum(size for _, size in parts) // 16), list[tuple[Path, int]](), 0
    with os.fdopen(os.open(target, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666), "r+b") as file:

        def remove() -> None:
            file.flush()
            keep()
            for path, _ in waiting:
                path.unlink()
            waiting.clear()

        for path, size in parts:
            if path.exists():
                _copy(path, size, file, offset)
                waiting.append((path, size))
            offset += size
            if sum(size for _, size in waiting) > step:
                remove()
        file.truncate(offset)
        remove()


def _copy(path: Path, size: int, file: BinaryIO, offset: int) -> None:
    """Copy a file to an offset of another one, by the system where it can do that."""
    with path.open("rb") as part:
        done = 0
        if hasattr(os, "copy_file_range"):
            try:
                while count := os.copy_file_range(part.fileno(), file.fileno(), 1 << 30, done, offset + done):
                    done += count
            except OSError:  # the file system cannot do it, or no more of it: the rest is copied below
                pass
        if done < size:
            part.seek(done)
            file.seek(offset + done)
            shutil.copyfileobj(part, file, _COPIED)
            done = part.tell()
    if done != size:
        raise OSError(f"{path} has {done:,} bytes where {size:,} were written")
