"""What the policy chooses over the whole corpus: copies of documents, repeats of passages, and their keepers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch import policy
from chaffinch.cluster import labelled
from chaffinch.clustering import rows_buckets
from chaffinch.config import Config, DocumentConfig
from chaffinch.connected import EDGES, LABELS, NODE_BITS, connected
from chaffinch.corpus import Corpus
from chaffinch.engines import Engine, Output, Table
from chaffinch.ledger import Ledger
from chaffinch.passages.copies import copies
from chaffinch.passages.coverage import COVERAGES
from chaffinch.run import Run
from chaffinch.tables import PLAN_ROWS, PLANS, ints

__all__ = ["Plan", "numbered", "plan"]

Ints = npt.NDArray[np.int64]

_LABELLED = pa.schema([("label", pa.int64()), *COVERAGES])


@dataclass(frozen=True, slots=True)
class Plan:
    """Choices over the whole corpus.

    Attributes:
        rows: `PLANS`, beside the texts.
        gone: whether each document goes as a copy, by number.
        left: rows of the public table of clusters whose passage goes, rising.
    """

    rows: Table
    gone: npt.NDArray[np.bool_]
    left: Ints


def numbered(column: pa.ChunkedArray | pa.Array, corpus: Corpus) -> Ints:
    """Give the numbers of documents named in a column."""
    return np.asarray(pc.index_in(column, value_set=corpus.ids).to_numpy(zero_copy_only=False).astype(np.int64))


def plan(engine: Engine, corpus: Corpus, run: Run, config: Config, *, key: str) -> Plan:
    """Choose copies and keepers, by the public tables of matches and clusters.

    Args:
        key: digest of these tables, and of the policy.
    """
    wanted = policy.keeper_order(
        corpus.characters,
        corpus.column("date").to_pylist() if config.policy.keep == "earliest" else [],
        _sources(corpus) if config.policy.keep == "source" else [],
        config.policy,
    )
    place = np.empty(len(wanted), np.int64)
    place[wanted] = np.arange(len(wanted))
    corpus.ledger.write({"place": place})
    tables, gone = [], np.zeros(len(corpus.row), np.bool_)
    if config.policy.documents != "off":
        tables += _copies(engine, corpus, run, config, place, key)
    if config.policy.documents == "remove":
        for table in tables:
            for batch in engine.read(table, columns=["row"]):
                gone[corpus.number[batch["row"].to_numpy()]] = True
    acts = config.policy.passages in ("remove", "mark")
    rows, left = _passages(corpus, run, place, gone) if acts else (PLAN_ROWS.empty_table(), np.zeros(0, np.int64))
    output = Output("passage-plans", PLAN_ROWS, split=("row",), edges=corpus.texts.edges)
    tables.append(engine.write(output, [rows.combine_chunks().to_batches()], key=key))
    laid = engine.lay(Output("plans", PLANS, beside=True), tables, corpus.texts)
    return Plan(laid, gone, left if config.policy.passages == "remove" else left[:0])


def _sources(corpus: Corpus) -> list[str]:
    names = [s.name for s in corpus.sources]
    return [names[i] for i in corpus.column("source").to_pylist()]


def _copies(engine: Engine, corpus: Corpus, run: Run, config: Config, place: Ints, key: str) -> list[Table]:
    """Choose documents that go: all matches of a group that hangs together are looked at in one task."""
    matched = engine.write(Output("decided", COVERAGES), _matched(corpus, run, place, config.documents), key=key)
    if not sum(matched.rows):
        return []
    buckets = rows_buckets(matched)
    outputs = [Output("tied-documents", EDGES), Output("by-left", COVERAGES, split=("left",), buckets=buckets)]
    edges, pairs = engine.map(Tie(), matched, outputs)
    output = Output("tied-labels", LABELS, split=("number",), buckets=buckets)
    labels = connected(engine, edges, output, memory=config.work.share)
    output = Output("labelled", _LABELLED, split=("label",), buckets=buckets)
    (by_group,) = engine.map(Label(), (pairs, labels), [output], by_key=True)
    output = Output("copies", PLAN_ROWS, split=("row",), edges=corpus.texts.edges)
    chooser = Choose(corpus.ledger, config.documents, key)
    (chosen,) = engine.map(chooser, by_group, [output], by_key=True)
    return [chosen]


def _matched(corpus: Corpus, run: Run, place: Ints, config: DocumentConfig) -> Iterator[list[pa.RecordBatch]]:
    """Read the matches of documents of which one at least is covered; such as are one are tied to the most wanted."""
    names = ["left_document", "right_document", "left_coverage", "right_coverage", "similarity"]
    for batch in run.batches("matches", [*names, "unit"]):
        high = pc.greater_equal(pc.max_element_wise(batch["left_coverage"], batch["right_coverage"]), config.coverage)
        rows = batch.filter(pc.and_(pc.equal(batch["unit"], "document"), high))
        if rows.num_rows:
            numbers = [numbered(rows[name], corpus).astype(np.int32) for name in names[:2]]
            yield [pa.record_batch([*numbers, *(rows[name] for name in names[2:])], schema=COVERAGES)]
    best, same = _best_copies(corpus, place)
    yield [copies(best, same)]


def _best_copies(corpus: Corpus, place: Ints) -> tuple[Ints, Ints]:
    """Tie documents of the very same text to the most wanted of them: all of them match one another."""
    first, same = corpus.copies
    best = np.full(len(place), len(place))
    np.minimum.at(best, first, place[same])
    keeper = np.argsort(place)[best[first]]
    return keeper[keeper != same], same[keeper != same]


@dataclass(frozen=True, slots=True)
class Tie:
    """Kernel: matches of documents -> (0, rows of `EDGES`), (1, the same matches)."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Yield a row of each for every match."""
        ends = [ints(batch, name) << NODE_BITS for name in ("left", "right")]
        yield 0, pa.record_batch(ends, schema=EDGES)
        yield 1, batch


