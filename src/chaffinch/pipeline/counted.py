"""Count what a run does in documents and bytes of its input.

An engine reports the rows of every part of every table that it writes; most of these are neither documents nor bytes.
Each stage has one table whose rows are counted.
"""

from __future__ import annotations

from dataclasses import dataclass

from chaffinch.progress import Progress

__all__ = ["Counted"]

_COUNTED = {
    "reading": "texts",
    "stripping": "findings",
    "folding": "seeds",
    "deciding": "decisions",
    "writing": "edits",
}
"""The table by whose parts a stage is counted; in other stages nothing is, since their work has no known end."""

_BY_TASK = ("reading", "writing")
"""Stages whose parts are made of tasks, not of documents: they are counted in bytes, and all tasks alike."""


@dataclass(slots=True)
class Counted:
    """Pass reports on, counted in documents or in bytes of the input.

    Attributes:
        inner: receives the reports.
        size: bytes of the input.
    """

    inner: Progress
    size: int
    _name: str = ""

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """Begin a stage."""
        self._name = name
        if name in _BY_TASK:
            total, unit = self.size, "bytes"
        self.inner.stage(name, total if name in _COUNTED else None, unit)

    def written(self, table: str, rows: int, share: float) -> None:
        """Count what parts of a table were made of.

        Args:
            table: the name of the first table that was made.
            rows: of the table that they were made from.
            share: of all parts of the table.
        """
        if _COUNTED.get(self._name) == table:
            self.inner.advance(round(self.size * share) if self._name in _BY_TASK else rows)

    def advance(self, amount: int) -> None:
        """Pass an amount on that is counted elsewhere, such as files that are sent."""
        self.inner.advance(amount)

    def done(self) -> None:
        """End the last stage."""
        self.inner.done()
