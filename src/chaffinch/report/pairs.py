"""The pairs of passages or documents that match, with both texts; and how many there are by similarity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from rich.text import Text

from chaffinch.errors import UsageError
from chaffinch.report.repeated import KINDS
from chaffinch.report.shapes import write_rows
from chaffinch.report.terminal import console, many, opening, shown
from chaffinch.runs import connect, read_passages

if TYPE_CHECKING:
    from chaffinch.report.shapes import Shape
    from chaffinch.runs import Run

__all__ = ["Bar", "Pair", "histogram", "list_pairs", "pairs", "show_histogram"]

LISTED = 20
"""Pairs in a list for reading."""

BATCH = 10_000
"""Pairs whose texts are read in one pass over the input, and are in memory."""

BARS = 20
"""Bars of the histogram: steps of .05."""

_BAR = 40  # columns of the longest bar

_PAIRS = """
    SELECT coalesce(l.kind, m.unit) AS kind, l.cluster, m.similarity,
           left_document, a.title AS left_title, a.host AS left_host, left_start, left_stop,
           right_document, b.title AS right_title, b.host AS right_host, right_start, right_stop
    FROM matches m
    LEFT JOIN documents a ON a.document = left_document
    LEFT JOIN documents b ON b.document = right_document
    LEFT JOIN LATERAL (
        SELECT c.cluster, c.kind FROM clusters c
        WHERE c.document = left_document AND c.start < left_stop AND left_start < c.stop
              AND (c.kind = 'document') = (m.unit = 'document')
        ORDER BY least(c.stop, left_stop) - greatest(c.start, left_start) DESC, c.cluster LIMIT 1) l ON true
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two passages, or two documents, that say the same.

    Attributes:
        kind: of their cluster: ``document``, ``quotation``, ``syndicated`` or ``repeat``; ``passage`` where they have
            none.
        cluster: its id.
        similarity: 2 x equal letters / letters of both.
        left_document, left_title, left_host, left_start, left_stop, left_text: one of them, with the range in code
            points of the original text; the text of a whole document is left out.
        right_document, right_title, right_host, right_start, right_stop, right_text: the other one.
    """

    kind: str
    cluster: str | None
    similarity: float
    left_document: str
    left_title: str | None
    left_host: str | None
    left_start: int
    left_stop: int
    left_text: str
    right_document: str
    right_title: str | None
    right_host: str | None
    right_start: int
    right_stop: int
    right_text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """The pairs of one unit in a range of similarity.

    Attributes:
        unit: ``passage`` or ``document``.
        least, most: the range; ``most`` is exclusive, but for 1.
        pairs: how many there are.
    """

    unit: str
    least: float
    most: float
    pairs: int


def pairs(run: Run, *, kind: str | None = None, limit: int | None = None) -> Iterator[Pair]:
    """Yield the pairs of a run in the order of their documents, with the texts of passages.

    Args:
        run: a finished run.
        kind: only this kind; None for all passages.
        limit: the largest number; None for all.

    Raises:
        UsageError: the kind is unknown.
    """
    condition = "kind = $kind" if _known(kind) else "kind <> 'document'"
    query = f"""SELECT * FROM ({_PAIRS}) WHERE {condition}
        ORDER BY left_document, left_start, right_document, right_start {f"LIMIT {limit}" if limit else ""}"""
    with connect(run, "matches", "documents", "clusters") as database:
        cursor = database.execute(query, {"kind": kind} if kind else None)
        names = [column[0] for column in cursor.description or ()]
        while some := cursor.fetchmany(BATCH):
            rows = [dict(zip(names, row, strict=True)) for row in some]
            sides = [(row[f"{s}_document"], row[f"{s}_start"], row[f"{s}_stop"]) for row in rows for s in _SIDES]
            whole = kind == "document"
            texts = iter([""] * len(sides) if whole else read_passages(run, sides))
            for row in rows:
                yield Pair(**row, left_text=next(texts), right_text=next(texts))


_SIDES = ("left", "right")


def _known(kind: str | None) -> str | None:
    """Check a kind.

    Raises:
        UsageError: it is unknown.
    """
    if kind is not None and kind not in KINDS:
        raise UsageError(f"--kind {kind}: unknown; use one of {', '.join(KINDS)}")
    return kind


def histogram(run: Run) -> list[Bar]:
    """Count the pairs of a run by unit and similarity, in `BARS` equal steps; empty steps at the ends are left out."""
    query = f"""
        SELECT unit, least(floor(similarity * {BARS})::INTEGER, {BARS - 1}) AS step, count(*) FROM matches
        WHERE similarity IS NOT NULL GROUP BY ALL ORDER BY ALL"""
    with connect(run, "matches") as database:
        counted = database.execute(query).fetchall()
    found: list[Bar] = []
    for unit in sorted({unit for unit, _, _ in counted}):
        by_step = {step: count for name, step, count in counted if name == unit}
        steps = range(min(by_step), max(by_step) + 1)
        found += [Bar(unit, step / BARS, (step + 1) / BARS, by_step.get(step, 0)) for step in steps]
    return found


def list_pairs(run: Run, *, kind: str | None, shape: Shape) -> None:
    """Print the pairs of passages to stdout, or write them to a workbook.

    Args:
        run: a finished run.
        kind: only this kind; None for all passages.
        shape: of the list; that for reading has the first `LISTED` pairs.

    Raises:
        UsageError: the kind is unknown.
        MissingExtra: the package that writes workbooks is not installed.
        RunError: the workbook cannot be written.
    """
    if shape[0] != "table":
        write_rows(map(asdict, pairs(run, kind=kind)), [field.name for field in fields(Pair)], shape)
        return
    out = console()
    for pair in pairs(run, kind=kind, limit=LISTED):
        out.print(Text(f"{pair.kind}   {pair.similarity:.2f}", "bold"))
        for side in _SIDES:
            document, title, text = (getattr(pair, f"{side}_{name}") for name in ("document", "title", "text"))
            span = f"{getattr(pair, f'{side}_start')}-{getattr(pair, f'{side}_stop')}"
            out.print(Text(shown(f"  {document} {span}   {title or ''}"), "dim"), soft_wrap=True)
            out.print(Text(f"    {opening(text, out.width - 4)}"), no_wrap=True)
        out.print()


def show_histogram(run: Run, *, kind: str | None, shape: Shape) -> None:
    """Print how many pairs there are by similarity.

    Args:
        run: a finished run.
        kind: ``document`` for documents only, another kind for passages only; None for both.
        shape: of the list.

    Raises:
        UsageError: the kind is unknown.
        MissingExtra: the package that writes workbooks is not installed.
        RunError: the workbook cannot be written.
    """
    unit = None if _known(kind) is None else "document" if kind == "document" else "passage"
    found = [bar for bar in histogram(run) if unit in (None, bar.unit)]
    if shape[0] != "table":
        write_rows(map(asdict, found), [field.name for field in fields(Bar)], shape)
        return
    out = console()
    for name in dict.fromkeys(bar.unit for bar in found):
        bars = [bar for bar in found if bar.unit == name]
        out.print(Text(f"{name}s: {many(sum(bar.pairs for bar in bars), 'pair')} by similarity", "bold"))
        most = max(bar.pairs for bar in bars)
        for bar in bars:
            length = -(-_BAR * bar.pairs // most)
            out.print(f"  {bar.least:.2f}-{bar.most:.2f}  {'█' * length} {bar.pairs:,}", no_wrap=True)
    if not found:
        out.print("no pairs")
