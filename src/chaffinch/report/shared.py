"""What the documents of an input share with those of an index: whole documents first, then passages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from rich.text import Text

from chaffinch.model import INDEXED
from chaffinch.report.shapes import write_rows
from chaffinch.report.terminal import console, many, opening, shown
from chaffinch.runs import connect, read_passages

if TYPE_CHECKING:
    from rich.console import Console

    from chaffinch.report.shapes import Shape
    from chaffinch.runs import Run

__all__ = ["Shared", "list_shared", "shared"]

LISTED = 20
"""Documents and passages in a list for reading."""

BATCH = 10_000
"""Rows whose texts are read in one pass over the input, and are in memory."""

_TURNED = """
    SELECT unit, {relation} AS relation, similarity, {document}_document AS document, {document}_start AS start,
           {document}_stop AS stop, {twin}_document AS twin, {twin}_start AS twin_start, {twin}_stop AS twin_stop
    FROM matches"""

_SHARED = f"""
    SELECT unit, relation, m.similarity, m.document, a.title, m.start, m.stop,
           m.twin, b.title AS twin_title, m.twin_start, m.twin_stop
    FROM ({_TURNED.format(relation="relation", document="left", twin="right")}
          UNION ALL {_TURNED.format(relation="relation", document="right", twin="left")}) m
    JOIN documents a ON a.document = m.document
    JOIN documents b ON b.document = m.twin
    WHERE b.outcome = '{INDEXED}' AND a.outcome <> '{INDEXED}'
    ORDER BY unit"""

_ORDERS = {
    False: "m.document, m.start, m.twin, m.twin_start",
    True: "m.stop - m.start DESC, similarity DESC, m.document, m.start, m.twin, m.twin_start",
}
"""In which order rows are listed: by document, or the longest first."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A document or a passage of the input, and its twin in an index.

    Attributes:
        unit: ``document`` or ``passage``.
        relation: of two documents, as in the table ``matches``; None of passages.
        similarity: 2 x equal letters / letters of both.
        document, title, start, stop, text: of the input; the range in code points of its text. Of a whole document the
            text is left out.
        twin, twin_title, twin_start, twin_stop, twin_text: the same of the index; the name of the index stands before
            the id.
    """

    unit: str
    relation: str | None
    similarity: float
    document: str
    title: str | None
    start: int
    stop: int
    text: str
    twin: str
    twin_title: str | None
    twin_start: int
    twin_stop: int
    twin_text: str


def shared(run: Run, *, longest_first: bool = False) -> Iterator[Shared]:
    """Yield what the input of a run shares with the indexes that it was compared with, documents first.

    Args:
        run: a finished run.
        longest_first: whether the longest documents and passages come first; else they come in the order of ids.
    """
    with connect(run, "matches", "documents") as database:
        cursor = database.execute(f"{_SHARED}, {_ORDERS[longest_first]}")
        names = [column[0] for column in cursor.description or ()]
        while some := cursor.fetchmany(BATCH):
            rows = [dict(zip(names, row, strict=True)) for row in some]
            parts = [row for row in rows if row["unit"] == "passage"]
            spans = [(row[side], row[f"{at}start"], row[f"{at}stop"]) for row in parts for side, at in _SIDES]
            texts = iter(read_passages(run, spans))
            for row in rows:
                whole = row["unit"] == "document"
                yield Shared(**row, text="" if whole else next(texts), twin_text="" if whole else next(texts))


_SIDES = (("document", ""), ("twin", "twin_"))


def list_shared(run: Run, *, shape: Shape) -> None:
    """Print what an input shares with indexes to stdout, or write it to a workbook.

    Args:
        run: a finished run.
        shape: of the list; that for reading has the first `LISTED` documents and passages.

    Raises:
        MissingExtra: the package that writes workbooks is not installed.
        RunError: the workbook cannot be written.
    """
    found = shared(run, longest_first=shape[0] == "table")
    if shape[0] != "table":
        write_rows(map(asdict, found), [field.name for field in fields(Shared)], shape)
        return
    out, count, last = console(), 0, ""
    for one in found:
        count += 1
        if count <= LISTED:
            if one.unit != last:
                out.print(Text(f"{one.unit}s that both have", "bold"))
            _print(out, one)
            last = one.unit
    if not count:
        out.print("nothing is shared")
    elif count > LISTED:
        out.print(f"{many(count, 'row')}, of which {LISTED} are shown; --csv or --jsonl prints all of them")


def _print(out: Console, one: Shared) -> None:
    """Print a row: both ids with the ranges of passages, then the passage in both texts."""
    whole = one.unit == "document"
    sides = (
        (one.document, one.title, one.start, one.stop, one.text),
        (one.twin, one.twin_title, one.twin_start, one.twin_stop, one.twin_text),
    )
    out.print(f"  {one.similarity:.2f}  {one.relation or ''}".rstrip())
    for name, title, start, stop, text in sides:
        span = "" if whole else f" {start}-{stop}"
        out.print(Text("    ").append(shown(f"{name}{span}   {title or ''}".rstrip()), "dim"), soft_wrap=True)
        if not whole:
            out.print(Text(f"      {opening(text, out.width - 6)}"), no_wrap=True)
