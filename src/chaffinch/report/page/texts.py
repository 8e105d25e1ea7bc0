"""Ranges of texts that are asked for one at a time, and read together in one pass over the input."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from chaffinch.runs import read_passages

if TYPE_CHECKING:
    from chaffinch.runs import Run

__all__ = ["Asked", "Read", "Texts"]

Read = Callable[[Sequence[tuple[str, int, int]]], list[str]]
"""A function that reads the texts of ranges: ids of documents, starts and stops in code points."""


class Asked(Struct, frozen=True):
    """A range of a text that is asked for, with what stands around it.

    Attributes:
        index: of the range that is read.
        before, length: code points before the range itself, and of it.
    """

    index: int
    before: int
    length: int


class Texts:
    """Collects ranges, reads all of them at once, and gives each one back.

    Reading takes one pass over the input, whatever the number of ranges; a pass for each section of the page would take
    several times as long.
    """

    def __init__(self) -> None:
        self._spans: list[tuple[str, int, int]] = []
        self._texts: list[str] = []

    def ask(self, document: str, start: int, stop: int, *, context: int = 0) -> Asked:
        """Ask for a range of a document, in code points, with so many code points on both sides."""
        first = max(start - context, 0)
        self._spans.append((document, first, stop + context))
        return Asked(len(self._spans) - 1, start - first, stop - start)

    def read(self, run: Run, read: Read | None = None) -> None:
        """Read all ranges that were asked for, from the input of the run or by a quicker way to them."""
        self._texts = read(self._spans) if read else read_passages(run, self._spans)

    def parts(self, asked: Asked) -> tuple[str, str, str]:
        """Give what stands before a range, the range, and what stands behind it."""
        text, stop = self._texts[asked.index], asked.before + asked.length
        return text[: asked.before], text[asked.before : stop], text[stop:]
