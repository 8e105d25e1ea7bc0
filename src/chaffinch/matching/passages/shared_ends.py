"""Make the members of a cluster begin and end with the same sentences.

An alignment stops at what two texts do not share: the tag of a quotation, a caption between paragraphs. The
sentence behind it may be too short for a match of its own, though all members of a cluster have it. And it goes on
over a sentence that one text has alone, where both are alike before and behind it. So the ends of members are moved
outward over sentences that the texts of others have too, and then inward over those that their passages lack.

The copies of one text are one witness: else two of them would take in all that a third text does not have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.matching.passages.agreed import agreed_ends
from chaffinch.matching.passages.asked import GRAM, LEAST, PIECE, AskedTexts, is_in, letters_of
from chaffinch.matching.passages.pieces import of_one_speaker
from chaffinch.matching.passages.quality import QUALITIES
from chaffinch.matching.passages.quotations import with_outer_marks
from chaffinch.matching.passages.units import TAG, Unit, frames, is_line, leads, led_quotation, units, units_back
from chaffinch.schemas import ints
from chaffinch.text import Ints, changes, late_pattern

__all__ = ["INSIDE", "OUTSIDE", "Around", "moved_ends", "shared_ends"]

OUTSIDE, INSIDE = 1000, 1500
"""Code points outside of a passage, and inside of each of its ends, that are compared: most sentences of Arabic news
have less than 500, and the sentences at the end of one member may be amid another one."""

BETWEEN = 160
"""Code points, at most, of tags, captions and lines between a passage and what goes on alike behind them. By hand."""

NEAR_OUTSIDE, NEAR_INSIDE = 250, 400
"""Code points outside of an end that are searched for words of other members before any sentence is read: what goes on
alike does so behind a tag of `TAG` code points at most; and code points inside of it that are cut into sentences first:
few members have a neighbour's sentence that is longer."""

ASKED = 16
"""Documents of a cluster, at most, that are asked whether they have a sentence, so that large clusters take no longer
for each member: with 16, a share of a half is known to within an eighth."""

KEPT, KEPT_OF_SHORTEST = 0.3, 0.6
"""Share of a passage, at least, that is left when its ends are moved inward, or of the shortest member of its cluster:
less says that its text was reworded."""

ANCHOR = 80
"""Letters at an end of a passage that tell where it is in another text: what goes on alike is beyond them there."""

BESIDE = 16
"""Letters beside a short sentence that other texts have beside it, too: short ones stand in many places."""

EDGE = 200
"""Code points at an end of a passage in which it has a tag, lead or headline that stands at the end of another one."""

ROUNDS = 2
"""Times that ends are moved inward: what one member lost, another one has alone."""

BEHIND = 3
"""Code points before an offset that tell whether a quotation ends there: a comma, a space and a mark."""

_CLOSED = late_pattern(r"(?:,\s?[\"”“»]|[\"”“»](?=,))")

Ends = tuple[int, int]
"""Start and stop of a passage in its text."""

Edges = Callable[[], AskedTexts]
"""Gives the passages of a cluster, or their beginnings or ends, which few sentences are searched in."""


class Around(NamedTuple):
    """A member of a cluster, with the text around it.

    Attributes:
        document: that it is in; copies of one text count as one.
        text: the passage with `OUTSIDE` code points on either side, at most; of a long one without its middle. Empty
            for one that stays as it is, and is not asked.
        before, after: code points of the text before the passage and behind it.
        loose: whether its match leaves room for sentences that no other text has.
    """

    document: int
    text: str
    before: int
    after: int
    loose: bool


def moved_ends(label: Ints, batch: pa.RecordBatch, group: Ints) -> tuple[Ints, Ints]:
    """Move the ends of the members of each cluster to those of the sentences that they share, as `shared_ends` says.

    Args:
        label: of the members, sorted; int64, shape (members,).
        batch: rows of `LOCATED_MEMBERS`.
        group: of the document of each member, the same for copies of one text; int64, shape (members,).

    Returns:
        Their starts and stops, int64, shape (members,).
    """
    bounds = np.append(np.flatnonzero(changes(label)), len(label))
    number, start, stop, before, after = (ints(batch, name) for name in ("number", "start", "stop", "before", "after"))
    several = _several(number, bounds) & _have_prose(bounds, batch)
    number = np.where(np.repeat(_several(group, bounds), np.diff(bounds)), group, number)
    loose = _loose(bounds, batch)
    texts, names = (batch[name].to_pylist() for name in ("text", "speaker"))
    members = list(map(Around, number.tolist(), texts, before.tolist(), after.tolist(), loose.tolist()))
    for low, high in zip(bounds[:-1][several].tolist(), bounds[1:][several].tolist(), strict=True):
        part = slice(low, high)
        moved = shared_ends(members[part])
        moved = of_one_speaker([member[1:4] for member in members[part]], moved, names[part])
        outward = np.array(moved, np.int64)
        start[part] -= outward[:, 0]
        stop[part] += outward[:, 1]
    return start, stop


