"""What `chaffinch doctor` looks at: versions, the machine, optional packages and programs.

Nothing here imports a library that it examines, so the command works where one of them is missing or broken.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from chaffinch.config import WorkConfig

__all__ = ["DEVELOPMENT", "PURPOSES", "Environment", "Extra", "Library", "Program", "examine"]

PURPOSES = {
    "cloud": "input and runs at s3://, gs://, hf:// and https://",
    "crawl4ai": "a step for Crawl4AI",
    "datatrove": "a step for datatrove",
    "frames": "steps for pandas, polars, pyarrow and duckdb frames",
    "haystack": "a step for Haystack",
    "huggingface": "a step for Hugging Face datasets",
    "langchain": "a step for LangChain",
    "llamaindex": "a step for LlamaIndex",
    "polars": "a step for polars",
    "ray": "a step for Ray",
    "redis": "one memory of seen documents for several crawlers",
    "scrapy": "a step for Scrapy",
    "spark": "--engine spark and steps for Spark",
    "warc": "input of WARC files",
    "xlsx": "--xlsx of cuts, passages and compare",
}
"""What each extra of ``pyproject.toml`` is for."""

DEVELOPMENT = frozenset({"dev", "docs", "integrations-test", "test"})
"""Extras that only a developer of the package needs."""

_PROGRAMS = {
    "Java": (("java",), "--engine spark"),
    "Chromium": (("chromium", "chromium-browser", "google-chrome"), "tests of the report page"),
    "Redis": (("redis-server",), "a server for the extra redis; it can be on another machine"),
}
"""Programs with the names of their files and what needs them."""

_REQUIREMENT = re.compile(
    r"""(?P<name>[\w.-]+)(?:\[[^\]]*\])?\s*\(?(?P<range>[^;)]*)\)?\s*(?:;.*extra\s*==\s*["'](?P<extra>[\w-]+)["'])?"""
)
"""A requirement in the metadata of a package: its name, range of versions, and the extra that brings it."""

_BOUND = re.compile(r"(?P<sign>>=|<)\s*(?P<version>[\d.]+)")


@dataclass(frozen=True, slots=True)
class Library:
    """A package that Chaffinch or one of its extras requires.

    Attributes:
        name: as package registries call it.
        required: range of versions that is allowed, such as ``>=2.0``.
        version: that is installed; null if none is.
        fits: whether it is installed in an allowed version.
    """

    name: str
    required: str
    version: str | None
    fits: bool


@dataclass(frozen=True, slots=True)
class Extra:
    """An optional part of the package.

    Attributes:
        name: of the extra.
        purpose: what needs it.
        installed: whether all of its libraries are installed in allowed versions.
        install: the command that installs it.
        libraries: list of what it brings.
    """

    name: str
    purpose: str
    installed: bool
    install: str
    libraries: tuple[Library, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """A program beside Python that a part of the package uses.

    Attributes:
        name: of the program.
        path: of its file; null if it is not found.
        purpose: what needs it.
    """

    name: str
    path: str | None
    purpose: str


@dataclass(frozen=True, slots=True)
class Environment:
    """The versions and the machine that a command would run with.

    Attributes:
        chaffinch, python: versions.
        executable: path of the Python that runs.
        system: name, release and processor of the operating system.
        cores: number of cores that this process may use, which is the number of workers.
        memory, memory_available: bytes of the machine, or of the container if that has a limit; null if unknown.
        folder: the working folder.
        disk_free: bytes that are free there.
        libraries: list of the required packages.
        extras: list of the optional parts.
        programs: list of the programs beside Python.
        problems: list of what keeps the package from working, in words.
    """

    chaffinch: str
    python: str
    executable: str
    system: str
    cores: int
    memory: int | None
    memory_available: int | None
    folder: str
    disk_free: int
    libraries: tuple[Library, ...]
    extras: tuple[Extra, ...]
    programs: tuple[Program, ...]
    problems: tuple[str, ...]


def examine() -> Environment:
    """Look at the versions and the machine of this process."""
    from chaffinch import __version__

    libraries, extras = _required()
    folder = Path.cwd()
    memory, available = _memory()
    return Environment(
        chaffinch=__version__, python=platform.python_version(), executable=sys.executable,
        system=f"{platform.system()} {platform.release()} {platform.machine()}", cores=WorkConfig().processes,
        memory=memory, memory_available=available, folder=str(folder), disk_free=shutil.disk_usage(folder).free,
        libraries=libraries, extras=extras, programs=tuple(_program(name) for name in _PROGRAMS),
        problems=_problems(libraries, available),
    )  # fmt: skip


def _required() -> tuple[tuple[Library, ...], tuple[Extra, ...]]:
    """Read the requirements of the installed package; of a copy that is not installed there are none."""
    try:
        lines = metadata.requires("chaffinch") or []
    except metadata.PackageNotFoundError:
        return (), ()
    found: dict[str, list[Library]] = {}
    for line in lines:
        if match := _REQUIREMENT.match(line):
            found.setdefault(match["extra"] or "", []).append(_library(match["name"], match["range"].strip()))
    extras = (_extra(name, found[name]) for name in sorted(found.keys() - DEVELOPMENT - {""}))
    return tuple(found.get("", ())), tuple(extras)


def _library(name: str, required: str) -> Library:
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Library(name, required, None, fits=False)
    return Library(name, required, version, fits=_fits(version, required))


def _fits(version: str, required: str) -> bool:
    """Tell whether a version is in a range of ``>=`` and ``<``; a letter ends the comparison.

    >>> _fits("2.10.1", ">=2.9"), _fits("1.26", ">=2.0"), _fits("3.0.0rc1", ">=2.2,<3")
    (True, False, False)
    """
    here = _numbers(version)
    bounds = [(match["sign"], _numbers(match["version"])) for match in _BOUND.finditer(required)]
    return all(here >= bound if sign == ">=" else here < bound for sign, bound in bounds)


def _numbers(version: str) -> tuple[int, ...]:
    """Give the numbers of a version without the zeros at its end, so that 3.0 is as high as 3.

    >>> _numbers("3.0.0"), _numbers("1.1.20240702"), _numbers("2.0rc1")
    ((3,), (1, 1, 20240702), (2,))
    """
    leading = re.match(r"\d+(?:\.\d+)*", version)
    parts = [int(part) for part in leading[0].split(".")] if leading else []
    while parts and not parts[-1]:
        parts.pop()
    return tuple(parts)


def _extra(name: str, libraries: Iterable[Library]) -> Extra:
    brought = tuple(libraries)
    install = f"pip install 'chaffinch[{name}]'"
    return Extra(name, PURPOSES.get(name, ""), all(one.fits for one in brought), install, brought)


def _program(name: str) -> Program:
    files, purpose = _PROGRAMS[name]
    paths = [shutil.which(file) for file in files]
    if name == "Java" and (home := os.environ.get("JAVA_HOME")):  # Spark takes this one first
        paths.insert(0, shutil.which("java", path=str(Path(home) / "bin")))
    return Program(name, next(filter(None, paths), None), purpose)


def _memory() -> tuple[int | None, int | None]:
    """Give the bytes of memory, all and available; a container's limit goes before the machine."""
    try:
        sizes = _meminfo(Path("/proc/meminfo").read_text(encoding="ascii"))
        total, available = sizes["MemTotal"], sizes["MemAvailable"]
    except (OSError, KeyError):
        return _physical(), None
    limit, used = (_number(Path("/sys/fs/cgroup") / name) for name in ("memory.max", "memory.current"))
    if limit is None or limit >= total:
        return total, available
    return limit, min(available, max(0, limit - (used or 0)))


def _meminfo(text: str) -> Mapping[str, int]:
    """Read sizes in bytes from the form of ``/proc/meminfo``.

    >>> _meminfo("MemTotal:       2048 kB\\nHugePages_Total: 0\\n")
    {'MemTotal': 2097152}
    """
    return {name: 1024 * int(size) for name, size in re.findall(r"^(\w+):\s+(\d+) kB$", text, re.MULTILINE)}


def _physical() -> int | None:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return None


def _number(path: Path) -> int | None:
    """Read a number from a file of the system; None if there is no file, or no number in it such as ``max``."""
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _problems(libraries: Iterable[Library], available: int | None) -> tuple[str, ...]:
    """Name the libraries that are missing or of a wrong version, and too little memory for the default of a run."""
    bad = [one for one in libraries if not one.fits]
    found = [f"{one.name} {one.version or 'is not installed'}: {one.required} is needed" for one in bad]
    needed = WorkConfig().memory
    if available is not None and available < needed:
        found.append(
            f"{_gigabytes(available)} of memory is available, and a run uses {_gigabytes(needed)}: lower --memory"
        )
    return tuple(found)


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB"
