"""The command line: thin, and in the words of the library."""

from __future__ import annotations

from chaffinch.cli.app import main

__all__ = ["main"]
