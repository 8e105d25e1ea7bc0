"""The order of the stages: `clean` runs all of them, `decide` the last two, `restore` undoes the last one."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from chaffinch import __version__, formats
from chaffinch.config import Config
from chaffinch.corpus import Corpus
from chaffinch.engines import Engine, Table
from chaffinch.errors import GuardError, UsageError
from chaffinch.matching import find_matches, publish_matches, remove_letters
from chaffinch.model import INDEXED
from chaffinch.pipeline import settle
from chaffinch.pipeline.counted import Counted
from chaffinch.pipeline.earlier import check_indexes
from chaffinch.pipeline.preparing import Work, engine_of, input_of, read_corpus
from chaffinch.pipeline.reporting import reported
from chaffinch.pipeline.stripping import check_files, find_boilerplate
from chaffinch.policy import Ranking, enter_own, idle_phrases, looks_for_boilerplate, loses_too_much, own_letters
from chaffinch.progress import Progress, Quiet, Timed
from chaffinch.runs import (
    FETCHED,
    REPORT,
    Inputs,
    Mirror,
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
    refuse,
    require_text,
    sources_of,
)
from chaffinch.schemas import PUBLIC
from chaffinch.storage import FileExchange, is_url, upload_inputs

__all__ = ["clean", "decide", "restore"]

Settings: TypeAlias = Config | Mapping[str, Mapping[str, Any]] | None
"""Settings of a run: a configuration, its sections and keys as a dictionary, or None for the defaults."""

_WRITTEN = ("to", "encoding", "with_metadata")  # keys of [input] that are about the output


def clean(
    inputs: Inputs,
    out: str | Path,
    *,
    config: Settings = None,
    fresh: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Clean a corpus into a run folder.

    Args:
        inputs: files, folders or globs; or their addresses, such as ``s3://bucket/news/``; or ``-`` for JSONL records
            on standard input.
        out: the run folder, or its address. It may be new, empty, or have a run of the same input and configuration,
            which is resumed.
        config: the settings, also as a dictionary such as ``{"policy": {"passages": "mark"}}``; None: the defaults.
        fresh: whether an older run in ``out`` is removed first.
        dry_run: whether to stop before the cleaned corpus is written.
        progress: receives the stages, and the number of documents that are done.

    Returns:
        The finished run; ``info["unchanged"]`` is set if it was finished before.

    Raises:
        UsageError: there is nothing to read, or a setting names something that does not exist.
        RunError: the folder has other files, or a run of another input or configuration, or cannot be written.
        GuardError: the corpus would lose too much text; the tables are kept.
        NothingReadError: no document has any text; the run is finished, and its tables show why.
    """
    config = Config.of(config)
    check_files(config)
    check_indexes(config)
    listing = None if is_pipe(inputs) else list_inputs(inputs, out)
    timed = Timed(progress or Quiet())
    run, sources = _clean(listing, Mirror.of(out), config, timed, fresh=fresh, dry_run=dry_run)
    return require_text(run, sources)


