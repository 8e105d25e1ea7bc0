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
        stays: for each row of the clusters, whether that member stays. shape (members,)
    """

    copies: dict[int, policy.Copy]
    columns: pa.Table
    stays: npt.NDArray[np.bool_]


def numbered(column: pa.ChunkedArray, corpus: Corpus) -> Ints:
    """Give the numbers of documents named in a column."""
    return np.asarray(pc.index_in(column, value_set=corpus.ids).to_numpy().astype(np.int64))


def plan(corpus: Corpus, matches: pa.Table, clusters: pa.Table, config: Config) -> Plan:
    """Choose copies and keepers, by the public tables of matches and clusters."""
    wanted = policy.keeper_order(
        corpus.characters,
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
    left = np.array([*leaves], np.int64)
    stays = ~np.isin(numbered(clusters["document"], corpus), [*gone])
    stays[left] &= clusters["kind"].to_numpy()[left] == "document"
    lists = nested(rows, "row", len(corpus.number), pa.schema([PLANS.field(n) for n in PASSAGE_COLUMNS]))
    return Plan(copies, _columns(corpus, copies, lists), stays)


def _sources(corpus: Corpus) -> list[str]:
    names = [s.name for s in corpus.sources]
    return [names[i] for i in corpus.column("source").to_pylist()]


def _copies(corpus: Corpus, matches: pa.Table, wanted: Ints, config: Config) -> dict[int, policy.Copy]:
    matches = matches.filter(pc.equal(matches["unit"], "document"))
    best, same = _best_copies(corpus, wanted)
    whole = np.ones(len(same))
    found = policy.copies(
        np.concatenate((numbered(matches["left_document"], corpus), best)),
        np.concatenate((numbered(matches["right_document"], corpus), same)),
        (
            np.concatenate((matches["left_coverage"].to_numpy(), whole)),
            np.concatenate((matches["right_coverage"].to_numpy(), whole)),
        ),
        np.concatenate((matches["similarity"].to_numpy(), whole)),
        wanted=wanted,
        config=config.documents,
    )
    return {copy.document: copy for copy in found}


def _best_copies(corpus: Corpus, wanted: Ints) -> tuple[Ints, Ints]:
    """Tie documents of the very same text to the most wanted of them: all of them match one another."""
    first, same = corpus.copies
    place = np.empty(len(wanted), np.int64)
    place[wanted] = np.arange(len(wanted))
    best = np.full(len(wanted), len(wanted))
    np.minimum.at(best, first, place[same])
    keeper = wanted[best[first]]
    return keeper[keeper != same], same[keeper != same]


def _columns(corpus: Corpus, copies: dict[int, policy.Copy], lists: pa.RecordBatch) -> pa.Table:
    place = np.full(len(corpus.row) + 1, -1, np.int64)  # the last one is that of failed rows
    place[np.array([*copies], np.int64)] = np.arange(len(copies))
    at = place[corpus.number]
    which = pa.array(at, mask=at < 0)
    rows = list(copies.values())
    keepers = pa.array([c.keeper for c in rows], pa.int64())
    return pa.table(
        {
            "copy": pa.array([c.reason for c in rows], pa.string()).take(which),
            "copy_score": pa.array([c.score for c in rows], pa.float32()).take(which),
            "copy_keeper": corpus.ids.take(keepers).take(which),
            "copy_keeper_stop": pa.array(corpus.characters).take(keepers).take(which),
            **{name: lists.column(name) for name in PASSAGE_COLUMNS},
        },
        schema=PLANS,
    )


def _no_passages() -> pa.Table:
    kinds = {"row": pa.int64(), **{n: PLANS.field(n).type.value_type for n in PASSAGE_COLUMNS}}
    return pa.schema(list(kinds.items())).empty_table()


@dataclass(frozen=True, slots=True)
class _Link:
    """A match seen from one member of a cluster: the other member, and what of both the match covers."""

    other: int
    similarity: float
    own: tuple[int, int]
    there: tuple[int, int]


def _passages(
    corpus: Corpus, matches: pa.Table, clusters: pa.Table, wanted: Ints, gone: dict[int, policy.Copy]
) -> tuple[pa.Table, set[int]]:
    """Choose which members of passage clusters go: each because of a keeper that it matches directly.

    Only what the keeper has too goes; and what stays as a keeper's is not taken for another cluster's sake.
    """
    number = numbered(clusters["document"], corpus)
    span = clusters["start"].to_numpy(), clusters["stop"].to_numpy()
    place = np.empty(len(wanted), np.int64)
    place[wanted] = np.arange(len(wanted))
    labels = [
        c if k != "document" else ""
        for c, k in zip(*(clusters[n].to_pylist() for n in ("cluster", "kind")), strict=True)
    ]
    links = _links(corpus, matches, number, span, labels)
    who, order = number.tolist(), np.lexsort((span[0], place[number])).tolist()
    rank = {i: at for at, i in enumerate(order)}
    chosen: dict[int, _Link] = {}
    taken: dict[int, list[tuple[int, int]]] = {}
    held: dict[int, list[tuple[int, int]]] = {}
    for i in (i for i in order if who[i] not in gone and i in links):
        earlier = (
            e for e in links[i] if rank[e.other] < rank[i] and e.other not in chosen and who[e.other] not in gone
        )
        for link in sorted(earlier, key=lambda e: (rank[e.other], e.own[0] - e.own[1], e.own)):
            if _free(held.get(who[i]), link.own) and _free(taken.get(who[link.other]), link.there):
                chosen[i] = link
                taken.setdefault(who[i], []).append(link.own)
                held.setdefault(who[link.other], []).append(link.there)
                break
    went = sorted(chosen, key=lambda i: (int(corpus.row[number[i]]), chosen[i].own))
    return _passage_rows(corpus, clusters, went, [chosen[i] for i in went]), set(went)


def _free(spans: list[tuple[int, int]] | None, one: tuple[int, int]) -> bool:
    return not any(a < one[1] and b > one[0] for a, b in spans or ())


def _passage_rows(corpus: Corpus, clusters: pa.Table, went: list[int], links: list[_Link]) -> pa.Table:
    documents, keepers = (
        clusters["document"].take(pa.array(rows, pa.int64())) for rows in (went, [e.other for e in links])
    )
    own, there = (np.array([getattr(e, name) for e in links], np.int32).reshape(-1, 2) for name in ("own", "there"))
    return pa.table(
        {
            "row": pa.array(corpus.row[numbered(documents, corpus)]),
            "passage_start": own[:, 0],
            "passage_stop": own[:, 1],
            "passage_kind": clusters["kind"].take(pa.array(went, pa.int64())),
            "passage_score": pa.array([e.similarity for e in links], pa.float32()),
            "passage_keeper": keepers,
            "passage_keeper_start": there[:, 0],
            "passage_keeper_stop": there[:, 1],
        }
    )


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
