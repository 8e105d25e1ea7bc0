"""Errors that a caller can catch, in one small tree.

::

    ChaffinchError
    ├── UsageError             the request cannot be carried out: bad option, bad configuration, no input
    │   └── MissingExtra       an optional package is not installed
    ├── RunError               a run folder cannot be used: other input, locked, stopped by a guard, unfinished
    │   ├── GuardError         the corpus would lose more text than the policy allows
    │   └── NothingReadError   a run finished without reading any text
    └── DocumentError          one document cannot be processed: a row of ``failures``; the run goes on
        └── StandInError       the text is a notice in place of a page, such as a check for robots

A message names what was seen, what is allowed, and what to try.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "ChaffinchError", "DocumentError", "GuardError", "MissingExtra", "NothingReadError", "RunError",
    "StandInError", "UsageError",
]  # fmt: skip


class ChaffinchError(Exception):
    """Base of all errors that this package raises for a caller to handle."""


class UsageError(ChaffinchError):
    """Report that a request cannot be carried out as given (exit code 2)."""


class MissingExtra(UsageError, ImportError):  # noqa: N818
    """Report which optional package is missing, and how to install it; it is an `ImportError`, too."""

    def __init__(self, package: str, extra: str) -> None:
        clone = f"in a clone of the repository: pip install '.[{extra}]'"
        super().__init__(f"{package} is not installed; try: pip install 'chaffinch[{extra}]' ({clone})")


class RunError(ChaffinchError):
    """Report why a run folder cannot be used as requested (exit code 1)."""


class GuardError(RunError):
    """Report that the corpus would lose more text than the policy allows; ``--yes`` continues.

    Attributes:
        run: the `chaffinch.runs.Run` with its decisions, not written; `chaffinch.report.summary` takes it.
    """

    def __init__(self, message: str, run: object = None) -> None:
        super().__init__(message)
        self.run = run


class NothingReadError(RunError):
    """Report why a run read no text.

    Attributes:
        run: the finished run, with the table of failures.
    """

    def __init__(self, message: str, run: Any) -> None:
        super().__init__(message)
        self.run = run


class DocumentError(ChaffinchError):
    """Report why one document could not be read, extracted or processed."""


class StandInError(DocumentError):
    """Report which notice a page has in place of its text."""
