"""Walk over the rows of a file: to write them again, and to merge cleaned rows with their originals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from chaffinch.errors import DocumentError
from chaffinch.formats.format import WriteJob
from chaffinch.formats.verdicts import Change

__all__ = ["merged", "readable"]

T = TypeVar("T")


def _one(row: object) -> int:
    return 1


def readable(job: WriteJob, rows: Iterator[T], size: Callable[[T], int] = _one) -> Iterator[T]:
    """Give the rows up to where the file breaks off; reading has reported the break as a failure of the next record.

    The first row is read at once, so that the caller writes no part file for a piece that cannot be read at all.

    Args:
        job: the piece that is written.
        rows: all rows of it.
        size: gives how many records are in a row.

    Raises:
        DocumentError: no row can be read.
        RunError: while rows are given: the file breaks off where it did not when it was read.
    """
    first = next(rows, None)
    return iter(()) if first is None else _until_break(job, first, rows, size)


def _until_break(job: WriteJob, first: T, rows: Iterator[T], size: Callable[[T], int]) -> Iterator[T]:
    yield first
    number = job.piece.record + size(first)
    try:
        for row in rows:
            yield row
            number += size(row)
    except DocumentError as error:
        job.expect_failure(number, error)


def merged(
    rows: Iterator[bytes], changes: Iterator[Change], rebuild: Callable[[bytes, Change], bytes]
) -> Iterator[bytes]:
    """Give the rows of the input, in order: each is the next cleaned row, rebuilt if it changed, or an original.

    Args:
        rows: of the cleaned file.
        changes: sorted by number; a record that has none is the next cleaned row as it is.
        rebuild: makes the row of the input from a cleaned row and its change.
    """
    row, change = next(rows, None), next(changes, None)
    number = min(0, change.record) if change else 0
    while row is not None or change is not None:
        if change is None or change.record != number:
            if row is not None:
                yield row
                row = next(rows, None)
        else:
            if change.original is not None:
                yield change.original
            elif change.kept and row is not None:
                yield rebuild(row, change)
            row = next(rows, None) if change.kept else row
            change = next(changes, None)
        number = number + 1 if row is not None or change is None else max(number + 1, change.record)
