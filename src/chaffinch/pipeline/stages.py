"""The order of the stages, and nothing else."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from chaffinch import __version__, formats
from chaffinch.config import Config
from chaffinch.corpus import Corpus, read
from chaffinch.engines import Engine, LocalEngine, StoredEngine, Table
from chaffinch.errors import GuardError, UsageError
from chaffinch.matching import find_matches, publish_matches
from chaffinch.pipeline import settle
from chaffinch.pipeline.stripping import check_files, find_boilerplate
from chaffinch.policy import Ranking, enter_own, looks_for_boilerplate, loses_too_much
from chaffinch.progress import Progress, Quiet, Timed
from chaffinch.runs import (
    FETCHED,
    WORK,
    Home,
    Inputs,
    Run,
    are_elsewhere,
    begin,
    claimable,
    fetch,
    finish,
    info_of,
    input_digest,
    is_pipe,
    known_digest,
    list_inputs,
    locked,
    others_in_cleaned,
    publish_rows,
    read_pipe,
    rebuilt_input,
    refuse,
    require_text,
    same_input,
    sources_of,
)
from chaffinch.schemas import PUBLIC
from chaffinch.storage import FileExchange, is_url, upload

__all__ = ["clean", "decide", "restore"]

SMALL = 4_000_000
"""Bytes of input below which everything runs in this process: starting workers would take longer."""

TASKS_A_WORKER = 4
"""At least so many tasks for each worker, so that none waits long for the last one."""

TASK_BYTES = 40
"""Bytes of memory that a byte of a task takes, at most, in any stage."""


def clean(
    inputs: Inputs,
    out: str | Path,
    *,
    config: Config | None = None,
    fresh: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Clean a corpus into a run folder.

    Args:
        inputs: files, folders or globs; or their addresses, such as ``s3://bucket/news/``; or ``-`` for records of
            JSONL on the standard input.
        out: the run folder, or its address; see `run.begin` for what it may hold.
        config: what to do; the defaults where none is given.
        fresh: start over where ``out`` holds a run.
        dry_run: find and decide, but write no cleaned corpus.
        progress: told of stages and of documents done.

    Returns:
        The finished run; ``info["unchanged"]`` is set where it was finished before.

    Raises:
        UsageError: nothing to read, or something asked for is not there.
        RunError: the folder is held by something else, or by a run of other input or configuration.
        GuardError: the corpus would lose too much; the tables are kept.
        NothingReadError: no document has any text; the run is finished, and its tables tell why.
    """
    check_files(config or Config())
    listing = None if is_pipe(inputs) else list_inputs(inputs, out)
    timed = Timed(progress or Quiet())
    run, sources = _clean(listing, Home.of(out), config or Config(), timed, fresh=fresh, dry_run=dry_run)
    return require_text(run, sources)


def _clean(
    listing: formats.Listing | None, home: Home, config: Config, progress: Timed, *, fresh: bool, dry_run: bool
) -> tuple[Run, Sequence[formats.Source]]:
    """Do what `clean` does; give the run, and the input where it is on this machine."""
    folder = home.path
    began = time.monotonic()
    if folder.is_dir() and not home.url:
        claimable(folder)  # before anything is written there, even a lock
    with locked(folder), home.kept(progress, fresh=fresh):
        claimable(folder)
        listing = listing or read_pipe(folder)
        digest, reach = known_digest(listing, folder), _reach(home, listing, config)
        apart = reach is not None and are_elsewhere(listing)
        listing = listing if digest else fetch(listing, folder, progress, elsewhere=apart)
        progress.stage("looking", None, "files")
        info = _info(listing, config, digest or input_digest(listing, elsewhere=apart))
        if begin(folder, info, fresh=fresh) == "finished" and (dry_run or home.has_cleaned()):
            return Run(folder, Run.open(folder).info | {"unchanged": True}), listing.sources
        home.claim()
        listing = fetch(listing, folder, progress, elsewhere=apart)
        with _engine(folder, listing.sources, config, progress, reach) as engine:
            info["cut"] = (info_of(folder) or info).get("cut", info["cut"])  # whoever goes on has to cut tables alike
            config = config.override({"work": info["cut"]})
            upload()
            corpus = _read(engine, listing, folder, info["input"]["digest"], config, progress)
            marks = _find(engine, corpus, folder, config, progress)
            run = Run(folder, info)
            _settle(engine, corpus, run, config, progress, marks, dry_run=dry_run, began=began)
            info |= {"tables": _largest(engine.sizes)}
        info |= {"seconds": round(time.monotonic() - began, 3)}
        info["counts"] |= {"skipped": sum(listing.skipped.values())}
        progress.done()
        return finish(folder, info | {"stages": progress.seconds}), listing.sources


