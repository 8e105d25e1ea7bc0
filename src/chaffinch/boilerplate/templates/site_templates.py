"""Templates of sites, as they are looked up: which lines, sentences and paragraphs of a page its site repeats.

`learning` makes them from a corpus; `mark` finds them in texts of the same sites, seen before or not.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.boilerplate.templates.keys import LINE, LOOSE, SENTENCE, Reading, host_hashes, keyed, pieces
from chaffinch.boilerplate.templates.lookup import Lookup, near
from chaffinch.errors import UsageError
from chaffinch.model import HOLE_SCORE
from chaffinch.schemas import FINDING_ROWS, PUBLIC
from chaffinch.storage import exchange
from chaffinch.text import Bools, Floats32, Hashes, Ints, TextBatch

__all__ = ["PROFILE", "Templates", "mark"]


PROFILE = "templates.profile"
"""Name of the file of a run folder that holds its sites' templates as they are looked up."""

WHOLE = 0.95  # a document of which so much would go is a copy, or has nothing but its template: it is left alone ...
ONE_LINE = 0.7  # share of a document of one line that may go
OWN_WORDS = 3  # ... unless a line is left of so many words: a brief can be much shorter than the footer below it
SCORES = (1.0, 0.95, 0.9)  # the same words; the same but for names; nearly the same words
KEPT_SCORE = 0.4  # of what may be data of its page, below `HOLE_SCORE`: found and reported, never removed


@dataclass(frozen=True)
class Templates:
    """The templates of a corpus.

    Attributes:
        keys: keys of units, loose forms and sentences -> row of ``evidence``.
        shingles: keys of three words in a row of a template -> row of ``evidence``.
        hosts: hashes of the hosts that have templates, uint64, sorted.
        evidence: `PUBLIC` templates, one row each, sorted by host and pattern.
    """

    keys: Lookup
    shingles: Lookup
    hosts: Hashes
    evidence: pa.Table

    @cached_property
    def kept(self) -> Bools:
        """Tell which rows of ``evidence`` are of what may be data of its pages: those are only reported."""
        return np.asarray(pc.not_equal(self.evidence["kept"], "").to_numpy())

    @classmethod
    def none(cls) -> Templates:
        """Give the templates of no site."""
        nothing = Lookup.of(np.zeros(0, np.int64), np.zeros(0, np.int32))
        return cls(nothing, nothing, np.zeros(0, np.uint64), PUBLIC["templates"].empty_table())

    def joined(self, other: Templates) -> Templates:
        """Add the templates of another corpus; of one that both have the evidence here stays."""
        both = pa.concat_tables([self.evidence, other.evidence]).combine_chunks()
        rules = both["rule"].to_pylist()
        first = {rule: row for row, rule in reversed(list(enumerate(rules)))}
        host, pattern = both["host"].to_pylist(), both["pattern"].to_pylist()
        order = sorted(first.values(), key=lambda row: (host[row] or "", pattern[row]))
        place = {row: at for at, row in enumerate(order)}
        to = np.array([place[first[rule]] for rule in rules], np.int64)
        mine, theirs = to[: len(self.evidence)], to[len(self.evidence) :]
        return Templates(
            _both((self.keys, mine), (other.keys, theirs)),
            _both((self.shingles, mine), (other.shingles, theirs)),
            np.union1d(self.hosts, other.hosts),
            both.take(pa.array(order, pa.int64())),
        )

    def save(self, path: str | Path) -> None:
        """Write to one file, the same bytes for the same templates."""
        sink = io.BytesIO()
        with pa.ipc.new_file(sink, self.evidence.schema) as writer:
            writer.write_table(self.evidence.combine_chunks())
        with Path(path).open("wb") as file:
            np.savez(
                file,
                keys=self.keys.key, key_rows=self.keys.value,
                shingles=self.shingles.key, shingle_rows=self.shingles.value,
                hosts=self.hosts, evidence=np.frombuffer(sink.getvalue(), np.uint8),
            )  # fmt: skip
        exchange.made(Path(path))

    @classmethod
    def load(cls, path: str | Path) -> Templates:
        """Read what `save` wrote, or the folder of a run has; a file is read once a process, while it does not change.

        Raises:
            UsageError: it cannot be read, or is no such file.
        """
        file = Path(path) / PROFILE if Path(path).is_dir() else Path(path)
        try:
            file = exchange.here(file)
            about = file.stat()
            return _load(str(file), about.st_mtime_ns, about.st_size)
        except (OSError, ValueError, KeyError, BadZipFile, pa.ArrowInvalid) as error:
            why = getattr(error, "strerror", None) or error
            raise UsageError(
                f"cannot read site templates from {file}: {why}; give a run folder, or the {PROFILE} in one"
            ) from error


