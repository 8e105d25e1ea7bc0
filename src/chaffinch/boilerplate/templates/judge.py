"""Judge what the pages of a host repeat: which lines, sentences and paragraphs are its templates.

An article that was posted again is no template, so near-copies among the pages are found first and count as one page.
A line is a template on a few pages already; prose only on a fair share of them, and only where it stands apart from the
page's own content. Quotations, and background that follow-up articles repeat, stand amidst the article: they are no
templates.

No measurement of the single thresholds below is recorded, unless their text names one. ``benchmarks/hosts.py`` measures
them together, on hosts of 3 to 3,000 pages: furniture that is found, and background, quotes and copies that are cut.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaffinch.boilerplate.templates.count import FEWEST
from chaffinch.boilerplate.templates.keys import LINE, LOOSE, PAGE, PROSE, REMARK, SENTENCE, SHINGLE
from chaffinch.boilerplate.templates.page_data import (
    OFFSET_BITS,
    Positions,
    Rows,
    loose_of,
    positions,
    signs,
    signs_alone,
)
from chaffinch.boilerplate.templates.traits import Traits
from chaffinch.schemas import CANDIDATES
from chaffinch.text import Bools, Ints

__all__ = ["Judge", "collapse"]


RARE_LEAST, RARE_SHARE, RARE_MOST = 12, 0.05, 20
"""Pages up to which a shingle is rare: this share of the host's pages, but at least and at most so many pages. Shingles
on more pages are the site's, not an article's."""

SHARED_LEAST = 4
"""Shingles that two copies share at least."""

SHARED = 0.5
"""Share of the smaller page's rare shingles that its copy has, too."""

SMALL = 40
"""Pages of a host from which on `SHARED` holds. On a smaller host furniture is rare, too, so more is asked for."""

SHARED_SMALL, SHARED_LARGE = 0.6, 0.4
"""Shares of the rare shingles of the smaller and of the larger page, on a host of fewer than `SMALL` pages. Without the
second one a stub that is nothing but furniture is a copy of every page (benchmarks/hosts.py has hosts of 3-5 pages)."""

MOSTLY = 0.6
"""Share of all shingles of two pages that makes them copies, however frequent these are: an article that was posted on
most pages of a host has no rare shingles."""

REMAINING = 0.25
"""Share of the pages that must remain after that, else it does not count: a site of nothing but stubs has no copies."""

LARGEST = 1 << 25
"""Pages times shingles of a host up to which all pages are compared; it bounds the time, which grows with both."""

_BLOCK = 1 << 20  # bytes of the table of bits that is compared at a time; it bounds the memory
_BITS = 64  # bits of one number
_LABEL = 32  # bits of a label: pages of a host, or 31-bit contexts


def collapse(page: Ints, shingle: Ints, count: int) -> Ints:
    """Label the pages of a host so that near-copies share a label: the smallest page among them.

    Args:
        page: for each shingle the page in [0, count) that has it, int64, shape (shingles,).
        shingle: its hash, int64, shape (shingles,); equal pairs of page and hash count once.
        count: number of pages.

    Returns:
        The label of each page, int64, shape (count,).

    >>> page, shingle = np.repeat([0, 1, 2], 5), np.array([1, 2, 3, 4, 5, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11])
    >>> collapse(page, shingle, 3).tolist()
    [0, 0, 2]
    """
    order = np.lexsort((page, shingle))
    page, shingle = page[order], shingle[order]
    fresh = np.append(True, (shingle[1:] != shingle[:-1]) | (page[1:] != page[:-1]))[: len(page)]
    page, shingle = page[fresh], shingle[fresh]
    new = np.append(True, shingle[1:] != shingle[:-1])[: len(page)]
    shingle = np.cumsum(new) - 1
    rare = _rarely(page, shingle, count)
    often = _mostly(page, shingle, count)
    label = _smallest(np.concatenate((rare[0], often[0])), np.concatenate((rare[1], often[1])), count)
    return label if len(np.unique(label)) >= REMAINING * count else _smallest(*rare, count)


