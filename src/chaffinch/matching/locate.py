"""Locate passages: turn ranges of letters into ranges of code points that end with words, quotation marks included."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from chaffinch.engines import NODE_BITS
from chaffinch.matching.letters import holes
from chaffinch.matching.passage_quality import begins_sentence, ends_sentence, quality, whole_sentences
from chaffinch.matching.quotations import LONGEST_QUOTE, between_marks, quoted_share, with_marks
from chaffinch.matching.speakers import speaker
from chaffinch.schemas import LOCATED, LOCATED_MEMBERS
from chaffinch.text import Ints, cut_short, slabs

__all__ = ["Locate", "snapped"]


QUOTED_SHARE = 0.9
"""Share of a quoted passage, at least, that is between quotation marks: alignments sometimes end a word late."""

SPOKEN_SHARE = 0.5
"""Share of a passage, at least, that is between quotation marks if it has a speaker: the rest is the tag."""

SPOKEN_TAG = 120
"""Code points of a passage, at most, outside of quotation marks if it has a speaker: a verb, a name and who that is."""

SNAP = 24
"""Code points of a word, at most, that ends are moved to: longer ones are glued words, links or scripts without
spaces."""

INTERRUPTED_SHARE, ENDS = 0.6, 20
"""Share of an interrupted quotation that is between marks, at least; and code points at its ends that must be."""

NEIGHBOUR, LEAD, TAG = 12, 40, 80
"""Code points, at most, of the words of a neighbouring sentence in a passage, of those before a quotation, and of the
tag behind it."""

LOST = 0.3
"""Share of a passage, at most, that an end is moved over: more is no neighbour."""

LOST_LEAD = 0.5
"""Share of a passage, at most, that stands before a quotation which is all the rest of it."""

LONG = 120
"""Code points of a quoted passage, at least, that says something though it is no whole sentence. Of quoted parts of
sentences in a sample, those below were a name and a verb, or the same words about different things."""

MOVES = 2
"""Times that an end is moved: over the first word of the next sentence, then over the tag."""

LONG_WORD = 5
"""Letters of a word with a capital, at least, that is not taken for an abbreviation before a stop."""

_OPENING_MARKS, _CLOSING_MARKS = '"“„«「『‘', '"”“»」』'
_STOPS = ".!?…؟।॥"
_HEAD = re.compile(
    rf"[{_STOPS}][\"'”’»)\]]*\s+[\"'“„«‘(]*|\n\s*\n\s*[\"“„«]*|(?<![^\s:(])[“„«‘]|(?<=\s)\"(?=\w)|[「『]"
)
"""Ends with the first code point of what follows a border: a sentence, or a quotation without its mark."""

_TAIL = re.compile(
    rf"[.,!?…]*[\"”’»]*\s*\n\s*\n|[{_STOPS}][\"'”’»)\]]*(?=\s)|[.,!?…]*[”“»」』](?=[\s,.;:]|$)|[.,!?…]\"(?=\s|$)"
)
"""Starts where a sentence or quotation ends, before its stop and mark; a straight mark counts behind a stop only."""

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LAST_WORD = re.compile(r"[^\W\d_]+$")


@dataclass(frozen=True, slots=True)
class Locate:
    """Kernel that locates ranges of letters in texts, from texts beside numbers, findings and `TO_LOCATE`.

    Yields the ends of matches, rows of `LOCATED`, on output 0, and the members of clusters with their speakers, rows of
    `LOCATED_MEMBERS`, on output 1.
    """

    def __call__(self, batch: pa.RecordBatch) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Yield one row for every range of the batch."""
        sizes = pc.list_value_length(batch["rank"]).to_numpy(zero_copy_only=False)
        batch = batch.take(pa.array(np.flatnonzero(sizes)))
        document, letters, (start, stop) = _ranges(batch)
        label, rank = (batch[name].flatten().to_numpy() for name in ("label", "rank"))
        number = batch["number"].to_numpy()[document]
        ends, members = np.flatnonzero(rank < 0), np.flatnonzero(rank >= 0)
        texts = batch["text"].to_pylist()
        spans = zip(document.tolist(), start.tolist(), stop.tolist(), strict=True)
        start, stop = np.array([snapped(texts[n], a, b) for n, a, b in spans], np.int64).reshape(-1, 2).T
        yield 0, _columns([column[ends] for column in (number, *letters, start, stop)], LOCATED)
        rows = zip(*(column[members].tolist() for column in (document, start, stop)), strict=True)
        located = list(zip(*(_member(texts[n], a, b) for n, a, b in rows), strict=True)) or [()] * 6
        known = [column[members] for column in (label >> NODE_BITS, label, number, rank)]
        alike = batch["similarity"].flatten().to_numpy()[members]
        yield 1, _columns([*known, *located[:2], alike, *located[2:]], LOCATED_MEMBERS)


