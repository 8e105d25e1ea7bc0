"""How a command ends: what goes wrong becomes a line or two on stderr and an exit code."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import Any

import typer
from typer.core import TyperGroup

from chaffinch.errors import ChaffinchError, UsageError

__all__ = ["BROKEN_PIPE", "INTERRUPTED", "Commands", "prepare_streams"]

INTERRUPTED = 130  # 128 + SIGINT, as a shell reports it
BROKEN_PIPE = 141  # 128 + SIGPIPE


class Commands(TyperGroup):
    """The commands; whatever one raises becomes a line or two on stderr and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command and turn its errors into exit codes; a traceback is then a bug of ours."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()  # here, not at the end of the process: what fails then is told by nobody
        except ChaffinchError as error:
            typer.echo(f"chaffinch: {error}", err=True)
            raise typer.Exit(2 if isinstance(error, UsageError) else 1) from error
        except KeyboardInterrupt as error:
            typer.echo(f"\nchaffinch: interrupted. {_again(ctx.invoked_subcommand)}", err=True)
            raise typer.Exit(INTERRUPTED) from error
        except BrokenPipeError as error:
            _discard_output()  # whoever read it has enough
            raise typer.Exit(BROKEN_PIPE) from error
        except OSError as error:
            _tell(error)
            raise typer.Exit(1) from error
        return result

    def main(self, *args: Any, **options: Any) -> Any:
        """Do as `invoke` for what is printed before a command runs, such as the version."""
        try:
            return super().main(*args, **options)
        except OSError as error:
            _tell(error)
            sys.exit(1)


def prepare_streams() -> None:
    """Open stdin, stdout and stderr where the process was started without them, and have stdout buffered.

    Without them the next file that is opened gets their number, and whatever prints would write into it. Reading from
    the stdin opened here and writing to the stdout fail with an error; what goes to stderr is dropped. A stdout that is
    not buffered (``PYTHONUNBUFFERED``) would take a part of a text, as a full disk does, and say nothing.
    """
    if sys.stdin is None:
        sys.stdin = open(os.open(os.devnull, os.O_WRONLY), encoding="utf-8")  # noqa: PTH123, SIM115
    if sys.stdout is None:
        sys.stdout = open(os.open(os.devnull, os.O_RDONLY), "w", encoding="utf-8")  # noqa: PTH123, SIM115
    elif isinstance(getattr(sys.stdout, "buffer", None), io.RawIOBase):
        number, encoding, errors = sys.stdout.fileno(), sys.stdout.encoding, sys.stdout.errors
        sys.stdout = open(number, "w", encoding=encoding, errors=errors, closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")  # noqa: PTH123, SIM115


def _tell(error: OSError) -> None:
    """Say what the system refused; an error without a file's name is one of stdout, as all others are named."""
    why = error.strerror or " ".join(str(error).split())
    where = f"cannot use {error.filename}" if error.filename else "cannot write the result to stdout"
    _discard_output()
    typer.echo(f"chaffinch: {where}: {why}", err=True)


def _discard_output() -> None:
    """Drop what is still buffered for stdout: it must not raise again at exit."""
    with suppress(io.UnsupportedOperation):  # a stream in memory has no number
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _again(name: str | None) -> str:
    if name == "clean":
        return "The same command goes on where it stopped; --fresh starts over."
    return "Nothing was half written; the same command starts again."
