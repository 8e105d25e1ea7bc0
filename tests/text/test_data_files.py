"""Data files of the package: a parsed copy is kept, and read as long as it is of the same file."""

from __future__ import annotations

import os
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

import chaffinch
from chaffinch.text import cache_folder, data_file, data_files

SOURCE = Path(chaffinch.__file__).parent
ALL = sorted(path.relative_to(SOURCE) for path in SOURCE.rglob("*.toml"))
ONE = ("chaffinch.boilerplate", "stop_words.toml")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "chaffinch"


def not_parsed(_: str) -> dict[str, object]:
    raise AssertionError("parsed")


@pytest.mark.parametrize("path", ALL, ids=str)
def test_a_copy_equals_the_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = tomllib.loads((SOURCE / path).read_text(encoding="utf-8"))
    assert data_file("chaffinch", *path.parts) == parsed
    monkeypatch.setattr(data_files.tomllib, "loads", not_parsed)
    assert data_file("chaffinch", *path.parts) == parsed


def test_the_copy_of_an_edited_file_is_not_used(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_files, "files", lambda _: tmp_path)
    for words in ("words = 'a b'", "words = 'a b c'"):
        (tmp_path / "x.toml").write_text(words)
        assert data_file("any", "x.toml") == tomllib.loads(words)
    assert len([*folder.glob("x-*.data")]) == 2


def test_a_damaged_copy_is_written_again(folder: Path) -> None:
    tree = data_file(*ONE)
    (copy,) = folder.iterdir()
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) // 2])
    assert data_file(*ONE) == tree
    assert copy.read_bytes() == whole


def test_only_the_youngest_copies_stay(folder: Path) -> None:
    folder.mkdir()
    for i in range(20):
        old = folder / f"stop_words-{i}.data"
        old.touch()
        os.utime(old, (i, i))
    data_file(*ONE)
    assert len([*folder.glob("stop_words-*")]) == 8
    assert not (folder / "stop_words-12.data").exists()


@pytest.mark.parametrize("place", ["/proc/none", "{file}"])
def test_without_a_folder_to_write_the_file_is_parsed(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", place.format(file=tmp_path / "file"))
    assert data_file(*ONE) == tomllib.loads((files(ONE[0]) / ONE[1]).read_text(encoding="utf-8"))


def test_without_a_home_folder_the_file_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> Path:
        raise RuntimeError("no home")

    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setattr(Path, "home", unknown)
    assert cache_folder() is None
    assert "en" in data_file(*ONE)
