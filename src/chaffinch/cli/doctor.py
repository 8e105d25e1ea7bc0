"""The command that shows what the package runs with: versions, machine, optional parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from textwrap import fill
from typing import TYPE_CHECKING

import typer

from chaffinch.cli.arguments import Json, print_json
from chaffinch.cli.options import pasteable

if TYPE_CHECKING:
    from chaffinch.cli.environment import Environment, Extra, Program

__all__ = ["app"]

app = typer.Typer()

_LABEL = 12
"""Columns of the names on the left."""

_WIDE = 100
"""Columns of a line at most, as in other output."""


@app.command()
@pasteable
def doctor(*, json: Json = False) -> None:
    """Show versions, the machine and the optional parts.

    The exit code is 1 if something keeps the package from working, such as a required library that is missing.

    Prints the line that installs each part that is missing.
      chaffinch doctor
      chaffinch doctor --json > doctor.json
    """
    from chaffinch.cli.environment import examine

    found = examine()
    if json:
        print_json(asdict(found))
    else:
        typer.echo("\n".join(_lines(found)))
    if found.problems:
        raise typer.Exit(1)


def _lines(found: Environment) -> Iterator[str]:
    """Write the environment for reading."""
    yield f"{'chaffinch':<{_LABEL}}{found.chaffinch}"
    yield f"{'Python':<{_LABEL}}{found.python}, {found.executable}"
    yield f"{'system':<{_LABEL}}{found.system}"
    yield f"{'cores':<{_LABEL}}{found.cores}"
    available = f", {_size(found.memory_available)} available" if found.memory_available is not None else ""
    yield f"{'memory':<{_LABEL}}{_size(found.memory)}{available}"
    yield f"{'disk':<{_LABEL}}{_size(found.disk_free)} free in {found.folder}"
    names = ", ".join(f"{one.name} {one.version or 'MISSING'}" for one in found.libraries)
    unknown = "unknown: this copy is not installed, so its requirements cannot be read"
    yield fill(
        f"{'libraries':<{_LABEL}}{names or unknown}", _WIDE, subsequent_indent=" " * _LABEL, break_on_hyphens=False
    )
    yield from ("", "optional parts (in a clone of the repository '.[NAME]' in place of 'chaffinch[NAME]')")
    yield from map(_part, found.extras)
    yield from ("", "programs")
    yield from map(_program, found.programs)
    yield ""
    yield from (f"problem: {one}" for one in found.problems)
    if not found.problems:
        yield "no problem found"


def _part(extra: Extra) -> str:
    if extra.installed:
        return f"  {extra.name:<{_LABEL}} installed: {extra.purpose}"
    return f"  {extra.name:<{_LABEL}} {extra.install:<37} {extra.purpose}"


def _program(program: Program) -> str:
    return f"  {program.name:<{_LABEL}} {program.path or 'not found':<37} {program.purpose}"


def _size(size: int | None) -> str:
    return "unknown" if size is None else f"{size / 1e9:.1f} GB"
