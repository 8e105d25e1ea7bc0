"""Compiled rules: kept in a cache folder, made once by processes that start together, shipped in a wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import chaffinch
from chaffinch.boilerplate.rules import cache
from chaffinch.boilerplate.rules.compiled import Compiled, compiled
from chaffinch.boilerplate.rules.packs import Rule

SOURCE = Path(chaffinch.__file__).parents[1]
ROOT = SOURCE.parent
FEW = tuple(compiled(Rule("x.share", "social", "line", "share( this)?")))
READY: Callable[[], tuple[Compiled, ...]] = cache.ready.__wrapped__


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder, a package without a file of its own, and one rule to compile."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(cache, "FILE", "not-shipped.msgpack")
    monkeypatch.setattr(cache, "_compiled", lambda: FEW)
    return tmp_path / "chaffinch"


def none_compiled() -> tuple[Compiled, ...]:
    raise AssertionError("compiled again")


def test_what_was_compiled_is_read_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert READY() == FEW
    monkeypatch.setattr(cache, "_compiled", none_compiled)
    assert READY() == FEW


def test_a_changed_pack_is_compiled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    READY()
    monkeypatch.setattr(cache, "packaged", lambda: [("xx.toml", "# changed")])
    monkeypatch.setattr(cache, "_compiled", none_compiled)
    with pytest.raises(AssertionError, match="compiled again"):
        READY()


def test_a_damaged_file_is_written_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    READY()
    (path,) = folder.glob("rules-*")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert READY() == FEW
    assert path.read_bytes() == whole


@pytest.mark.parametrize("place", ["/proc/none", "{file}"])
def test_without_a_folder_to_write_rules_are_compiled(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", place.format(file=tmp_path / "file"))
    assert READY() == FEW


def test_without_a_home_folder_rules_are_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> Path:
        raise RuntimeError("no home")

    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setattr(Path, "home", unknown)
    assert READY() == FEW


def test_old_files_are_removed(folder: Path) -> None:
    folder.mkdir()
    for i in range(20):
        old = folder / f"rules-{i}.msgpack"
        old.touch()
        os.utime(old, (i, i))
    READY()
    names = {path.name for path in folder.glob("rules-*")}
    assert len(names) == 8
    assert names > {f"rules-{i}.msgpack" for i in range(13, 20)}


PROGRAM = """
import time
from pathlib import Path
from chaffinch.boilerplate.rules import cache
from chaffinch.boilerplate.rules.compiled import compiled
from chaffinch.boilerplate.rules.packs import Rule
def few():
    with Path({log!r}).open("a") as log:
        log.write("compiled\\n")
    time.sleep(0.5)
    return tuple(compiled(Rule("x.share", "social", "line", "share( this)?")))
cache.FILE, cache._compiled = "not-shipped.msgpack", few
print([rule.id for rule in cache.ready()])
"""


def test_of_processes_that_start_together_one_compiles(tmp_path: Path) -> None:
    log = tmp_path / "log"
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, "-c", PROGRAM.format(log=str(log))]
    started = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert {process.communicate()[0] for process in started} == {"['x.share']\n"}
    assert log.read_text() == "compiled\n"


@pytest.mark.heavy
def test_compiling_needs_no_more_than_the_build_hook_asks_for() -> None:
    code = (
        "import sys; sys.modules |= dict.fromkeys(('numpy', 'pyarrow', 'ahocorasick_rs', 'rapidfuzz', 'duckdb')); "
        "from chaffinch.boilerplate.rules.cache import encoded; sys.stdout.buffer.write(encoded())"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(SOURCE)}, capture_output=True, check=True
    )
    assert cache.msgspec.msgpack.decode(found.stdout, type=cache._Stored).key == cache._key()


@pytest.mark.heavy
def test_a_wheel_holds_the_compiled_rules(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        stored = archive.read("chaffinch/boilerplate/packs/compiled.msgpack")
    assert cache.msgspec.msgpack.decode(stored, type=cache._Stored).key == cache._key()
