"""The errors a caller can meet, one small tree.

::

    ChaffinchError
    ├── UsageError        what was asked cannot be done: bad option, bad configuration, no input
    │   └── MissingExtra  an optional package is not installed
    ├── RunError          a run folder cannot be used as asked (other input, locked, guarded, unfinished)
    │   ├── GuardError    the corpus would lose more than allowed
    │   └── NothingReadError   a run came to its end, and read no text
    └── DocumentError     one document cannot be processed; becomes a row of ``failures``, never stops a run

A message says what was seen, what was allowed, and what to try.
"""

from __future__ import annotations

from typing import Any

__all__ = [
    "ChaffinchError", "DocumentError", "GuardError", "MissingExtra", "NothingReadError", "RunError", "UsageError",
]  # fmt: skip


class ChaffinchError(Exception):
    """Any error of this package that is the caller's to handle."""


class UsageError(ChaffinchError):
    """Say that what was asked cannot be done as asked (exit code 2)."""


class MissingExtra(UsageError):  # noqa: N818
    """Say which optional package is missing and how to install it."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f"{package} is not installed; try: pip install 'chaffinch[{extra}]'")


class RunError(ChaffinchError):
    """Say why a run folder cannot be used as asked (exit code 1)."""


class GuardError(RunError):
    """Say how much the corpus would lose, more than is allowed; ``--yes`` continues.

    Attributes:
        run: the `chaffinch.runs.run.Run` that was decided and not written, for `chaffinch.report.report.summary`.
    """

    def __init__(self, message: str, run: object = None) -> None:
        super().__init__(message)
        self.run = run


class NothingReadError(RunError):
    """Say why a run read no text.

    Attributes:
        run: the finished run, with the table of failures.
    """

    def __init__(self, message: str, run: Any) -> None:
        super().__init__(message)
        self.run = run


class DocumentError(ChaffinchError):
    """Say why one document could not be read, extracted or processed."""
