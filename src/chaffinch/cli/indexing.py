"""The commands of an index: build, add, query, retract, info."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from chaffinch.cli.arguments import SHAPES, Json, QuietFlag, gathered, print_json, shape_of
from chaffinch.cli.exits import Commands
from chaffinch.cli.grouping import Grouped
from chaffinch.cli.options import INPUT, WORK, Settings, pasteable, switches
from chaffinch.config import Config
from chaffinch.errors import ChaffinchError, UsageError

if TYPE_CHECKING:
    from chaffinch.index import Index

__all__ = ["app", "compare"]

app = typer.Typer(
    cls=Commands, rich_markup_mode=None, no_args_is_help=True, name="index",
    help="Store documents, to remove copies of them from later input.",
)  # fmt: skip

IndexFolder = Annotated[str, typer.Argument(metavar="INDEX", help="The folder of an index.")]
InputFiles = Annotated[
    list[str], typer.Argument(metavar="INPUT", help="Folders, files or globs; or the folder of a finished run.")
]
_SHAPES = tuple(switch for switch in SHAPES if switch.flag != "--json")
_READ = tuple(switch for switch in INPUT if switch.flag not in ("--to", "--encoding", "--with-metadata"))


@app.command(cls=Grouped)
@pasteable
@switches(_READ, WORK)
def build(
    inputs: InputFiles,
    out: Annotated[str, typer.Option("--out", metavar="INDEX", help="The folder of the index; new or empty.")],
    *,
    settings: Settings,
) -> None:
    """Make an index of an input, or of the documents that a run kept.

    Prints how many documents were added.
      chaffinch index build news-2026/ --out archive.index
      chaffinch index build run/ --out archive.index
    """
    from chaffinch.index import Index, remove_empty

    index = Index.create(out)
    try:
        _add(index, inputs, settings)
    except ChaffinchError:
        remove_empty(index)  # so that the same command with another setting makes it
        raise


@app.command(cls=Grouped)
@pasteable
@switches(_READ, WORK)
def add(index: IndexFolder, inputs: InputFiles, *, settings: Settings) -> None:
    """Add documents to an index; it costs by what is new.

    A document whose id the index has replaces the older one; with the same text nothing is added.
    An addition that is interrupted leaves the index as it was.

    Prints how many documents were added, replaced and known.
      chaffinch index add archive.index news-2027-01/
    """
    from chaffinch.index import Index

    _add(Index(index), inputs, settings)


def _add(index: Index, inputs: list[str], settings: Settings) -> None:
    from chaffinch.index import Added
    from chaffinch.pipeline import add_inputs, add_run
    from chaffinch.report import progress_bar
    from chaffinch.runs import Run, holds_run

    config = settings.over(Config())
    runs = [one for one in inputs if holds_run(one)]
    if runs and len(runs) < len(inputs):
        raise UsageError(f"{runs[0]} is a run, the others are not; add them one after another")
    progress = progress_bar(quiet=settings.quiet or settings.json, stages=("reading",))
    try:
        if runs:
            total = Added(0, 0, 0)
            for one in runs:
                total = total.plus(add_run(index, Run.open(one), progress=progress))
        else:
            total = add_inputs(index, inputs, config=config, progress=progress)
    finally:
        progress.done()
    if settings.json:
        print_json({**total._asdict(), "documents": len(index)})
    elif not settings.quiet:
        failed = f", {total.failed:,} failed" if total.failed else ""
        typer.echo(
            f"{total.added:,} added, {total.replaced:,} replaced, {total.known:,} known{failed}; "
            f"{len(index):,} documents"
        )


def _say_failed(info: dict[str, Any], settings: Settings) -> None:
    """Say on stderr how many documents could not be read, and so share nothing."""
    failed = info["counts"]["failed"] + info.get("failed_in_second", 0)
    if failed and not settings.quiet:
        typer.echo(f"chaffinch: {failed:,} document{'' if failed == 1 else 's'} could not be read", err=True)


@app.command(cls=Grouped)
@pasteable
@switches(_READ, WORK)
@gathered("shape", shape_of, _SHAPES)
def query(
    index: IndexFolder,
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT", help="Folders, files or globs.")],
    *,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DAY", help="Only documents of the index of this day or later.")
    ] = None,
    shape: tuple[str, str],
    settings: Settings,
) -> None:
    """List what an input shares with an index: documents and passages. Nothing is cut, nothing is added.

    Prints each shared document and passage with its text.
      chaffinch index query archive.index article.txt
      chaffinch index query archive.index news/ --jsonl > shared.jsonl
    """
    from chaffinch import pipeline
    from chaffinch.report import CLEANING, list_shared, progress_bar

    config = settings.over(Config()).override({"input": {"since": since or ""}})
    progress = progress_bar(quiet=settings.quiet or settings.json or shape[0] != "table", stages=CLEANING)
    try:
        with pipeline.query(index, inputs, config=config, progress=progress) as run:
            progress.done()
            list_shared(run, shape=("json", "") if settings.json else shape)
            _say_failed(run.info, settings)
    finally:
        progress.done()


@app.command()
@pasteable
def retract(
    index: IndexFolder,
    documents: Annotated[list[str], typer.Argument(metavar="DOCUMENT", help="Ids of documents; - for lines of stdin.")],
    *,
    json: Json = False,
    quiet: QuietFlag = False,
) -> None:
    """Take documents out of an index.

    Prints how many it had.
      chaffinch index retract archive.index a/one.txt b/two.txt
    """
    import sys

    from chaffinch.index import Index

    opened = Index(index)
    ids = [line.rstrip("\n") for line in sys.stdin] if documents == ["-"] else documents
    count = opened.retract(ids)
    if json:
        print_json({"retracted": count, "documents": len(opened)})
    elif not quiet:
        unknown = len(set(ids)) - count
        typer.echo(f"{count:,} retracted; {len(opened):,} documents")
        if unknown > 0:
            typer.echo(f"chaffinch: {unknown:,} of the ids given {'is' if unknown == 1 else 'are'} not in it", err=True)


@app.command()
@pasteable
def info(index: IndexFolder, *, json: Json = False) -> None:
    """Show what an index has.

    Prints the number of its documents and characters, its size and format.
      chaffinch index info archive.index
    """
    from chaffinch.index import Index
    from chaffinch.report import size

    opened = Index(index)
    known = {
        "documents": len(opened), "characters": opened.characters, "bytes": opened.bytes, "format": opened.format,
        "version": opened.version,
    }  # fmt: skip
    if json:
        print_json(known)
        return
    typer.echo(
        f"{known['documents']:,} documents, {known['characters']:,} characters, {size(opened.bytes, 'B')}\n"
        f"format {opened.format}, written by chaffinch {opened.version}"
    )


@pasteable
@switches(_READ, WORK)
@gathered("shape", shape_of, _SHAPES)
def compare(
    first: Annotated[str, typer.Argument(metavar="A", help="A folder, a file or a glob.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another one, or the folder of an index.")],
    *,
    out: Annotated[
        str | None, typer.Option("--out", metavar="RUN", help="Keep the run in this folder, for passages and report.")
    ] = None,
    sensitivity: Annotated[
        str, typer.Option("--sensitivity", metavar="default|high", help="high also finds reworded passages.")
    ] = "default",
    shape: tuple[str, str],
    settings: Settings,
) -> None:
    """List the documents and passages that two collections share.

    Not listed is what each has within itself. Nothing is cut.

    Prints each document and passage that both have, with its text.
      chaffinch compare letters/ pamphlets/
      chaffinch compare letters/ pamphlets/ --csv > shared.csv
      chaffinch compare thesis.txt archive.index --sensitivity high
    """
    from chaffinch import pipeline
    from chaffinch.report import CLEANING, list_shared, progress_bar

    config = settings.over(Config()).override({"passages": {"sensitivity": sensitivity}})
    progress = progress_bar(quiet=settings.quiet or settings.json or shape[0] != "table", stages=CLEANING)
    try:
        with pipeline.compare(first, second, out, config=config, progress=progress) as run:
            progress.done()
            list_shared(run, shape=("json", "") if settings.json else shape)
            _say_failed(run.info, settings)
    finally:
        progress.done()
