"""The commands that list what is in a run: its cuts, its repeated passages, and how it differs from another one."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from chaffinch.cli.arguments import SHAPES, Folder, Json, gathered, print_json, shape_of
from chaffinch.cli.options import Switch, pasteable

__all__ = ["app"]

app = typer.Typer()

CHOICE = (
    Switch("--reason", "reason", "NAME", "Only cuts for this reason."),
    Switch("--rule", "rule", "RULE", "Only cuts by these rules; * stands for any letters."),
    Switch("--site", "site", "HOST", "Only cuts on this site."),
    Switch("--document", "document", "ID", "Only cuts in it."),
    Switch("--sample", "sample", "COUNT", "Draw so many at random.", int),
    Switch("--seed", "seed", "NUMBER", "Another number draws another sample. Default: 0.", int),
)
"""Which cuts are listed."""


@app.command()
@pasteable
@gathered("shape", shape_of, SHAPES)
@gathered("choice", dict, CHOICE)
def cuts(run: Folder, *, choice: dict[str, Any], shape: tuple[str, str]) -> None:
    """List cuts with their reasons and the text around them.

    A list for reading has 20 cuts that are drawn at random, the same ones each time.

    Prints each cut in brackets; CSV, JSON and workbooks have every cut.
      chaffinch cuts run/
      chaffinch cuts run/ --rule 'en.social.*' --sample 50
      chaffinch cuts run/ --reason template --site www.example.org --csv > cuts.csv
      chaffinch cuts run/ --sample 500 --xlsx cuts.xlsx
    """
    from chaffinch.report import list_cuts
    from chaffinch.runs import Run

    list_cuts(Run.open(run), run, shape=shape, **choice)


@app.command()
@pasteable
@gathered("shape", shape_of, SHAPES)
def passages(
    run: Folder,
    *,
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="document|quotation|syndicated|repeat", help="List only this kind."),
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help="Print all groups, also those not worth reading.")] = False,
    pairs: Annotated[bool, typer.Option("--pairs", help="List pairs, with titles, similarity and both texts.")] = False,
    histogram: Annotated[bool, typer.Option("--histogram", help="Count the pairs by their similarity.")] = False,
    shape: tuple[str, str],
) -> None:
    """List the repeated passages with their documents.

    Listed is what is worth reading: prose that several sites have; --all lists the rest too.

    Prints a list for reading; CSV, JSON and workbooks have every passage, whole.
      chaffinch passages run/ --kind quotation
      chaffinch passages run/ --csv > passages.csv
      chaffinch passages run/ --pairs --csv > pairs.csv
      chaffinch passages run/ --histogram
    """
    from chaffinch.report import list_pairs, list_passages, show_histogram
    from chaffinch.runs import Run

    opened = Run.open(run)
    if histogram:
        show_histogram(opened, kind=kind, shape=shape)
    elif pairs:
        list_pairs(opened, kind=kind, shape=shape)
    else:
        list_passages(opened, run, kind=kind, shape=shape, everything=all_)


@app.command()
@pasteable
def report(
    run: Folder,
    *,
    out: Annotated[
        str | None, typer.Option("--out", metavar="FILE", help="The file to write. Default: report.html in the run.")
    ] = None,
    json: Json = False,
) -> None:
    """Write the page that shows what was cut and why.

    It is one file, for any browser, without a server.

    It has numbers and charts, cuts of every rule, repeated passages side by side, copies with what
    they have of their own, and whole documents with every cut in its place.

    Prints the name of the file.
      chaffinch report run/
      chaffinch report run/ --out cuts.html
    """
    from pathlib import Path

    from chaffinch.report import write_page
    from chaffinch.runs import Run

    file = write_page(Run.open(run), Path(out) if out else None)
    if json:
        print_json({"file": str(file), "bytes": file.stat().st_size})
    else:
        typer.echo(str(file))


@app.command()
@pasteable
def diff(
    run_a: Annotated[str, typer.Argument(metavar="RUN_A", help="The folder of a finished run, or its address.")],
    run_b: Annotated[str, typer.Argument(metavar="RUN_B", help="That of another one of the same documents.")],
    *,
    html: Annotated[str | None, typer.Option("--html", metavar="FILE", help="Write a page with all of it.")] = None,
    examples: Annotated[int, typer.Option("--examples", metavar="COUNT", help="Examples of each kind.")] = 3,
    json: Json = False,
) -> None:
    """Compare what two runs cut, of other settings or versions.

    A cut counts as different as far as the other run keeps its text.

    Prints what only one of them cuts, by reason and rule, with examples.
      chaffinch diff run-before/ run-after/
      chaffinch diff run-before/ run-after/ --html diff.html
    """
    from pathlib import Path

    from chaffinch.report import difference, show_difference, write_difference
    from chaffinch.runs import Run

    found = difference(Run.open(run_a), Run.open(run_b), names=(run_a, run_b), examples=examples)
    if html:
        write_difference(found, Path(html))
    if json:
        print_json(found.to_dict())
    elif not html:
        show_difference(found)