def decide(run: Run, *, config: Config, progress: Progress | None = None) -> Run:
    """Decide and apply again, with another policy, without finding again.

    The input is read again while it is unchanged; else what ``restore`` gives is.

    Raises:
        RunError: there are files below ``cleaned/`` that the run did not write.
        NothingReadError: as `clean`.
        UsageError: the policy is about boilerplate, which the run did not look for.
        GuardError: the corpus would lose too much; the tables are kept.
    """
    timed, folder, home = progress or Quiet(), run.path, Home(run.path, run.origin)
    if looks_for_boilerplate(config.policy) and not run.info.get("looked_for_boilerplate", True):
        raise UsageError(
            f"boilerplate was not looked for in the run in {run.origin or run.path}, which was made with --boilerplate "
            "off, so nothing can be decided about it; run clean again with --boilerplate remove, mark or report"
        )
    began = time.monotonic()
    refuse(folder, others_in_cleaned(folder, run.info))
    with locked(folder), home.kept(timed), _input_of(run, config) as listing:
        home.claim()
        with _engine(folder, listing.sources, config, timed, _reach(home, listing, config)) as engine:
            upload()
            corpus = _read(engine, listing, folder, run.info["input"]["digest"], config, timed)
            timed.stage("deciding", corpus.rows, "documents")
            marks = settle.marks_of(engine, corpus, run, key=run.info["input"]["digest"])
            enter_own(engine, corpus, marks, config.policy.sources)
            run = Run(folder, run.info | {"config": config.to_dict()}, run.origin)
            _settle(engine, corpus, run, config, timed, marks, dry_run=False, began=began)
        timed.done()
        decided = finish(folder, run.info | {"seconds": round(time.monotonic() - began, 3)})
    return require_text(decided, sources_of(decided))


def restore(run: Run, out: str | Path, *, progress: Progress | None = None) -> int:
    """Write the originals below ``out`` and give the number of files."""
    from chaffinch.runs import restore_all

    if is_url(out):
        raise UsageError(f"--out {out}: restore writes to a folder of this machine")
    return restore_all(run, Path(out), progress or Quiet())


def _info(listing: formats.Listing, config: Config, digest: str) -> dict[str, Any]:
    return {
        "version": __version__,
        "bytes": sum(s.size for s in listing.sources),
        "input": {"root": str(listing.root), "files": len(listing.sources), "digest": digest},
        "skipped": listing.skipped,
        "sources": {s.name: s.size for s in listing.sources},
        **({"versions": dict(listing.versions)} if listing.versions else {}),
        "looked_for_boilerplate": looks_for_boilerplate(config.policy),
        "config": config.to_dict(),
        "cut": {"memory": config.work.memory, "workers": config.work.processes},
    }


def _reach(home: Home, listing: formats.Listing, config: Config) -> FileExchange | None:
    """Tell how machines that share no folder reach the files of a run: through the store that it is kept in."""
    if config.work.engine != "spark" or not home.url:
        return None
    sources = [s for s in listing.sources if not s.failure]
    remote = {home.path / FETCHED / s.name: s.remote.url for s in sources if s.remote}
    uploaded = {s.path: f"{home.url}/work/input/{s.name}" for s in sources if not s.remote}
    uploaded |= {Path(pack): f"{home.url}/work/packs/{i}" for i, pack in enumerate(config.strip.packs)}
    return FileExchange(home.path, home.url, inputs=remote | uploaded, uploaded=tuple(uploaded))


