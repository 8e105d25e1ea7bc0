"""Find boilerplate in a whole corpus: site templates learned from it, then rules on what they leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow as pa

from chaffinch.boilerplate import cut, find, rules
from chaffinch.boilerplate.templates import PROFILE, Count, Judge, Templates, excerpts, settle
from chaffinch.config import Config, StripConfig
from chaffinch.corpus import Corpus, named, sample_hosts
from chaffinch.engines import Engine, Output, Table
from chaffinch.policy import looks_for_boilerplate
from chaffinch.progress import Progress
from chaffinch.runs import publish, publish_rows
from chaffinch.schemas import CANDIDATES, FINDINGS, FINDINGS_BY_ROW, PHRASE_FOUND, PHRASES, PUBLIC, REPEATS, nested

__all__ = ["Mark", "check_files", "find_boilerplate"]


_BUCKETS = 16  # over which the repeats of hosts are spread, at least: a host is judged in one piece
_BUCKET = 20_000_000  # characters of text whose repeats go to one bucket


@dataclass(frozen=True, slots=True)
class Mark:
    """Kernel: texts beside their numbers -> the boilerplate in each, as lists.

    Attributes:
        strip: which rules look, and whether the line model does.
        templates: the file that holds what sites repeat.
        digest: of that file, so that another content is another kernel.
    """

    strip: StripConfig
    templates: Path
    digest: str

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield one batch of `FINDINGS`, row by row."""
        pieces = cut(batch)
        found = pieces.each(self._found) if pieces else self._found(batch)
        rows = found.sort_by([(name, "ascending") for name in ("row", "start", "stop", "category", "rule")])
        yield nested(rows, "row", batch.num_rows, FINDINGS)

    def _found(self, batch: pa.RecordBatch) -> pa.Table:
        return find(batch, _rules(self.strip), self.strip.level, Templates.load(self.templates))


@dataclass(frozen=True, slots=True)
class _Sampled:
    """Tells which pages may be looked at: all that could be read."""

    def __call__(self, facts: pa.RecordBatch) -> pa.BooleanArray:
        """Do as `chaffinch.corpus.sampling.Eligible`."""
        return facts["failure"].is_null()


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Kernel that tells what the rules find in texts; yields rows of `PHRASE_FOUND`."""

    strip: StripConfig

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        verdicts = _rules(self.strip).verdicts(batch["text"].to_pylist())
        columns = list(zip(*verdicts, strict=True)) or [()] * len(PHRASE_FOUND)
        yield pa.record_batch([pa.array(c, f.type) for c, f in zip(columns, PHRASE_FOUND, strict=True)], PHRASE_FOUND)


def _rules(strip: StripConfig) -> Any:
    return rules.load(strip.packs, strip.languages, strip.ignore)


def check_files(config: Config) -> None:
    """Read the packs and the profile of the user, so that a bad one stops before any work starts.

    Raises:
        UsageError: one cannot be read, or is wrong; says which and why.
    """
    if config.strip.packs or config.strip.languages or config.strip.ignore:
        _rules(config.strip)
    if config.strip.profile:
        Templates.load(config.strip.profile)


def find_boilerplate(engine: Engine, corpus: Corpus, folder: Path, config: Config, progress: Progress) -> Table:
    """Find boilerplate, publish the findings, and give them beside the texts; none if the policy is to leave it be."""
    if not looks_for_boilerplate(config.policy):
        return _nothing(engine, corpus, folder)
    progress.stage("learning", corpus.rows, "documents")
    templates = _templates(engine, corpus, config)
    if config.strip.profile:
        templates = templates.joined(Templates.load(config.strip.profile))
    publish(folder, "templates", templates.evidence)
    path = folder / PROFILE
    templates.save(path)
    progress.stage("stripping", corpus.rows, "documents")
    kernel = Mark(config.strip, path, blake2b(path.read_bytes(), digest_size=16).hexdigest())
    (marks,) = engine.map(kernel, (corpus.texts, corpus.numbers), [Output("marks", FINDINGS, beside=True)])
    publish_rows(folder, "findings", _findings(engine, corpus, marks))
    return marks


def _nothing(engine: Engine, corpus: Corpus, folder: Path) -> Table:
    """Publish no templates and no findings."""
    templates = Templates.none()
    publish(folder, "templates", templates.evidence)
    templates.save(folder / PROFILE)
    publish_rows(folder, "findings", [])
    none = engine.write(
        Output("no-findings", FINDINGS_BY_ROW, split=("row",), edges=corpus.texts.edges), [], key=corpus.texts.key
    )
    return engine.attach(Output("no-marks", FINDINGS, beside=True), [none], corpus.texts)


def _templates(engine: Engine, corpus: Corpus, config: Config) -> Templates:
    """Learn what sites repeat, from a sample of their pages."""
    sampled = sample_hosts(engine, corpus.facts, corpus.names, _Sampled(), "sampled")
    texts = (corpus.texts, corpus.numbers)
    output = Output("repeats", REPEATS, split=("group",), buckets=max(_BUCKETS, corpus.characters // _BUCKET))
    (repeats,) = engine.map(Count(), (*texts, sampled), [output])
    (judged,) = engine.map(Judge(), repeats, [Output("candidates", CANDIDATES)], by_key=True)
    candidates = pa.Table.from_batches(engine.read(judged), CANDIDATES)

    def phrases(said: list[str]) -> list[tuple[bool, str]]:
        halves = [said[: len(said) // 2], said[len(said) // 2 :]]  # every worker compiles the rules, all at once
        parts = [[pa.record_batch([pa.array(half, pa.string())], schema=PHRASES)] for half in halves]
        table = engine.write(Output("said", PHRASES), parts, key="\0".join((judged.key, *map(repr, said))))
        (found,) = engine.map(_Phrases(config.strip), table, [Output("phrases", PHRASE_FOUND)])
        return [
            verdict
            for batch in engine.read(found)
            for verdict in zip(batch["found"].to_pylist(), batch["part"].to_pylist(), strict=True)
        ]

    return settle(candidates, excerpts(engine.read(texts), candidates), phrases=phrases)


def _findings(engine: Engine, corpus: Corpus, marks: Table) -> Iterator[pa.RecordBatch]:
    """Give the findings, some rows at a time, in order of reading."""
    for batch in engine.read((corpus.names, marks)):
        yield from named(batch, FINDINGS.names, PUBLIC["findings"]).to_batches()