def _clean(
    listing: formats.Listing | None, mirror: Mirror, config: Config, progress: Timed, *, fresh: bool, dry_run: bool
) -> tuple[Run, Sequence[formats.Source]]:
    """Run all stages; return the run, and its input with local paths."""
    folder = mirror.path
    began = time.monotonic()
    if folder.is_dir() and not mirror.url:
        claimable(folder)  # before anything is written there, even a lock
    with locked(folder), mirror.synchronised(progress, fresh=fresh):
        claimable(folder)
        listing = listing or read_pipe(folder)
        digest, exchange = known_digest(listing, folder), _exchange(mirror, listing, config)
        apart = exchange is not None and are_elsewhere(listing)
        listing = listing if digest else fetch(listing, folder, progress, elsewhere=apart)
        progress.stage("looking", None, "files")
        info = _info(listing, config, digest or input_digest(listing, elsewhere=apart))
        if begin(folder, info, fresh=fresh) == "finished" and (dry_run or mirror.has_cleaned()):
            return Run(folder, Run.open(folder).info | {"unchanged": True}), listing.sources
        mirror.claim()
        listing = fetch(listing, folder, progress, elsewhere=apart)
        counted = Counted(progress, sum(s.size for s in listing.sources))
        with engine_of(folder, listing.sources, config, counted, exchange) as engine:
            info["cut"] = (info_of(folder) or info).get("cut", info["cut"])  # a resumed run cuts tables alike
            config = config.override({"work": info["cut"]})
            upload_inputs()
            work, wanted = Work(engine, config, counted, began), config.work.report and exchange is None
            corpus = read_corpus(work, listing, folder, info["input"]["digest"])
            findings = _find(work, corpus, folder, exchanged=exchange is not None)
            with reported(engine, corpus, Run(folder, info), counted, wanted=wanted):
                _settle(work, corpus, Run(folder, info), findings, dry_run=dry_run)
            info |= {"tables": _largest(engine.sizes)}
        info |= {"seconds": round(time.monotonic() - began, 3)}
        info["counts"] |= {"skipped": sum(listing.skipped.values())}
        progress.done()
        return finish(folder, info | {"stages": progress.seconds}), listing.sources


def decide(run: Run | str | Path, *, config: Settings, progress: Progress | None = None) -> Run:
    """Decide and write again with another policy, from the findings and matches of a finished run.

    The input is read again if it is unchanged; else it is rebuilt from the run first.

    Args:
        run: a finished run, or its folder, which is changed.
        config: the settings; those of the policy apply.
        progress: receives the stages, and the number of documents that are done.

    Returns:
        The finished run.

    Raises:
        UsageError: the policy is about boilerplate, which the run did not look for; or a setting of the finders, which
            do not run again, is another one.
        MissingExtra: a package that is needed to read the input is not installed.
        RunError: there are files below ``cleaned/`` that the run did not write, or another process holds the folder.
        GuardError: the corpus would lose too much text; the tables are kept.
        NothingReadError: no document has any text.
    """
    run, config, progress = _opened(run), Config.of(config), progress or Quiet()
    folder, mirror = run.path, Mirror(run.path, run.origin)
    if looks_for_boilerplate(config.policy) and not run.info.get("looked_for_boilerplate", True):
        raise UsageError(
            f"boilerplate was not looked for in the run in {run.origin or run.path}, which was made with --boilerplate "
            "off, so nothing can be decided about it; run clean again with --boilerplate remove, mark or report"
        )
    _refuse_other_findings(run, config)
    began = time.monotonic()
    refuse(folder, others_in_cleaned(folder, run.info))
    with locked(folder), mirror.synchronised(progress), input_of(run) as listing:
        mirror.claim()
        counted = Counted(progress, sum(s.size for s in listing.sources))
        exchange = _exchange(mirror, listing, config)
        with engine_of(folder, listing.sources, config, counted, exchange) as engine:
            upload_inputs()
            work, wanted = Work(engine, config, counted, began), config.work.report and exchange is None
            corpus = read_corpus(work, listing, folder, run.info["input"]["digest"])
            counted.stage("deciding", corpus.rows, "documents")
            findings = settle.findings_of(engine, corpus, run, key=run.info["input"]["digest"])
            enter_own(engine, corpus, own_letters(engine, corpus, findings), config.policy.sources)
            settings = {name: values for name, values in run.info["config"].items() if name != "work"}
            begun_with = run.info.get("begun_with", settings)
            run = Run(folder, run.info | {"config": config.to_dict(), "begun_with": begun_with}, run.origin)
            (folder / REPORT).unlink(missing_ok=True)  # it shows what was decided before
            with reported(engine, corpus, run, counted, wanted=wanted):
                _settle(work, corpus, run, findings, dry_run=False)
        progress.done()
        decided = finish(folder, run.info | {"seconds": round(time.monotonic() - began, 3)})
    return require_text(decided, sources_of(decided))


