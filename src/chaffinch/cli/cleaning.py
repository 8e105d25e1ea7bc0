"""Make a run as ``clean`` and ``dedup`` do, and print its summary."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from chaffinch.cli.arguments import print_json
from chaffinch.cli.options import Settings
from chaffinch.config import Config
from chaffinch.errors import GuardError, NothingReadError, UsageError

if TYPE_CHECKING:
    from chaffinch.progress import Progress
    from chaffinch.runs import Run

__all__ = [
    "DryRun",
    "Fresh",
    "Inputs",
    "RunFolder",
    "Update",
    "clean_corpus",
    "documents_only",
    "print_summary",
    "reported",
]

Inputs = Annotated[
    list[str], typer.Argument(metavar="INPUT", help="Folders, files, globs or addresses; - for JSONL on stdin.")
]
RunFolder = Annotated[
    str, typer.Option("--out", metavar="RUN", help="The run folder, or its address; new, or of the same run.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Decide, but write no cleaned corpus.")]
Fresh = Annotated[
    bool,
    typer.Option("--fresh", help="Remove the run in the folder and start over; refused if there are other files."),
]
Update = Annotated[
    bool, typer.Option("--update", help="Add the documents that stay to the index of --against at the end.")
]


def documents_only(config: Config) -> Config:
    """Switch off boilerplate and passages, with the actions of categories and rules.

    >>> config = Config.from_dict({"policy": {"keep": "first", "categories": {"social": "mark"}}})
    >>> policy = documents_only(config).policy
    >>> policy.keep, policy.boilerplate, policy.passages, policy.categories
    ('first', 'off', 'off', {})
    """
    policy = replace(config.policy, boilerplate="off", passages="off", categories={}, rules={})
    return replace(config, policy=policy)


def clean_corpus(
    inputs: list[str], out: str, settings: Settings, config: Config, *, dry_run: bool, fresh: bool, update: bool
) -> None:
    """Clean a corpus into a run folder and print the summary.

    Args:
        inputs: files, folders, globs or addresses.
        out: the run folder, or its address.
        settings: those of the command line, which say what is printed.
        config: the settings of the run.
        dry_run: whether no cleaned corpus is written.
        fresh: whether an older run in the folder is removed first.
        update: whether the documents that stay are added to the index that the corpus is compared with.

    Raises:
        UsageError: ``update`` without one index, or with ``dry_run``.
    """
    if update and len(config.input.against) != 1:
        raise UsageError("--update adds to the index of --against; name one")
    if update and dry_run:
        raise UsageError("--update changes the index, and --dry-run is for a look; leave one of them out")
    from chaffinch import pipeline
    from chaffinch.report import CLEANING, progress_bar
    from chaffinch.storage import is_known, is_url

    progress = progress_bar(quiet=settings.quiet or settings.json, stages=CLEANING)
    with reported(progress, out, settings):
        if config.work.engine == "spark" and all(is_url(name) and not is_known(name) for name in inputs):
            from chaffinch import spark

            run = spark.clean_paths(inputs, out, config=config, fresh=fresh, dry_run=dry_run, progress=progress)
        else:
            run = pipeline.clean(inputs, out, config=config, fresh=fresh, dry_run=dry_run, progress=progress)
        if update:
            from chaffinch.index import Index

            pipeline.add_run(Index(config.input.against[0]), run, progress=progress)
    print_summary(run, out, settings, dry_run=dry_run)


@contextmanager
def reported(progress: Progress, folder: str, settings: Settings) -> Iterator[None]:
    """End the progress; print the summary of a run that the guard stops, or, as JSON, of one that read nothing."""
    from chaffinch.runs import Run

    try:
        yield
    except GuardError as error:
        progress.done()
        if isinstance(error.run, Run):
            print_summary(error.run, folder, settings, dry_run=True)
        raise
    except NothingReadError as error:
        progress.done()
        if settings.json:
            print_summary(error.run, folder, settings)
        raise
    finally:
        progress.done()


def print_summary(run: Run, folder: str, settings: Settings, *, dry_run: bool = False) -> None:
    """Print the summary of a run, with its folder as the user typed it."""
    if settings.quiet and not settings.json:
        return
    from chaffinch.report import summary

    summarised = replace(summary(run), run=folder)
    if settings.json:
        print_json(summarised.to_dict())
        return
    from chaffinch.report import console, show_summary

    show_summary(console(), summarised, dry_run=dry_run)
