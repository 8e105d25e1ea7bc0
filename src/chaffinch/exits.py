"""How a command ends: what goes wrong becomes a line or two on stderr and an exit code."""

from __future__ import annotations

import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from chaffinch.errors import ChaffinchError, UsageError

__all__ = ["BROKEN_PIPE", "INTERRUPTED", "Commands"]

INTERRUPTED = 130  # 128 + SIGINT, as a shell reports it
BROKEN_PIPE = 141  # 128 + SIGPIPE


class Commands(TyperGroup):
    """The commands; whatever one raises becomes a line or two on stderr and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command and turn its errors into exit codes; a traceback is then a bug of ours."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except ChaffinchError as error:
            typer.echo(f"chaffinch: {error}", err=True)
            raise typer.Exit(2 if isinstance(error, UsageError) else 1) from error
        except KeyboardInterrupt as error:
            typer.echo(f"\nchaffinch: interrupted. {_again(ctx.invoked_subcommand)}", err=True)
            raise typer.Exit(INTERRUPTED) from error
        except BrokenPipeError as error:
            # whoever read our output has enough; what is still buffered must not raise at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(BROKEN_PIPE) from error
        return result


def _again(name: str | None) -> str:
    if name == "clean":
        return "The same command goes on where it stopped; --fresh starts over."
    return "Nothing was half written; the same command starts again."