def _refuse_other_findings(run: Run, config: Config) -> None:
    """Raise UsageError for what `decide` cannot honour: settings of the finders, and files that cannot be read now."""
    for section in ("input", "strip", "documents", "passages"):
        before, now = (asdict(getattr(one, section)) for one in (run.config, config))
        for key, value in now.items():
            if value != before[key] and key not in _WRITTEN:
                raise UsageError(
                    f"[{section}] {key} = {value!r}, but the run in {run.origin or run.path} was made with "
                    f"{before[key]!r}: decide does not find again; run clean with this setting"
                )
    for source in sources_of(run):
        if source.failure and source.failure not in run.info["input"].get("not_installed", ()):
            formats.FORMATS[source.kind].require()


def _opened(run: Run | str | Path) -> Run:
    return run if isinstance(run, Run) else Run.open(run)


def restore(run: Run | str | Path, out: str | Path, *, progress: Progress | None = None) -> int:
    """Write the original files of a run below a folder.

    Args:
        run: a finished run, or its folder.
        out: a folder of this machine, new or empty.
        progress: receives the stage.

    Returns:
        The number of files.

    Raises:
        UsageError: ``out`` is an address.
        RunError: the folder is not empty or cannot be written, or the run has no cleaned corpus.
    """
    from chaffinch.runs import restore_all

    if is_url(out):
        raise UsageError(f"--out {out}: restore writes to a folder on this machine only")
    return restore_all(_opened(run), Path(out), progress or Quiet())


def _info(listing: formats.Listing, config: Config, digest: str) -> dict[str, Any]:
    warnings = [*formats.advice(listing.skipped), *listing.warnings]
    if config.input.host_from == "field" and looks_for_boilerplate(config.policy):
        folders = formats.folder_advice(source.name for source in listing.sources)
        warnings += [folders] if folders else []
    return {
        "version": __version__,
        "bytes": sum(s.size for s in listing.sources),
        "input": {
            "root": str(listing.root),
            "files": len(listing.sources),
            "digest": digest,
            "not_installed": sorted({s.failure for s in listing.sources if "pip install" in s.failure}),
        },
        "skipped": listing.skipped,
        **({"warnings": warnings} if warnings else {}),
        "sources": {s.name: s.size for s in listing.sources},
        **({"versions": dict(listing.versions)} if listing.versions else {}),
        "looked_for_boilerplate": looks_for_boilerplate(config.policy),
        "config": config.to_dict(),
        "cut": {"memory": config.work.memory, "workers": config.work.processes},
    }


def _exchange(mirror: Mirror, listing: formats.Listing, config: Config) -> FileExchange | None:
    """Make the exchange of files with executors that share no folder: through the store that has the run."""
    if config.work.engine != "spark" or not mirror.url:
        return None
    sources = [s for s in listing.sources if not s.failure]
    remote = {mirror.path / FETCHED / s.name: s.remote.url for s in sources if s.remote}
    uploaded = {s.path: f"{mirror.url}/work/input/{s.name}" for s in sources if not s.remote}
    uploaded |= {Path(pack): f"{mirror.url}/work/packs/{i}" for i, pack in enumerate(config.strip.packs)}
    return FileExchange(mirror.path, mirror.url, inputs=remote | uploaded, uploaded=tuple(uploaded))


def _find(work: Work, corpus: Corpus, folder: Path, *, exchanged: bool) -> Table:
    """Find and publish boilerplate and matches; return the findings, beside the texts.

    What only matching needs is then deleted, unless files are exchanged with executors that share no folder: then
    another machine may go on with the run, which has no public table yet.
    """
    engine, config, progress, _ = work
    findings = find_boilerplate(engine, corpus, folder, config, progress)
    preferred = config.policy.sources
    ranking = Ranking(corpus.ledger, config.policy.keep, preferred)
    entered = partial(enter_own, engine, corpus, preferred=preferred)

    def match() -> None:
        found = find_matches(
            engine, corpus, folder, config, progress, findings=findings, ranking=ranking, enter_own=entered
        )
        progress.stage("clustering", None, "documents")
        publish_matches(engine, corpus, folder, found, findings=findings)

    if exchanged:
        match()
        return findings
    engine.once("matched", findings.key, match, kept=(*corpus.tables, findings))  # a run goes on with its settings only
    remove_letters(folder)
    return findings


