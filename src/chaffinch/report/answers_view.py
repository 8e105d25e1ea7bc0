"""Print answers of readers in a terminal, and conduct a review."""

from __future__ import annotations

import webbrowser
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.text import Text

from chaffinch.errors import UsageError
from chaffinch.report.review import Sampling, Session, questions, serve
from chaffinch.report.terminal import command, console, many, opening, show_commands, shown
from chaffinch.runs import ANSWERS

if TYPE_CHECKING:
    from chaffinch.runs import Answer, Run

__all__ = ["conduct", "show_undone"]


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


def conduct(
    run: Run, folder: str, sampled: Mapping[str, Any], *, port: int, browser: bool, quiet: bool
) -> list[Answer]:
    """Serve a review, and print the link and then what was answered.

    Args:
        run: a finished run.
        folder: the run folder as the user typed it.
        sampled: attributes of `Sampling`.
        port: of this machine; 0: any that is free.
        browser: whether to open the link in the user's browser, if this is a terminal.
        quiet: print the link to stderr, and nothing else.

    Returns:
        The answers.

    Raises:
        UsageError: there is no question of that kind.
        RunError: the port cannot be used.
    """
    session = Session(run, questions(run, Sampling(**sampled)))
    if not session.questions:
        raise UsageError("nothing to ask: the run has no such cuts, findings or clusters that are not answered yet")
    out = console(error=quiet)

    def opened(url: str) -> None:
        out.print(f"{many(len(session.questions), 'question')}; the link counts once, Control-C ends the review:")
        out.print(url, soft_wrap=True)
        if browser and out.is_terminal:
            webbrowser.open(url)

    serve(session, folder, port=port, opened=opened)
    if not quiet:
        file = f"{run.origin or run.path}/{ANSWERS}"
        out.print(f"\n{many(len(session.answers), 'answer')} saved in {shown(file)}")
        rows = [(command("decide", folder), "obey them"), (command("tune", folder), "what they say about thresholds")]
        show_commands(out, rows)
    return session.answers