def _rarely(page: Ints, shingle: Ints, count: int) -> tuple[Ints, Ints]:
    """Give the pairs of pages that share many of the shingles that few pages have; shingles are numbered, in order."""
    limit = min(max(RARE_LEAST, RARE_SHARE * count), RARE_MOST)
    few = np.flatnonzero((np.bincount(shingle) <= limit).take(shingle))
    page, shingle = page.take(few), shingle.take(few)
    own = np.bincount(page, minlength=count).astype(np.float32)
    pairs = [np.zeros(0, np.int64)]
    for step in range(1, min(int(limit), count)):
        same = shingle[step:] == shingle[:-step]
        pairs.append(page[:-step][same] * count + page[step:][same])
    pair, shared = np.unique(np.concatenate(pairs), return_counts=True)
    one, two = np.divmod(pair, count)
    share = SHARED if count >= SMALL else SHARED_SMALL
    small, large = np.minimum(own[one], own[two]), np.maximum(own[one], own[two])
    alike = (shared >= SHARED_LEAST) & (shared >= share * small)
    alike &= (count >= SMALL) | (shared >= SHARED_LARGE * large)
    return one[alike], two[alike]


def _mostly(page: Ints, shingle: Ints, count: int) -> tuple[Ints, Ints]:
    """Give the pairs of pages that share most of all their shingles, however many other pages have these."""
    if not len(page) or count * (int(shingle[-1]) + 1) > LARGEST:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    common = (np.bincount(shingle) > 1).take(shingle)  # another page has it, too
    own = np.bincount(page, minlength=count).astype(np.float32)
    able = np.bincount(page[common], minlength=count) >= MOSTLY * own  # most pages have too many of their own
    kept = np.flatnonzero(common & able.take(page))
    some, own = np.flatnonzero(able), own[able]
    shared = _shared((np.cumsum(able) - 1).take(page.take(kept)), shingle.take(kept), len(some))
    alike = np.triu(shared >= MOSTLY * np.maximum(own[:, None], own), 1) & (shared >= SHARED_LEAST)
    one, two = np.nonzero(alike)
    return some[one], some[two]


