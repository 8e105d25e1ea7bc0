"""Arguments that several commands have, and how the values of switches come together to one argument."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer

from chaffinch.cli.options import Switch
from chaffinch.errors import UsageError

__all__ = ["SHAPES", "Folder", "Json", "OutFolder", "QuietFlag", "gathered", "print_json", "shape_of"]

Folder = Annotated[str, typer.Argument(metavar="RUN", help="The folder of a finished run, or its address.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON to stdout.")]
QuietFlag = Annotated[bool, typer.Option("--quiet", help="Print no progress and no summary.")]
OutFolder = Annotated[str, typer.Option("--out", metavar="FOLDER", help="The folder to write to; new or empty.")]


SHAPES = (
    Switch("--csv", "csv", None, "Print every row as CSV.", bool),
    Switch("--jsonl", "jsonl", None, "Print every row as a line of JSON.", bool),
    Switch("--json", "json", None, "Print all of it as one JSON document.", bool),
    Switch("--xlsx", "xlsx", "FILE", "Write every row to a workbook (pip install 'chaffinch[xlsx]')."),
)
"""The shapes of a list: ``cuts`` and ``passages``."""


def shape_of(**given: Any) -> tuple[str, str]:
    """Give the one shape of a list that was asked for, ``table`` if there is none, and the file of a workbook.

    Raises:
        UsageError: there are several.

    >>> shape_of(csv=True), shape_of(xlsx="cuts.xlsx")
    (('csv', ''), ('xlsx', 'cuts.xlsx'))
    """
    shapes = [name for name, value in given.items() if value]
    if len(shapes) > 1:
        raise UsageError(f"--{' and --'.join(shapes)} exclude one another; choose one")
    return (shapes[0], given.get("xlsx") or "") if shapes else ("table", "")


def gathered(
    argument: str, make: Callable[..., Any], switches: tuple[Switch, ...]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a decorator that adds switches to a command, which gets their values together as one argument.

    Args:
        argument: the name of the argument.
        make: is called with the value of each switch that was given, by its key.
        switches: to be added.
    """

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        own = inspect.signature(command, eval_str=True).parameters.values()
        parameters = [p for p in own if p.name != argument] + [switch.parameter() for switch in switches]

        @wraps(command)
        def wrapped(**given: Any) -> None:
            values = {switch.key: given.pop(switch.name) for switch in switches}
            command(**given, **{argument: make(**{k: v for k, v in values.items() if v is not None})})

        wrapped.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        wrapped.__annotations__ = {p.name: p.annotation for p in parameters}
        return wrapped

    return decorate


def print_json(tree: Any) -> None:
    """Print a JSON document to stdout."""
    import json

    typer.echo(json.dumps(tree, ensure_ascii=False, indent=2))
