"""Join the part files of a cleaned file by their bytes, without holding these twice on the disk.

Gzip members and zstd frames, one after another, are a file of their kind too.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from chaffinch.formats.compression import open_output
from chaffinch.storage import append_all

__all__ = ["is_begun", "join_bytes"]


def is_begun(target: Path) -> bool:
    """Tell whether `join_bytes` was begun for a file, so that parts may be missing that are in it."""
    return _sizes(target).exists()


def join_bytes(parts: Sequence[Path], target: Path, keep: Callable[[], None]) -> None:
    """Join part files to one, and remove them on the way; a call that was killed is made good by the next one.

    Args:
        parts: those that are there, in order, at least two at the first call.
        target: the file, which exists when it is whole.
        keep: called before parts are removed, to make what was written safe.
    """
    sizes, partial = _sizes(target), target.with_name(f"{target.name}.partial")
    if not sizes.exists():
        with open_output(sizes, "") as file:
            file.write(json.dumps([(str(path), path.stat().st_size) for path in parts]).encode())
            file.flush()
            os.fsync(file.fileno())  # without it nobody knows where the parts were put
    joined = [(Path(path), size) for path, size in json.loads(sizes.read_bytes())]
    if not partial.exists():
        joined[0][0].replace(partial)  # the first one becomes the file
    append_all(joined, partial, keep)
    partial.replace(target)
    sizes.unlink()


def _sizes(target: Path) -> Path:
    return target.with_name(f"{target.name}.sizes")
