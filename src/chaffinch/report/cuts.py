"""The list of the cuts of a run: for reading, as CSV or JSON, or as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from rich.text import Text

from chaffinch.model import UNDONE
from chaffinch.report.shapes import TABLE, write_rows
from chaffinch.report.terminal import colour, command, console, ending, many, opening, show_commands, shown
from chaffinch.runs import Cut, cuts

if TYPE_CHECKING:
    from chaffinch.report.shapes import Shape
    from chaffinch.runs import Run

__all__ = ["list_cuts"]

LISTED = 20
"""Cuts in a list for reading, unless the caller asks for a sample of another size."""


def list_cuts(run: Run, folder: str, *, shape: Shape = TABLE, sample: int | None = None, **chosen: Any) -> None:
    """Print cuts to stdout, or write them to a workbook.

    Args:
        run: a finished run.
        folder: the run folder as the user typed it, for the next commands.
        shape: of the list: that for reading is a sample of `LISTED` cuts unless another size is given; all others have
            all cuts unless a size is given.
        sample: the size of a random sample; None for the size above.
        chosen: the other arguments of `cuts`.

    Raises:
        UsageError: ``sample`` is less than 1.
        MissingExtra: the package that writes workbooks is not installed.
        RunError: the workbook cannot be written.
    """
    name, _ = shape
    size = LISTED if name == "table" and sample is None else sample
    found = cuts(run, sample=size, **chosen)
    if name == "table":
        _show(found, run, folder)
    else:
        write_rows((cut.to_dict() for cut in found), [field.name for field in fields(Cut)], shape)


def _show(found: Sequence[Cut], run: Run, folder: str) -> None:
    """Print cuts for reading: where each is and why, then its text between what stands around it."""
    out = console()
    for cut in found:
        score = "" if cut.score is None else f"   {cut.score:.2f}"
        undone = "   undone" if cut.action == UNDONE else ""
        keeper = f"   is {cut.keeper} {cut.keeper_start}-{cut.keeper_stop}" if cut.keeper else ""
        words = shown(f"{cut.document} {cut.start}-{cut.stop}   {cut.rule or cut.reason}{score}{keeper}{undone}")
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
    total = run.rows("removals")
    drawn = ", drawn at random; --csv lists all" if 0 < len(found) < total else ""
    out.print(f"{len(found):,} of {many(total, 'cut')}, made or held back{drawn}")
    if total and not found:
        reasons = sorted({reason for batch in run.batches("removals", ["reason"]) for reason in batch[0].to_pylist()})
        out.print(f"their reasons: {', '.join(reasons)}", soft_wrap=True, highlight=False)
    if found:
        span = f"{found[0].start}-{found[0].stop}"
        rows = [
            (command("explain", folder, found[0].document), "all cuts of one document"),
            (command("undo", folder, found[0].document, span), "undo a cut"),
        ]
        show_commands(out, rows)