def _shared(page: Ints, shingle: Ints, count: int) -> npt.NDArray[np.int32]:
    """Count the shingles that each page shares with the pages behind it, int32, shape (count, count).

    Args:
        page: pages in [0, count), int64, shape (pairs,).
        shingle: a shingle of each, int64, shape (pairs,), ascending; no pair of page and shingle is there twice.
        count: number of pages.
    """
    shingle = np.cumsum(np.append(True, shingle[1:] != shingle[:-1])[: len(shingle)]) - 1
    shared, size = np.zeros((count, count), np.int32), int(shingle[-1]) + 1 if len(shingle) else 0
    width = max(_BITS, _BLOCK // max(count, 1) // _BITS * _BITS)
    for left in range(0, size, width):
        low, high = np.searchsorted(shingle, (left, left + width))
        has = np.zeros((count, -(-min(width, size - left) // _BITS) * _BITS), np.bool_)
        has[page[low:high], shingle[low:high] - left] = True
        _add_common(shared, np.packbits(has, axis=1).view(np.uint64))
    return shared


def _add_common(shared: npt.NDArray[np.int32], bits: npt.NDArray[np.uint64]) -> None:
    """Add the bits that each row has in common with those behind it (a matrix product would keep all cores busy)."""
    step = max(1, _BLOCK // bits.nbytes)
    for row in range(0, len(bits), step):
        common = bits[row : row + step, None] & bits[row:]
        shared[row : row + step, row:] += np.bitwise_count(common).sum(axis=2, dtype=np.int32)


def _smallest(one: Ints, two: Ints, count: int) -> Ints:
    """Label nodes by the smallest one they are connected to."""
    label = np.arange(count)
    while True:
        before = label.copy()
        low = np.minimum(label[one], label[two])
        np.minimum.at(label, one, low)
        np.minimum.at(label, two, low)
        label = label[label]
        if np.array_equal(label, before):
            return label


def distinct(key: Ints, label: Ints, count: int) -> npt.NDArray[np.int64]:
    """Count the different labels of each key.

    Args:
        key: in [0, count), int64, shape (rows,).
        label: of at most 32 bits, int64, shape (rows,).
        count: number of keys.

    Returns:
        Int64, shape (count,).

    >>> distinct(np.array([0, 0, 0, 1]), np.array([5, 5, 6, 5]), 3).tolist()
    [2, 1, 0]
    """
    pair = np.sort(key << _LABEL | label)
    fresh = np.append(True, pair[1:] != pair[:-1])[: len(pair)]
    return np.bincount(pair[fresh] >> _LABEL, minlength=count)


FLOOR_SHARE = 0.005
"""Share of a host's pages below which a key is no evidence of anything; `FEWEST` pages in any case."""

LOOSE_PAGES, LOOSE_SHARE = 4, 0.01
"""The same for a loose key: so many pages, or this share of them."""

STRONG_SHARE = 0.15
"""Share of a host's pages from which on a key is a template whatever its kind."""

STRONG_SMALL, STRONG_PAGES = 0.3, 8
"""The same on a small host: one page more than this share of them, but so many pages are always enough."""

NEARLY_ALL, NEARLY_ALL_PAGES = 0.7, 6
"""The same on a host of a few pages: this share of them, but so many pages are always enough."""

FAIR_SHARE = 0.05
"""Share of a host's pages from which on prose is a template, if it stands apart from the content."""

FAIR_SMALL, FAIR_PAGES = 0.25, 5
"""The same on a small host: one page more than this share of them, but so many pages are always enough."""

AMIDST, AMIDST_PAGES = 0.8, 8
"""Share of the pages of a small host that must show a template amidst the articles; so many pages are always enough."""

FEW = 8
"""Pages of a host up to which all pages must show such a template."""

HALF = 0.5
"""Share of the pages of a key that must show it at the edge, or apart from the content: a majority."""

COVERS = 0.8
"""Share of a sentence's pages from which on the paragraph around it explains the sentence."""

UNKNOWN_PAGES = 20
"""Pages without a host that must show a template. They are one corpus of any size, so shares of them mean nothing."""

UNKNOWN_TOP, UNKNOWN_END = (600, 0.2), (1500, 0.3)
"""Where templates of pages without a host stand: bytes from the top and from the end of the page, and shares of it."""

FRAMED_PAGES, FRAMED_SHARE = 6, 0.05
"""Pages of different content without a host, and share of all of them, that must show a sentence that is a template
although they are so few: it has one position on all of them, see `FRAMED_SAME`. Such texts are often of one line."""

FRAMED_SAME = 0.8
"""Share of its pages on which such a sentence is equally far from the end, or from the top."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Kernel: all `REPEATS` of some groups -> `CANDIDATES`."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield rows of `CANDIDATES`, a batch a group; the order of the rows that come in does not matter."""
        table = {name: batch[name].to_numpy(zero_copy_only=False) for name in batch.schema.names}
        order = np.argsort(table["group"], kind="stable")
        group = table["group"][order]
        edge = np.append(np.flatnonzero(_fresh(group)), len(group))
        for a, b in zip(edge[:-1].tolist(), edge[1:].tolist(), strict=True):
            part = {name: column.take(order[a:b]) for name, column in table.items()}
            found = _judge_unknown(part) if group[a] < 0 else _judge_host(part)
            if found is not None:
                yield found


def _fresh(value: Ints) -> Bools:
    return np.append(True, value[1:] != value[:-1])[: len(value)]


def _last(key: Ints) -> Ints:
    return np.flatnonzero(np.append(key[1:] != key[:-1], True)[: len(key)])


def _rows(part: dict[str, Ints]) -> tuple[dict[str, Ints], Rows, Ints]:
    """Number the pages and keys of a group, and sort by both; leave out pages as such and shingles."""
    number = np.unique(part["number"])
    page = np.searchsorted(number, part["number"])
    body = np.flatnonzero(part["kind"] >= LINE)
    body = body[np.lexsort((page[body] << OFFSET_BITS | part["start"][body], part["key"][body]))]
    part = {name: column.take(body) for name, column in part.items()}
    key = np.cumsum(_fresh(part["key"])) - 1
    kind, start, stop = (part[name].astype(np.int64) for name in ("kind", "start", "stop"))
    return part, Rows(key, page[body], kind, start, stop, pages=len(number)), page


def _traits(part: dict[str, Ints]) -> Traits:
    return Traits(part["flags"].astype(np.int16), part["slot"].astype(np.int32), part["exact"].astype(np.int32))


def _judge_host(part: dict[str, Ints]) -> pa.RecordBatch | None:
    """Judge all keys of the sampled pages of one host."""
    shingle = part["kind"] == SHINGLE
    body, rows, page = _rows(part)
    if rows.pages < FEWEST or not len(rows.key):
        return None
    label = collapse(page[shingle], part["key"][shingle], rows.pages)
    loose, strict = loose_of(rows)
    count, looked = _counted(rows, label, np.ones(rows.pages, bool))
    stands = positions(rows, loose, count[rows.key] >= _floor(rows.kind, looked))
    count, looked = _counted(rows, label, ~stands.hollow)
    if looked < FEWEST:
        return None
    stands = stands.within(rows, loose, count[rows.key] >= _strong(rows.kind, looked))
    first = np.flatnonzero(_fresh(rows.key))
    sure, hopeful = _verdicts(rows, first, count, looked, stands, loose)
    owner = _owners(rows, first, count, loose, sure)
    last = _last(rows.key)
    differs = np.flatnonzero((strict >= 0) & (strict != strict[first[rows.key]]))
    last[rows.key[differs]] = differs  # an example with another name in it
    verdict = {"pages": count, "looked": np.full(len(count), looked), "sure": sure, "owner": owner}
    verdict["share"] = np.zeros(len(count))
    verdict["signs"] = signs(rows, _traits(body), count, looked)
    return _candidates(body, (first, last), np.flatnonzero(sure | hopeful), verdict)


def _counted(rows: Rows, label: Ints, page: Bools) -> tuple[Ints, int]:
    """Count for each key the pages that show it, among those given, and count these; copies count once."""
    live = page[rows.page]
    return distinct(rows.key[live], label[rows.page[live]], int(rows.key[-1]) + 1), len(np.unique(label[page]))


def _floor(kind: Ints, looked: int) -> npt.NDArray[np.float64]:
    """Give the fewest pages for a key of each kind, float64, shape (keys,): what is rarer is no evidence."""
    return np.asarray(
        np.where(kind == LOOSE, max(LOOSE_PAGES, LOOSE_SHARE * looked), max(FEWEST, FLOOR_SHARE * looked))
    )


def _strong(kind: Ints, looked: int) -> npt.NDArray[np.float64]:
    """Give the pages from which on a key of each kind is a template whatever it is, float64, shape (keys,)."""
    small = min(STRONG_SMALL * looked + 1, STRONG_PAGES)
    few = min(NEARLY_ALL * looked, NEARLY_ALL_PAGES)
    return np.asarray(max(FEWEST, STRONG_SHARE * looked, small, few) + (kind == LOOSE))


def _verdicts(rows: Rows, first: Ints, count: Ints, looked: int, stands: Positions, loose: Ints) -> tuple[Bools, Bools]:
    """Tell which keys are templates, and which would be if they had a phrase of a rule in them: bool, shape (keys,)."""
    kind = rows.kind[first]
    named = kind == LOOSE
    form = np.where(named, stands.form[first], kind)  # of a loose key the kind of the unit around its words
    strong, enough = count >= _strong(kind, looked), count >= _floor(kind, looked)
    fair = count >= max(FEWEST, FAIR_SHARE * looked, min(FAIR_SMALL * looked + 1, FAIR_PAGES)) + named
    edge, apart = (_votes(rows.key, value, stands.votes, len(first)) for value in (stands.edge, stands.apart))
    line = (form == LINE) & enough & edge
    prose = ((form == REMARK) | (form == PROSE)) & fair & apart
    strong &= edge | (count >= (looked if looked <= FEW else min(AMIDST * looked, AMIDST_PAGES)))
    sure = strong | ((kind != SENTENCE) & (line | prose))
    return sure, enough & (kind <= PROSE) & ~sure


def _votes(key: Ints, value: Bools, valid: Bools, keys: int) -> Bools:
    """Tell for which keys the value holds on half of the pages for which it is known: bool, shape (keys,)."""
    yes = np.bincount(key[value & valid], minlength=keys)
    return np.asarray((yes > 0) & (yes >= HALF * np.bincount(key[valid], minlength=keys)))


def _owners(rows: Rows, first: Ints, count: Ints, loose: Ints, sure: Bools) -> Ints:
    """Give the key that explains each key: the loose key of lines that differ in names, the paragraph of a sentence."""
    owner = np.arange(len(first))
    kind = rows.kind[first]
    unit = np.flatnonzero((kind <= PROSE) & (loose[first] >= 0))
    other = loose[first[unit]]
    wider = sure[other] & (count[other] > count[unit])
    owner[unit[wider]] = other[wider]
    same = unit[~wider & sure[unit] & (count[other] == count[unit])]
    owner[loose[first[same]]] = same
    sentence = np.flatnonzero(kind == SENTENCE)
    around = rows.around(first[sentence])
    paragraph = np.where(around >= 0, rows.key[around], 0)
    inside = (around >= 0) & sure[paragraph] & (count[paragraph] >= COVERS * count[sentence])
    owner[sentence[inside]] = owner[paragraph[inside]]
    return owner[owner]


def _judge_unknown(part: dict[str, Ints]) -> pa.RecordBatch | None:
    """Judge some keys of all pages without a host: a template is on many pages that differ, and at their edges."""
    pages = len(np.unique(part["number"][part["kind"] == PAGE]))
    part, rows, _ = _rows(part)
    first = np.flatnonzero(_fresh(rows.key))
    contexts = [part[name].astype(np.int64) for name in ("early", "late")]
    counts = [distinct(rows.key, context, len(first)) for context in contexts]
    count = np.maximum(*counts)
    size = part["stop"].astype(np.int64) + part["tail"]
    top, end = (np.minimum(most, share * size) for most, share in (UNKNOWN_TOP, UNKNOWN_END))
    edge = (part["start"] <= top) | (part["tail"] <= end)
    outside = [distinct(rows.key[edge], context[edge], len(first)) for context in contexts]
    sure = np.all([(c >= UNKNOWN_PAGES) & (o >= HALF * c) for c, o in zip(counts, outside, strict=True)], axis=0)
    framed = (count >= FRAMED_PAGES) & np.isin(rows.kind[first], (REMARK, PROSE, SENTENCE))
    place = np.maximum(*(_most_equal(rows.key, part[name], len(first)) for name in ("tail", "start")))
    framed &= (place >= FRAMED_SAME * np.bincount(rows.key)) & ~sure
    sure = (sure | framed) & (rows.kind[first] != LOOSE)
    verdict = {"pages": count, "looked": np.zeros(len(count)), "sure": sure, "owner": np.arange(len(first))}
    verdict["share"] = np.where(framed, FRAMED_SHARE, 0)
    verdict["signs"] = signs_alone(rows.key, _traits(part), len(first))
    found = _candidates(part, (first, _last(rows.key)), np.flatnonzero(sure), verdict)
    total: dict[str, list[Any]] = {name: [0] for name in CANDIDATES.names}
    total |= {"group": [-1], "kind": [PAGE], "looked": [pages], "sure": [False], "share": [0.0]}
    return pa.concat_batches([found, pa.RecordBatch.from_pydict(total, CANDIDATES)]) if pages else found


def _most_equal(key: Ints, value: Ints, keys: int) -> Ints:
    """Give for each key how many of its rows have the value that most of them have."""
    pair, size = np.unique(np.stack((key, value.astype(np.int64))), axis=1, return_counts=True)
    most = np.zeros(keys, np.int64)
    np.maximum.at(most, pair[0], size)
    return most


def _candidates(
    part: dict[str, Ints], ends: tuple[Ints, Ints], chosen: Ints, verdict: dict[str, npt.NDArray[Any]]
) -> pa.RecordBatch:
    """Make rows of `CANDIDATES` for the chosen keys, given the first and last row of each key and the verdict on it."""
    head, tail = (end[chosen] for end in ends)
    columns = {name: part[name][head] for name in ("group", "key", "kind", "number", "start", "stop")}
    columns |= {f"other_{name}": part[name][tail] for name in ("number", "start", "stop")}
    columns |= {name: values[chosen] for name, values in verdict.items()}
    columns["owner"] = part["key"][ends[0][columns["owner"]]]
    arrays = [pa.array(columns[f.name].astype(f.type.to_pandas_dtype()), f.type) for f in CANDIDATES]
    return pa.RecordBatch.from_arrays(arrays, schema=CANDIDATES)
