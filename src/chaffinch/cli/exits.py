"""The end of a command: an error becomes a line or two on stderr and an exit code."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import Any

import typer
from typer.core import TyperGroup

from chaffinch.errors import ChaffinchError, UsageError

__all__ = ["BROKEN_PIPE", "DONE", "EXIT_CODES", "FAILED", "INTERRUPTED", "USAGE", "Commands", "prepare_streams"]

DONE, FAILED, USAGE = 0, 1, 2
INTERRUPTED = 130  # 128 + SIGINT, as a shell reports it
BROKEN_PIPE = 141  # 128 + SIGPIPE

EXIT_CODES = {
    DONE: "the command is done",
    FAILED: "the command stopped; the reason is on stderr",
    USAGE: "wrong use: an unknown switch, setting, value or document, or an input or run that does not exist",
    INTERRUPTED: "interrupted by Control-C",
    BROKEN_PIPE: "the reader of stdout closed the pipe",
}
"""What each exit code means; docs/commands.md has the same table."""


class Commands(TyperGroup):
    """The group of commands; an error of any of them becomes a line or two on stderr and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command and turn its errors into exit codes, so that only a defect of the package prints a traceback.

        Raises:
            typer.Exit: the command failed, with one of `EXIT_CODES`.
        """
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()  # here, since an error at the end of the process has no exit code
        except ChaffinchError as error:
            typer.echo(f"chaffinch: {error}", err=True)
            raise typer.Exit(USAGE if isinstance(error, UsageError) else FAILED) from error
        except (KeyboardInterrupt, RuntimeError) as error:
            # before 3.12 Python raises RuntimeError where one interrupts the making of a class
            if not isinstance(error, KeyboardInterrupt) and not isinstance(error.__cause__, KeyboardInterrupt):
                raise
            typer.echo(f"\nchaffinch: interrupted. {_again(ctx.invoked_subcommand)}", err=True)
            raise typer.Exit(INTERRUPTED) from error
        except BrokenPipeError as error:
            _discard_output()
            raise typer.Exit(BROKEN_PIPE) from error
        except OSError as error:
            _report(error)
            raise typer.Exit(FAILED) from error
        return result

    def main(self, *args: Any, **options: Any) -> Any:
        """Do the same as `invoke` for output before a command runs, such as the version."""
        try:
            return super().main(*args, **options)
        except OSError as error:
            _report(error)
            sys.exit(FAILED)


def prepare_streams() -> None:
    """Open stdin, stdout and stderr where the process was started without them, and buffer stdout.

    Without them the next file that is opened gets their descriptor, and everything that prints writes into it. The
    stdin and stdout that are opened here fail with an error when they are used; output to stderr is dropped. An
    unbuffered stdout (``PYTHONUNBUFFERED``) may write only a part of a text to a full disk without an error.
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


def _report(error: OSError) -> None:
    """Print what the system refused; an error in its own words and without a file name is one of stdout.

    A library that reads or writes files has words of its own, which name the file.
    """
    why = " ".join((error.strerror or str(error)).split())
    if error.filename:
        where = f"cannot use {error.filename}"
    elif error.errno is None or why != os.strerror(error.errno):
        where = "cannot go on"
    else:
        where = "cannot write the result to stdout"
    _discard_output()
    typer.echo(f"chaffinch: {where}: {why}", err=True)


def _discard_output() -> None:
    """Drop what is still buffered for stdout, so that it does not raise again at exit."""
    with suppress(io.UnsupportedOperation):  # a stream in memory has no descriptor
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _again(name: str | None) -> str:
    if name in ("clean", "dedup"):
        return "The same command continues where it stopped; with --fresh it starts over."
    return "Nothing incomplete is left; the same command starts again."