def _both(one: tuple[Lookup, Ints], other: tuple[Lookup, Ints]) -> Lookup:
    """Join look-ups whose values are rows that lie elsewhere now."""
    keys = np.concatenate([lookup.key for lookup, _ in (one, other)])
    return Lookup.of(keys, np.concatenate([row[lookup.value] for lookup, row in (one, other)]))


@lru_cache(maxsize=4)
def _load(path: str, changed: int, size: int) -> Templates:
    del changed, size  # part of the cache key alone
    with np.load(path, allow_pickle=False) as file:
        evidence = pa.ipc.open_file(pa.py_buffer(file["evidence"].tobytes())).read_all()
        if evidence.schema.names != PUBLIC["templates"].names:
            raise ValueError("it was made by another version of chaffinch")
        keys = Lookup.of(file["keys"], file["key_rows"])
        return Templates(keys, Lookup.of(file["shingles"], file["shingle_rows"]), file["hosts"], evidence)


def mark(batch: pa.RecordBatch, templates: Templates, texts: TextBatch | None = None) -> tuple[pa.RecordBatch, Bools]:
    """Find the templates of each document's host.

    Args:
        batch: columns ``text`` and ``host``.
        templates: what to look for.
        texts: ``TextBatch.of(batch["text"])``, if it is there already.

    Returns:
        Rows of `FINDING_ROWS`, sorted by document and place, category ``template``; and for each byte of
        ``TextBatch.of(batch["text"]).data`` whether one of them covers it that is not only reported.
    """
    host = host_hashes(batch["host"])
    known = _known(host, templates.hosts)
    whole = TextBatch.of(batch["text"]) if texts is None else texts
    blank = np.zeros(len(whole.data), bool)
    found = [_Found.none()]
    for first, last, piece in pieces(whole):
        if known[first:last].any():
            reading = Reading.of(piece)
            part = _guarded(reading, _find(reading, host[first:last], known[first:last], templates))
            _paint(blank[int(whole.start[first]) - 1 : int(whole.stop[last - 1]) + 1], part)
            found.append(part.placed(piece, first))
    return _rows(found, templates), blank


def _known(host: Hashes, hosts: Hashes) -> Bools:
    """Tell which hashes are among some that are sorted."""
    if not len(hosts):
        return np.zeros(len(host), np.bool_)
    return np.asarray(hosts[np.minimum(np.searchsorted(hosts, host), len(hosts) - 1)] == host)


@dataclass(frozen=True, slots=True)
class _Found:
    """Places found: document, start, stop (bytes, or code points once placed), row of the evidence, score."""

    document: Ints
    start: Ints
    stop: Ints
    row: Ints
    score: Floats32

    @classmethod
    def none(cls) -> _Found:
        nothing = np.zeros(0, np.int64)
        return cls(nothing, nothing, nothing, nothing, np.zeros(0, np.float32))

    def take(self, which: Ints | Bools) -> _Found:
        return _Found(self.document[which], self.start[which], self.stop[which], self.row[which], self.score[which])

    def goes(self) -> Bools:
        """Tell which are not only reported."""
        return np.asarray(self.score >= HOLE_SCORE)

    def placed(self, texts: TextBatch, first: int) -> _Found:
        start, stop = texts.code_points(np.stack((self.start, self.stop)))
        return _Found(self.document + first, start, stop, self.row, self.score)


