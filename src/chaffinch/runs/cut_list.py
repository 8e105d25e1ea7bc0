"""The cuts of a run as values, each with its reason, its text and what stands around it.

A *cut* is a row of ``removals`` that names a range of a text: a passage that was removed, marked, withheld or undone.
Documents that went as a whole are in ``documents``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from chaffinch.errors import UsageError
from chaffinch.runs.database import WHOLE_DOCUMENT, connect
from chaffinch.runs.originals import read_passages
from chaffinch.schemas import CUTS

if TYPE_CHECKING:
    import duckdb

    from chaffinch.runs.run import Run

__all__ = ["CONTEXT", "Cut", "count_cuts", "cuts", "cuts_table"]

CONTEXT = 80
"""Code points of the text before and behind a cut that are given, at most."""

_KEYS = "document, start, stop, action, reason, rule, score, keeper, keeper_start, keeper_stop"


@dataclass(frozen=True, slots=True)
class Cut:
    """One cut.

    Attributes:
        document, host: the id of the document and its site; the site is None where it is unknown.
        start, stop: the range, in code points of the original text.
        action: ``remove``, ``mark``, ``withheld`` or ``undone``.
        reason, rule, score: of the removal; ``rule`` is empty where a repeated passage is the reason.
        keeper, keeper_start, keeper_stop: the passage that stays; None where the reason is boilerplate.
        before, text, after: the cut and what stands around it, at most `CONTEXT` code points on each side.
    """

    document: str
    host: str | None
    start: int
    stop: int
    action: str
    reason: str
    rule: str
    score: float | None
    keeper: str | None
    keeper_start: int | None
    keeper_stop: int | None
    before: str
    text: str
    after: str

    def to_dict(self) -> dict[str, Any]:
        """Give a plain dictionary; the keys are a stable interface."""
        return {name: getattr(self, name) for name in self.__slots__}  # much faster than `asdict`, which copies


def cuts(
    run: Run,
    *,
    reason: str | None = None,
    rule: str | None = None,
    site: str | None = None,
    document: str | None = None,
    sample: int | None = None,
    seed: int = 0,
) -> list[Cut]:
    """Give the cuts of a run in the order of the documents, all or a random sample of them.

    Args:
        run: a finished run.
        reason, site, document: only cuts with this reason, of this host, in this document.
        rule: only cuts by rules of this name; ``*`` stands for any letters, as in ``en.social.*``.
        sample: the number of cuts that are drawn at random; None for all of them.
        seed: another number draws another sample; the same number draws the same one.

    Raises:
        UsageError: ``sample`` is less than 1, or the run has no such document; the message names similar ids.
    """
    if sample is not None and sample < 1:
        raise UsageError(f"a sample has at least 1 cut, not {sample}")
    if document is not None:
        run.document(document)
    with connect(run, "removals", "documents") as database:
        chosen, values = _chosen(database, reason, rule, site, document)
        drawn = "" if sample is None else f"ORDER BY hash(document, start, stop, {int(seed)}) LIMIT {sample}"
        rows = database.execute(
            f"WITH chosen AS ({chosen} {drawn}) SELECT {_KEYS}, host FROM chosen ORDER BY document, start, stop", values
        ).fetchall()
    return list(_with_texts(run, rows))


def count_cuts(
    run: Run,
    *,
    reason: str | None = None,
    rule: str | None = None,
    site: str | None = None,
    document: str | None = None,
) -> dict[str, int]:
    """Count the cuts that `cuts` gives with the same arguments, by reason."""
    with connect(run, "removals", "documents") as database:
        chosen, values = _chosen(database, reason, rule, site, document)
        return dict(
            database.execute(
                f"SELECT reason, count(*) FROM ({chosen}) GROUP BY reason ORDER BY reason", values
            ).fetchall()
        )


def _chosen(
    database: duckdb.DuckDBPyConnection, reason: str | None, rule: str | None, site: str | None, document: str | None
) -> tuple[str, list[Any]]:
    """Give the query of the chosen cuts with their hosts, and the values of its parameters."""
    equal = {"r.reason": reason, "d.host": site, "r.document": document}
    conditions = [f"NOT r.{WHOLE_DOCUMENT}"]
    conditions += [f"{column} = ?" for column, value in equal.items() if value is not None]
    values: list[Any] = [value for value in equal.values() if value is not None]
    if rule is not None:
        names = database.execute("SELECT DISTINCT rule FROM removals WHERE rule IS NOT NULL").fetchall()
        conditions.append("list_contains(?, r.rule)")
        values.append([name for (name,) in names if fnmatchcase(name, rule)])
    keys = ", ".join(f"r.{key}" for key in _KEYS.split(", "))
    joined = f"SELECT {keys}, d.host FROM removals r LEFT JOIN documents d USING (document)"
    return f"{joined} WHERE {' AND '.join(conditions)}", values


def _with_texts(run: Run, rows: Sequence[tuple[Any, ...]]) -> Iterator[Cut]:
    """Make cuts of rows, with all texts read in one pass."""
    texts = read_passages(run, [(row[0], max(row[1] - CONTEXT, 0), row[2] + CONTEXT) for row in rows])
    for (document, start, stop, action, reason, rule, score, *keeper, host), text in zip(rows, texts, strict=True):
        first, last = min(start, CONTEXT), min(start, CONTEXT) + stop - start
        parts = text[:first], text[first:last], text[last:]
        yield Cut(document, host, start, stop, action, reason, rule or "", score, *(*keeper, *parts))


def cuts_table(found: Sequence[Cut]) -> pa.Table:
    """Make the table of cuts that `Run.cuts` gives, of the schema ``CUTS``."""
    return pa.Table.from_pylist([cut.to_dict() for cut in found], schema=CUTS)
