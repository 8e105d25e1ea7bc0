"""Cut passages into the quotations of one speaker each.

Two articles that quote two people one after the other have one passage, if only a short tag stands between the
quotations: an alignment goes on over it, however it is worded. A quotation has one speaker. So a passage is looked up
quotation by quotation (`pieces`), and its cluster becomes one for each speaker (`by_speaker`). The quotation of one
person that a tag interrupts stays one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from chaffinch.matching.passages.asked import LEAST, is_in, letters_of
from chaffinch.matching.passages.quotations import known_ranges
from chaffinch.matching.speakers import elected, is_one, speaker
from chaffinch.schemas import LOCATED_MEMBERS, ints
from chaffinch.text import Ints, order

__all__ = ["by_speaker", "of_one_speaker", "pieces"]

SHORTEST = 50
"""Letters of a quotation, at least, that becomes a passage of its own, as of any passage by default."""

SURE = 2
"""Texts that name who speaks, at least, if the ends of a quotation do not go over what somebody else says. Of twelve
quotations of real articles over which none would go by the word of one text, nine were of the same speaker."""

Span = tuple[int, int]
Row = dict[str, Any]


def pieces(text: str, start: int, stop: int) -> list[Span]:
    """Give the quotations in a passage, without their marks, if there are two or more that say something.

    Args:
        text: the text.
        start, stop: of the passage, in code points.

    >>> text = "“The dam held all night,” said Ana Lund. “Nobody told us of it,” said Tom Penn."
    >>> [text[a:b] for a, b in pieces(text, 0, len(text))]
    ['The dam held all night,', 'Nobody told us of it,']
    >>> pieces(text, 0, 40)
    []
    """
    found = [(max(a, start), min(b, stop)) for a, b in known_ranges(text, start, stop)]
    found = [(a, b) for a, b in found if a < b and len(letters_of(text[a:b])) >= LEAST]
    joined = list[Span]()
    for a, b in found:
        if joined and not any(map(str.isalnum, text[joined[-1][1] : a])) and _is_open(text, joined[-1][1]):
            joined[-1] = joined[-1][0], b
        else:
            joined.append((a, b))
    return joined if len(joined) > 1 else []


def _is_open(text: str, stop: int) -> bool:
    """Tell whether a quotation goes on in its next paragraph: it ends without a mark."""
    return not text[stop : stop + 1].strip()


def by_speaker(batch: pa.RecordBatch) -> tuple[pa.RecordBatch, Ints]:
    """Replace clusters whose members have quotations of several speakers by one cluster for each.

    Args:
        batch: rows of `LOCATED_MEMBERS`; of one member of several quotations, those follow with the same rank.

    Returns:
        Rows of `LOCATED_MEMBERS`, sorted, of whole members or quotations; and a number for the cluster of each, the
        same for rows of one cluster; int64, shape (rows,).
    """
    batch = batch.take(pa.array(order(*(ints(batch, name) for name in ("label", "number", "rank", "piece")))))
    label, piece = ints(batch, "label"), ints(batch, "piece")
    if not piece.any():
        return batch, label
    whole = batch.filter(pa.array(piece == 0))
    cut = np.isin(ints(whole, "label"), np.unique(label[piece > 0]))
    kept = [whole.filter(pa.array(~cut))]
    groups = [ints(kept[0], "label")]
    known = batch.filter(pa.array(np.isin(label, np.unique(label[piece > 0])))).to_pylist()
    rows = [row for _, members in groupby(known, key=lambda row: row["label"]) for row in _apart(list(members))]
    kept.append(pa.RecordBatch.from_pylist(rows, schema=LOCATED_MEMBERS))
    groups.append(ints(kept[1], "label"))
    part = np.concatenate([np.zeros(kept[0].num_rows, np.int64), ints(kept[1], "piece")])
    joined = pa.Table.from_batches(kept).combine_chunks().to_batches()
    rows_of = joined[0] if joined else whole
    by = order(np.concatenate(groups), part, ints(rows_of, "number"), ints(rows_of, "rank"), ints(rows_of, "start"))
    rows_of, part = rows_of.take(pa.array(by)), part[by]
    fresh = np.append(True, (np.diff(np.concatenate(groups)[by]) != 0) | (np.diff(part) != 0))[: len(by)]
    return rows_of, np.cumsum(fresh) - 1


def _apart(rows: Sequence[Row]) -> Iterator[Row]:
    """Give the members of a cluster, or their quotations, with the number of the speaker as ``piece``."""
    members = [list(own) for _, own in groupby(rows, key=_member)]
    kinds = _alike([_letters(row) for own in members for row in own[1:]])
    of_piece = iter(kinds)
    parts = [[next(of_piece) for _ in own[1:]] for own in members]
    said = _said(members, parts)
    groups = _groups(parts, _names(members, parts, said))
    if len(set(groups.values())) < 2:
        yield from (own[0] for own in members)
        return
    found = list(_of_groups(members, parts, groups, said))
    shared = {row["piece"] for row in found if _is_shared(row["piece"], found)}
    kept = [row for row in found if row["piece"] in shared]
    yield from kept if len(set(map(_member, kept))) == len(members) else (own[0] for own in members)


def _member(row: Row) -> tuple[int, int]:
    return row["number"], row["rank"]


def _is_shared(piece: int, rows: Sequence[Row]) -> bool:
    """Tell whether two members or more have what one speaker says, and it is long enough for a passage."""
    own = [row for row in rows if row["piece"] == piece]
    return len(set(map(_member, own))) > 1 and max(len(_letters(row)) for row in own) >= SHORTEST


def _of_groups(
    members: Sequence[Sequence[Row]], parts: Sequence[Sequence[int]], groups: dict[int, int], said: dict[int, str]
) -> Iterator[Row]:
    """Give the rows of each speaker: one or more of each member."""
    for own, kinds in zip(members, parts, strict=True):
        if not kinds:
            yield own[0] | {"piece": groups[_nearest(_letters(own[0]), said)]}
        for group, run in groupby(zip(kinds, own[1:], strict=True), key=lambda pair: groups[pair[0]]):
            yield from _joined(own[0], [row for _, row in run], group)


def _letters(row: Row) -> str:
    """Give the letters of a member, without those of the text around it."""
    return letters_of(row["text"][row["before"] : len(row["text"]) - row["after"]])


def _alike(letters: Sequence[str]) -> list[int]:
    """Number quotations, the same for those that say the same."""
    known, kinds = list[str](), list[int]()
    for own in letters:
        found = next((at for at, one in enumerate(known) if _same(one, own)), len(known))
        known += [own] * (found == len(known))
        kinds.append(found)
    return kinds


def _same(one: str, other: str) -> bool:
    """Tell whether of two quotations one has the other."""
    short, long = sorted((one, other), key=len)
    return bool(short) and is_in(long, short)


def _names(
    members: Sequence[Sequence[Row]], parts: Sequence[Sequence[int]], said: dict[int, str]
) -> dict[int, str | None]:
    """Elect the speaker of each quotation by the members that have it, also as all that they have."""
    votes: dict[int, list[str | None]] = {kind: [] for kind in said}
    for own, kinds in zip(members, parts, strict=True):
        for row, kind in zip(own[1:], kinds, strict=True):
            votes[kind].append(row["speaker"])
        if not kinds:
            votes[_nearest(_letters(own[0]), said)].append(own[0]["speaker"])
    return {kind: elected(names) for kind, names in votes.items()}


def _groups(parts: Sequence[Sequence[int]], names: dict[int, str | None]) -> dict[int, int]:
    """Number the quotations of a cluster, those that follow one another and are of one speaker alike; from 1 on.

    One without a speaker is of that of the one before it, or else behind it.
    """
    group = {kind: kind for kind in names}
    speakers = dict(names)
    for one, other in (pair for kinds in parts for pair in pairwise(kinds)):
        first, second = group[one], group[other]
        name, behind = speakers[first], speakers[second]
        if first != second and (name is None or behind is None or is_one(name, behind)):
            speakers[first] = name or behind
            group |= {kind: first for kind, own in group.items() if own == second}
    return {kind: own + 1 for kind, own in group.items()}


def _said(members: Sequence[Sequence[Row]], parts: Sequence[Sequence[int]]) -> dict[int, str]:
    """Give the letters of each quotation."""
    pairs = (
        (kind, row) for own, kinds in zip(members, parts, strict=True) for row, kind in zip(own[1:], kinds, strict=True)
    )
    return {kind: _letters(row) for kind, row in pairs}


def _nearest(letters: str, said: dict[int, str]) -> int:
    """Give which quotation a member has that is one, or cannot be cut."""
    return next((kind for kind, one in said.items() if letters and one and _same(one, letters)), min(said))


def _joined(whole: Row, run: Sequence[Row], group: int) -> Iterator[Row]:
    """Give the quotations of one speaker, one after another in a text, as one row; apart if the middle is not known."""
    own = whole["text"][whole["before"] : len(whole["text"]) - whole["after"]]
    if len(run) < 2 or len(own) < whole["stop"] - whole["start"]:
        yield from (row | {"piece": group} for row in run)
        return
    first, last = run[0], run[-1]
    low, high = (at - whole["start"] + whole["before"] for at in (first["start"] - first["before"], last["stop"]))
    yield first | {
        "piece": group,
        "stop": last["stop"],
        "match_stop": last["match_stop"],
        "numbers": " ".join(row["numbers"] for row in run if row["numbers"]),
        "speaker": elected([row["speaker"] for row in run]) or first["speaker"],
        "text": whole["text"][max(low, 0) : min(high + last["after"], len(whole["text"]))],
        "before": min(first["before"], first["before"] + low),
        "after": min(last["after"], len(whole["text"]) - high),
    }


def of_one_speaker(
    around: Sequence[tuple[str, int, int]], moved: Sequence[Span], names: Sequence[str | None]
) -> list[Span]:
    """Take back the ends of a quotation that were moved outward over what somebody else says.

    Args:
        around: of each member of a cluster, its text with that around it, and code points before it and behind it.
        moved: how far the ends of each are moved outward, as `moved_ends` says.
        names: of the speakers that their texts name.
    """
    name = elected(names) if any(a > 0 or b > 0 for a, b in moved) else None
    if name is None or sum(one is not None for one in names) < SURE:
        return list(moved)
    zones = [
        ((before - a, before), (len(text) - after, len(text) - after + b))
        for (text, before, after), (a, b) in zip(around, moved, strict=True)
    ]
    held = [_says_another([(own[0], zone[at]) for own, zone in zip(around, zones, strict=True)], name) for at in (0, 1)]
    return [(min(a, 0) if held[0] else a, min(b, 0) if held[1] else b) for a, b in moved]


def _says_another(ranges: Sequence[tuple[str, Span]], name: str) -> bool:
    """Tell whether `SURE` texts have in a range a quotation of one other speaker, and none has one of this speaker."""
    said = [speaker(text, a, b) for text, (low, high) in ranges for a, b in _long_ranges(text, low, high)]
    other = elected(said)
    return other is not None and not is_one(other, name) and sum(one is not None for one in said) >= SURE


def _long_ranges(text: str, low: int, high: int) -> list[Span]:
    """Give the quotations that are whole in a range, but for those of a word or two."""
    found = [(a, b) for a, b in known_ranges(text, low, high) if low <= a and b <= high] if low < high else []
    return [(a, b) for a, b in found if len(letters_of(text[a:b])) >= LEAST]
