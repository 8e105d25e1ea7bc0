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
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from msgspec import Struct

from chaffinch.boilerplate.templates.copies import SHARED_SHORT, collapse, same
from chaffinch.boilerplate.templates.count import FEWEST, INNER_BITS
from chaffinch.boilerplate.templates.frames import varied
from chaffinch.boilerplate.templates.keys import (
    FRAME,
    LABEL,
    LABEL_BYTES,
    LABEL_TAIL,
    LINE,
    LOOSE,
    PAGE,
    PROSE,
    REMARK,
    SENTENCE,
    SHINGLE,
)
from chaffinch.boilerplate.templates.page_data import SCANTY, signs, signs_alone
from chaffinch.boilerplate.templates.page_positions import Positions, Rows, loose_of, positions, rows_of
from chaffinch.boilerplate.templates.page_signs import CHAINED_SIGN, FEW_SIGN, GOODS_SIGN
from chaffinch.boilerplate.templates.traits import PRICED, Traits
from chaffinch.schemas import CANDIDATES, dtype
from chaffinch.text import Bools, Ints, changes, order

__all__ = ["FRAMED_SHARE", "Judge"]


VALUE_BITS = 32
"""Bits of a value that is counted once for each key: a page of a host, or a hash of a context."""


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
    pair = np.sort(key << VALUE_BITS | label)
    fresh = np.append(True, pair[1:] != pair[:-1])[: len(pair)]
    return np.bincount(pair[fresh] >> VALUE_BITS, minlength=count)


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

FRAMED_PAGES, FRAMED_SHARE, CUED_SHARE = 6, 0.05, 0.003
"""Pages of different content without a host, and share of all of them, that must show a sentence that is a template
although they are so few: it has one position on all of them, see `FRAMED_SAME`. Such texts are often of one line. From
the smaller share on it must have a word of furniture, too: a corpus of many sites has the sentences of each."""

FRAMED_SAME = 0.8
"""Share of its pages on which such a sentence is equally far from the end, or from the top."""

FRAMED_BYTES = 30
"""Bytes of a line, at least, that is such a template though it is no sentence: authors share shorter ones."""

LINE_SHARE = 0.5
"""Share of all pages without a host that must show it: they are of one source then, whose frame it is. A judgement."""

SLOT_PAGES, SLOT_SHARE = 6, 0.1
"""Pages that differ, and share of the pages of a host, or of all pages without one, that must show a frame around a
free slot; of fewer pages, but more than `SCANTY`, all. A judgement: a site has it on all pages of a kind."""

SLOT_CONTEXTS = 3
"""Pages of different content without a host, at least, that must show such a frame; of short pages it is most of each
half, so that they are different if what stands in the slot is. A judgement."""

CLOSING_PAGES, CLOSING_SHARE = 6, 0.02
"""The same for a sentence of a host, of which more is known: pages that differ, and share of its pages."""

LABEL_PAGES, LABEL_SHARE = 6, 0.05
"""Pages that differ, and share of a host's pages, that must show a label of what closes a page."""

LABEL_LAST = 0.9
"""Share of a label's places near the end of pages that are at the very end, and the only one of their page: it closes
pages and opens no other sentence."""

LABEL_VARIES = 0.5
"""Share of a label's pages that differ in what follows it, at least; else the whole is a template."""


COMMON = 0.9
"""Share of the pages of a host that have what all of them begin or end with. A judgement."""

SHARED_BYTES = 30
"""Bytes of a block amid pages, at least, that makes them alike where half of them have it. A judgement."""

SHOP_SHARE = 0.4
"""Share of the pages of a host with a line that gives a price, from which on the host is a shop. A judgement: nearly
all pages of goods have one, few articles do."""


