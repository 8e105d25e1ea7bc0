"""Files after one another, by the system or without its help."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from chaffinch.appending import append


def half(*given: object) -> int:
    """Copy some bytes, then find out that it cannot be done."""
    source, target, _ = given
    if os.lseek(source, 0, os.SEEK_CUR):  # type: ignore[arg-type]
        raise OSError(errno.EXDEV, "another disk")
    return os.write(target, os.read(source, 3))  # type: ignore[arg-type]


@pytest.mark.parametrize("way", ["system", "half", "none"])
def test_files_are_put_after_one_another(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if way == "half":
        monkeypatch.setattr(os, "copy_file_range", half, raising=False)
    if way == "none":
        monkeypatch.delattr(os, "copy_file_range", raising=False)
    for name, data in (("one", b"first\n"), ("empty", b""), ("two", b"second\n")):
        (tmp_path / name).write_bytes(data)
    with (tmp_path / "all").open("wb") as file:
        file.write(b"begin\n")
        for name, place in (("one", 12), ("empty", 13), ("two", 21)):
            append(tmp_path / name, file)
            assert file.tell() == place
            file.write(b"-")
    assert (tmp_path / "all").read_bytes() == b"begin\nfirst\n--second\n-"
