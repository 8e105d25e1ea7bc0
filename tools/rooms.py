"""Print how the package is built: its rooms, which room imports which, and the sizes of modules and functions.

A *room* is a package or a module directly below ``src/chaffinch``. `ROOMS` lists them in the order that imports
follow: a room may import itself and the rooms before it. An import of a later room is an *upward arrow*.
``tests/test_structure.py`` holds the package to this list.

    python tools/rooms.py

The exit status is 1 if there is an upward arrow, or a room that the list lacks.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil
from pathlib import Path
from statistics import median
from textwrap import fill

__all__ = ["ROOMS", "imports", "main", "room"]

PACKAGE = "chaffinch"
SOURCE = Path(__file__).resolve().parents[1] / "src" / PACKAGE

ROOMS = (
    "faces", "errors", "model", "progress", "schemas", "text", "apply", "config", "storage", "engines", "formats",
    "boilerplate", "html", "runs", "corpus", "matching", "index", "policy", "pipeline", "report", "integrations",
    "step", "spark", "cli",
)  # fmt: skip
"""From the room that every room may import to the room that none may import."""

_FILES = {
    ".".join((PACKAGE, *path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(SOURCE.rglob("*.py"))
}
"""Every module of the package by its full name."""

_WIDTH = 100  # columns of a printed line
_HIGH = 0.9  # the upper percentile that is printed

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, order=True)
class Sized:
    """A module or a function with its number of lines."""

    lines: int
    name: str


def imports(path: Path, *, top: bool = False) -> list[str]:
    """Give the modules that a file imports, those of the package by their full names.

    Args:
        path: the file.
        top: leave out imports inside of functions, and those for type checkers only.
    """
    tree = _tree(path)
    found: list[str] = []
    for node in tree.body if top else ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            full = [f"{node.module}.{alias.name}" for alias in node.names]
            found += [name if name in _FILES else node.module for name in full]
    return found


def room(module: str) -> str:
    """Give the room of a module by its full name; empty for the package itself, and for other packages."""
    return module.split(".")[1] if module.startswith(f"{PACKAGE}.") else ""


def arrows() -> dict[str, list[str]]:
    """Give the rooms that each room imports, other than itself, in the order of `ROOMS`."""
    found: dict[str, set[str]] = {name: set() for name in ROOMS}
    for name, path in _FILES.items():
        if room(name) in found:
            found[room(name)] |= {room(module) for module in imports(path)} - {"", room(name)}
    return {name: sorted(found[name], key=_rank) for name in ROOMS}


def upward(found: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Give the arrows that go from a room to a later one, or to one that `ROOMS` lacks."""
    return [(name, other) for name, others in found.items() for other in others if _rank(other) > _rank(name)]


def unlisted() -> list[str]:
    """Give the rooms that `ROOMS` lacks."""
    return sorted({room(name) for name in _FILES} - {"", "__main__", *ROOMS})


def modules() -> list[Sized]:
    """Give all modules with their lines."""
    return [Sized(len(_lines(path)), str(path.relative_to(SOURCE))) for path in _FILES.values()]


def functions() -> list[Sized]:
    """Give all functions and methods with their lines of code: no blank line, comment or docstring counts."""
    return [Sized(lines, f"{name}.{inner}") for name, path in _FILES.items() for inner, lines in _functions(path)]


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    lines = _lines(path)
    for node in ast.walk(_tree(path)):
        if isinstance(node, Function):
            own = range(node.lineno, (node.end_lineno or node.lineno) + 1)
            code = set(own) - _docstring(node)
            yield node.name, sum(lines[i - 1].strip()[:1] not in ("", "#") for i in code)


def _docstring(node: Function) -> set[int]:
    if ast.get_docstring(node, clean=False) is None:
        return set()
    first = node.body[0]
    return set(range(first.lineno, (first.end_lineno or first.lineno) + 1))


def _rank(name: str) -> int:
    return ROOMS.index(name) if name in ROOMS else len(ROOMS)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _sizes(what: str, sized: Sequence[Sized]) -> str:
    order = sorted(sized)
    high = order[ceil(_HIGH * len(order)) - 1].lines
    middle = median(item.lines for item in order)
    return (
        f"{what}: {len(order)}; lines: median {middle:g}, {_HIGH:.0%} at most {high}, "
        f"longest {order[-1].lines} ({order[-1].name})"
    )


def main() -> int:
    """Print everything; give the exit status."""
    count, known, found = Counter(map(room, _FILES)), modules(), arrows()
    print(f"{len(known)} modules, {sum(module.lines for module in known):,} lines, {len(ROOMS)} rooms\n")
    for name, others in found.items():
        head = f"{name} ({count[name]}) -> "
        print(fill(", ".join(others) or "nothing", _WIDTH, initial_indent=head, subsequent_indent="    "))
    wrong = [f"upward arrow: {name} -> {other}" for name, other in upward(found)]
    wrong += [f"not in ROOMS: {name}" for name in unlisted()]
    print("", *(wrong or ["no upward arrow"]), "", sep="\n")
    print(_sizes("modules", known))
    print(_sizes("functions, lines of code", functions()))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
