"""What the policy chooses over the whole corpus: copies of documents, repeats of passages, and their keepers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch import policy
from chaffinch.config import Config
from chaffinch.corpus import Corpus
from chaffinch.tables import PLANS, nested

__all__ = ["Plan", "numbered", "plan"]

Ints = npt.NDArray[np.int64]
PASSAGE_COLUMNS = [f.name for f in PLANS if f.name.startswith("passage_")]


@dataclass(frozen=True, slots=True)
class Plan:
    """Choices over the whole corpus.

    Attributes:
        copies: documents that go (or are marked) as copies, by number.
        columns: `PLANS`, a row for each row of the corpus.
        stays: for each row of the clusters, whether that member stays.
    """

    copies: dict[int, policy.Copy]
    columns: pa.Table
    stays: list[bool]


def numbered(column: pa.ChunkedArray, corpus: Corpus) -> Ints:
    """Give the numbers of documents named in a column."""
    return np.asarray(pc.index_in(column, value_set=corpus.ids).to_numpy().astype(np.int64))


def plan(corpus: Corpus, matches: pa.Table, clusters: pa.Table, config: Config) -> Plan:
    """Choose copies and keepers, by the public tables of matches and clusters."""
    wanted = policy.keeper_order(
        corpus.characters.tolist(),
        corpus.column("date").to_pylist() if config.policy.keep == "earliest" else [],
        _sources(corpus) if config.policy.keep == "source" else [],
        config.policy,
    )
    copies = _copies(corpus, matches, wanted, config) if config.policy.documents != "off" else {}
    gone = copies if config.policy.documents == "remove" else {}
    acts = config.policy.passages in ("remove", "mark")
    rows, leaves = _passages(corpus, matches, clusters, wanted, gone) if acts else (_no_passages(), set())
    if config.policy.passages != "remove":
        leaves = set()
    document = (clusters["kind"].to_numpy() == "document").tolist()
    number = numbered(clusters["document"], corpus).tolist()
    stays = [n not in gone and (d or i not in leaves) for i, (d, n) in enumerate(zip(document, number, strict=True))]
    lists = nested(rows, "row", len(corpus.number), pa.schema([PLANS.field(n) for n in PASSAGE_COLUMNS]))
    return Plan(copies, _columns(corpus, copies, lists), stays)


def _sources(corpus: Corpus) -> list[str]:
    names = [s.name for s in corpus.sources]
    return [names[i] for i in corpus.column("source").to_pylist()]


def _copies(corpus: Corpus, matches: pa.Table, wanted: Ints, config: Config) -> dict[int, policy.Copy]:
    matches = matches.filter(pc.equal(matches["unit"], "document"))
    found = policy.copies(
        numbered(matches["left_document"], corpus),
        numbered(matches["right_document"], corpus),
        (matches["left_coverage"].to_numpy(), matches["right_coverage"].to_numpy()),
        matches["similarity"].to_numpy(),
        wanted=wanted,
        config=config.documents,
    )
    return {copy.document: copy for copy in found}


def _columns(corpus: Corpus, copies: dict[int, policy.Copy], lists: pa.RecordBatch) -> pa.Table:
    ids, characters = corpus.ids, corpus.characters
    number = corpus.number.tolist()
    rows = [copies.get(n) for n in number]
    keepers = [c.keeper if c else None for c in rows]
    return pa.table(
        {
            "copy": pa.array([c.reason if c else None for c in rows], pa.string()),
            "copy_score": pa.array([c.score if c else None for c in rows], pa.float32()),
            "copy_keeper": ids.take(pa.array(keepers, pa.int64())),
            "copy_keeper_stop": pa.array(characters).take(pa.array(keepers, pa.int64())),
            **{name: lists.column(name) for name in PASSAGE_COLUMNS},
        },
        schema=PLANS,
    )


def _no_passages() -> pa.Table:
    kinds = {"row": pa.int64(), **{n: PLANS.field(n).type.value_type for n in PASSAGE_COLUMNS}}
    return pa.schema(list(kinds.items())).empty_table()


def _passages(
    corpus: Corpus, matches: pa.Table, clusters: pa.Table, wanted: Ints, gone: dict[int, policy.Copy]
) -> tuple[pa.Table, set[int]]:
    """Choose which members of passage clusters go: each because of a keeper that it matches directly."""
    number = numbered(clusters["document"], corpus)
    start, stop = clusters["start"].to_numpy(), clusters["stop"].to_numpy()
    place = np.empty(len(wanted), np.int64)
    place[wanted] = np.arange(len(wanted))
    labels = [
        c if k != "document" else ""
        for c, k in zip(*(clusters[n].to_pylist() for n in ("cluster", "kind")), strict=True)
    ]
    links = _links(corpus, matches, number, (start, stop), labels)
    chosen: dict[int, tuple[int, float]] = {}
    order = np.lexsort((start, place[number]))
    for i in order.tolist():
        if int(number[i]) in gone:
            continue
        done = [
            (j, s) for j, s in links.get(i, ())
            if j not in chosen and int(number[j]) not in gone
            and (place[number[j]], start[j]) < (place[number[i]], start[i])
        ]  # fmt: skip
        if done:
            chosen[i] = min(done, key=lambda e: (int(place[number[e[0]]]), int(start[e[0]])))
    went = sorted(chosen, key=lambda i: (int(corpus.row[number[i]]), int(start[i]), int(stop[i])))
    keeper = [chosen[i][0] for i in went]
    rows = pa.table(
        {
            "row": pa.array(corpus.row[number[went]] if went else np.zeros(0, np.int64)),
            "passage_start": pa.array(start[went].astype(np.int32)),
            "passage_stop": pa.array(stop[went].astype(np.int32)),
            "passage_kind": clusters["kind"].take(pa.array(went, pa.int64())),
            "passage_score": pa.array([chosen[i][1] for i in went], pa.float32()),
            "passage_keeper": clusters["document"].take(pa.array(keeper, pa.int64())),
            "passage_keeper_start": pa.array(start[keeper].astype(np.int32)),
            "passage_keeper_stop": pa.array(stop[keeper].astype(np.int32)),
        }
    )
    return rows, set(went)


def _links(
    corpus: Corpus, matches: pa.Table, number: Ints, span: tuple[Ints, Ints], cluster: Sequence[str]
) -> dict[int, list[tuple[int, float]]]:
    """Give for each member those of its cluster that it matches directly, with the similarity.

    Args:
        cluster: of each member; empty for one that is a whole document.
    """
    matches = matches.filter(pc.equal(matches["unit"], "passage"))
    members: dict[int, list[int]] = {}
    for i, n in enumerate(number.tolist()):
        if cluster[i]:
            members.setdefault(n, []).append(i)
    ends = [
        [_member(members.get(n, ()), span, a, b) for n, a, b in zip(*columns, strict=True)]
        for columns in (_end(corpus, matches, side) for side in ("left", "right"))
    ]
    links: dict[int, list[tuple[int, float]]] = {}
    for lefts, rights, similarity in zip(*ends, matches["similarity"].to_pylist(), strict=True):
        for i in lefts:
            for j in (j for j in rights if cluster[j] == cluster[i] and j != i):
                links.setdefault(i, []).append((j, similarity))
                links.setdefault(j, []).append((i, similarity))
    return links


def _end(corpus: Corpus, matches: pa.Table, side: str) -> tuple[list[int], list[int], list[int]]:
    start, stop = (matches[f"{side}_{c}"].to_pylist() for c in ("start", "stop"))
    return numbered(matches[f"{side}_document"], corpus).tolist(), start, stop


def _member(members: Sequence[int], span: tuple[Ints, Ints], start: int, stop: int) -> list[int]:
    """Give the members that share more than half of a match's end."""
    return [i for i in members if min(span[1][i], stop) - max(span[0][i], start) > 0.5 * (stop - start)]
