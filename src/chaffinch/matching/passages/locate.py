"""Locate passages: turn ranges of letters into ranges of code points that end with words, quotation marks included."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Struct

from chaffinch.engines import NODE_BITS
from chaffinch.matching.letters import holes
from chaffinch.matching.passages.borders import (
    INTERRUPTED_SHARE,
    QUOTED_SHARE,
    at_borders,
    at_sentences,
    lacks_few_words,
)
from chaffinch.matching.passages.clauses import at_clause, clause_start, clause_stop
from chaffinch.matching.passages.formulas import is_formula
from chaffinch.matching.passages.pieces import pieces
from chaffinch.matching.passages.quality import is_mark, quality, whole_sentences
from chaffinch.matching.passages.quotations import LONGEST_QUOTE, quoted_share, with_marks, with_outer_marks
from chaffinch.matching.passages.shared_ends import INSIDE, OUTSIDE
from chaffinch.matching.speakers import is_led, is_statement, poster, speaker, turn
from chaffinch.schemas import LOCATED, LOCATED_MEMBERS
from chaffinch.text import Ints, changes, late_pattern, origins, with_quotation_marks

__all__ = ["Locate", "quoted_part", "snapped"]


SPOKEN_SHARE = 0.5
"""Share of a passage, at least, that is between quotation marks if it has a speaker: the rest is the tag."""

SPOKEN_TAG = 120
"""Code points of a passage, at most, outside of quotation marks if it has a speaker: a verb, a name and who that is."""

SNAP = 24
"""Code points of a word, at most, that ends are moved to: longer ones are glued words, links or scripts without
spaces."""

ENDS = 20
"""Code points at the ends of an interrupted quotation that must be between marks."""

LONG = 120
"""Code points of a quoted passage, at least, that says something though it is no whole sentence. Of quoted parts of
sentences in a sample, those below were a name and a verb, or the same words about different things. A part of a
sentence as long has ends of its own, too: in other members of its cluster it may be whole sentences."""

MORE = 40
"""Code points, at most, by which the end of a quotation is moved outward: one text has a part of it, which others quote
in their own sentences. Two quotations of the five articles that a run must show exactly are such parts. At the border
of a clause, or half as many as a longer passage has itself."""

REST = 100
"""Code points, at most, by which it is moved if it stands amid a clause, or as many as a longer passage has itself.
Twice as much as the shortest passage has."""

PHRASE = 60
"""Code points of a part of a sentence, at least, that is asked for its speaker: other members of its cluster may have
the whole sentence. By hand."""

_WORD = re.compile(r"[^\W_]+")
_JOINING = frozenset("'’_.,")
_JOINED = late_pattern(r"[^\W_]['’_][^\W_]|\d[.,]\d|[A-Z]\.[A-Z]")
"""A sign amid a word or number, with what is around it: "dam's", "4.5", "U.S."."""

_NUMBER = re.compile(r"\d\d*(?:[.,]\d+)*")  # `re` searches faster what begins with one character
_ASCII_NUMBER = re.compile("[0-9][0-9]*(?:[.,][0-9]+)*")  # and ten characters faster than a kind of them
_DIGITS_ONLY = bytes(code if chr(code) in "0123456789.," else ord(" ") for code in range(256))


Gaps = tuple[list[int], list[int]]
"""Starts and stops of the holes of a text."""


class Locate(Struct, frozen=True):
    """Kernel that locates ranges of letters in texts, from texts beside numbers, findings and `TO_LOCATE`.

    Yields the ends of matches, rows of `LOCATED`, on output 0, and the members of clusters with their speakers, rows of
    `LOCATED_MEMBERS`, on output 1.
    """

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Yield one row for every range of the batch."""
        sizes = pc.list_value_length(batch["rank"]).to_numpy(zero_copy_only=False)
        batch = batch.take(pa.array(np.flatnonzero(sizes)))
        texts = batch["text"].to_pylist()
        columns = (column.to_pylist() for column in holes(batch))
        gaps = [(sorted(a or []), sorted(b or [])) for a, b in zip(*columns, strict=True)]
        document, letters, (start, stop) = _ranges(batch, texts, gaps)
        label, rank = (batch[name].flatten().to_numpy() for name in ("label", "rank"))
        number = batch["number"].to_numpy()[document]
        ends, members = np.flatnonzero(rank < 0), np.flatnonzero(rank >= 0)
        spans = zip(document.tolist(), start.tolist(), stop.tolist(), strict=True)
        start, stop = np.array([snapped(texts[n], a, b) for n, a, b in spans], np.int64).reshape(-1, 2).T
        yield 0, _columns([column[ends] for column in (number, *letters, start, stop)], LOCATED)
        alone = batch["alone"].flatten().to_numpy(zero_copy_only=False)
        rows = zip(*(column[members].tolist() for column in (document, start, stop, alone)), strict=True)
        found = [
            _with_pieces(with_quotation_marks(texts[n]), a, b, _between(gaps[n], (a, b), len(texts[n])), alone=only)
            for n, a, b, only in rows
        ]
        located = list(zip(*(row for own in found for row in own), strict=True)) or [()] * 12
        members = np.repeat(members, [len(own) for own in found])
        known = [column[members] for column in (label >> NODE_BITS, label, number, rank)]
        alike = batch["similarity"].flatten().to_numpy()[members]
        yield 1, _columns([*known, *located[:5], alike, *located[5:]], LOCATED_MEMBERS)