def _find(reading: Reading, host: Hashes, known: Bools, templates: Templates) -> _Found:
    units, document = reading.units, reading.document
    own = host[document]
    row = np.full(len(units), -1)
    score = np.zeros(len(units), np.float32)
    some = known[document] & (units.size > 0)

    def look(value: Hashes, kind: int, sure: float) -> None:
        left = np.flatnonzero(some & (row < 0) & (value != 0))
        row[left] = templates.keys.find(keyed(value[left], own[left], kind))
        score[left[row[left] >= 0]] = sure

    look(units.hash, LINE, SCORES[0])
    look(reading.loose(some & (row < 0)), LOOSE, SCORES[1])
    close, like, parts = near(reading, own, some & (row < 0), templates.shingles)
    row[close], score[close] = like, SCORES[2]
    score[np.flatnonzero(row >= 0)] = _scores(row[row >= 0], score[row >= 0], templates)
    _add_crumbs(row, score, units.size, document)
    inner = templates.keys.find(keyed(parts.hash, own[parts.unit], SENTENCE))
    hit, parts, inner = np.flatnonzero(row >= 0), parts.take(inner >= 0), inner[inner >= 0]
    place = np.concatenate((units.start[hit], parts.start))
    order = np.argsort(place, kind="stable")
    return _Found(
        np.concatenate((document[hit], document[parts.unit])), place,
        np.concatenate((units.stop[hit], parts.stop)), np.concatenate((row[hit], inner)),
        np.concatenate((score[hit], _scores(inner, np.full(len(inner), SCORES[0], np.float32), templates))),
    ).take(order)  # fmt: skip


def _scores(row: Ints, score: Floats32, templates: Templates) -> Floats32:
    """Lower the scores of what may be data of its page."""
    return np.where(templates.kept[row], np.float32(KEPT_SCORE), score).astype(np.float32)


def _add_crumbs(row: Ints, score: Floats32, size: Ints, document: Ints) -> None:
    """Let what has no words ("|", "3 / 5") go with the marked units on both sides of it."""
    worded = np.flatnonzero(size > 0)
    if not len(worded):
        return
    crumb = np.flatnonzero(size == 0)
    after = np.searchsorted(worded, crumb)
    inner = (after > 0) & (after < len(worded))
    crumb, left, right = crumb[inner], worded[after[inner] - 1], worded[after[inner]]
    goes = (np.minimum(score[left], score[right]) >= HOLE_SCORE) & (document[left] == document[right])
    row[crumb[goes]], score[crumb[goes]] = row[left[goes]], score[left[goes]]


def _guarded(reading: Reading, found: _Found) -> _Found:
    """Leave documents alone of which nearly all would go and no line of words would be left.

    Of a document of one line a sentence of its own must be left, and `ONE_LINE` of it may go.
    """
    count, units = len(reading.batch), reading.units
    lines = np.bincount(reading.document, minlength=count)
    whole = np.bincount(reading.document, units.stop - units.start, count)
    going = found.take(found.goes())
    gone = np.bincount(going.document, going.stop - going.start, count)
    hit = np.zeros(len(units), np.bool_)
    hit[np.searchsorted(units.start, going.start, side="right") - 1] = True
    own = np.bincount(reading.document, ~hit & (units.size >= OWN_WORDS), count) > 0
    left = np.where(lines > 1, own | (gone < WHOLE * whole), gone <= ONE_LINE * whole)
    return found.take(left[found.document])


def _paint(blank: Bools, found: _Found) -> None:
    found = found.take(found.goes())
    for start, stop in zip(found.start.tolist(), found.stop.tolist(), strict=True):
        blank[start:stop] = True


def _rows(parts: list[_Found], templates: Templates) -> pa.RecordBatch:
    document, start, stop, row, score = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("document", "start", "stop", "row", "score")
    )
    rule = templates.evidence["rule"].combine_chunks()
    columns = [pa.array(values.astype(np.int32)) for values in (document, start, stop)]
    columns += [pa.repeat("template", len(row)), rule.take(pa.array(row)), pa.array(score, pa.float32())]
    return pa.RecordBatch.from_arrays(columns, schema=FINDING_ROWS)
