"""The commands by which a reader has a say: undo cuts, answer samples, tune thresholds by the answers."""

from __future__ import annotations

import re
from typing import Annotated, Any

import typer

from chaffinch.cli.arguments import Folder, Json, QuietFlag, gathered, print_json
from chaffinch.cli.options import Switch, pasteable
from chaffinch.errors import UsageError

__all__ = ["app"]

app = typer.Typer()


@app.command()
@pasteable
def undo(
    run: Folder,
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="The id of the document.")],
    spans: Annotated[
        list[str] | None,
        typer.Argument(metavar="[START-STOP]...", help="Cuts, as cuts and explain print them; none: the document."),
    ] = None,
    *,
    again: Annotated[bool, typer.Option("--again", help="Cut again what was undone.")] = False,
    json: Json = False,
    quiet: QuietFlag = False,
) -> None:
    """Undo single cuts of a document, or its removal as a copy.

    Nothing else changes; the cleaned corpus is written again. The table of removals says "undone"; later runs in the
    folder keep to it.

    Prints what was undone.
      chaffinch undo run/ report-03.txt 310-346
      chaffinch undo run/ report-04.txt
    """
    from chaffinch import pipeline
    from chaffinch.report import DECIDING, progress_bar, show_undone
    from chaffinch.runs import Run

    found = [_span(word) for word in spans or ()]
    progress = progress_bar(quiet=quiet or json, stages=DECIDING)
    try:
        _, answers = pipeline.undo(Run.open(run), document, found, again=again, progress=progress)
    finally:
        progress.done()
    if json:
        print_json([answer.to_dict() for answer in answers])
    elif not quiet:
        show_undone(answers, run, again=again)


def _span(word: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d+)[-–](\d+)", word)
    if not found:
        raise UsageError(f"{word}: no range; write START-STOP, as in: chaffinch cuts RUN --document ID")
    return int(found[1]), int(found[2])


REVIEWED = (
    Switch("--count", "count", "COUNT", "How many questions. Default: 40.", int),
    Switch("--reason", "reason", "NAME", "Only about this reason."),
    Switch("--rule", "rule", "RULE", "Only about these rules; * stands for any letters."),
    Switch("--site", "site", "HOST", "Only about this site."),
    Switch("--seed", "seed", "NUMBER", "Another number draws another sample. Default: 0.", int),
)
"""What a review asks about."""


@app.command()
@pasteable
@gathered("sampled", dict, REVIEWED)
def review(
    run: Folder,
    *,
    sampled: dict[str, Any],
    port: Annotated[int, typer.Option("--port", metavar="PORT", help="Port of this machine; 0: any.")] = 0,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Print the link, and open no browser.")] = False,
    json: Json = False,
) -> None:
    """Answer a sample of what the run found, on a local page.

    One key answers. Each answer is saved at once; Control-C, or Finish on the page, ends the review. The link counts
    once, and only on this machine.

    Prints the link, and at the end how many answers there are.
      chaffinch review run/
      chaffinch review run/ --reason template --count 20
    """
    from chaffinch.report import conduct
    from chaffinch.runs import Run

    answers = conduct(Run.open(run), run, sampled, port=port, browser=not (no_browser or json), quiet=json)
    if json:
        print_json([answer.to_dict() for answer in answers])


@app.command()
@pasteable
def tune(
    run: Folder,
    *,
    precision: Annotated[
        float, typer.Option("--precision", metavar="SHARE", help="Share of cuts that should be right.")
    ] = 0.95,
    json: Json = False,
) -> None:
    """Estimate from answers how precise a run is.

    A setting is proposed only where the answers settle it; decide --tuned sets it without searching again.

    Prints precision by category and rule, and what each threshold would remove.
      chaffinch tune run/
      chaffinch tune run/ --precision 0.9
    """
    from chaffinch.report import show_tuning
    from chaffinch.report import tune as tuned
    from chaffinch.runs import Run

    found = tuned(Run.open(run), precision=precision)
    if json:
        print_json(found.to_dict())
    else:
        show_tuning(found, run)
