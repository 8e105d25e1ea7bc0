"""Matches in letters -> the public tables of matches and clusters, in code points."""

from __future__ import annotations

from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.cluster import Members
from chaffinch.components import smallest_label
from chaffinch.config import DocumentConfig
from chaffinch.corpus import Corpus
from chaffinch.engines import Engine, Output, Table
from chaffinch.matching import Found
from chaffinch.passages.locate import LOCATED, PLACES, Locate
from chaffinch.passages.order import changes, order
from chaffinch.run import publish
from chaffinch.tables import PUBLIC, nested

__all__ = ["publish_matches"]

Ints = npt.NDArray[np.int64]


def publish_matches(
    engine: Engine,
    corpus: Corpus,
    folder: Path,
    found: Found,
    *,
    marks: Table,
    config: DocumentConfig,
) -> None:
    """Write ``matches`` and ``clusters``.

    Args:
        found: what matches.
        marks: the findings beside the texts: which were holes in the letters.
        config: when documents hang together.
    """
    passages, documents, members = found.passages, found.documents, found.members
    ends = (
        (passages.left, passages.left_start, passages.left_stop),
        (passages.right, passages.right_start, passages.right_stop),
    )
    single, which = _once([np.concatenate(columns) for columns in zip(*ends, strict=True)])
    own = members.number, members.start, members.stop
    places = [np.concatenate(columns) for columns in zip(own, single, strict=True)]
    count, size = len(members.number), len(passages)
    located = _located(engine, corpus, places, marks, count)
    start, stop = (located[name].to_numpy()[count:][which] for name in ("start", "stop"))
    sides = [
        (numbers, start[at : at + size], stop[at : at + size])
        for (numbers, *_), at in zip(ends, (0, size), strict=True)
    ]
    rows = pa.concat_tables(
        [_passage_rows(corpus, sides, pa.array(passages.similarity())), _document_rows(corpus, documents)]
    )
    publish(folder, "matches", rows.sort_by([(n, "ascending") for n in rows.schema.names if "coverage" not in n]))
    clusters = [
        _document_clusters(corpus, documents, config),
        _passage_clusters(corpus, members, located.slice(0, count)),
    ]
    publish(folder, "clusters", pa.concat_tables(clusters))


def _once(columns: list[Ints]) -> tuple[list[Ints], Ints]:
    """Give the different rows, and for each row which of them it is."""
    by = order(*columns)
    new = changes(*(column[by] for column in columns))
    which = np.empty(len(by), np.int64)
    which[by] = np.cumsum(new) - 1
    return [column[by[new]] for column in columns], which


def _ints(column: pa.ChunkedArray) -> Ints:
    return np.asarray(column.to_numpy().astype(np.int64))


def _located(engine: Engine, corpus: Corpus, places: list[Ints], marks: Table, members: int) -> pa.Table:
    """Turn places in letters into code points, in the order given."""
    row = corpus.row[places[0]]
    by = np.argsort(row, kind="stable")
    columns = {"place": by, "letter_start": places[1][by], "letter_stop": places[2][by]}
    lists = nested(pa.table({"row": row[by], **columns}), "row", len(corpus.number), PLACES)
    key = blake2b(b"".join(c.tobytes() for c in places), digest_size=16).hexdigest()
    beside = engine.write_beside(Output("places", PLACES), corpus.texts, pa.Table.from_batches([lists]), key=key)
    (table,) = engine.map(Locate(members), (corpus.texts, corpus.numbers, marks, beside), [Output("located", LOCATED)])
    located = pa.Table.from_batches(engine.read(table), LOCATED)
    return located.take(pc.sort_indices(located["place"])) if len(located) else located


def _passage_rows(corpus: Corpus, sides: list[tuple[Ints, Ints, Ints]], similarity: pa.Array) -> pa.Table:
    columns: dict[str, object] = {
        "unit": pa.array(["passage"] * len(similarity), pa.string()),
        "similarity": similarity,
    }
    for name, (number, start, stop) in zip(("left", "right"), sides, strict=True):
        share = (stop - start) / np.maximum(1, corpus.characters[number])
        columns |= _end(corpus, name, number, start, stop) | {f"{name}_coverage": share}
    return _matches(columns)


def _document_rows(corpus: Corpus, documents: pa.Table) -> pa.Table:
    columns: dict[str, object] = {
        "unit": pa.array(["document"] * len(documents), pa.string()),
        "similarity": documents["similarity"],
    }
    for name in ("left", "right"):
        number = _ints(documents[name])
        columns |= _end(corpus, name, number, np.zeros(len(number), np.int64), corpus.characters[number])
        columns[f"{name}_coverage"] = documents[f"{name}_coverage"]
    return _matches(columns)


