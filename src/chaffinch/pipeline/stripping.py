"""The stages that find boilerplate in a whole corpus: learn the templates of its sites, then find everything."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow as pa
from msgspec import Struct

from chaffinch.boilerplate import cut, find, rules
from chaffinch.boilerplate.templates import PROFILE, Count, Judge, Templates, excerpts, settle
from chaffinch.config import Config, StripConfig
from chaffinch.corpus import Corpus, named, sample_hosts
from chaffinch.engines import Engine, Output, Table
from chaffinch.policy import looks_for_boilerplate
from chaffinch.progress import Progress
from chaffinch.runs import publish, publish_rows
from chaffinch.schemas import CANDIDATES, FINDINGS, FINDINGS_BY_ROW, PHRASE_FOUND, PHRASES, PUBLIC, REPEATS, nested

__all__ = ["Find", "check_files", "find_boilerplate"]


_BUCKETS = 16  # of the repeats of hosts, at least: all repeats of a host are judged in one task
_BUCKET = 20_000_000  # characters of text whose repeats are in one bucket


class Find(Struct, frozen=True):
    """Kernel that finds boilerplate in `TEXTS` beside `NUMBERS`; yields `FINDINGS`, row by row.

    Attributes:
        strip: settings of the rules and the line model.
        templates: file with the templates of sites.
        digest: of that file, so that another content is another kernel.
    """

    strip: StripConfig
    templates: Path
    digest: str

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield one batch of `FINDINGS`, row by row."""
        pieces = cut(batch, self.strip.markup)
        found = pieces.each(self._found) if pieces else self._found(batch)
        rows = found.sort_by([(name, "ascending") for name in ("row", "start", "stop", "category", "rule")])
        yield nested(rows, "row", batch.num_rows, FINDINGS)

    def _found(self, batch: pa.RecordBatch) -> pa.Table:
        templates = Templates.load(self.templates)
        return find(batch, _rules(self.strip), self.strip.level, templates, markup=self.strip.markup)


class _Sampled(Struct, frozen=True):
    """Selects documents that could be read."""

    def __call__(self, facts: pa.RecordBatch) -> pa.BooleanArray:
        """Tell for each row of `FACTS` whether the document could be read."""
        return facts["failure"].is_null()


class _Phrases(Struct, frozen=True):
    """Kernel that looks for phrases of rules in rows of `PHRASES`; yields `PHRASE_FOUND`, row by row."""

    strip: StripConfig

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        verdicts = _rules(self.strip).verdicts(batch["text"].to_pylist())
        columns = list(zip(*verdicts, strict=True)) or [()] * len(PHRASE_FOUND)
        yield pa.record_batch([pa.array(c, f.type) for c, f in zip(columns, PHRASE_FOUND, strict=True)], PHRASE_FOUND)


def _rules(strip: StripConfig) -> Any:
    return rules.load(strip.packs, strip.languages, strip.ignore)


def check_files(config: Config) -> None:
    """Read the user's rule packs and profile, so that a faulty one stops the run before any work starts.

    Raises:
        UsageError: one cannot be read, or is faulty; the message names it and the reason.
    """
    if config.strip.packs or config.strip.languages or config.strip.ignore:
        _rules(config.strip)
    if config.strip.profile:
        Templates.load(config.strip.profile)


def find_boilerplate(engine: Engine, corpus: Corpus, folder: Path, config: Config, progress: Progress) -> Table:
    """Find boilerplate, and publish the templates and findings.

    Args:
        engine: runs the kernels.
        corpus: the documents.
        folder: the run folder.
        config: settings of the rules, the line model and the policy.
        progress: receives the stages.

    Returns:
        `FINDINGS` beside the texts; without any if the policy leaves boilerplate alone.
    """
    if not looks_for_boilerplate(config.policy):
        return _nothing(engine, corpus, folder)
    progress.stage("learning", corpus.rows, "documents")
    templates = _templates(engine, corpus, config)
    profiles = [Path(index) / PROFILE for index in config.input.against if (Path(index) / PROFILE).is_file()]
    for profile in (*([config.strip.profile] if config.strip.profile else ()), *profiles):
        templates = templates.joined(Templates.load(profile))
    publish(folder, "templates", templates.evidence)
    path = folder / PROFILE
    templates.save(path)
    progress.stage("stripping", corpus.rows, "documents")
    kernel = Find(config.strip, path, blake2b(path.read_bytes(), digest_size=16).hexdigest())
    (findings,) = engine.map(kernel, (corpus.texts, corpus.numbers), [Output("findings", FINDINGS, beside=True)])
    publish_rows(folder, "findings", _findings(engine, corpus, findings))
    return findings


def _nothing(engine: Engine, corpus: Corpus, folder: Path) -> Table:
    """Publish empty tables of templates and findings."""
    templates = Templates.none()
    publish(folder, "templates", templates.evidence)
    templates.save(folder / PROFILE)
    publish_rows(folder, "findings", [])
    none = engine.write(
        Output("no-findings", FINDINGS_BY_ROW, split=("row",), bounds=corpus.texts.bounds), [], key=corpus.texts.key
    )
    return engine.attach(Output("findings", FINDINGS, beside=True), [none], corpus.texts)


def _templates(engine: Engine, corpus: Corpus, config: Config) -> Templates:
    """Learn the templates of sites from a sample of their pages."""
    sampled = sample_hosts(engine, corpus.facts, corpus.names, _Sampled(), "sampled")
    texts = (corpus.texts, corpus.numbers)
    buckets = max(_BUCKETS, corpus.characters // _BUCKET)
    output = Output("repeats", REPEATS, split=("group",), buckets=buckets, packed=True)
    (repeats,) = engine.map(Count(), (*texts, sampled), [output])
    (judged,) = engine.map(Judge(), repeats, [Output("candidates", CANDIDATES)], by_key=True)
    engine.drop(repeats)
    candidates = pa.Table.from_batches(engine.read(judged), CANDIDATES)

    def phrases(lines: list[str]) -> list[tuple[bool, str]]:
        middle = len(lines) // 2  # two tasks, since each worker has to compile the rules first
        halves = [lines[:middle], lines[middle:]]
        parts = [[pa.record_batch([pa.array(half, pa.string())], schema=PHRASES)] for half in halves]
        table = engine.write(Output("excerpts", PHRASES), parts, key="\0".join((judged.key, *map(repr, lines))))
        (found,) = engine.map(_Phrases(config.strip), table, [Output("phrases", PHRASE_FOUND)])
        return [
            verdict
            for batch in engine.read(found)
            for verdict in zip(batch["found"].to_pylist(), batch["part"].to_pylist(), strict=True)
        ]

    return settle(candidates, excerpts(engine.read(texts), candidates), phrases=phrases)


def _findings(engine: Engine, corpus: Corpus, findings: Table) -> Iterator[pa.RecordBatch]:
    """Yield the public table of findings, some rows at a time, in order of reading."""
    for batch in engine.read((corpus.names, findings)):
        yield from named(batch, FINDINGS.names, PUBLIC["findings"]).to_batches()