def _columns(columns: Sequence[Any], schema: pa.Schema) -> pa.RecordBatch:
    arrays = [pa.array(column).cast(field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _ranges(
    batch: pa.RecordBatch, texts: Sequence[str], gaps: Sequence[Gaps]
) -> tuple[Ints, tuple[Ints, Ints], tuple[Ints, Ints]]:
    """Give the row of the document of each range, and its start and stop in letters and in code points."""
    document = pc.list_parent_indices(batch["rank"]).to_numpy().astype(np.int64)
    first, end = (batch[name].flatten().to_numpy().astype(np.int64) for name in ("letter_start", "letter_stop"))
    start, stop = first.copy(), end.copy()
    for low, high in pairwise([*np.flatnonzero(changes(document)).tolist(), len(document)]):
        here, n = slice(low, high), int(document[low])
        ends = origins(texts[n], np.concatenate((first[here], end[here] - 1)), [*zip(*gaps[n], strict=True)])
        start[here], stop[here] = ends[: high - low], ends[high - low :] + 1
    return document, (first, end), (start, stop)


Member = tuple[int, int, int, int, bool, str, str, str | None, str, int, int]
"""A member of a cluster, from ``start`` on as in `LOCATED_MEMBERS`."""


def _between(gaps: Gaps, span: tuple[int, int], size: int) -> tuple[int, int]:
    """Give the range around a span that is free of holes but those of the span itself.

    Args:
        gaps: of its text.
        span: in code points.
        size: code points of the text.

    >>> _between(([0, 12, 40], [9, 14, 60]), (10, 30), 90)
    (9, 40)
    """
    (starts, stops), (start, stop) = gaps, span
    before, behind = bisect_right(stops, start), bisect_left(starts, stop)
    return stops[before - 1] if before else 0, starts[behind] if behind < len(starts) else size


def _with_pieces(text: str, start: int, stop: int, free: tuple[int, int], *, alone: bool) -> list[tuple[int, *Member]]:
    """Describe a member of a cluster, and behind it each quotation of one that has several; see `_member`."""
    whole = _member(text, start, stop, free, alone=alone)
    begin, end = whole[:2]
    parts = pieces(text, begin, end) if not alone and _is_spoken(text, whole) else []
    found: list[tuple[int, *Member]] = [(0, *whole)]
    for piece, (a, b) in enumerate(parts, 1):
        room = a if piece > 1 else free[0], b if piece < len(parts) else free[1]
        found.append((piece, *_member(text, a, b, room)))
    return found


def _is_spoken(text: str, member: Member) -> bool:
    """Tell whether most of a member is between quotation marks."""
    start, stop, kind = member[0], member[1], member[5]
    return kind == "prose" and stop - start <= LONGEST_QUOTE and quoted_share(text, start, stop) >= INTERRUPTED_SHARE


def _member(text: str, start: int, stop: int, free: tuple[int, int], *, alone: bool = False) -> Member:
    """Describe a member of a cluster.

    Args:
        text: that of its document.
        start, stop: its range, at ends of words.
        free: the range around it without furniture, beyond which it does not go.
        alone: whether nobody asks for its speaker and what is around it, as its cluster is in copies of one document.

    Returns:
        Its range and that of its match, both with their marks, whether it is quoted, its quality, its numbers, its
        speaker, and its text with that around it.
    """
    start, stop = span = at_borders(text, start, stop)
    matched = with_marks(text, start, stop)
    kind = quality(text[start:stop])
    share = quoted_share(text, start, stop) if stop - start <= LONGEST_QUOTE else 0
    begin, end = _clipped(text, at_sentences(text, start, stop), free) if kind == "prose" else (start, stop)
    if (begin, end) != span and lacks_few_words(text, span, (begin, end)):
        span, matched = (begin, end), with_marks(text, begin, end)
    if share >= QUOTED_SHARE:
        begin, end = quoted_part(text, (start, stop), (begin, end))
    if begin > start or end < stop:
        start, stop = max(start, begin), min(stop, end)  # what the texts share says what it is, not what is around it
        share = quoted_share(text, start, stop) if stop - start <= LONGEST_QUOTE else 0
    quoted, name = _quoted(text, start, stop, share), None
    if kind == "prose" and not (quoted and stop - start >= LONG) and not _says(text, start, stop):
        kind = "phrase"
    if not alone and (kind == "prose" or (kind == "phrase" and stop - start >= PHRASE)):
        quoted, name = _attributed(text, (start, stop), share, begin, quoted=quoted)
    numbers = "" if alone else " ".join(_numbers(text[start:stop]))
    begin, end = with_outer_marks(text, begin, end)
    shown = not alone and kind in ("prose", "phrase")
    around = _around(text, begin, end, free) if shown else ("", 0, 0)
    return begin, end, *matched, quoted, kind, numbers, name, *around


def _says(text: str, start: int, stop: int) -> bool:
    """Tell whether a passage says something by itself: it has a whole sentence, and is no set phrase."""
    return whole_sentences(text, start, stop) and not is_formula(text[start:stop])


def _numbers(text: str) -> list[str]:
    """Give the numbers of a text in digits; in ASCII, of what is left without all else but their signs."""
    if not text.isascii():
        return _NUMBER.findall(text)
    return _ASCII_NUMBER.findall(b" ".join(text.encode().translate(_DIGITS_ONLY).split()).decode())


def quoted_part(text: str, span: tuple[int, int], whole: tuple[int, int]) -> tuple[int, int]:
    """Give a part of a quotation with what it lacks of its sentences, where that is little or it ends amid a clause.

    Args:
        text: the text.
        span: of the part.
        whole: of its sentences.
    """
    (start, stop), (begin, end) = span, whole
    rest, more = max(REST, stop - start), max(MORE, (stop - start) / 2)
    if start - begin > MORE and start - begin > (more if at_clause(text, start, before=True) else rest):
        begin = clause_start(text, start, stop)
    if end - stop > MORE and end - stop > (more if at_clause(text, stop, before=False) else rest):
        end = clause_stop(text, start, stop)
    return begin, end


def _clipped(text: str, span: tuple[int, int], free: tuple[int, int]) -> tuple[int, int]:
    """Clip a range to one that it overlaps, without the white space there."""
    start, stop = max(span[0], free[0]), min(span[1], free[1])
    if start > span[0]:
        start = stop - len(text[start:stop].lstrip())
    return start, stop if stop == span[1] else start + len(text[start:stop].rstrip())


def _around(text: str, start: int, stop: int, free: tuple[int, int]) -> tuple[str, int, int]:
    """Give a passage with the text around it, without its middle if it is long, and how much is before and behind."""
    low, high = max(min(free[0], start), start - OUTSIDE), min(max(free[1], stop), stop + OUTSIDE)
    long = stop - start > 2 * INSIDE
    own = f"{text[low : start + INSIDE]}\n{text[stop - INSIDE : high]}" if long else text[low:high]
    return own, start - low, high - stop


def _attributed(text: str, span: tuple[int, int], share: float, first: int, *, quoted: bool) -> tuple[bool, str | None]:
    """Tell whether a passage is a quotation, post or statement, and its speaker.

    Only prose and long parts of sentences are asked for it: who says a list or a few words is of no use.

    Args:
        text: the text.
        span: of the passage.
        share: of it that is between quotation marks.
        first: where its first sentence starts, to which a colon may lead.
        quoted: whether it is a quotation by its marks.
    """
    start, stop = span
    tagged = quoted or (share >= SPOKEN_SHARE and (1 - share) * (stop - start) <= SPOKEN_TAG)
    if tagged:
        name = speaker(text, start, stop)
    else:
        name = speaker(text, first, stop, whole=True) if is_led(text, first) else None
    if name is None and not quoted:
        name = turn(text, start, stop)
        quoted = name is not None
    account = poster(text, start, stop) if name is None else None
    return quoted or account is not None or is_statement(text, start), name or account


def _quoted(text: str, start: int, stop: int, share: float) -> bool:
    """Tell whether a passage is between quotation marks, by its share; with a tag between its parts at most."""
    if share >= QUOTED_SHARE or share < INTERRUPTED_SHARE:
        return share >= QUOTED_SHARE
    ends = (start, min(start + ENDS, stop)), (max(stop - ENDS, start), stop)
    return all(quoted_share(text, *end) >= QUOTED_SHARE for end in ends)


def snapped(text: str, start: int, stop: int) -> tuple[int, int]:
    """Move the ends of a span to the nearest ends of words; a word of which half is within counts as within.

    Args:
        text: the text.
        start, stop: of the span, in code points.

    >>> snapped("the dam broke", 5, 11)
    (4, 13)
    >>> snapped("the dam broke", 5, 9)
    (4, 7)
    >>> snapped("the dam's 4.5 m", 4, 7), snapped("the dam's 4.5 m", 9, 11)
    ((4, 9), (9, 9))
    """
    if _splits(text, start):
        low, high = _word_start(text, start), _word_stop(text, start)
        if high - low <= SNAP:
            start = low if start - low <= high - start else _skip(text, high, stop)
    if _splits(text, stop):
        low, high = _word_start(text, stop), _word_stop(text, stop)
        if high - low <= SNAP:
            stop = high if high - stop <= stop - low or low <= start else _back(text, low, start)
    return start, max(start, stop)


def _splits(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at : at + 1]
    if before.isalnum() and after.isalnum():
        return True
    if before.isspace() or after.isspace():  # most ends
        return False
    return 0 < at < len(text) and _in_word(text, at - 1) and _in_word(text, at)


def _in_word(text: str, at: int) -> bool:
    """Tell whether a character is part of a word or number: a letter, a mark on one, or a sign amid it."""
    sign = text[at]
    if sign in _JOINING:
        return at > 0 and _JOINED.match(text, at - 1) is not None
    return sign.isalnum() or is_mark(sign)


def _word_start(text: str, at: int) -> int:
    least = max(0, at - SNAP - 1)
    while at > least and (text[at - 1].isalnum() or _in_word(text, at - 1)):
        at -= 1
    return at


def _word_stop(text: str, at: int) -> int:
    most = min(len(text), at + SNAP + 1)
    after = _WORD.match(text, at, most)
    at = after.end() if after else at
    while at < most and _in_word(text, at):
        at += 1
    return at


def _skip(text: str, at: int, stop: int) -> int:
    while at < stop and not text[at].isalnum():
        at += 1
    return at


def _back(text: str, at: int, start: int) -> int:
    while at > start and not _in_word(text, at - 1):
        at -= 1
    return at