def _end(corpus: Corpus, name: str, number: Ints, start: Ints, stop: Ints) -> dict[str, object]:
    return {f"{name}_document": corpus.ids.take(pa.array(number)), f"{name}_start": start, f"{name}_stop": stop}


def _matches(columns: dict[str, object]) -> pa.Table:
    return pa.table({n: columns[n] for n in PUBLIC["matches"].names}).cast(PUBLIC["matches"])


def _document_clusters(corpus: Corpus, documents: pa.Table, config: DocumentConfig) -> pa.Table:
    """Join documents that are near-duplicates; one that is contained makes no edge."""
    both = pc.and_(
        pc.greater_equal(documents["left_coverage"], config.coverage),
        pc.greater_equal(documents["right_coverage"], config.coverage),
    )
    edges = documents.filter(both)
    nodes, ends = np.unique(np.concatenate([_ints(edges["left"]), _ints(edges["right"])]), return_inverse=True)
    label = nodes[smallest_label(ends[: len(edges)], ends[len(edges) :], len(nodes))]
    by = np.lexsort((nodes, label))
    number, stop = nodes[by], corpus.characters[nodes[by]]
    kinds = np.full(len(by), "document")
    return _clusters(corpus, (label[by], number), (np.zeros(len(by), np.int64), stop), kinds, None)


def _passage_clusters(corpus: Corpus, members: Members, located: pa.Table) -> pa.Table:
    by = np.lexsort((members.number, members.label))
    label, number = members.label[by], members.number[by]
    start, stop = (located[n].to_numpy()[by] for n in ("start", "stop"))
    quoted = located["quoted"].to_numpy()[by]
    kinds = _kinds(corpus, label, number, quoted)
    return _clusters(corpus, (label, number), (start, stop), kinds, located["speaker"].take(pa.array(by)))


def _kinds(corpus: Corpus, label: Ints, number: Ints, quoted: npt.NDArray[np.bool_]) -> npt.NDArray[np.str_]:
    """Tell the kind of each member's cluster: all in one document or one site, quoted somewhere, or else syndicated."""
    hosts = corpus.column("host").combine_chunks().dictionary_encode()
    host = pc.fill_null(hosts.indices, -1).to_numpy().astype(np.int64)[number]
    begin = np.flatnonzero(np.concatenate([[True], label[1:] != label[:-1]])) if len(label) else np.zeros(0, np.int64)
    size = np.diff(np.append(begin, len(label)))

    def one(value: Ints) -> npt.NDArray[np.bool_]:
        return np.asarray(np.minimum.reduceat(value, begin) == np.maximum.reduceat(value, begin))

    if not len(label):
        return np.zeros(0, dtype="<U10")
    in_document = one(number)
    in_site = one(host) & (np.minimum.reduceat(host, begin) >= 0)
    is_quoted = np.logical_or.reduceat(quoted, begin)
    kind = np.select([in_document, is_quoted, in_site], ["repeat", "quotation", "repeat"], "syndicated")
    return np.repeat(kind, size)


def _clusters(
    corpus: Corpus,
    who: tuple[Ints, Ints],
    span: tuple[Ints, Ints],
    kinds: npt.NDArray[np.str_],
    speakers: pa.ChunkedArray | None,
) -> pa.Table:
    """Name each cluster for its first row, the smallest member: a document by its id, a passage by its place."""
    label, number = who
    first = np.concatenate([[True], label[1:] != label[:-1]]) if len(label) else np.zeros(0, bool)
    at = np.maximum.accumulate(np.where(first, np.arange(len(label)), 0)) if len(label) else label
    ids = corpus.ids.take(pa.array(number[at]))
    ends = (pa.array(s[at]).cast(pa.string()) for s in span)
    spans = pc.binary_join_element_wise(*ends, "-")
    columns = {
        "cluster": pc.if_else(kinds == "document", ids, pc.binary_join_element_wise(ids, spans, ":")),
        "kind": pa.array(kinds.tolist(), pa.string()),
        "document": corpus.ids.take(pa.array(number)),
        "start": span[0],
        "stop": span[1],
        "keeper": pa.array([True] * len(number), pa.bool_()),
        "speaker": speakers if speakers is not None else pa.nulls(len(number), pa.string()),
    }
    return pa.table({n: columns[n] for n in PUBLIC["clusters"].names}).cast(PUBLIC["clusters"])
