"""Publish matches and clusters: turn offsets of letters into code points, and documents into ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from chaffinch.corpus import Corpus
from chaffinch.engines import Engine, Ledger, Output, Table
from chaffinch.matching.clusters import Clustered, own_left
from chaffinch.matching.drift import first_copies
from chaffinch.matching.passages.cluster_quality import cluster_qualities
from chaffinch.matching.passages.locate import Locate
from chaffinch.matching.passages.pieces import by_speaker
from chaffinch.matching.passages.shared_ends import moved_ends
from chaffinch.matching.relations.relating import RELATIONS
from chaffinch.matching.speakers import elected, is_led
from chaffinch.matching.stages import Found
from chaffinch.runs import publish_rows
from chaffinch.schemas import (
    GROUPED,
    LOCATED,
    LOCATED_HALVES,
    LOCATED_MEMBERS,
    LOCATED_PASSAGES,
    PUBLIC,
    TO_LOCATE,
    TO_LOCATE_ROWS,
    concatenated,
    ints,
)
from chaffinch.text import Ints, changes, lookup, order

__all__ = ["once_each", "publish_matches"]

NAMED = 0.125
"""Share of the members, at least, whose text names a speaker if that makes the cluster a quotation: of sixteen reports
of one fact one may stand beside somebody's words."""

SOME = 1000
"""Documents whose hosts are compared first: in most corpora two of them have different ones."""

_OF_PASSAGES = ("sentence_start", "sentence_stop", "speaker", "named", "similarity", "quality")
"""Columns of the public table that are null for whole documents."""

MARKS = frozenset("\"“”„«»‘’‚「」『』'`")
"""Quotation marks, of which one stands at either end of a passage that is quoted as it is."""

Kinds = npt.NDArray[np.str_]
"""Kinds of clusters, as in the public table."""

Mask = npt.NDArray[np.bool_]


def publish_matches(engine: Engine, corpus: Corpus, folder: Path, found: Found, *, findings: Table) -> None:
    """Write the public tables ``matches`` and ``clusters``, one batch at a time.

    Args:
        engine: runs the kernels.
        corpus: the documents.
        folder: of the run.
        found: the matches and clusters.
        findings: in rows beside the texts: some are the holes in the letters.
    """
    ledger = corpus.ledger
    documents = _mapped(engine, DocumentRows(ledger), found.documents, "document-rows", PUBLIC["matches"])
    kinds = _mapped(engine, DocumentClusters(ledger), found.groups, "document-clusters", PUBLIC["clusters"])
    passages: Iterator[pa.RecordBatch] = iter(())
    members: Iterator[pa.RecordBatch] = iter(())
    if found.passages:
        ends, located = _located(engine, corpus, found.passages, found.bounds, findings)
        passages = _mapped(engine, PassageRows(ledger), [ends], "passage-rows", PUBLIC["matches"])
        kernel = PassageClusters(ledger, tuple(table.key for table in found.groups))
        members = _mapped(engine, kernel, [located], "passage-clusters", PUBLIC["clusters"])
    publish_rows(folder, "matches", chain(documents, passages))
    publish_rows(folder, "clusters", chain(kinds, members))