def _columns(columns: Sequence[Any], schema: pa.Schema) -> pa.RecordBatch:
    arrays = [pa.array(column).cast(field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _ranges(batch: pa.RecordBatch) -> tuple[Ints, tuple[Ints, Ints], tuple[Ints, Ints]]:
    """Give the row of the document of each range, and its start and stop in letters and in code points."""
    document = pc.list_parent_indices(batch["rank"]).to_numpy().astype(np.int64)
    first, end = (batch[name].flatten().to_numpy().astype(np.int64) for name in ("letter_start", "letter_stop"))
    start, stop = first.copy(), end.copy()
    before = 0  # letters of a long document that earlier slabs had
    for slab in slabs(batch["text"], holes(batch), cut=True):
        before = before if slab.skipped else 0
        low, high = np.searchsorted(document, (slab.document, slab.document + len(slab.bounds) - 1))
        here = slice(low, high)
        base = slab.bounds[document[here] - slab.document]
        for side, letters, last in ((start, first, 0), (stop, end, 1)):
            letter = slab.before[base] + letters[here] - last - before
            inside = (letter >= slab.before[0]) & ((letter < len(slab.letters)) | slab.ends)
            at = np.searchsorted(slab.before[1:], letter, side="right") - base + last + slab.skipped
            side[here] = np.where(inside, at, side[here])
        before += len(slab.letters)
    return document, (first, end), (start, stop)


def _member(text: str, start: int, stop: int) -> tuple[int, int, bool, str, str, str | None]:
    """Give the range of a member with its marks, whether it is quoted, its quality, its numbers, and its speaker."""
    start, stop = at_borders(text, start, stop)
    share = quoted_share(text, start, stop) if stop - start <= LONGEST_QUOTE else 0
    quoted = _quoted(text, start, stop, share)
    asked = quoted or (share >= SPOKEN_SHARE and (1 - share) * (stop - start) <= SPOKEN_TAG)
    name = speaker(text, start, stop) if asked else None
    kind = quality(text[start:stop])
    if kind == "prose" and not (quoted and stop - start >= LONG) and not whole_sentences(text, start, stop):
        kind = "phrase"
    numbers = " ".join(_NUMBER.findall(text[start:stop]))
    return *with_marks(text, start, stop), quoted, kind, numbers, name


def _quoted(text: str, start: int, stop: int, share: float) -> bool:
    """Tell whether a passage is between quotation marks, by its share; with a tag between its parts at most."""
    if share >= QUOTED_SHARE or share < INTERRUPTED_SHARE:
        return share >= QUOTED_SHARE
    ends = (start, min(start + ENDS, stop)), (max(stop - ENDS, start), stop)
    return all(quoted_share(text, *end) >= QUOTED_SHARE for end in ends)


def at_borders(text: str, start: int, stop: int) -> tuple[int, int]:
    """Move the ends of a passage to the border of a quotation or sentence that is a few words inside of them.

    An alignment goes on as long as it gains: over the name before a quotation, the tag after it, or the first word of
    the next sentence, where the other text happens to have the same. Ends that are at a border stay: a passage may
    begin with a short sentence of its own. A passage right between quotation marks stays as it is.

    Args:
        text: the text.
        start, stop: of the passage, in code points, at ends of words.

    >>> text = "So Frick said: “The dam held all night and nobody was hurt at all.” Then the"
    >>> text[slice(*at_borders(text, 9, 75))]
    'The dam held all night and nobody was hurt at all'
    >>> text = "So it was. He knew that the old dam at Harnby held all night. It rained."
    >>> text[slice(*at_borders(text, 6, 64))]
    'He knew that the old dam at Harnby held all night'
    """
    if between_marks(text, start, stop):
        return start, stop
    for _ in range(MOVES):
        before = start, stop
        start = _after_lead(text, start, stop)
        stop = _before_tag(text, start, stop)
        if (start, stop) == before:
            break
    return start, stop


def _after_lead(text: str, start: int, stop: int) -> int:
    """Move the start over the words of the sentence before, and over what leads into the quotation of a passage."""
    begins = begins_sentence(text, start)
    for found in _borders(_HEAD, text, start, min(start + LEAD, stop)):
        at = found.end()
        kept = (stop - at) / (stop - start)
        if not begins and found.group()[0] in _STOPS + "\n" and found.start() - start <= NEIGHBOUR and kept >= 1 - LOST:
            return at
        if found.group()[-1] in _OPENING_MARKS and kept >= 1 - LOST_LEAD:
            share = quoted_share(text, at, _before_tag(text, at, stop))
            if share >= QUOTED_SHARE or (not begins and share >= INTERRUPTED_SHARE and kept >= 1 - LOST):
                return at
    return start


def _before_tag(text: str, start: int, stop: int) -> int:
    """Move the end before the words of the next sentence, and before the tag behind the quotation of a passage."""
    ends = ends_sentence(text, stop)
    for found in _borders(_TAIL, text, max(stop - TAG, start), stop):
        at, border = found.start(), found.group()
        if at - start < (1 - LOST) * (stop - start):
            break
        if not ends and stop - at <= NEIGHBOUR and (border[0] in _STOPS or border[-1] not in _CLOSING_MARKS):
            return at
        bare = not any(mark in text[found.end() : stop] for mark in _OPENING_MARKS)
        if border[-1] in _CLOSING_MARKS and bare and quoted_share(text, start, at) >= QUOTED_SHARE:
            return at
    return stop


def _borders(pattern: re.Pattern[str], text: str, start: int, stop: int) -> list[re.Match[str]]:
    """Find the borders of quotations and sentences in a range, the last one first."""
    return [found for found in pattern.finditer(text, start, stop) if _is_border(text, found)][::-1]


def _is_border(text: str, found: re.Match[str]) -> bool:
    """Tell whether a stop ends a sentence: the word before it is none that is often cut short."""
    if not found.group().startswith("."):
        return True
    word = _LAST_WORD.search(text[max(0, found.start() - SNAP) : found.start()])
    if not word:
        return False
    return len(word.group()) >= LONG_WORD or (word.group().islower() and not cut_short(text, found.start()))


def snapped(text: str, start: int, stop: int) -> tuple[int, int]:
    """Move the ends of a span to the nearest ends of words; a word of which half is within counts as within.

    Args:
        text: the text.
        start, stop: of the span, in code points.

    >>> snapped("the dam broke", 5, 11)
    (4, 13)
    >>> snapped("the dam broke", 5, 9)
    (4, 7)
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
    return text[at - 1 : at].isalnum() and text[at : at + 1].isalnum()


def _word_start(text: str, at: int) -> int:
    least = max(0, at - SNAP - 1)
    while at > least and text[at - 1].isalnum():
        at -= 1
    return at


def _word_stop(text: str, at: int) -> int:
    after = _WORD.match(text, at, at + SNAP + 1)
    return after.end() if after else at


def _skip(text: str, at: int, stop: int) -> int:
    while at < stop and not text[at].isalnum():
        at += 1
    return at


def _back(text: str, at: int, start: int) -> int:
    while at > start and not text[at - 1].isalnum():
        at -= 1
    return at
