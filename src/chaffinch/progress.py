"""Progress reports of a long run: the protocol that the pipeline calls, and two small implementations."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Protocol

__all__ = ["Progress", "Quiet", "Timed"]


class Progress(Protocol):
    """Receives progress reports of a run, one stage after another.

    The pipeline calls it from the main process only; it has no influence on a result.
    """

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """Begin a stage, which ends the one before.

        Args:
            name: of the stage.
            total: units of work in the stage; None if unknown.
            unit: what is counted: ``documents`` or ``bytes`` of the input, or ``files``.
        """

    def advance(self, amount: int) -> None:
        """Add to the number of units of the present stage that are done."""

    def done(self) -> None:
        """End the last stage; calling it again does nothing."""


class Quiet:
    """Ignore all reports.

    >>> quiet = Quiet()
    >>> quiet.stage("reading", None, "bytes"), quiet.advance(1), quiet.done()
    (None, None, None)
    """

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """Ignore the stage."""

    def advance(self, amount: int) -> None:
        """Ignore the amount."""

    def done(self) -> None:
        """Ignore the end."""


@dataclass(slots=True)
class Timed:
    """Pass all reports on, and measure the seconds that each stage takes.

    Attributes:
        inner: receives the reports.
        seconds: of each stage that has ended, by its name.

    >>> timed = Timed(Quiet())
    >>> timed.stage("reading", None, "bytes"), timed.stage("writing", None, "bytes"), timed.done()
    (None, None, None)
    >>> list(timed.seconds)
    ['reading', 'writing']
    """

    inner: Progress
    seconds: dict[str, float] = field(default_factory=dict)
    _name: str = ""
    _began: float = 0.0

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """Begin a stage; the times of stages of one name add up."""
        self._end()
        self._name, self._began = name, time.monotonic()
        self.inner.stage(name, total, unit)

    def advance(self, amount: int) -> None:
        """Pass the amount on."""
        self.inner.advance(amount)

    def done(self) -> None:
        """End the last stage."""
        self._end()
        self.inner.done()

    def _end(self) -> None:
        if self._name:
            spent = self.seconds.get(self._name, 0.0) + time.monotonic() - self._began
            self.seconds[self._name], self._name = round(spent, 3), ""
