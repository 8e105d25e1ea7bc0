"""Count what the pages of a site repeat: the first pass over the texts, which gives rows to be exchanged by group.

A group is a host, so that the judge later gets all rows of its sampled pages in one batch. Pages without a known host
are one corpus: all of them are counted, and their rows are spread over many groups by key.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct
from msgspec.structs import replace

from chaffinch.boilerplate.pieces import LONG
from chaffinch.boilerplate.templates.frames import ends
from chaffinch.boilerplate.templates.keys import (
    FIELD,
    FRAME,
    LABEL,
    LOOSE,
    PAGE,
    SENTENCE,
    SENTENCE_WORDS,
    SHINGLE,
    Kinds,
    Reading,
    Runs,
    host_hashes,
    keyed,
    pieces,
)
from chaffinch.boilerplate.templates.slot_values import Figures
from chaffinch.boilerplate.templates.traits import NUMBER, PRICED, REPLIED, Traits, priced, replied
from chaffinch.schemas import REPEATS, dtype
from chaffinch.text import Hashes, Ints, TextBatch, mix, stable_hash

__all__ = ["CAP", "FEWEST", "INNER_BITS", "Count", "chances", "sample", "sampled"]

CAP = 300
"""Pages of a host that are counted; more pages found no more templates (measured up to 1,000)."""

FEWEST = 3
"""Pages that must show a template, so a host of fewer pages has none. No measurement of this value is recorded."""

UNKNOWN_GROUPS = 256
"""Groups over which the rows of pages without a host are spread, so that they are judged by many tasks."""

LOOK = 1 << 17
"""Bytes from the top and from the end of a page within which blocks are counted; it bounds the rows of one page."""

SHINGLE_BITS = 3
"""One shingle in 2 ** 3 is counted, chosen by its hash: enough to tell copies of pages, at an eighth of the rows."""

DATA_BYTES = 120
"""Bytes of a label and its value, at most, if that is data of the page: a price, not a story. It bounds the time."""

BRIEF = 60
"""Shingles of a document up to which what it repeats may be more than half of it: a sentence or two of its own."""

_CONTEXT_BITS = 31  # bits of a context: a number that is never negative in int32

INNER_BITS = 16
"""Bits of the context of the end of a page that are of its middle."""

_INNER = np.uint64((1 << INNER_BITS) - 1 << 64 - _CONTEXT_BITS)


class Count(Struct, frozen=True):
    """Kernel that yields a row of `REPEATS` for everything on a page that may be repeated.

    It reads texts beside their document numbers, and `SAMPLED` where only some pages are counted. Pages without a host
    are all counted: they are one corpus.
    """

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield rows of `REPEATS`, a batch for each megabyte of text; the caller exchanges them by ``group``."""
        chosen = np.asarray(batch["text"].is_valid().to_numpy(zero_copy_only=False))
        chosen &= batch["number"].to_numpy() >= 0
        chosen &= pc.fill_null(pc.less_equal(pc.binary_length(batch["text"]), LONG), False).to_numpy(
            zero_copy_only=False
        )
        if "sampled" in batch.schema.names:
            chosen &= pc.or_(batch["sampled"], batch["host"].is_null()).to_numpy(zero_copy_only=False)
        batch = batch if chosen.all() else batch.filter(pa.array(chosen))
        host, number = host_hashes(batch["host"]), batch["number"].to_numpy()
        for first, last, texts in pieces(TextBatch.of(batch["text"])):
            yield _rows(Reading.of(texts), host[first:last], number[first:last])


def sample(ids: pa.Array, hosts: pa.Array) -> pa.Array:
    """Choose the pages to count: at most `CAP` of a host, by a hash of the id; none of a host of two pages.

    The choice depends on the ids alone, never on their order. Pages without a host are all chosen.

    Args:
        ids: the ids of all documents, string; null for one that failed.
        hosts: the host of each, string; null where unknown.

    Returns:
        Whether each page is counted, bool.

    >>> sample(pa.array(["a", "b", "c", "d", "e"]), pa.array(["x", "x", "x", "y", None])).to_pylist()
    [True, True, True, False, True]
    """
    host, there = host_hashes(hosts), np.asarray(ids.is_valid().to_numpy(zero_copy_only=False))
    chosen = there & (host == 0)
    known = np.flatnonzero(there & (host != 0))
    chosen[known] = sampled(host[known], chances(ids.take(pa.array(known))))
    return pa.array(chosen)