def _mapped(
    engine: Engine, kernel: Any, tables: Sequence[Table], name: str, schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    """Map tables that are partitioned alike, and read the rows in the order of the partitions."""
    if not tables:
        return iter(())
    (rows,) = engine.map(kernel, tables, [Output(name, schema)], by_key=True)
    return engine.read(rows)


def _located(
    engine: Engine, corpus: Corpus, found: Clustered, bounds: tuple[int, ...], findings: Table
) -> tuple[Table, Table]:
    """Turn offsets of letters into code points: of matches, by their left document, and of members of clusters."""
    rows = Output("range-rows", TO_LOCATE_ROWS, split=("row",), bounds=corpus.texts.bounds)
    (ranges,) = engine.map(Ranges(corpus.ledger), (found.members, found.spans), [rows], by_key=True)
    beside = engine.attach(Output("ranges", TO_LOCATE, beside=True), [ranges], corpus.texts)
    buckets = found.spans.split
    outputs = [
        Output("located", LOCATED, split=("number",), buckets=buckets),
        Output("located-members", LOCATED_MEMBERS, split=("first",), bounds=bounds, packed=True),
    ]
    located, members = engine.map(Locate(), (corpus.texts, corpus.numbers, findings, beside), outputs)
    halves = Output("left-ends", LOCATED_HALVES, split=("number",), buckets=buckets)
    (left,) = engine.map(LeftEnds(), (located, *found.ends), [halves], by_key=True)
    whole = Output("both-ends", LOCATED_PASSAGES, split=("left",), bounds=bounds)
    (both,) = engine.map(BothEnds(), (located, left), [whole], by_key=True)
    return both, members


class Ranges(Struct, frozen=True):
    """Kernel that lists the ranges of letters to locate; yields rows of `TO_LOCATE_ROWS` on output 0.

    Attributes:
        ledger: has the row of each document.
    """

    ledger: Ledger

    def __call__(self, members: pa.RecordBatch, spans: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for every member and for every span in some documents."""
        row, none = self.ledger.column("row"), np.full(spans.num_rows, -1)
        of_members = members["label"], members["rank"], members["similarity"], members["alone"]
        for rows, (label, rank, *about) in (
            (members, of_members),
            (spans, (none, none.astype(np.int32), none.astype(np.float32), none > 0)),
        ):
            columns = [row[rows["number"].to_numpy()], label, rank, rows["start"], rows["stop"], *about]
            yield pa.record_batch(columns, schema=TO_LOCATE_ROWS)


class LeftEnds(Struct, frozen=True):
    """Kernel that adds located left ends to right ends of matches; yields rows of `LOCATED_HALVES` on output 0."""

    def __call__(self, located: pa.RecordBatch, *ends: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for every match, from the located ranges and all ends of matches in some documents."""
        rows = concatenated(*ends)
        rows = rows.take(pa.array(own_left(rows)))
        start, stop = _found(located, rows, ("number", "start", "stop"))
        own, other_stop, equal = (ints(rows, name) for name in ("stop", "other_stop", "equal"))
        letters = own - ints(rows, "start") + other_stop - ints(rows, "other_start")
        similarity = (2 * equal / np.maximum(letters, 1)).astype(np.float32)
        other = (rows[name].combine_chunks() for name in ("other", "other_start", "other_stop", "number"))
        yield pa.record_batch([*other, start, stop, similarity], schema=LOCATED_HALVES)


class BothEnds(Struct, frozen=True):
    """Kernel that completes matches with their located right ends; yields rows of `LOCATED_PASSAGES` on output 0."""

    def __call__(self, located: pa.RecordBatch, halves: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for every match, from the located ranges and the right ends of matches in some documents."""
        start, stop = _found(located, halves, ("number", "letter_start", "letter_stop"))
        left = [halves[name] for name in ("left", "left_start", "left_stop")]
        yield pa.record_batch([*left, halves["number"], start, stop, halves["similarity"]], schema=LOCATED_PASSAGES)


def _found(
    located: pa.RecordBatch, rows: pa.RecordBatch | pa.Table, names: tuple[str, str, str]
) -> tuple[pa.Array, pa.Array]:
    known = [ints(located, name) for name in LOCATED.names[:3]]
    at = pa.array(lookup(known, [ints(rows, name) for name in names]))
    return located["start"].take(at), located["stop"].take(at)


class PassageRows(Struct, frozen=True):
    """Kernel that makes public rows of matches of passages; yields rows of ``matches`` on output 0."""

    ledger: Ledger

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the rows of one partition by left document, in the order of the public table."""
        similarity = batch["similarity"].to_numpy()
        keys = [ints(batch, name) for name in LOCATED_PASSAGES.names[:-1]]
        by = order(*keys, similarity.view(np.int32))  # of floats that are not negative the order is that of their bits
        sides = ([key[by] for key in keys[:3]], [key[by] for key in keys[3:]])
        columns: dict[str, Any] = {"unit": ["passage"] * len(by), "similarity": similarity[by]}
        columns |= {name: pa.nulls(len(by)) for name in ("relation", "left_only", "right_only")}
        for name, (number, start, stop) in zip(("left", "right"), sides, strict=True):
            share = (stop - start) / np.maximum(1, self.ledger.column("characters")[number])
            columns |= _end(self.ledger, name, number, start, stop) | {f"{name}_coverage": share}
        yield _public("matches", columns)


class DocumentRows(Struct, frozen=True):
    """Kernel that makes public rows of matches of documents; yields rows of ``matches`` on output 0."""

    ledger: Ledger

    def __call__(self, *batches: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the rows of one partition by left document, in the order of the public table."""
        rows = concatenated(*batches)
        rows = rows.take(pa.array(order(ints(rows, "left"), ints(rows, "right"))))
        columns: dict[str, Any] = {"unit": ["document"] * len(rows), "similarity": rows["similarity"].combine_chunks()}
        for name in ("left", "right"):
            number = ints(rows, name)
            stop = self.ledger.column("characters")[number]
            columns |= _end(self.ledger, name, number, np.zeros_like(number), stop)
            columns[f"{name}_coverage"] = rows[f"{name}_coverage"].combine_chunks()
            columns[f"{name}_only"] = rows[f"{name}_only"].combine_chunks()
        columns["relation"] = pa.array(RELATIONS).take(rows["relation"].combine_chunks())
        yield _public("matches", columns)


class DocumentClusters(Struct, frozen=True):
    """Kernel that makes public rows of groups of documents; yields rows of ``clusters`` on output 0."""

    ledger: Ledger

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the members of each group of a partition, from rows of `GROUPED`."""
        label, number = (ints(batch, name) for name in GROUPED.names)
        by = order(label, number)
        label, number = label[by], number[by]
        span = np.zeros(len(by), np.int64), np.asarray(self.ledger.column("characters")[number])
        yield _clusters(self.ledger, (label, number), span, np.full(len(by), "document"), {})


class PassageClusters(Struct, frozen=True):
    """Kernel that makes public rows of clusters of passages; yields rows of ``clusters`` on output 0.

    Attributes:
        ledger: has the group of each document, see `chaffinch.matching.drift.first_copies`.
        groups: keys of the tables of groups.
    """

    ledger: Ledger
    groups: tuple[str, ...]

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield the members of each cluster of a partition, from rows of `LOCATED_MEMBERS`."""
        batch, label = by_speaker(batch)
        number, start, stop = (ints(batch, name) for name in ("number", "match_start", "match_stop"))
        copies = first_copies(self.ledger, number)
        host = np.asarray(self.ledger.column("host")[number])
        quoted = batch["quoted"].to_numpy(zero_copy_only=False)
        known = batch["speaker"].is_valid().to_numpy(zero_copy_only=False)
        kinds = _kinds(label, number, host, quoted | _half_marked(label, batch, quoted), known)
        named = batch["speaker"].to_pylist()
        first, last = moved_ends(label, batch, copies)
        about = {
            "sentence_start": pa.array(first),
            "sentence_stop": pa.array(last),
            "speaker": pa.array(_speakers(label, (quoted | _led(kinds, batch, first)).tolist(), named), pa.string()),
            "named": batch["speaker"],
            "similarity": batch["similarity"],
            "quality": cluster_qualities(label, batch, self._spared(kinds)),
        }
        rows = once_each((label, number), (start, stop), (first, last))
        about = {name: column.take(pa.array(rows)) for name, column in about.items()}
        yield _clusters(self.ledger, (label[rows], number[rows]), (start[rows], stop[rows]), kinds[rows], about)

    def _spared(self, kinds: Kinds) -> Mask:
        """Mask the members of clusters whose facts are not compared: a site is none where all documents are of one."""
        if _is_one_site(self.ledger.column("host")):
            return np.asarray(kinds == "quotation")
        return np.asarray(kinds != "syndicated")


def once_each(members: tuple[Ints, Ints], span: tuple[Ints, Ints], shown: tuple[Ints, Ints]) -> Ints:
    """List the members of clusters, each place of a text once: of several that are shown in one range, the longest.

    A sentence that repeats its own words has two matched places, and so have two quotations of which one is shown with
    the sentence before it. What is left of a cluster without a second member is none.

    Args:
        members: label, sorted, and document of each member; int64, shape (members,).
        span: start and stop of each; int64, shape (members,).
        shown: start and stop of each as it is listed; int64, shape (members,).

    Returns:
        Their rows, sorted; int64, shape (listed members,).

    >>> members, stop = (np.array([1, 1, 1]), np.array([4, 4, 7])), np.array([8, 16, 8])
    >>> once_each(members, (np.array([0, 8, 0]), stop), (np.array([0, 0, 0]), stop)).tolist()
    [1, 2]
    """
    (label, number), (start, stop), (first, last) = members, span, shown
    if not len(label):
        return np.zeros(0, np.int64)
    longest = int(max((stop - start).max(), last.max()))
    by = order(label, number, first, longest - last, longest - (stop - start))
    text = np.cumsum(changes(label[by], number[by])) - 1
    reached = np.maximum.accumulate(text * (longest + 1) + last[by])
    inside = np.append(False, reached[:-1] >= text[1:] * (longest + 1) + last[by][1:])
    rows = np.sort(by[~inside])
    begin = np.flatnonzero(changes(label[rows]))
    size = np.diff(np.append(begin, len(rows)))
    return np.asarray(rows[np.repeat(size > 1, size)])


def _is_one_site(host: Ints) -> bool:
    """Tell whether all documents of a corpus are of one host, so that it tells nothing: posts, one export.

    Args:
        host: of every document, shape (documents,); 0 where it is unknown.
    """
    some = host[:SOME]
    return bool(len(host)) and host[0] > 0 and bool((some == some[0]).all()) and bool((host == host[0]).all())


def _kinds(label: Ints, number: Ints, host: Ints, quoted: Mask, named: Mask) -> Kinds:
    """Give the kind of each member's cluster: repeat in one document or site, quotation, or else syndicated.

    A quotation is quoted in more than half of its members (of two, in one: see `_half_marked`), or has a speaker in
    `NAMED` of them: one report that puts a sentence between quotation marks makes no quotation of a sentence that all
    others have as their own.

    Args:
        label, number, host: of the members, sorted by label.
        quoted: whether each is between quotation marks.
        named: whether it has a speaker.
    """
    begin = np.flatnonzero(changes(label))
    if not len(begin):
        return np.zeros(0, dtype="<U10")

    def one(value: Ints) -> npt.NDArray[np.bool_]:
        return np.asarray(np.minimum.reduceat(value, begin) == np.maximum.reduceat(value, begin))

    size = np.diff(np.append(begin, len(label)))
    in_document = one(number)
    in_site = one(host) & (np.minimum.reduceat(host, begin) > 0)
    is_quoted = 2 * np.add.reduceat(quoted, begin, dtype=np.int64) > size
    is_quoted |= np.add.reduceat(named, begin, dtype=np.int64) >= np.maximum(NAMED * size, 1)
    kind = np.select([in_document, is_quoted, in_site], ["repeat", "quotation", "repeat"], "syndicated")
    return np.repeat(kind, size)


def _half_marked(label: Ints, batch: pa.RecordBatch, quoted: Mask) -> Mask:
    """Mask the members of clusters of which half are quoted, each right between marks: one text quotes the other.

    Args:
        label: of the members, sorted.
        batch: rows of `LOCATED_MEMBERS`.
        quoted: whether each is between quotation marks, wherever they stand.
    """
    begin = np.flatnonzero(changes(label))
    size = np.diff(np.append(begin, len(label)))
    half = 2 * np.add.reduceat(quoted, begin, dtype=np.int64) == size if len(begin) else begin > 0
    rows = np.flatnonzero(np.repeat(half, size) & quoted)
    ends = zip(
        batch["text"].take(pa.array(rows)).to_pylist(),
        *(ints(batch, n)[rows] for n in ("before", "after")),
        strict=True,
    )
    bare = [
        row
        for row, (text, before, after) in zip(rows.tolist(), ends, strict=True)
        if not _in_marks(text, before, after)
    ]
    half[np.searchsorted(begin, bare, side="right") - 1] = False
    return np.repeat(half, size)


def _led(kinds: Kinds, batch: pa.RecordBatch, first: Ints) -> Mask:
    """Mask the members of quotations to which a colon leads, as to a block without marks.

    Args:
        kinds: of the cluster of each member.
        batch: rows of `LOCATED_MEMBERS`.
        first: where each member starts as it is listed.
    """
    led = np.zeros(len(kinds), np.bool_)
    rows = np.flatnonzero((kinds == "quotation") & ~batch["speaker"].is_valid().to_numpy(zero_copy_only=False))
    at = (ints(batch, "before") + first - ints(batch, "start"))[rows].tolist()
    texts = batch["text"].take(pa.array(rows)).to_pylist()
    led[rows] = [is_led(text, start) for text, start in zip(texts, at, strict=True)]
    return led


def _in_marks(text: str, before: int, after: int) -> bool:
    """Tell whether a passage begins and ends with a quotation mark, by the text with that around it."""
    own = text[before : len(text) - after]
    return own[:1] in MARKS and own[-1:] in MARKS and bool(own)


def _speakers(label: Ints, quoted: Sequence[bool], named: Sequence[str | None]) -> list[str | None]:
    """Give the speaker of each member that is quoted or led: whom its cluster elects, or without a majority its own."""
    bounds = [*np.flatnonzero(changes(label)).tolist(), len(label)]
    votes = {low: elected(named[low:high]) for low, high in pairwise(bounds)}
    leader = np.repeat(np.array(bounds[:-1], np.int64), np.diff(bounds)).tolist()
    return [(votes[low] if mark or own else None) or own for low, mark, own in zip(leader, quoted, named, strict=True)]


def _clusters(
    ledger: Ledger, members: tuple[Ints, Ints], span: tuple[Ints, Ints], kinds: Kinds, about: dict[str, pa.Array]
) -> pa.RecordBatch:
    """Name each cluster after its first row, the smallest member: a document by id, a passage by id and range."""
    label, number = members
    at = np.maximum.accumulate(np.where(changes(label), np.arange(len(label)), 0))
    documents = ledger.ids(number)
    ids = documents.take(pa.array(at))
    ends = (pa.array(s[at]).cast(pa.string()) for s in span)
    spans = pc.binary_join_element_wise(*ends, "-")
    columns = {
        "cluster": pc.if_else(pa.array(kinds == "document"), ids, pc.binary_join_element_wise(ids, spans, ":")),
        "kind": kinds.tolist(),
        "document": documents,
        "start": span[0],
        "stop": span[1],
        "keeper": np.ones(len(number), np.bool_),
    }
    columns |= {name: pa.nulls(len(number)) for name in _OF_PASSAGES} | about
    return _public("clusters", columns)


def _end(ledger: Ledger, name: str, number: Ints, start: Ints, stop: Ints) -> dict[str, Any]:
    return {f"{name}_document": ledger.ids(number), f"{name}_start": start, f"{name}_stop": stop}


def _public(name: str, columns: dict[str, Any]) -> pa.RecordBatch:
    schema = PUBLIC[name]
    return pa.RecordBatch.from_arrays([pa.array(columns[f.name]).cast(f.type) for f in schema], schema=schema)