@dataclass(frozen=True, slots=True)
class Label:
    """Kernel: matches of which some documents are the left one, and labels of these -> the matches with labels."""

    def __call__(self, pairs: pa.RecordBatch, labels: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for every match."""
        label = labelled(ints(pairs, "left") << NODE_BITS, labels)
        yield pa.record_batch([label, *pairs.columns], schema=_LABELLED)


@dataclass(frozen=True, slots=True)
class Choose:
    """Kernel: all matches of some groups of documents -> which of them go, rows of `PLAN_ROWS`.

    Attributes:
        ledger: has the column ``place``.
        config: when a document is a copy.
        key: digest of what ``place`` depends on.
    """

    ledger: Ledger
    config: DocumentConfig
    key: str

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield a row for every document that goes."""
        left, right, *shares = (batch[name].to_numpy() for name in COVERAGES.names)
        found = policy.copies(
            left, right, (shares[0], shares[1]), shares[2], place=self.ledger.column("place"), config=self.config
        )
        number, keeper = (np.array([getattr(c, name) for c in found], np.int64) for name in ("document", "keeper"))
        zero, characters = np.zeros(len(found), np.int32), self.ledger.column("characters")
        columns = {
            "row": self.ledger.column("row")[number],
            "plan_whole": np.ones(len(found), np.bool_),
            "plan_start": zero,
            "plan_stop": characters[number].astype(np.int32),
            "plan_reason": pa.array([c.reason for c in found], pa.string()),
            "plan_score": np.array([c.score for c in found], np.float32),
            "plan_keeper": self.ledger.ids(keeper),
            "plan_keeper_start": zero,
            "plan_keeper_stop": characters[keeper].astype(np.int32),
        }
        yield pa.record_batch(list(columns.values()), schema=PLAN_ROWS)


@dataclass(frozen=True, slots=True)
class _Link:
    """A match seen from one member of a cluster: the other member, and what of both the match covers."""

    other: int
    similarity: float
    own: tuple[int, int]
    there: tuple[int, int]


def _passages(corpus: Corpus, run: Run, place: Ints, gone: npt.NDArray[np.bool_]) -> tuple[pa.Table, Ints]:
    """Choose which members of passage clusters go: each because of a keeper that it matches directly.

    Only what the keeper has too goes; and what stays as a keeper's is not taken for another cluster's sake. So one
    choice hangs on another all over the corpus, and this one process makes them all.

    Returns:
        Rows of `PLAN_ROWS`, and the rows of the clusters that go.
    """
    clusters = run.table("clusters")
    number = numbered(clusters["document"], corpus)
    span = clusters["start"].to_numpy(), clusters["stop"].to_numpy()
    passage = clusters["kind"].to_numpy() != "document"
    labels = [c if p else "" for c, p in zip(clusters["cluster"].to_pylist(), passage.tolist(), strict=True)]
    links = _links(corpus, run.table("matches"), number, span, labels)
    who, order = number.tolist(), np.lexsort((span[0], place[number])).tolist()
    rank = {i: at for at, i in enumerate(order)}
    chosen: dict[int, _Link] = {}
    taken: dict[int, list[tuple[int, int]]] = {}
    held: dict[int, list[tuple[int, int]]] = {}
    for i in (i for i in order if not gone[who[i]] and i in links):
        earlier = (e for e in links[i] if rank[e.other] < rank[i] and e.other not in chosen and not gone[who[e.other]])
        for link in sorted(earlier, key=lambda e: (rank[e.other], e.own[0] - e.own[1], e.own)):
            if _free(held.get(who[i]), link.own) and _free(taken.get(who[link.other]), link.there):
                chosen[i] = link
                taken.setdefault(who[i], []).append(link.own)
                held.setdefault(who[link.other], []).append(link.there)
                break
    went = sorted(chosen, key=lambda i: (int(corpus.row[number[i]]), chosen[i].own))
    rows = _passage_rows(corpus, clusters, number, went, [chosen[i] for i in went])
    return rows, np.array(sorted(chosen), np.int64)


def _free(spans: list[tuple[int, int]] | None, one: tuple[int, int]) -> bool:
    return not any(a < one[1] and b > one[0] for a, b in spans or ())


def _passage_rows(corpus: Corpus, clusters: pa.Table, number: Ints, went: list[int], links: list[_Link]) -> pa.Table:
    keepers = pa.array([e.other for e in links], pa.int64())
    own, there = (np.array([getattr(e, name) for e in links], np.int32).reshape(-1, 2) for name in ("own", "there"))
    columns = {
        "row": corpus.row[number[np.array(went, np.int64)]],
        "plan_whole": np.zeros(len(went), np.bool_),
        "plan_start": own[:, 0],
        "plan_stop": own[:, 1],
        "plan_reason": clusters["kind"].take(pa.array(went, pa.int64())),
        "plan_score": pa.array([e.similarity for e in links], pa.float32()),
        "plan_keeper": clusters["document"].take(keepers),
        "plan_keeper_start": there[:, 0],
        "plan_keeper_stop": there[:, 1],
    }
    return pa.table(columns, schema=PLAN_ROWS)


def _links(
    corpus: Corpus, matches: pa.Table, number: Ints, span: tuple[Ints, Ints], cluster: Sequence[str]
) -> dict[int, list[_Link]]:
    """Give for each member those of its cluster that it matches directly.

    Args:
        cluster: of each member; empty for one that is a whole document.
    """
    matches = matches.filter(pc.equal(matches["unit"], "passage"))
    members: dict[int, list[int]] = {}
    for i, n in enumerate(number.tolist()):
        if cluster[i]:
            members.setdefault(n, []).append(i)
    ends = [
        [(_members(members.get(n, ()), span, a, b), (a, b)) for n, a, b in zip(*columns, strict=True)]
        for columns in (_end(corpus, matches, side) for side in ("left", "right"))
    ]
    links: dict[int, list[_Link]] = {}
    for (lefts, left), (rights, right), similarity in zip(*ends, matches["similarity"].to_pylist(), strict=True):
        for i in lefts:
            for j in (j for j in rights if cluster[j] == cluster[i] and j != i):
                links.setdefault(i, []).append(_Link(j, similarity, left, right))
                links.setdefault(j, []).append(_Link(i, similarity, right, left))
    return links


def _end(corpus: Corpus, matches: pa.Table, side: str) -> tuple[list[int], list[int], list[int]]:
    start, stop = (matches[f"{side}_{c}"].to_pylist() for c in ("start", "stop"))
    return numbered(matches[f"{side}_document"], corpus).tolist(), start, stop


def _members(members: Sequence[int], span: tuple[Ints, Ints], start: int, stop: int) -> list[int]:
    """Give the members that share more than half of a match's end."""
    return [i for i in members if min(span[1][i], stop) - max(span[0][i], start) > 0.5 * (stop - start)]
