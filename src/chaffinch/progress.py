"""How far a long piece of work has come: what the pipeline tells, whoever listens."""

from __future__ import annotations

from typing import Protocol

__all__ = ["Progress", "Quiet"]


class Progress(Protocol):
    """Listen to a piece of work, one stage after another.

    The pipeline calls it from the process that leads; a listener never changes a result.
    """

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """Begin a stage, which ends the one before; ``total`` is None where nobody knows it yet."""

    def advance(self, amount: int) -> None:
        """Count so many more units of the present stage as done."""

    def done(self) -> None:
        """End the last stage; calling it again does nothing."""


class Quiet:
    """Listen and say nothing.

    >>> quiet = Quiet()
    >>> quiet.stage("reading", None, "bytes"), quiet.advance(1), quiet.done()
    (None, None, None)
    """

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """Ignore the stage."""

    def advance(self, amount: int) -> None:
        """Ignore the step."""

    def done(self) -> None:
        """Ignore the end."""