def chances(ids: pa.Array) -> Ints:
    """Hash the ids of pages for `sampled`, int64, shape (pages,); null counts as the empty string."""
    return np.fromiter((stable_hash(name or "") for name in ids.to_pylist()), np.int64, len(ids))


def sampled(host: npt.NDArray[Any], chance: Ints) -> npt.NDArray[np.bool_]:
    """Choose at most `CAP` pages of a host, those with the smallest hashes, and none of a host of two pages.

    Args:
        host: hash or number of the host of every page, shape (pages,); all pages of a host are there.
        chance: of each, see `chances`, int64, shape (pages,).

    Returns:
        Bool, shape (pages,).
    """
    order = np.lexsort((chance, host))
    begin = np.flatnonzero(np.append(True, host[order][1:] != host[order][:-1])[: len(order)])
    size = np.diff(np.append(begin, len(order)))
    rank = np.arange(len(order)) - np.repeat(begin, size)
    chosen = np.zeros(len(order), np.bool_)
    chosen[order] = (rank < CAP) & (np.repeat(size, size) >= FEWEST)
    return chosen


Contexts = npt.NDArray[np.int32]
_Counted = tuple[Kinds, Hashes, Ints, Ints, Ints, Traits]  # kind, hash, document, start, stop, traits


def _rows(reading: Reading, host: Hashes, number: npt.NDArray[np.int32]) -> pa.RecordBatch:
    """Give the rows of `REPEATS` of a piece, given host and number of each of its documents."""
    batch = reading.batch
    *columns, traits = zip(*_counted(reading, host), strict=True)
    kind, value, document, start, stop = (np.concatenate(column) for column in columns)
    flags, *looks = (np.concatenate([getattr(t, name) for t in traits]) for name in ("flags", "slot", "exact"))
    worded = np.flatnonzero(stop > start)
    flags[worded] |= REPLIED * replied(batch.data, start[worded])
    base, tail = batch.start.take(document), batch.stop.take(document) - stop
    seen = (start - base < LOOK) | (tail < LOOK)
    key, contexts = keyed(value, host, kind, document), [half.take(document) for half in _contexts(reading, host)]
    group = (host >> np.uint64(1)).astype(np.int64).take(document)
    unknown = np.flatnonzero(host.take(document) == 0)
    group[unknown] = np.where(kind[unknown] == PAGE, -1, -1 - key[unknown] % UNKNOWN_GROUPS)
    rows: list[Any] = [
        group,
        key,
        number.take(document),
        kind,
        start - base,
        stop - base,
        tail,
        *contexts,
        flags,
        *looks,
    ]
    if not seen.all():
        rows = [column[seen] for column in rows]
    arrays = [pa.array(c.astype(dtype(f.type)), f.type) for c, f in zip(rows, REPEATS, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=REPEATS)


def _counted(reading: Reading, host: Hashes) -> Iterator[_Counted]:
    """Give what is counted, one kind after the other, as byte ranges in the batch."""
    batch, blocks, document = reading.batch, reading.blocks, reading.document
    page = np.arange(len(host))
    about, figures = Traits.none(len(page)), Figures.of(batch.data, reading.words)
    about.flags[priced(reading, figures)] = PRICED
    yield _of_kind(PAGE, page.astype(np.uint64), page, batch.start, batch.start, about)
    shingle, block = reading.some_shingles(SHINGLE_BITS)
    known = np.flatnonzero(host[document[block]] > 0)
    owner = document[block[known]]
    yield _of_kind(SHINGLE, shingle[known], owner, batch.start[owner], batch.start[owner])
    parts, loose, traits = reading.sentences(), reading.loose(), Traits.of_blocks(reading, figures)
    worded, named = np.flatnonzero(blocks.size > 0), np.flatnonzero(loose)
    kinds = reading.kinds(parts)[worded]
    yield kinds, blocks.hash[worded], document[worded], blocks.start[worded], blocks.stop[worded], traits.take(worded)
    yield _of_kind(LOOSE, loose[named], document[named], blocks.start[named], blocks.stop[named], traits.take(named))
    field, block, number = reading.fields(figures.digits)
    known = np.flatnonzero(host[document[block]] > 0)
    field, block = field[known], block[known]
    about = traits.take(block)
    about.flags[number[known]] |= NUMBER
    yield _of_kind(FIELD, field, document[block], blocks.start[block], blocks.stop[block], about)
    label, closing = reading.labels(parts)
    about = replace(_values(reading, closing, figures), exact=_exact(closing))
    yield _of_kind(LABEL, label, document[closing.block], closing.start, closing.stop, about)
    value, near, place = ends(reading, parts)
    about = replace(Traits.none(len(near)), slot=place.astype(np.int32), exact=_exact(near))
    yield _of_kind(FRAME, value, document[near.block], near.start, near.stop, about)
    parts = parts.take(parts.size >= SENTENCE_WORDS)
    inner = Traits.of_runs(reading, parts, figures)
    yield _of_kind(SENTENCE, parts.hash, document[parts.block], parts.start, parts.stop, inner)


def _exact(runs: Runs) -> npt.NDArray[np.int32]:
    """Hash the words of runs: what varies are words, not numbers."""
    return (mix(runs.hash) >> np.uint64(33)).astype(np.int32)


def _values(reading: Reading, closing: Runs, figures: Figures) -> Traits:
    """Describe the values behind labels; lines of data are short."""
    found = Traits.none(len(closing))
    short = np.flatnonzero(closing.stop - closing.start <= DATA_BYTES)
    some = Traits.of_runs(reading, closing.take(short), figures)
    found.flags[short], found.slot[short] = some.flags, some.slot
    return found


def _of_kind(
    kind: int, value: Hashes, document: Ints, start: Ints, stop: Ints, traits: Traits | None = None
) -> _Counted:
    traits = Traits.none(len(value)) if traits is None else traits
    return np.full(len(value), kind, np.int8), value, document, start, stop, traits


def _contexts(reading: Reading, host: Hashes) -> tuple[Contexts, Contexts]:
    """Give the smallest shingle (Broder 1997) of either half of each document, as 31 bits: copies tend to share it.

    In halves, since what pages repeat at one end may be most of a short page; of one shorter than `BRIEF`, in quarters,
    where the last `INNER_BITS` of the second context are of those between: pages may repeat both ends of a text.
    Documents with a host get 0: their copies are found by all their shingles.
    """
    smallest = np.full((2, len(host)), np.iinfo(np.uint64).max, np.uint64)
    if not host.all():
        shingle, _, block = reading.shingles()
        document = reading.document[block]
        first = np.flatnonzero(np.append(True, document[1:] != document[:-1])[: len(document)])
        size = np.diff(first, append=len(document))
        low = first + np.where(size < BRIEF, size // 4, size // 2)
        high = np.where(size < BRIEF, first + size - np.maximum(size // 4, 1), low)
        half = np.where(size < BRIEF, first + size // 2, low)
        edges = np.unique(np.concatenate((first, low, half, high)))  # a document of one shingle has one half
        if len(first):
            least = np.minimum.reduceat(mix(shingle), edges)
            smallest[0, document[first]] = least[np.searchsorted(edges, first)]
            second, third, late = (least[np.searchsorted(edges, edge)] for edge in (low, half, high))
            inner = np.where(size < BRIEF, mix(third + mix(second)), late) & _INNER
            smallest[1, document[first]] = (late & ~_INNER) | inner
    early, late = np.where(host > 0, 0, smallest >> np.uint64(64 - _CONTEXT_BITS)).astype(np.int32)
    return early, late
