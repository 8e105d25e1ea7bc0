"""Add the documents of a run, or of any input, to an index."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pyarrow as pa
import pyarrow.compute as pc

from chaffinch import formats
from chaffinch.boilerplate.templates import PROFILE, Templates
from chaffinch.config import Config
from chaffinch.corpus import Corpus
from chaffinch.engines import Engine
from chaffinch.errors import RunError
from chaffinch.index import Added, Index, dated
from chaffinch.pipeline.counted import Counted
from chaffinch.pipeline.preparing import Work, engine_of, input_of, read_corpus
from chaffinch.progress import Progress, Quiet
from chaffinch.runs import WORK, Inputs, Run, input_digest, list_inputs, nothing_read
from chaffinch.schemas import INDEXED

__all__ = ["add_inputs", "add_run"]

PORTION = 100_000_000
"""Code points of texts that are added at once: some 500 MB of memory."""


def add_run(index: Index, run: Run, *, progress: Progress | None = None) -> Added:
    """Add the documents of a run that were not dropped, with their text as it was read, and its site templates.

    Args:
        index: it is changed.
        run: a finished run.
        progress: receives the stages.

    Raises:
        UsageError: another process is changing the index.
        RunError: the input of the run has changed, and cannot be rebuilt.
    """
    _join_templates(index, run)
    kept = run.table("documents")
    kept = kept.filter(pc.equal(kept["outcome"], "cleaned"))["document"].combine_chunks()
    with input_of(run) as listing, _corpus(index, listing, run.config, progress or Quiet()) as (engine, corpus):
        return _added(index, engine, corpus, kept)


def _join_templates(index: Index, run: Run) -> None:
    """Add the site templates that a run has learnt, with their evidence, to those of an index."""
    learnt, known = run.path / PROFILE, index.path / PROFILE
    if not learnt.is_file():
        return
    templates = Templates.load(learnt)
    if known.is_file():
        templates = Templates.load(known).joined(templates)
    beside = known.with_name(f"{PROFILE}.new")
    templates.save(beside)
    beside.replace(known)


def add_inputs(
    index: Index, inputs: Inputs, *, config: Config | None = None, progress: Progress | None = None
) -> Added:
    """Add all documents of an input that can be read.

    Args:
        index: it is changed.
        inputs: files, folders or globs.
        config: how the input is read.
        progress: receives the stages.

    Raises:
        UsageError: there is nothing to read, or another process is changing the index.
        RunError: no document has any text.
    """
    listing, config = list_inputs(inputs, index.path), config or Config()
    with _corpus(index, listing, config, progress or Quiet()) as (engine, corpus):
        failures = _failures(engine, corpus)
        if not corpus.characters:
            why = nothing_read(corpus.rows, failures, listing.sources, config.input.text_field)
            raise RunError("\n".join(why))
        return _added(index, engine, corpus, None).plus(Added(0, 0, 0, failed=len(failures)))


def _failures(engine: Engine, corpus: Corpus) -> list[tuple[str, int, str]]:
    """Give the source, the record and the message of each document that could not be read."""
    found: list[tuple[str, int, str]] = []
    for batch in engine.read(corpus.facts):
        rows = batch.filter(batch["failure"].is_valid())
        columns = (rows[name].to_pylist() for name in ("source", "record", "failure"))
        found += [(corpus.sources[source].name, record, why) for source, record, why in zip(*columns, strict=True)]
    return found


@contextmanager
def _corpus(
    index: Index, listing: formats.Listing, config: Config, progress: Progress
) -> Iterator[tuple[Engine, Corpus]]:
    """Read an input below the folder of the index, and remove what was made for it at the end."""
    folder = index.path / WORK
    shutil.rmtree(folder, ignore_errors=True)
    config = config.override({"input": {"against": (), "since": ""}})
    counted = Counted(progress, sum(source.size for source in listing.sources))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        engine = stack.enter_context(engine_of(folder, listing.sources, config, counted, None))
        work = Work(engine, config, counted, time.monotonic())
        yield engine, read_corpus(work, listing, folder, input_digest(listing))
    progress.done()


def _added(index: Index, engine: Engine, corpus: Corpus, kept: pa.Array | None) -> Added:
    total, waiting, size = Added(0, 0, 0), list[pa.RecordBatch](), 0
    for batch in engine.read((corpus.texts, corpus.names)):
        rows = batch.filter(batch["text"].is_valid())
        if kept is not None:
            rows = rows.filter(pc.is_in(rows["document"], kept))
        waiting.append(_rows(rows))
        size += pc.sum(pc.utf8_length(rows["text"])).as_py() or 0
        if size >= PORTION:
            total, waiting, size = total.plus(index.add(dated(pa.Table.from_batches(waiting)))), [], 0
    return total.plus(index.add(dated(pa.Table.from_batches(waiting)))) if waiting else total


def _rows(batch: pa.RecordBatch) -> pa.RecordBatch:
    names = [name for name in INDEXED.names if name not in ("id", "added")]
    return pa.RecordBatch.from_arrays([batch["document"], *(batch[name] for name in names)], ["id", *names])