def _engine(
    folder: Path, sources: Sequence[formats.Source], config: Config, progress: Progress, reach: FileExchange | None
) -> StoredEngine:
    if config.work.engine == "spark":
        from chaffinch.engines import SparkEngine, session_of

        session = session_of(config.work.master)
        return SparkEngine(folder / WORK, session=session, version=__version__, advanced=progress.advance, reach=reach)
    workers = min(config.work.processes, 1 + sum(s.size for s in sources) // SMALL)
    workers = 0 if workers == 1 else workers
    return LocalEngine(folder / WORK, workers=workers, version=__version__, advanced=progress.advance)


def _read(
    engine: Engine, listing: formats.Listing, folder: Path, digest: str, config: Config, progress: Progress
) -> Corpus:
    size = sum(s.size for s in listing.sources)
    progress.stage("reading", None, "files")
    most = min(config.work.task, config.work.share // TASK_BYTES)
    task = max(SMALL // TASKS_A_WORKER, min(most, size // (TASKS_A_WORKER * config.work.processes)))
    return read(engine, tuple(listing.sources), config.input, folder, task_bytes=task, key=digest)


def _find(engine: Engine, corpus: Corpus, folder: Path, config: Config, progress: Progress) -> Table:
    """Find and publish everything; give the findings beside the texts."""
    marks = find_boilerplate(engine, corpus, folder, config, progress)
    enter_own(engine, corpus, marks, config.policy.sources)
    ranking = Ranking(corpus.ledger, config.policy.keep, config.policy.sources)
    found = find_matches(engine, corpus, folder, config, progress, marks=marks, ranking=ranking)
    progress.stage("clustering", None, "documents")
    publish_matches(engine, corpus, folder, found, marks=marks)
    return marks


def _settle(
    engine: Engine,
    corpus: Corpus,
    run: Run,
    config: Config,
    progress: Progress,
    marks: Table,
    *,
    dry_run: bool,
    began: float,
) -> None:
    """Decide and write, and enter into the run what that came to.

    Raises:
        GuardError: the corpus would lose too much: nothing was written but the tables.
    """
    publish_rows(run.path, "failures", _failures(engine, corpus))
    publish_rows(run.path, "left_out", _left_out(engine, corpus))
    progress.stage("deciding", corpus.rows, "documents")
    key = run.info["input"]["digest"]
    decisions, lost = settle.decide(engine, corpus, run, config, marks=marks, key=key)
    run.info["counts"] = run.info.get("counts", {}) | _counts(corpus, run)
    run.info["skipped_records"] = corpus.skipped
    run.info["withheld_sites"] = {
        site.name: {"documents": site.pages, "share": round(site.share, 3)} for site in lost.sites
    }
    if loses_too_much(lost.corpus, config.policy):
        run.info["seconds"] = round(time.monotonic() - began, 3)
        raise GuardError(
            f"the corpus would lose {lost.corpus.share:.0%} of the text of {lost.corpus.pages:,} documents; more than "
            f"{config.policy.corpus_share:.0%} is not written unasked. The tables are kept: look at removals.parquet, "
            "then run the same command with --yes to go on.",
            run,
        )
    if not dry_run:
        progress.stage("writing", None, "files")
        settle.rewrite(engine, corpus, run.path, config, decisions, key=key)


def _failures(engine: Engine, corpus: Corpus) -> Iterator[pa.RecordBatch]:
    """Give the public table of what could not be read or extracted."""
    sources = pa.array([s.name for s in corpus.sources], pa.string())
    for batch in engine.read((corpus.facts, corpus.names)):
        rows = batch.filter(batch["failure"].is_valid())
        columns = [sources.take(rows["source"]), *(rows[name] for name in ("record", "document", "stage", "failure"))]
        yield pa.record_batch(columns, schema=PUBLIC["failures"])


def _left_out(engine: Engine, corpus: Corpus) -> Iterator[pa.RecordBatch]:
    """Give the public table of what pages left out."""
    for batch in engine.read((corpus.names, corpus.left_out)):
        blocks = batch["left_out"]
        document = batch["document"].take(pc.list_parent_indices(blocks))
        yield pa.record_batch([document, *pc.list_flatten(blocks).flatten()], schema=PUBLIC["left_out"])


def _largest(sizes: dict[str, dict[str, int | bool]]) -> dict[str, dict[str, int | bool]]:
    """Give the tables that hold a hundredth of all bytes, or more: a run has a hundred."""
    whole = sum(size["bytes"] for size in sizes.values())
    return {name: size for name, size in sizes.items() if 100 * size["bytes"] >= whole}


def _counts(corpus: Corpus, run: Run) -> dict[str, int]:
    outcomes, lost = Counter[str](), 0
    for batch in run.batches("documents", ["outcome"]):
        outcomes.update(batch["outcome"].to_pylist())
    for batch in run.batches("removals", ["action", "start", "stop"]):
        gone = batch.filter(pc.equal(batch["action"], "remove"))
        lost += pc.sum(pc.subtract(gone["stop"], gone["start"])).as_py() or 0
    return {
        "read": corpus.rows,
        **{name: outcomes[name] for name in ("cleaned", "duplicate", "failed")},
        "renamed": corpus.renamed,
        "characters": corpus.characters,
        "kept": corpus.characters - lost,
    }


@contextmanager
def _input_of(run: Run, config: Config) -> Iterator[formats.Listing]:
    """Give the input of a run: the files themselves while they are as they were, else rebuilt ones."""
    listing = same_input(run)
    if listing is not None:
        yield listing
        return
    beside = run.path / f"{WORK}-input"
    try:
        yield rebuilt_input(run, beside, config)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
