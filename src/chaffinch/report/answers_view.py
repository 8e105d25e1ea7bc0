"""Print answers of readers in a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from chaffinch.report.terminal import command, console, many, opening, show_commands, shown

if TYPE_CHECKING:
    from chaffinch.runs import Answer

__all__ = ["show_undone"]


def show_undone(answers: Sequence[Answer], folder: str, *, again: bool) -> None:
    """Print what was undone, or cut again, and the next commands.

    Args:
        answers: that were written.
        folder: the run folder as the user typed it.
        again: whether they took back what was undone before.
    """
    out = console()
    for answer in answers:
        out.print(
            Text(shown(f"{answer.document} {answer.start}-{answer.stop}   {answer.rule or answer.reason}"), "bold")
        )
        out.print(Text(f"  {opening(answer.text, out.width - 2)}"), no_wrap=True)
    out.print(f"{many(len(answers), 'cut')} {'made again' if again else 'undone'}; the cleaned corpus is written again")
    document = answers[0].document
    spans = [f"{answer.start}-{answer.stop}" for answer in answers if answer.scope == "passage"]
    back = [] if again else ["--again"]
    show_commands(out, [
        (command("explain", folder, document), "all cuts of the document"),
        (command("undo", folder, document, *spans, *back), "undo it" if again else "cut again"),
    ])  # fmt: skip
