"""The cuts of a run as values, each with its reason, its text and what stands around it.

A *cut* is a row of ``removals`` that names a range of a text: a passage that was removed, marked or withheld. Documents
that went as a whole are in ``documents``.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from rich.text import Text

from chaffinch.errors import UsageError
from chaffinch.model import WHOLE
from chaffinch.report.repeated import connect
from chaffinch.report.terminal import colour, command, console, ending, many, opening, show_commands, shown
from chaffinch.runs import read_passages

if TYPE_CHECKING:
    from chaffinch.runs import Run

__all__ = ["CONTEXT", "Cut", "cuts", "list_cuts"]

CONTEXT = 80
"""Code points of the text before and behind a cut that are given, at most."""

LISTED = 20
"""Cuts in a list for reading, unless the caller asks for a sample of another size."""

_KEYS = "document, start, stop, action, reason, rule, score, keeper, keeper_start, keeper_stop"


@dataclass(frozen=True, slots=True)
class Cut:
    """One cut.

    Attributes:
        document, host: the id of the document and its site; the site is None where it is unknown.
        start, stop: the range, in code points of the original text.
        action: ``remove``, ``mark`` or ``withheld``.
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
        return asdict(self)


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
    equal = {"r.reason": reason, "d.host": site, "r.document": document}
    conditions = [f"r.reason NOT IN ({', '.join(repr(whole) for whole in WHOLE)})"]
    conditions += [f"{column} = ?" for column, value in equal.items() if value is not None]
    values: list[Any] = [value for value in equal.values() if value is not None]
    with connect(run, "removals", "documents") as database:
        if rule is not None:
            names = database.execute("SELECT DISTINCT rule FROM removals WHERE rule IS NOT NULL").fetchall()
            conditions.append("list_contains(?, r.rule)")
            values.append([name for (name,) in names if fnmatchcase(name, rule)])
        drawn = "" if sample is None else f"ORDER BY hash(document, start, stop, {int(seed)}) LIMIT {sample}"
        keys = ", ".join(f"r.{key}" for key in _KEYS.split(", "))
        rows = database.execute(
            f"WITH chosen AS (SELECT {keys}, d.host FROM removals r LEFT JOIN documents d USING (document)"
            f" WHERE {' AND '.join(conditions)} {drawn})"
            f" SELECT {_KEYS}, host FROM chosen ORDER BY document, start, stop",
            values,
        ).fetchall()
    return list(_with_texts(run, rows))


def _with_texts(run: Run, rows: Sequence[tuple[Any, ...]]) -> Iterator[Cut]:
    """Make cuts of rows, with all texts read in one pass."""
    texts = read_passages(run, [(row[0], max(row[1] - CONTEXT, 0), row[2] + CONTEXT) for row in rows])
    for (document, start, stop, action, reason, rule, score, *keeper, host), text in zip(rows, texts, strict=True):
        first, last = min(start, CONTEXT), min(start, CONTEXT) + stop - start
        parts = text[:first], text[first:last], text[last:]
        yield Cut(document, host, start, stop, action, reason, rule or "", score, *(*keeper, *parts))


def list_cuts(run: Run, folder: str, *, shape: str, sample: int | None, **chosen: Any) -> None:
    """Print cuts to stdout.

    Args:
        run: a finished run.
        folder: the run folder as the user typed it, for the next commands.
        shape: ``table``, which is for reading, and a sample of `LISTED` cuts unless another size is given; ``csv``,
            ``jsonl`` or ``json``, which have all cuts unless a size is given.
        sample: the size of a random sample; None for the size above.
        chosen: the other arguments of `cuts`.

    Raises:
        UsageError: ``sample`` is less than 1.
    """
    size = LISTED if shape == "table" and sample is None else sample
    found = cuts(run, sample=size, **chosen)
    if shape == "json":
        print(json.dumps([cut.to_dict() for cut in found], ensure_ascii=False, indent=2))
    elif shape == "jsonl":
        for cut in found:
            print(json.dumps(cut.to_dict(), ensure_ascii=False))
    elif shape == "csv":
        writer = csv.DictWriter(sys.stdout, [field.name for field in fields(Cut)], lineterminator="\n")
        writer.writeheader()
        writer.writerows(cut.to_dict() for cut in found)
    else:
        _show(found, run, folder)


def _show(found: Sequence[Cut], run: Run, folder: str) -> None:
    """Print cuts for reading: where each is and why, then its text between what stands around it."""
    out = console()
    for cut in found:
        score = "" if cut.score is None else f"   {cut.score:.2f}"
        keeper = f"   is {cut.keeper} {cut.keeper_start}-{cut.keeper_stop}" if cut.keeper else ""
        words = shown(f"{cut.document} {cut.start}-{cut.stop}   {cut.rule or cut.reason}{score}{keeper}")
        out.print(Text(words, "bold"), soft_wrap=True)
        line = Text.assemble(
            (ending(cut.before, out.width - 4), "dim"),
            ("⟦", "bold"),
            (opening(cut.text, 3 * out.width), colour(cut.reason)),
            ("⟧", "bold"),
            (opening(cut.after, out.width - 4), "dim"),
        )
        for part in line.wrap(out, out.width - 4):
            part.rstrip()
            out.print(Text("  ") + part)
        out.print()
    out.print(f"{many(len(found), 'cut')} of {many(run.rows('removals'), 'removal')} in the run")
    if found:
        show_commands(out, [(command("explain", folder, found[0].document), "all cuts of one document")])