def _settle(work: Work, corpus: Corpus, run: Run, findings: Table, *, dry_run: bool) -> None:
    """Decide and write, and enter the counts into the run.

    Raises:
        GuardError: the corpus would lose too much text: only the tables were written.
    """
    engine, config, progress, began = work
    publish_rows(run.path, "failures", _failures(engine, corpus))
    publish_rows(run.path, "left_out", _left_out(engine, corpus))
    progress.stage("deciding", corpus.rows, "documents")
    key = run.info["input"]["digest"]
    decisions, lost = settle.decide(engine, corpus, run, config, findings=findings, key=key)
    run.info.pop("idle_phrases", None)
    if idle := idle_phrases(engine, corpus, config.policy.protect):
        run.info["idle_phrases"] = idle
    run.info["counts"] = run.info.get("counts", {}) | _counts(corpus, run)
    run.info["skipped_records"] = corpus.skipped
    run.info["withheld_sites"] = {
        site.name: {"documents": site.pages, "share": round(site.share, 3)} for site in lost.sites
    }
    if loses_too_much(lost.corpus, config.policy):
        run.info["seconds"] = round(time.monotonic() - began, 3)
        raise GuardError(
            f"the corpus would lose {lost.corpus.share:.0%} of the text of {lost.corpus.pages:,} documents; more than "
            f"{config.policy.corpus_share:.0%} is only cut on request. The tables are kept: look at removals.parquet, "
            "then run the same command with --yes to go on.",
            run,
        )
    if not dry_run:
        progress.stage("writing", None, "files")
        settle.rewrite(engine, corpus, run.path, config, decisions, key=key)


def _failures(engine: Engine, corpus: Corpus) -> Iterator[pa.RecordBatch]:
    """Yield the public table of records that could not be read or extracted."""
    sources = pa.array([s.name for s in corpus.sources], pa.string())
    for batch in engine.read((corpus.facts, corpus.names)):
        rows = batch.filter(batch["failure"].is_valid())
        columns = [sources.take(rows["source"]), *(rows[name] for name in ("record", "document", "stage", "failure"))]
        yield pa.record_batch(columns, schema=PUBLIC["failures"])


def _left_out(engine: Engine, corpus: Corpus) -> Iterator[pa.RecordBatch]:
    """Yield the public table of blocks that were left out of pages."""
    for batch in engine.read((corpus.names, corpus.left_out)):
        blocks = batch["left_out"]
        document = batch["document"].take(pc.list_parent_indices(blocks))
        yield pa.record_batch([document, *pc.list_flatten(blocks).flatten()], schema=PUBLIC["left_out"])


def _largest(sizes: dict[str, dict[str, int | bool]]) -> dict[str, dict[str, int | bool]]:
    """Select the tables with at least a hundredth of all bytes: a run has about a hundred tables."""
    whole = sum(size["bytes"] for size in sizes.values())
    return {name: size for name, size in sizes.items() if 100 * size["bytes"] >= whole}


def _counts(corpus: Corpus, run: Run) -> dict[str, int]:
    outcomes, lost = Counter[str](), 0
    for batch in run.batches("documents", ["outcome"]):
        outcomes.update(batch["outcome"].to_pylist())
    for batch in run.batches("removals", ["action", "start", "stop"]):
        removed = batch.filter(pc.equal(batch["action"], "remove"))
        lost += pc.sum(pc.subtract(removed["stop"], removed["start"])).as_py() or 0
    return {
        "read": corpus.rows,
        **{name: outcomes[name] for name in ("cleaned", "duplicate", "failed")},
        **({INDEXED: corpus.earlier} if corpus.earlier else {}),
        "renamed": corpus.renamed,
        "characters": corpus.input_characters(),
        "kept": corpus.input_characters() - lost,
    }