def _several(value: Ints, bounds: Ints) -> npt.NDArray[np.bool_]:
    """Mask the clusters whose members have more than one value."""
    return np.asarray(np.minimum.reduceat(value, bounds[:-1]) < np.maximum.reduceat(value, bounds[:-1]))


def _have_prose(bounds: Ints, batch: pa.RecordBatch) -> npt.NDArray[np.bool_]:
    """Mask the clusters that have as many members of prose as of each other kind: others are not worth reading."""
    index = pc.index_in(batch["quality"], value_set=pa.array(QUALITIES)).to_numpy(zero_copy_only=False)
    counts = [np.add.reduceat(index == at, bounds[:-1], dtype=np.int64) for at in range(len(QUALITIES))]
    return np.asarray(counts[0] >= np.maximum.reduce(counts))


def _loose(bounds: Ints, batch: pa.RecordBatch) -> npt.NDArray[np.bool_]:
    """Mask the members that may have a sentence which no other has: by similarity, moved ends, or length.

    Args:
        bounds: of the clusters.
        batch: rows of `LOCATED_MEMBERS`.
    """
    start, stop, first, last = (ints(batch, name) for name in ("start", "stop", "match_start", "match_stop"))
    size = stop - start
    unlike = (1 - batch["similarity"].to_numpy()) * 2 * size
    shortest = np.repeat(np.minimum.reduceat(size, bounds[:-1]), np.diff(bounds))
    return np.asarray((unlike >= LEAST) | (first - start + stop - last >= LEAST) | (size - shortest >= 2 * LEAST))


def shared_ends(members: Sequence[Around]) -> list[tuple[int, int]]:
    """Give how far the ends of each member of a cluster are moved outward, in code points; inward where negative.

    Args:
        members: of the cluster.

    >>> held, one = "The dam held.", " She added: “It will hold until next year.” So it was."
    >>> two = " It will hold until next year, she said."
    >>> shared_ends([Around(n, held + more, 0, len(more), False) for n, more in enumerate((one, two))])
    [(0, 43), (0, 40)]
    >>> own = "The mayor left early that day. The dam held all night, and nobody was hurt."
    >>> shared_ends([Around(0, own, 0, 0, True), Around(1, own[31:], 0, 0, True)])
    [(-31, 0), (0, 0)]
    """
    first = [(member.before, len(member.text) - member.after) for member in members]
    documents = _asked(members)
    if len(documents) < 2:
        return [(0, 0)] * len(members)
    ends = _grown(members, first, documents)
    if ends != first or any(member.loose for member in members):
        for _ in range(ROUNDS):
            before, ends = ends, _shrunk(members, first, ends, documents)
            if ends == before:
                break
    passages = [(member.document, member.text, *own) for member, own in zip(members, ends, strict=True)]
    ends = agreed_ends(passages, documents)
    marked = (_marked(*one) for one in zip(members, first, ends, strict=True))
    return [(a - start, stop - b) for (a, b), (start, stop) in zip(first, marked, strict=True)]


def _marked(member: Around, before: Ends, ends: Ends) -> Ends:
    """Give the range of a passage that has moved, with the quotation marks of which it has the other half."""
    return ends if ends == before else with_outer_marks(member.text, *ends)


