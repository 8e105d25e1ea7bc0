"""The list of the cuts of a run: for reading, as CSV or JSON, or as a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from rich.text import Text

from chaffinch.model import UNDONE, WHOLE
from chaffinch.report.shapes import TABLE, write_rows
from chaffinch.report.terminal import bracketed, colour, command, console, many, show_commands, shown
from chaffinch.runs import Cut, count_cuts, cuts

if TYPE_CHECKING:
    from rich.console import Console

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
        _show(found, run, folder, chosen)
    else:
        write_rows((cut.to_dict() for cut in found), [field.name for field in fields(Cut)], shape)


def _show(found: Sequence[Cut], run: Run, folder: str, chosen: Mapping[str, Any]) -> None:
    """Print cuts for reading: where each is and why, then its text between what stands around it."""
    out = console()
    for cut in found:
        score = "" if cut.score is None else f"   {cut.score:.2f}"
        undone = "   undone" if cut.action == UNDONE else ""
        keeper = f"   is {cut.keeper} {cut.keeper_start}-{cut.keeper_stop}" if cut.keeper else ""
        words = shown(f"{cut.document} {cut.start}-{cut.stop}   {cut.rule or cut.reason}{score}{keeper}{undone}")
        out.print(Text(words, "bold"), soft_wrap=True)
        line = bracketed(
            cut.before, cut.text, cut.after, around=out.width - 4, within=3 * out.width, style=colour(cut.reason)
        )
        for part in line.wrap(out, out.width - 4):
            part.rstrip()
            out.print(Text("  ") + part)
        out.print()
    _count(out, len(found), run, folder, chosen)
    if found:
        span = f"{found[0].start}-{found[0].stop}"
        rows = [
            (command("explain", folder, found[0].document), "all cuts of one document"),
            (command("undo", folder, found[0].document, span), "undo a cut"),
        ]
        show_commands(out, rows)


def _count(out: Console, listed: int, run: Run, folder: str, chosen: Mapping[str, Any]) -> None:
    """Say how many cuts are listed, of how many that were asked for and of how many in the run."""
    every = count_cuts(run)
    asked = {name: value for name, value in chosen.items() if value is not None and name != "seed"}
    total, matching = sum(every.values()), sum((count_cuts(run, **asked) if asked else every).values())
    if matching:
        such = f" that were asked for, of {total:,} in the run" if asked else ""
        drawn = ", drawn at random; --csv lists all" if listed < matching else ""
        out.print(f"{listed:,} of {many(matching, 'cut')}{such}, made or held back{drawn}")
        return
    out.print(f"none of the {many(total, 'cut')} in the run" if total else "no cut in the run")
    if total:
        out.print(f"reasons of cuts in the run: {', '.join(every)}", soft_wrap=True, highlight=False)
    name = asked.get("document")
    if name is not None and run.document(name)["outcome"] == "duplicate":
        out.print(f"removed as a whole: {command('explain', folder, name)}", soft_wrap=True)
    elif (asked.get("reason") in WHOLE or not total) and run.rows("removals") > total:
        out.print(f"removed as a whole: {command('passages', folder, '--kind', 'document')}", soft_wrap=True)
