import os
from itertools import accumulate

import pytest

from chaffinch.storage import append_all, appending, free

PIECES = [b"abc", b"", b"defgh", b"i" * 9, b"jk"]


@pytest.fixture
def parts(tmp_path):
    made = [(tmp_path / f"part-{i}", len(piece)) for i, piece in enumerate(PIECES)]
    for (path, _), piece in zip(made, PIECES, strict=True):
        path.write_bytes(piece)
    return made


@pytest.mark.parametrize("step", [0, 6, 1 << 20])
def test_files_are_joined_and_removed(monkeypatch, parts, tmp_path, step):
    monkeypatch.setattr(appending, "_STEP", step)
    append_all(parts, tmp_path / "all")
    assert (tmp_path / "all").read_bytes() == b"".join(PIECES)
    assert [path.name for path in tmp_path.iterdir()] == ["all"]


@pytest.mark.parametrize("killed", range(1, 6))
def test_a_call_that_was_killed_is_made_good(monkeypatch, parts, tmp_path, killed):
    monkeypatch.setattr(appending, "_STEP", 0)
    calls = []

    def keep():
        calls.append(1)
        if len(calls) == killed:
            raise KeyboardInterrupt

    (tmp_path / "all").write_bytes(b"of another run, and longer than all parts together")
    with pytest.raises(KeyboardInterrupt):
        append_all(parts, tmp_path / "all", keep)
    append_all(parts, tmp_path / "all")
    assert (tmp_path / "all").read_bytes() == b"".join(PIECES)


def test_files_never_lie_twice_on_the_disk(monkeypatch, parts, tmp_path):
    monkeypatch.setattr(appending, "_STEP", 0)
    held = []
    append_all(parts, tmp_path / "all", lambda: held.append(sum(p.stat().st_size for p in tmp_path.iterdir())))
    before = list(accumulate(map(len, PIECES), initial=0))
    assert max(held) <= before[-1] + max(map(len, PIECES)) + 2


def test_a_system_that_copies_no_ranges_joins_files_too(monkeypatch, parts, tmp_path):
    def refuse(*_):
        raise OSError

    monkeypatch.setattr(appending.os, "copy_file_range", refuse, raising=False)
    append_all(parts, tmp_path / "all")
    assert (tmp_path / "all").read_bytes() == b"".join(PIECES)


@pytest.mark.parametrize("copied", [0, 2])
def test_a_system_that_copies_a_part_of_a_range_loses_nothing(monkeypatch, parts, tmp_path, copied):
    def some(source, target, _, start, stop):
        return os.pwrite(target, os.pread(source, max(0, copied - start), start), stop)

    monkeypatch.setattr(appending.os, "copy_file_range", some, raising=False)
    append_all(parts, tmp_path / "all")
    assert (tmp_path / "all").read_bytes() == b"".join(PIECES)


def test_a_file_that_has_lost_bytes_is_not_removed(parts, tmp_path):
    parts[2][0].write_bytes(b"de")
    with pytest.raises(OSError, match="2 bytes where 5"):
        append_all(parts, tmp_path / "all")
    assert parts[2][0].exists()


def test_a_range_that_is_freed_reads_as_zeros_and_the_file_stays_as_long(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(b"x" * 20_000)
    before = path.stat().st_blocks
    free(path, 10, 16_400)
    data = path.read_bytes()
    assert len(data) == 20_000
    assert data[:10] == b"x" * 10 and data[16_400:] == b"x" * 3_600
    if path.stat().st_blocks < before:  # a file system that can do it
        assert data[10:16_400] == bytes(16_390)
