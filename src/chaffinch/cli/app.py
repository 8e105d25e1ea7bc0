"""The commands, each of which calls one function of the library and prints its result.

Results go to stdout, progress and errors to stderr; `exits` has the exit codes. Heavy modules are imported inside the
commands, so that help is quick.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from contextlib import nullcontext
from dataclasses import asdict
from typing import Annotated

import typer

from chaffinch.cli import answering, completing, doctor, indexing, listing
from chaffinch.cli.arguments import Folder, Json, OutFolder, QuietFlag, print_json
from chaffinch.cli.cleaning import (
    DryRun,
    Fresh,
    Inputs,
    RunFolder,
    Update,
    clean_corpus,
    documents_only,
    print_summary,
    reported,
)
from chaffinch.cli.exits import Commands, prepare_streams
from chaffinch.cli.grouping import Grouped
from chaffinch.cli.options import (
    AGAINST,
    BOILERPLATE,
    CONFIG,
    DOCUMENTS,
    FOUND,
    HTML,
    INPUT,
    MATCH,
    POLICY,
    QUIET,
    STRIP,
    WORK,
    WRITTEN,
    Settings,
    pasteable,
    switches,
)
from chaffinch.config import Config

__all__ = ["app", "main"]

app = typer.Typer(
    cls=Commands, rich_markup_mode=None, no_args_is_help=True, add_completion=False,
    pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip

Packs = Annotated[list[str] | None, typer.Option("--pack", metavar="FILE", help="A rule pack of your own; repeatable.")]


def _version(given: bool) -> None:
    if given:
        from chaffinch import __version__

        typer.echo(f"chaffinch {__version__}")
        raise typer.Exit


app.add_typer(listing.app)
app.add_typer(answering.app)
app.add_typer(indexing.app, name="index")
app.add_typer(doctor.app)
app.add_typer(completing.app)


@app.callback()
@pasteable
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Clean scraped text corpora: strip boilerplate, find near-duplicates, explain and undo every cut.

    Start with:
      chaffinch clean news/ --out run/
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


@app.command(cls=Grouped)
@pasteable
@switches(BOILERPLATE, POLICY, STRIP, MATCH, AGAINST, INPUT, WORK)
def clean(
    inputs: Inputs,
    out: RunFolder,
    *,
    dry_run: DryRun = False,
    fresh: Fresh = False,
    update: Update = False,
    settings: Settings,
) -> None:
    """Clean a corpus, with the reason of every cut.

    Reads text, HTML, JSONL, CSV, Parquet and WARC, by file extension, compressed or not; from this machine or from
    s3://, gs://, hf:// and https:// (docs/inputs.md). The input is never changed. An interrupted run is
    continued; a finished run is not repeated.

    Of the actions, remove cuts a passage; mark keeps it and writes its offsets and reason to the field chaffinch of
    its record, which JSONL and Parquet have (others with --to jsonl or parquet); report keeps it and lists it in the
    tables of the run only; off does not look for it.

    Prints what was removed, found and repeated, with an example each.
      chaffinch clean news/ --out run/
      chaffinch clean 'crawl/*.jsonl.gz' --out run/ --text-field body --passages mark
      chaffinch clean news/ --out run/ --category byline=remove --protect names.txt
      zcat crawl.jsonl.gz | chaffinch clean - --out run/
      chaffinch clean news-may/ --out may/ --against archive.index --update
      chaffinch clean 's3://bucket/crawl/*.warc.gz' --out s3://bucket/clean/
    """
    config = settings.over(Config())
    clean_corpus(inputs, out, settings, config, dry_run=dry_run, fresh=fresh, update=update)


@app.command(cls=Grouped)
@pasteable
@switches(DOCUMENTS, AGAINST, INPUT, WORK)
def dedup(
    inputs: Inputs,
    out: RunFolder,
    *,
    dry_run: DryRun = False,
    fresh: Fresh = False,
    update: Update = False,
    settings: Settings,
) -> None:
    """Remove near-duplicate documents, and nothing else.

    The same as clean with --boilerplate off --passages off: texts are compared as they are, copies are left out of the
    cleaned corpus, and what stays is not changed. The run folder is that of clean, so explain, undo, restore,
    decide and report take it, too. Actions are those of clean.

    Prints how many documents were removed, with examples.
      chaffinch dedup news/ --out run/
      chaffinch dedup 'crawl/*.jsonl.gz' --out run/ --keep earliest --workers 4
      chaffinch dedup news/ --out run/ --documents mark --to jsonl
      chaffinch dedup news-may/ --out may/ --against archive.index --update
    """
    config = documents_only(settings.over(Config()))
    clean_corpus(inputs, out, settings, config, dry_run=dry_run, fresh=fresh, update=update)


@app.command(cls=Grouped)
@pasteable
@switches(BOILERPLATE, POLICY, WRITTEN, hidden=FOUND)
def decide(
    run: Folder,
    *,
    tuned: Annotated[
        bool, typer.Option("--tuned", help="Set what the answers propose, as chaffinch tune prints it.")
    ] = False,
    settings: Settings,
) -> None:
    """Decide again with another policy, without searching again.

    Writes the cleaned corpus again. Settings that are not given stay as they are in the run. Answers of
    readers are obeyed. Actions are those of clean.

    Prints the new summary of the run.
      chaffinch decide run/ --passages mark
      chaffinch decide run/ --keep earliest --category references=remove
    """
    from chaffinch import pipeline
    from chaffinch.report import DECIDING, progress_bar
    from chaffinch.runs import Run

    opened = Run.open(run)
    # --yes holds for one command only
    base = Config.from_dict(opened.info["config"]).override({"policy": {"yes": False}})
    if tuned:
        from chaffinch.report import merged_policy, tune

        base = base.override({"policy": merged_policy(tune(opened), base.to_dict()["policy"])})
    config = settings.over(base)
    progress = progress_bar(quiet=settings.quiet or settings.json, stages=DECIDING)
    with reported(progress, run, settings):
        decided = pipeline.decide(opened, config=config, progress=progress)
    print_summary(decided, run, settings)


@app.command()
@pasteable
def explain(
    run: Folder,
    document: Annotated[
        str, typer.Argument(metavar="DOCUMENT", help="The id of the document, as in documents.parquet.")
    ],
    *,
    full: Annotated[
        bool, typer.Option("--full", help="Print all of the text, not only the lines beside the cuts.")
    ] = False,
    json: Json = False,
) -> None:
    """Show one document with every cut and its reason.

    Prints each cut with its reason and rule between the lines around it,
    and where else its repeated passages are.
      chaffinch explain run/ report-03.txt
      chaffinch explain run/ report-03.txt --full | less -R
    """
    from chaffinch.report import explain as explain_document
    from chaffinch.runs import Run

    found = explain_document(Run.open(run), document, twins=None if json else 3)
    if json:
        print_json(found.to_dict())
        return
    from chaffinch.report import console, show_explanation

    show_explanation(console(), found, run, full=full)


@app.command()
@pasteable
def restore(run: Folder, out: OutFolder, *, json: Json = False, quiet: QuietFlag = False) -> None:
    """Write the original texts again, to a new folder.

    Text, JSONL and CSV come back byte for byte. Of HTML and WARC it writes the extracted text before any cut. Parquet
    files are equal in schema and values, and compressed files once they are decompressed. A file that could not be read
    is not restored.

    Prints how many files were written, and names those that were not.
      chaffinch restore run/ --out back/
    """
    from chaffinch import pipeline
    from chaffinch.report import console, progress_bar, restored, show_restored
    from chaffinch.runs import Run

    progress = progress_bar(quiet=quiet or json, stages=("restoring",))
    opened = Run.open(run)
    try:
        files = pipeline.restore(opened, out, progress=progress)
    finally:
        progress.done()
    done = restored(opened, out, files)
    if json:
        print_json(asdict(done))
    elif not quiet:
        show_restored(console(), done)


@app.command(cls=Grouped)
@pasteable
@switches(BOILERPLATE, STRIP, (INPUT[0], *HTML, INPUT[-1]), common=(CONFIG, QUIET))
def strip(
    file: Annotated[str, typer.Argument(metavar="[FILE]", help="The text; - for stdin.", show_default=False)] = "-",
    *,
    jsonl: Annotated[
        bool,
        typer.Option("--jsonl", help="Read a record on each line and strip its text.", rich_help_panel="Input"),
    ] = False,
    host: Annotated[
        str | None,
        typer.Option("--host", metavar="HOST", help="The site of the text, for --profile.", rich_help_panel="Input"),
    ] = None,
    settings: Settings,
) -> None:
    """Strip boilerplate from one text or a stream of records.

    A text that is not UTF-8 is written in UTF-8, and a line on stderr names its encoding.
    Of a page of HTML the main text is extracted first.

    Prints the text that stays; with --jsonl each record as soon as it comes.
      chaffinch strip article.txt
      chaffinch strip --html-format markdown page.html
      chaffinch strip --profile run/ --host www.example.org < page.txt
      chaffinch strip --jsonl --text-field body news.jsonl.gz > clean.jsonl
      tail -f crawl.jsonl | chaffinch strip --jsonl
    """
    config = settings.over(Config())
    from chaffinch.cli.piped import notes, opened, strip_stream

    field = config.input.text_field
    for note in notes(config, jsonl=jsonl, host=host):
        typer.echo(f"chaffinch: {note}", err=True)
    with nullcontext(sys.stdin.buffer) if file == "-" else opened(file, jsonl=jsonl) as source:
        cuts = strip_stream(source, sys.stdout.buffer, jsonl=jsonl, text_field=field, host=host, config=config)
    if not settings.quiet and sys.stderr.isatty():
        from chaffinch.report import many

        typer.echo(many(cuts, "cut"), err=True)


app.command(cls=Grouped)(indexing.compare)

rules = typer.Typer(
    rich_markup_mode=None, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip
app.add_typer(rules, name="rules")


@rules.callback()
@pasteable
def _rules(context: typer.Context, *, pack: Packs = None, json: Json = False) -> None:
    """List the rules that find boilerplate, or check your own pack.

    A rule has a category, by which --category chooses what becomes of its findings. `chaffinch rules check --help`
    shows how a pack is written.

    Prints how many rules each language has in each category.
      chaffinch rules
      chaffinch rules --pack mine.toml
      chaffinch rules show 'en.social.*'
      chaffinch rules check mine.toml
    """
    if context.invoked_subcommand is None:
        from chaffinch.report import console, packs_of, show_packs

        if json:
            print_json(packs_of(pack or ()))
        else:
            show_packs(console(), pack or ())


@rules.command()
@pasteable
def show(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[RULE]...", help="Ids of rules; * stands for any letters. Default: all of --pack."),
    ] = None,
    *,
    pack: Packs = None,
    json: Json = False,
) -> None:
    """Show rules: what each takes, its score, and an example.

    Prints one rule below the other.
      chaffinch rules show en.social.follow
      chaffinch rules show 'pt.*' --json
      chaffinch rules show --pack mine.toml
    """
    from chaffinch.report import console, rules_like, show_rules

    found = rules_like(ids or (), pack or ())
    if json:
        print_json(found)
    else:
        show_rules(console(), found)


@rules.command()
@pasteable
def check(
    packs: Annotated[list[str], typer.Argument(metavar="FILE", help="Rule packs in TOML.")], *, json: Json = False
) -> None:
    """Check rule packs: whether they can be read, and whether each rule finds its own examples and nothing else.

    Prints every example that does not hold; the exit code is 1 then.
      chaffinch rules check mine.toml
    A pack is a file of TOML with a table for each rule (docs/rules.md describes all keys):
      [[rule]]
      id = "my.social.share"
      category = "social"             # one that --category of clean knows
      scope = "line"                  # or sentence, bracket, paragraph, tail
      pattern = "share this (story|page)"
      yes = ["Share this story"]      # what it must find
      no = ["They share this view."]  # what it must leave
    """
    from chaffinch.report import check_packs, console, show_faults

    faults = check_packs(packs)
    if json:
        print_json([{"rule": rule, "fault": fault} for rule, fault in faults])
    else:
        show_faults(console(), faults, packs)
    if faults:
        raise typer.Exit(1)


_NEW_OBJECTS = 20_000
"""Objects after which Python looks for cycles among them. What a command loads has hundreds of thousands, all of which
stay: with the 700 of Python 4 to 10 % of the time of a small run goes to looking at them."""


def main() -> None:
    """Run the command line."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy starts one for each core, and no command has use for it
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # typer has none, and each installed package is searched
    gc.set_threshold(_NEW_OBJECTS)
    atexit.register(gc.freeze)  # else Python looks for cycles among all objects once more, when nothing needs them
    prepare_streams()
    app(prog_name="chaffinch")