class Judge(Struct, frozen=True):
    """Kernel that judges all `REPEATS` of some groups; yields rows of `CANDIDATES` on output 0."""

    def __call__(self, batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
        """Yield rows of `CANDIDATES`, a batch a group; the order of the rows that come in does not matter."""
        table = {name: batch[name].to_numpy(zero_copy_only=False) for name in batch.schema.names}
        order = np.argsort(table["group"], kind="stable")
        group = table["group"][order]
        edge = np.append(np.flatnonzero(_fresh(group)), len(group))
        for a, b in zip(edge[:-1].tolist(), edge[1:].tolist(), strict=True):
            found = _judge_unknown(table, order[a:b]) if group[a] < 0 else _judge_host(table, order[a:b])
            if found is not None:
                yield found


def _fresh(value: Ints) -> Bools:
    return np.append(True, value[1:] != value[:-1])[: len(value)]


def _last(key: Ints) -> Ints:
    return np.flatnonzero(np.append(key[1:] != key[:-1], True)[: len(key)])


def _traits(part: dict[str, Ints]) -> Traits:
    return Traits(part["flags"].astype(np.int32), part["slot"].astype(np.int32), part["exact"].astype(np.int32))


def _judge_host(table: dict[str, Ints], group: Ints) -> pa.RecordBatch | None:
    """Judge all keys of the sampled pages of one host."""
    body, rows, page = rows_of(table, group)
    if rows.pages < FEWEST or not len(rows.key):
        return None
    kind = table["kind"].take(group)
    shingle, shop = np.flatnonzero(kind == SHINGLE), _is_shop(table["flags"].take(group[kind == PAGE]))
    words = page[shingle], table["key"].take(group[shingle]), rows.pages
    label = collapse(*words, short=SHARED_SHORT)
    alike = len(np.unique(label)) < FEWEST  # follow-ups of one report, or short pages in a large frame
    if alike and not shop and _only_framed(rows):
        label = collapse(*_without_common(*words), short=SHARED_SHORT)
        alike = len(np.unique(label)) < FEWEST
    label = same(*words) if alike else label
    loose, strict = loose_of(rows)
    count, looked = _counted(rows, label, np.ones(rows.pages, bool))
    stands = positions(rows, loose, count[rows.key] >= _floor(rows.kind, looked))
    count, looked = _counted(rows, label, ~stands.hollow)
    if looked < FEWEST:
        return None
    stands = stands.within(rows, loose, count[rows.key] >= _strong(rows.kind, looked))
    first = np.flatnonzero(_fresh(rows.key))
    sure, hopeful = _verdicts(rows, first, count, looked, stands, loose)
    closing = ~sure & _closing(rows, body, first, count, looked)
    sure |= closing | _labels(rows, body, first, count, looked)
    sure |= _frames(rows.key, body, first, count >= max(SLOT_SHARE * looked, min(SLOT_PAGES, max(looked, SCANTY + 1))))
    if alike:
        outer = (rows.kind[first] == LINE) & _votes(rows.key, stands.edge, stands.votes, len(first))
        sure, hopeful = sure & outer, hopeful | (sure & ~outer)
    owner = _owners(rows, first, count, loose, sure)
    last = _last(rows.key)
    differs = np.flatnonzero((strict >= 0) & (strict != strict[first[rows.key]]))
    last[rows.key[differs]] = differs  # an example with another name in it
    verdict = {"pages": count, "looked": np.full(len(count), looked), "sure": sure, "owner": owner}
    verdict["share"] = np.zeros(len(count))
    verdict["signs"], above = signs(rows, _traits(body), count, looked, closing)
    verdict["signs"] |= np.int32(FEW_SIGN * alike)
    verdict["signs"] |= np.int32(GOODS_SIGN * shop) * (verdict["signs"] & CHAINED_SIGN == 0)
    verdict["signs"][rows.kind[first] == FRAME] = 0
    verdict["under"] = np.where(above >= 0, rows.key[above], np.arange(len(count)))
    return _candidates(body, (first, last), np.flatnonzero(sure | hopeful), verdict)


def _only_framed(rows: Rows) -> bool:
    """Tell whether pages share nothing but short blocks with which they all begin, or end."""
    block = rows.blocks
    page, number = rows.page[block], np.arange(len(block))
    shown = distinct(rows.key, rows.page, int(rows.key[-1]) + 1)[rows.key[block]]
    common = (shown >= COMMON * rows.pages) & (rows.kind[block] < PROSE)
    own = np.concatenate(([0], np.cumsum(~common)))
    first, last = (np.searchsorted(page, page, side) for side in ("left", "right"))
    frame = (own[number + 1] == own[first]) | (own[last] == own[number])
    long = rows.stop[block] - rows.start[block] >= SHARED_BYTES
    return bool(frame.any()) and not (long & ~frame & (shown >= HALF * rows.pages)).any()


def _without_common(page: Ints, shingle: Ints, count: int) -> tuple[Ints, Ints, int]:
    """Leave out the shingles that nearly all pages have."""
    number = np.unique(shingle, return_inverse=True)[1]
    few = distinct(number, page, int(number.max(initial=-1)) + 1)[number] < COMMON * count
    return page[few], shingle[few], count


def _is_shop(flags: Ints) -> bool:
    """Tell whether many pages of a host have a line that gives a price, by the flags of the pages."""
    return bool(np.mean(flags & PRICED > 0) >= SHOP_SHARE) if len(flags) else False


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
    form = np.where(named, stands.form[first], kind)  # of a loose key the kind of the block around its words
    strong, enough = count >= _strong(kind, looked), count >= _floor(kind, looked)
    fair = count >= max(FEWEST, FAIR_SHARE * looked, min(FAIR_SMALL * looked + 1, FAIR_PAGES)) + named
    edge, apart = (_votes(rows.key, value, stands.votes, len(first)) for value in (stands.edge, stands.apart))
    line = (form == LINE) & enough & edge
    prose = ((form == REMARK) | (form == PROSE)) & fair & apart
    strong &= edge | (count >= (looked if looked <= FEW else min(AMIDST * looked, AMIDST_PAGES)))
    strong &= (kind != SENTENCE) | (rows.pages > SCANTY)
    sure = (kind < LABEL) & (strong | ((kind != SENTENCE) & (line | prose)))
    return sure, enough & (kind <= PROSE) & ~sure


def _closing(rows: Rows, part: dict[str, Ints], first: Ints, count: Ints, looked: int) -> Bools:
    """Tell which keys are sentences at one place of pages that differ: bool, shape (keys,)."""
    few = count >= max(CLOSING_PAGES, CLOSING_SHARE * looked)
    few &= np.isin(rows.kind[first], (REMARK, PROSE, SENTENCE))
    return np.asarray(_at_one_place(rows.key, part, few) >= FRAMED_SAME)


def _labels(rows: Rows, part: dict[str, Ints], first: Ints, count: Ints, looked: int) -> Bools:
    """Tell which keys are labels with a text behind them that varies, at the end of pages: bool, shape (keys,)."""
    often = (rows.kind[first] == LABEL) & (count >= max(LABEL_PAGES, LABEL_SHARE * looked))
    total = np.bincount(rows.key, minlength=len(first))
    ends = (part["tail"] <= LABEL_TAIL) & (rows.stop - rows.start <= LABEL_BYTES)
    last = np.bincount(rows.key[ends], minlength=len(first))
    often &= LABEL_LAST * total <= distinct(rows.key, rows.page, len(first))  # once on a page
    varied = distinct(rows.key, part["exact"].astype(np.int64) & ((1 << VALUE_BITS) - 1), len(first))
    return np.asarray(often & (last >= LABEL_LAST * total) & (varied >= LABEL_VARIES * total))


def _frames(key: Ints, part: dict[str, Ints], first: Ints, often: Bools) -> Bools:
    """Tell which keys are sentences with a free slot, at one place of their pages: bool, shape (keys,)."""
    some = np.flatnonzero((part["kind"] == FRAME) & often[key])
    result = np.zeros(len(first), np.bool_)
    if len(some):
        result[key[some]] = varied(key[some], part["slot"][some], part["exact"][some], len(first))[key[some]]
    return result


def _votes(key: Ints, value: Bools, valid: Bools, keys: int) -> Bools:
    """Tell for which keys the value holds on half of the pages for which it is known: bool, shape (keys,)."""
    yes = np.bincount(key[value & valid], minlength=keys)
    return np.asarray((yes > 0) & (yes >= HALF * np.bincount(key[valid], minlength=keys)))


def _owners(rows: Rows, first: Ints, count: Ints, loose: Ints, sure: Bools) -> Ints:
    """Give the key that explains each key: the loose key of lines that differ in names, the paragraph of a sentence."""
    owner = np.arange(len(first))
    kind = rows.kind[first]
    block = np.flatnonzero((kind <= PROSE) & (loose[first] >= 0))
    other = loose[first[block]]
    wider = sure[other] & (count[other] > count[block])
    owner[block[wider]] = other[wider]
    same = block[~wider & sure[block] & (count[other] == count[block])]
    owner[loose[first[same]]] = same
    sentence = np.flatnonzero(kind == SENTENCE)
    around = rows.inside[first[sentence]]
    paragraph = np.where(around >= 0, rows.key[around], 0)
    inside = (around >= 0) & sure[paragraph] & (count[paragraph] >= COVERS * count[sentence])
    owner[sentence[inside]] = owner[paragraph[inside]]
    return owner[owner]


def _judge_unknown(table: dict[str, Ints], group: Ints) -> pa.RecordBatch | None:
    """Judge some keys of all pages without a host: a template is on many pages that differ, and at their edges."""
    pages = len(np.unique(table["number"].take(group[table["kind"].take(group) == PAGE])))
    found = [_known_alone(frequent)] if (frequent := _frequent(rows_of(table, group, alone=True)[0])) else []
    if pages:
        total: dict[str, list[Any]] = {name: [0] for name in CANDIDATES.names}
        total |= {"group": [-1], "kind": [PAGE], "looked": [pages], "sure": [False], "share": [0.0]}
        found.append(pa.RecordBatch.from_pydict(total, CANDIDATES))
    return pa.concat_batches(found) if found else None


def _frequent(part: dict[str, Ints]) -> dict[str, Ints] | None:
    """Leave out the keys that too few pages without a host show, which are nearly all; None if that are all."""
    key = np.cumsum(_fresh(part["key"])) - 1
    least = np.where(part["kind"] == FRAME, SLOT_CONTEXTS, FRAMED_PAGES)
    often = np.maximum(*_contexts(part, key, inner=True))[key] >= least
    return {name: column[often] for name, column in part.items()} if often.any() else None


def _contexts(
    part: dict[str, Ints], key: Ints, where: Bools | slice = slice(None), *, inner: bool = False
) -> list[Ints]:
    """Count for each key what stands before it on pages, and what stands behind it, with or without the middle."""
    keys, shifts = int(key.max(initial=-1)) + 1, {"early": 0, "late": 0 if inner else INNER_BITS}
    values = ((key[where], part[name][where].astype(np.int64) >> bits) for name, bits in shifts.items())
    return [distinct(*some, keys) for some in values]


def _known_alone(part: dict[str, Ints]) -> pa.RecordBatch:
    """Give the templates among keys of pages without a host, of which nothing but the pages themselves is known."""
    key = np.cumsum(_fresh(part["key"])) - 1
    first = np.flatnonzero(_fresh(key))
    kind = part["kind"][first].astype(np.int64)
    counts = _contexts(part, key)
    count = np.maximum(*_contexts(part, key, inner=True))
    size = part["stop"].astype(np.int64) + part["tail"]
    top, end = (np.minimum(most, share * size) for most, share in (UNKNOWN_TOP, UNKNOWN_END))
    outside = _contexts(part, key, (part["start"] <= top) | (part["tail"] <= end))
    sure = np.all([(c >= UNKNOWN_PAGES) & (o >= HALF * c) for c, o in zip(counts, outside, strict=True)], axis=0)
    long = (kind == LINE) & (part["stop"][first] - part["start"][first] >= FRAMED_BYTES)
    framed = (count >= FRAMED_PAGES) & (np.isin(kind, (REMARK, PROSE, SENTENCE)) | long)
    framed = _at_one_place(key, part, framed & ~sure) >= FRAMED_SAME
    slotted = _frames(key, part, first, count >= SLOT_CONTEXTS)
    different = distinct(key, part["exact"].astype(np.int64) & ((1 << VALUE_BITS) - 1), len(first))
    count = np.where(slotted, np.maximum(count, different), count)
    slotted &= count >= SLOT_PAGES
    sure = ((sure | framed) & (kind < LOOSE)) | slotted
    verdict = {"pages": count, "looked": np.zeros(len(count)), "sure": sure, "owner": np.arange(len(first))}
    verdict["share"] = np.where(framed, np.where(long, LINE_SHARE, CUED_SHARE), SLOT_SHARE * slotted)
    verdict["signs"] = signs_alone(key, _traits(part), len(first))
    verdict["under"] = verdict["owner"]
    return _candidates(part, (first, _last(key)), np.flatnonzero(sure), verdict)


def _at_one_place(key: Ints, part: dict[str, Ints], able: Bools) -> npt.NDArray[np.float64]:
    """Give the share of the rows of some keys that are equally far from the end of their pages, or from the top.

    Args:
        key: of each row, int64, shape (rows,).
        part: columns of `REPEATS`.
        able: the keys, bool, shape (keys,); the others get 0.
    """
    some = np.flatnonzero(able[key])
    most = np.maximum(*(_most_equal(key[some], part[name][some], len(able)) for name in ("tail", "start")))
    return np.asarray(most / np.bincount(key, minlength=len(able)))


def _most_equal(key: Ints, value: Ints, keys: int) -> Ints:
    """Give for each key how many of its rows have the value that most of them have."""
    by = order(key, value)
    first = np.flatnonzero(changes(key[by], value[by]))
    most = np.zeros(keys, np.int64)
    np.maximum.at(most, key[by][first], np.diff(first, append=len(by)))
    return most


def _candidates(
    part: dict[str, Ints], ends: tuple[Ints, Ints], chosen: Ints, verdict: dict[str, npt.NDArray[Any]]
) -> pa.RecordBatch:
    """Make rows of `CANDIDATES` for the chosen keys, given the first and last row of each key and the verdict on it."""
    head, tail = (end[chosen] for end in ends)
    columns = {name: part[name][head] for name in ("group", "key", "kind")}
    within = [head, tail, head + (tail - head) // 3, head + (tail - head) * 2 // 3]
    framed = part["kind"][head] == FRAME
    if framed.any():  # the most different ones
        by = _by_words(part)
        within = [np.where(framed, by[row], row) for row in within]
    for which, row in zip(("", "other_", "second_", "third_"), within, strict=True):
        columns |= {f"{which}{name}": part[name][row] for name in ("number", "start", "stop")}
    columns |= {name: values[chosen] for name, values in verdict.items()}
    for name in ("owner", "under"):
        columns[name] = part["key"][ends[0][columns[name]]]
    arrays = [pa.array(columns[f.name].astype(dtype(f.type)), f.type) for f in CANDIDATES]
    return pa.RecordBatch.from_arrays(arrays, schema=CANDIDATES)


def _by_words(part: dict[str, Ints]) -> Ints:
    """Give the order of rows, which are sorted by key, with those of frames in order of their words: int64, (rows,)."""
    some = np.flatnonzero(part["kind"] == FRAME)
    result = np.arange(len(part["kind"]))
    result[some] = some[np.lexsort((part["exact"][some], part["key"][some]))]
    return result
