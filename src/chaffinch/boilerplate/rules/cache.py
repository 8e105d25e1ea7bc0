"""Keep the compiled rules of the package, so that a process starts without compiling them.

Compiling all packs takes about eight seconds, reading the result two hundredths of a second (two cores of a shared
machine, December 2026). A wheel contains the result: the build hook ``hatch_build.py`` writes it. A checkout has no
such file; there the first process compiles and keeps the result in a cache folder of the user, and processes that
start at the same time wait for it. Where that folder cannot be written each process compiles for itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import lru_cache
from hashlib import blake2b
from importlib import resources
from pathlib import Path

import msgspec

from chaffinch.boilerplate.rules.compiled import Compiled, compiled
from chaffinch.boilerplate.rules.packs import packaged, read_all
from chaffinch.text import cache_folder, keep

__all__ = ["FILE", "encoded", "ready"]

FILE = "compiled.msgpack"
"""Name of the file that a wheel has in the folder of the packs."""

_CODE = ("cache.py", "compiled.py", "literals.py", "loose.py", "packs.py", "syntax.py")
"""Modules that decide what compiling gives. RE2 is asked about ASCII only: its version does not matter."""

_LOCK = "compiling.lock"
_KEPT = 8  # files of the cache folder, 6 MB each: enough for some checkouts beside one another


class _Stored(msgspec.Struct, frozen=True):
    """Content of a file of compiled rules.

    Attributes:
        key: the digest of the packs and of the code that compiled them.
        rules: of all packs of the package.
    """

    key: str
    rules: tuple[Compiled, ...]


@lru_cache(maxsize=1)
def ready() -> tuple[Compiled, ...]:
    """Give the compiled rules of the package; they stay in memory for the process.

    A file is used only if its key is that of the packs and the code at hand, so an edited pack is compiled again.

    Raises:
        UsageError: a pack of the package has an error; the message names the pack and the rule.
    """
    key = _key()
    shipped = _read(Path(str(resources.files("chaffinch.boilerplate"))) / "packs" / FILE, key)
    return shipped or _cached(key)


def encoded() -> bytes:
    """Compile the rules of the package, as the bytes of a file that `ready` reads.

    Raises:
        UsageError: a pack of the package has an error.
    """
    return msgspec.msgpack.encode(_Stored(_key(), _compiled()))


def _compiled() -> tuple[Compiled, ...]:
    return tuple(part for rule in read_all() for part in compiled(rule))


def _key() -> str:
    """Give the digest of the packs and of the code that compiles them; without source files, of the packs alone."""
    folder = resources.files("chaffinch.boilerplate.rules")
    code = [(name, (folder / name).read_text(encoding="utf-8")) for name in _CODE if (folder / name).is_file()]
    return blake2b(
        "\0".join(part for pair in [*packaged(), *code] for part in pair).encode(), digest_size=16
    ).hexdigest()


def _read(path: Path, key: str) -> tuple[Compiled, ...] | None:
    """Read a file of compiled rules; None if it is missing, damaged, or of other packs or code."""
    try:
        stored = msgspec.msgpack.decode(path.read_bytes(), type=_Stored)
    except (OSError, msgspec.DecodeError):
        return None
    return stored.rules if stored.key == key else None


def _cached(key: str) -> tuple[Compiled, ...]:
    """Read the cache file, or compile and write it; of several processes only the first one compiles."""
    folder = cache_folder()
    if folder is None:
        return _compiled()
    path = folder / f"rules-{key}.msgpack"
    found = _read(path, key)
    if found is None:
        with _one_at_a_time(folder):
            found = _read(path, key)
            if found is None:
                found = _compiled()
                keep(path, msgspec.msgpack.encode(_Stored(key, found)), "rules-*", _KEPT)
    return found


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Wait until no other process compiles; go on without waiting where the folder or the system has no locks."""
    with ExitStack() as stack:
        with suppress(OSError, ImportError):
            import fcntl

            folder.mkdir(parents=True, exist_ok=True)
            fcntl.flock(stack.enter_context((folder / _LOCK).open("a")), fcntl.LOCK_EX)
        yield