def _asked(members: Sequence[Around]) -> frozenset[int]:
    """Give the documents of a cluster that are asked for sentences."""
    documents = list(dict.fromkeys(member.document for member in members if member.text))
    if len(documents) > ASKED:
        documents = [documents[i * len(documents) // ASKED] for i in range(ASKED)]
    return frozenset(documents)


def _texts(members: Sequence[Around], ranges: Sequence[Ends], documents: frozenset[int]) -> AskedTexts:
    """Give the ranges of the members of each document as one text, which is cut where the passages began and ended."""
    found: dict[int, list[str]] = {}
    for member, (start, stop) in zip(members, ranges, strict=True):
        if member.document in documents and member.text:
            cut = (member.text[low:high] for low, high in _cut(member, start, stop))
            found.setdefault(member.document, []).extend(("\n", *cut))
    return AskedTexts(found)


def _cut(member: Around, start: int, stop: int) -> Iterator[Ends]:
    """Cut a range where the passage as it was begins and ends."""
    inner = (member.before, len(member.text) - member.after)
    return pairwise([start, *(cut for cut in inner if start < cut < stop), stop])


def _grown(members: Sequence[Around], ends: Sequence[Ends], documents: frozenset[int]) -> list[Ends]:
    """Move ends outward over the sentences with which the passages of other members then go on alike, too."""
    passages = cache(lambda: _texts(members, ends, documents))  # few sentences are asked of them
    around = [(0, len(member.text) - member.after) for member in members]
    before = _all_outward(members, around, documents, passages, before=True)
    around = [(member.before, len(member.text)) for member in members]
    behind = _all_outward(members, around, documents, passages, before=False)
    grown = [(a - low, b + high) for (a, b), low, high in zip(ends, before, behind, strict=True)]
    moved = [one != other for one, other in zip(ends, grown, strict=True)]
    if not any(moved) or all(moved):
        return grown
    known = _texts(members, grown, documents)  # a text may have a sentence farther from its passage than ends are moved
    return [
        (
            a - min(a - low, _outward(member, known, passages, before=True)) if low < a else a,
            b + min(high - b, _outward(member, known, passages, before=False)) if high > b else b,
        )
        for member, (a, b), (low, high) in zip(members, ends, grown, strict=True)
    ]


def _all_outward(
    members: Sequence[Around], around: Sequence[Ends], documents: frozenset[int], passages: Edges, *, before: bool
) -> list[int]:
    """Go outward from each member; ``around`` are the ranges of the passages with what is outward of them."""
    if max(member.before if before else member.after for member in members) < PIECE:
        return [0] * len(members)
    known = _texts(members, around, documents)
    return [_outward(member, known, passages, before=before) for member in members]


def _outward(member: Around, known: AskedTexts, passages: Edges, *, before: bool) -> int:
    """Go outward from sentence to sentence as long as others have them, over a tag that they lack between two.

    Args:
        member: a member of a cluster.
        known: the passages of the cluster with the texts that are outward of them.
        passages: the passages alone; what most of them have is part of what is shared.
        before: whether the start is moved.
    """
    text, size = member.text, len(member.text)
    low, high = (0, member.before) if before else (size - member.after, size)
    near = text[max(low, high - NEAR_OUTSIDE) : high] if before else text[low : low + NEAR_OUTSIDE]
    far = known.shared_reach(near, member.document, before=before)
    if not far:
        return 0
    own = letters_of(text[member.before : size - member.after])
    last = own
    reached, skipped = 0, 0
    for unit in _outside(text, low, high, before=before):
        if not reached and far < (high - unit.stop if before else unit.start - low):
            break
        letters = letters_of(text[unit.start : unit.stop])
        shared = _is_shared(letters, last, own, member.document, known, before=before)
        if not shared and len(letters) >= LEAST and known.have(letters, member.document, grown=True):
            shared = passages().have(letters, member.document, grown=True)
        if shared and len(letters) >= LEAST and (letters in own or is_in(own, letters)):
            shared = False  # it stands twice in one text
        skipped, last = 0 if shared else skipped + _between(text, unit), letters
        if skipped > BETWEEN:
            break
        if shared and not (frames(text, unit) if before else unit.goes_on or leads(text, unit)):
            reached = high - unit.start if before else unit.stop - low
    return reached


def _between(text: str, unit: Unit) -> int:
    """Give the code points of what stands between two sentences of a passage; a sentence of prose counts twice."""
    size = unit.stop - unit.start
    return size if unit.goes_on or is_line(text, unit) or leads(text, unit) else 2 * size


def _is_shared(letters: str, last: str, own: str, document: int, known: AskedTexts, *, before: bool) -> bool:
    """Tell whether other texts go on with a sentence.

    Args:
        letters: of the sentence, which the passage does not have.
        last: of the sentence or passage between it and the passage.
        own: of the passage.
        document: that it is in.
        known: the texts.
        before: whether it is before the passage.
    """
    if len(letters) < LEAST:
        row = letters + last[:BESIDE] if before else last[-BESIDE:] + letters
        return len(letters) > 1 and letters.isalpha() and known.have_beside(row, document)
    anchor = own[:ANCHOR] if before else own[-ANCHOR:]
    return known.go_on(letters, document, anchor, before=before)


def _outside(text: str, low: int, high: int, *, before: bool) -> Iterator[Unit]:
    """Give the sentences of a range outside of a passage, the nearest first, without what is cut at the outer edge."""
    cut = high - low >= OUTSIDE
    if not before:
        found = units(text, low, high)
        last = next(found, None)
        if last is not None and any(m.end() == low for m in _CLOSED.finditer(text, max(0, low - BEHIND), low + 1)):
            last = Unit(last.start, last.stop, goes_on=True)
        for unit in found:
            if last is not None:
                yield last
            last = unit
        if last is not None and not cut:
            yield last
        return
    near = max(low, high - NEAR_INSIDE)
    close = list(units(text, near, high))
    first = close[1].start if len(close) > 1 else high
    yield from reversed(close[1:] if near > low or cut else close)
    if near > low:
        far = list(units(text, low, first))
        yield from reversed(far[1:] if cut else far)


def _shrunk(
    members: Sequence[Around], first: Sequence[Ends], ends: Sequence[Ends], documents: frozenset[int]
) -> list[Ends]:
    """Move ends inward over the sentences that the passages of other members lack.

    Args:
        members: of a cluster.
        first: their ends as they were, to which those go back that nothing tells about.
        ends: as they are now.
        documents: that are asked.
    """
    known = _texts(members, ends, documents)
    twice, both = [*members, *members], [*first, *ends]  # ends that were moved outward may go back
    heads = cache(lambda: _texts(twice, [(start, min(start + EDGE, stop)) for start, stop in both], documents))
    tails = cache(lambda: _texts(twice, [(max(start, stop - EDGE), stop) for start, stop in both], documents))
    shortest = min(stop - start for member, (start, stop) in zip(members, first, strict=True) if member.text)
    return [
        (_inward(member, now, (known, heads, tails), shortest) or was) if member.text else now
        for member, was, now in zip(members, first, ends, strict=True)
    ]


def _inward(member: Around, ends: Ends, texts: tuple[AskedTexts, Edges, Edges], shortest: int) -> Ends | None:
    """Give the range of a passage from its first sentence that others have to the last; None if little is left.

    Args:
        member: a member of a cluster.
        ends: of it as they are now.
        texts: the passages of the cluster, their beginnings, and their ends.
        shortest: code points of the shortest one.
    """
    start, stop = ends
    known, heads, tails = texts
    begin = _first(member, ends, known, heads)
    end = _last(member, ends, known, tails) if begin is not None else None
    size = len(member.text) - member.before - member.after
    least = min(KEPT * min(size, stop - start), KEPT_OF_SHORTEST * shortest)
    if begin is None or end is None or end - begin < least:
        return None
    return begin, end


def _inside(member: Around, start: int, stop: int, *, back: bool = False) -> Iterator[Unit]:
    """Give the sentences of a range, from the last one on if ``back``; beyond the passage as it was are others."""
    parts = [*_cut(member, start, stop)]
    for low, high in reversed(parts) if back else parts:
        yield from (units_back if back else units)(member.text, low, high)


def _first(member: Around, ends: Ends, known: AskedTexts, heads: Edges) -> int | None:
    """Give where the first sentence of a passage starts that others have; one that frames it, only at its start."""
    start, stop = ends
    for high in (min(stop, start + NEAR_INSIDE), stop):
        dropped = False
        for unit in _inside(member, start, high):
            letters = letters_of(member.text[unit.start : unit.stop])
            tag = dropped and unit.goes_on
            if tag and unit.stop - unit.start > TAG:
                return None
            framing = frames(member.text, unit)
            grown = (framing and not leads(member.text, unit)) or unit.start < member.before
            asked = heads() if framing else known
            if len(letters) >= GRAM and not tag and asked.have(letters, member.document, grown=grown):
                at = _behind_lead(member, unit, asked)
                return at if dropped or at > unit.start else start
            dropped |= len(letters) >= GRAM
        if high == stop:
            break
    return None


def _behind_lead(member: Around, unit: Unit, asked: AskedTexts) -> int:
    """Give where a sentence starts, or the quotation with which it ends if no other text leads into it so."""
    found = led_quotation(member.text, unit)
    if found is None:
        return unit.start
    lead, quotation = (letters_of(member.text[a:b]) for a, b in ((unit.start, found), (found, unit.stop)))
    alone = len(lead) >= LEAST and not asked.have(lead, member.document)
    return found if alone and asked.have(quotation, member.document) else unit.start


def _last(member: Around, ends: Ends, known: AskedTexts, tails: Edges) -> int | None:
    """Give where the last sentence of a passage stops that others have; one that frames it, only at its end."""
    start, stop = ends
    for low in (max(start, stop - NEAR_INSIDE), start):
        dropped = False
        for unit in _inside(member, low, stop, back=True):
            letters = letters_of(member.text[unit.start : unit.stop])
            framing = frames(member.text, unit)
            grown = framing or unit.stop > len(member.text) - member.after
            alone = dropped and leads(member.text, unit)
            asked = tails() if framing else known
            if len(letters) >= GRAM and not alone and asked.have(letters, member.document, grown=grown):
                return unit.stop if dropped else stop
            dropped |= len(letters) >= GRAM or unit.goes_on or letters.isdigit()  # "2." of the next item
        if low == start:
            break
    return None
