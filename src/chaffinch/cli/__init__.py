"""The command line: commands and switches over the functions of the library."""

from __future__ import annotations

from chaffinch.cli.app import main

__all__ = ["main"]
