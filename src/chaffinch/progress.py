"""How far a long piece of work has come: what the pipeline tells, whoever listens."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Protocol

__all__ = ["Progress", "Quiet", "Timed"]


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


@dataclass(slots=True)
class Timed:
    """Pass everything on to another listener, and keep the seconds that each stage took.

    >>> timed = Timed(Quiet())
    >>> timed.stage("reading", None, "bytes"), timed.stage("writing", None, "bytes"), timed.done()
    (None, None, None)
    >>> list(timed.seconds)
    ['reading', 'writing']
    """

    listener: Progress
    seconds: dict[str, float] = field(default_factory=dict)
    _name: str = ""
    _began: float = 0.0

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """Begin a stage; one that comes twice adds up."""
        self._end()
        self._name, self._began = name, time.monotonic()
        self.listener.stage(name, total, unit)

    def advance(self, amount: int) -> None:
        """Pass the step on."""
        self.listener.advance(amount)

    def done(self) -> None:
        """End the last stage."""
        self._end()
        self.listener.done()

    def _end(self) -> None:
        if self._name:
            spent = self.seconds.get(self._name, 0.0) + time.monotonic() - self._began
            self.seconds[self._name], self._name = round(spent, 3), ""
