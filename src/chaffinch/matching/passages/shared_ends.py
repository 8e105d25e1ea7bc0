"""Make the members of a cluster begin and end with the same sentences.

An alignment stops at what two texts do not share: the tag of a quotation, a caption between paragraphs. The
sentence behind it may be too short for a match of its own, though all members of a cluster have it. And it goes on
over a sentence that one text has alone, where both are alike before and behind it. So the ends of members are moved
outward over sentences that the texts of others have too, and then inward over those that their passages lack.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaffinch.matching.passages.borders import TAG
from chaffinch.matching.passages.units import units
from chaffinch.schemas import ints
from chaffinch.text import Ints, changes

__all__ = ["INSIDE", "OUTSIDE", "Around", "moved_ends", "shared_ends"]

OUTSIDE, INSIDE = 1500, 1500
"""Code points outside of a passage, and inside of each of its ends, that are compared: most sentences of Arabic news
have less than 500, and the sentences at the end of one member may be amid another one."""

NEAR_OUTSIDE, NEAR_INSIDE = 200, 400
"""Code points outside of an end that are searched for words of other members before any sentence is read: what goes on
alike does so behind a tag of `TAG` code points at most; and code points inside of it that are cut into sentences first:
few members have a neighbour's sentence that is longer."""

WORDS, SHORT_WORD, LONG_WORD = 4, 4, 6
"""Words outside of an end that the text of another member has, at least, to be read; code points of a word that counts,
with the marks around it; and of one that counts as two."""

LEAST = 16
"""Letters of a sentence, at least, that members go on with: "I want to be clear" has 14, and means nothing."""

GRAM, STEP = 5, 2
"""Letters of a part of a sentence that is searched in the text of another member, and from one part to the next."""

DENSE, DENSE_GRAM = "\u3005", 2
"""The first letter of scripts that write a syllable or word with one letter, and letters of such a part in them."""

GOES_ON, BELONGS = 0.5, 0.3
"""Share of the parts of a sentence, at least, that another text has if it has the sentence: for one outside to be
taken, and for one inside to stay. Measured on members of clusters in five corpora: of sentences amid a passage nine in
ten have .4 to .7 and more in the other member, of other sentences of the same texts 95 in a hundred .14 to .38 and less
(English .14, Arabic .38)."""

SHORT, MORE = 40, 0.2
"""Letters of a sentence that is short, and how much more of it another text must have: of few parts some are alike by
chance."""

RUN = 10
"""Parts in a row, at least, of a longer sentence that stays though most of it is its own. Of other sentences of the
same texts 98 in a hundred have fewer than nine, but for Arabic."""

MOST = 0.5
"""Share of the documents of a cluster, at least, that have a sentence: two copies of an article go on to its end."""

ASKED = 16
"""Documents of a cluster, at most, that are asked whether they have a sentence, so that large clusters take no longer
for each member: with 16, a share of a half is known to within an eighth."""

KEPT = 0.3
"""Share of a passage, at least, that is left when its ends are moved inward: less says that its text was reworded."""

ANCHOR = 80
"""Letters at an end of a passage that tell where it is in another text: what goes on alike is beyond them there."""

ROUNDS = 2
"""Times that ends are moved inward: what one member lost, another one has alone."""

_NOT_LETTER = re.compile(r"[\W_]+")

Ends = tuple[int, int]
"""Start and stop of a passage in its text."""


class Around(NamedTuple):
    """A member of a cluster, with the text around it.

    Attributes:
        document: that it is in.
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


def moved_ends(label: Ints, batch: pa.RecordBatch) -> tuple[Ints, Ints]:
    """Move the ends of the members of each cluster to those of the sentences that they share, as `shared_ends` says.

    Args:
        label: of the members, sorted; int64, shape (members,).
        batch: rows of `LOCATED_MEMBERS`.

    Returns:
        Their starts and stops, int64, shape (members,).
    """
    bounds = np.append(np.flatnonzero(changes(label)), len(label))
    number, start, stop, before, after = (ints(batch, name) for name in ("number", "start", "stop", "before", "after"))
    several = np.minimum.reduceat(number, bounds[:-1]) < np.maximum.reduceat(number, bounds[:-1])
    loose = _loose(bounds, batch)
    for low, high in zip(bounds[:-1][several].tolist(), bounds[1:][several].tolist(), strict=True):
        part = slice(low, high)
        columns = (column[part].tolist() for column in (number, before, after, loose))
        n, a, b, own = columns
        texts = batch["text"].slice(low, high - low).to_pylist()
        moved = shared_ends(list(map(Around, n, texts, a, b, own)))
        outward = np.array(moved, np.int64)
        start[part] -= outward[:, 0]
        stop[part] += outward[:, 1]
    return start, stop


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
            before, ends = ends, _shrunk(members, ends, documents)
            if ends == before:
                break
    return [(a - start, stop - b) for (a, b), (start, stop) in zip(first, ends, strict=True)]


def _asked(members: Sequence[Around]) -> frozenset[int]:
    """Give the documents of a cluster that are asked for sentences."""
    documents = list(dict.fromkeys(member.document for member in members if member.text))
    if len(documents) > ASKED:
        documents = [documents[i * len(documents) // ASKED] for i in range(ASKED)]
    return frozenset(documents)


class _Texts:
    """The texts of documents that are asked for sentences.

    Args:
        texts: of each document.
    """

    def __init__(self, texts: Mapping[int, str]) -> None:
        self.texts = texts
        self._letters: dict[int, str] = {}
        self._least = max(2, math.ceil(MOST * len(texts))) - 1

    def share_words(self, text: str, document: int) -> bool:
        """Tell whether enough other documents have words of a text, so that it is worth to be read."""
        words = {word: weight for word in text.split() if (weight := _weight(word))}
        if sum(words.values()) < WORDS:
            return False
        missing = self._least
        for other, zone in self.texts.items():
            if other != document and sum(weight for word, weight in words.items() if word in zone) >= WORDS:
                missing -= 1
                if not missing:
                    return True
        return False

    def have(self, letters: str, document: int) -> bool:
        """Tell whether the passages of enough other documents have a sentence of one, letter by letter or alike."""
        return self._enough(letters, document, lambda zone, parts: letters in zone or _belongs(zone, parts, letters))

    def go_on(self, letters: str, document: int, anchor: str, *, before: bool) -> bool:
        """Tell whether the texts of enough other documents go on with a sentence.

        Args:
            letters: of the sentence.
            document: that it is from.
            anchor: letters at the end of the passage, behind which it is; before which it is, if ``before``.
            before: whether it is before the passage.
        """
        parts_of_anchor = _parts(anchor)

        def goes_on(zone: str, parts: Sequence[str]) -> bool:
            place = _place(zone, parts, letters)
            end = _place(zone, parts_of_anchor, anchor) if place is not None else None
            return place is not None and (end is None or (place < end) == before)

        return self._enough(letters, document, goes_on)

    def _enough(self, letters: str, document: int, has: Callable[[str, Sequence[str]], bool]) -> bool:
        """Tell whether enough other documents have a sentence, by a function of their letters and its parts."""
        others = [other for other in self.texts if other != document]
        parts, missing = _parts(letters), self._least
        for left, other in zip(range(len(others), 0, -1), others, strict=True):
            if missing > left:
                return False
            missing -= has(self._of(other), parts)
            if missing <= 0:
                return True
        return False

    def _of(self, document: int) -> str:
        if document not in self._letters:
            self._letters[document] = _letters(self.texts[document])
        return self._letters[document]


def _weight(word: str) -> int:
    return (len(word) >= SHORT_WORD) + (len(word) >= LONG_WORD)


def _letters(text: str) -> str:
    """Give the letters and digits of a text, without accents, in lower case."""
    bare = text if text.isascii() else unicodedata.normalize("NFKD", text)
    return _NOT_LETTER.sub("", bare.casefold())


def _parts(letters: str) -> list[str]:
    """Cut the letters of a sentence into parts that are searched in other texts."""
    size = GRAM if letters[len(letters) // 2] < DENSE else DENSE_GRAM
    return [letters[at : at + size] for at in range(0, len(letters) - size + 1, STEP)]


def _needed(letters: str, share: float) -> float:
    """Give the share of the parts of a sentence that another text must have; more of a short one."""
    return share + MORE * (len(letters) < SHORT)


def _belongs(zone: str, parts: Sequence[str], letters: str) -> bool:
    """Tell whether letters have enough parts of a sentence inside of a passage, or many in a row."""
    if len(letters) < LEAST:
        return False
    found = [part in zone for part in parts]
    count = sum(found)
    if count >= _needed(letters, BELONGS) * len(found) or count < RUN:
        return count >= _needed(letters, BELONGS) * len(found)
    return "1" * RUN in "".join("1" if part else "0" for part in found)


def _place(zone: str, parts: Sequence[str], letters: str) -> int | None:
    """Give where letters have a sentence: the middle of the places of its parts; None if they do not have it."""
    at = zone.find(letters)
    if at >= 0:
        return at
    found = sorted(at for part in parts if (at := zone.find(part)) >= 0)
    return found[len(found) // 2] if len(found) >= _needed(letters, GOES_ON) * len(parts) else None


def _texts(members: Sequence[Around], ranges: Sequence[Ends], documents: frozenset[int]) -> _Texts:
    """Give the ranges of the members of each document as one text."""
    found: dict[int, str] = {}
    for member, (start, stop) in zip(members, ranges, strict=True):
        if member.document in documents and member.text:
            found[member.document] = f"{found.get(member.document, '')}\n{member.text[start:stop]}"
    return _Texts(found)


def _grown(members: Sequence[Around], ends: Sequence[Ends], documents: frozenset[int]) -> list[Ends]:
    """Move ends outward over the sentences with which the texts of other members go on alike."""
    known = _texts(members, [(0, len(member.text)) for member in members], documents)
    return [
        (a - _outward(member, known, before=True), b + _outward(member, known, before=False))
        for member, (a, b) in zip(members, ends, strict=True)
    ]


def _outward(member: Around, known: _Texts, *, before: bool) -> int:
    """Go outward from sentence to sentence as long as others have them, over a tag that they lack between two."""
    text, size = member.text, len(member.text)
    low, high = (0, member.before) if before else (size - member.after, size)
    near = text[max(low, high - NEAR_OUTSIDE) : high] if before else text[low : low + NEAR_OUTSIDE]
    if not known.share_words(near, member.document):
        return 0
    found = units(text, low, high)
    if high - low >= OUTSIDE:  # what is cut off at the outer edge is half a sentence
        found = found[1:] if before else found[:-1]
    own = _letters(text[member.before : size - member.after])
    anchor = own[:ANCHOR] if before else own[-ANCHOR:]
    reached, skipped = 0, False
    for unit in reversed(found) if before else found:
        letters = _letters(text[unit.start : unit.stop])
        fresh = len(letters) >= LEAST and _place(own, _parts(letters), letters) is None
        shared = fresh and known.go_on(letters, member.document, anchor, before=before)
        if not shared and (skipped or unit.stop - unit.start > TAG):
            break
        skipped = not shared
        if shared and not (before and unit.goes_on):
            reached = high - unit.start if before else unit.stop - low
    return reached


def _shrunk(members: Sequence[Around], ends: Sequence[Ends], documents: frozenset[int]) -> list[Ends]:
    """Move ends inward over the sentences that the passages of other members lack."""
    known = _texts(members, ends, documents)
    return [
        _inward(member, a, b, known) if member.text else (a, b) for member, (a, b) in zip(members, ends, strict=True)
    ]


def _inward(member: Around, start: int, stop: int, known: _Texts) -> Ends:
    """Give the range of a passage from its first sentence that others have to the last one."""
    begin = _first(member, (start, stop), known)
    end = _last(member, (start, stop), known)
    if begin is None or end is None or end - begin < KEPT * (stop - start):
        return start, stop
    return begin, end


def _first(member: Around, ends: Ends, known: _Texts) -> int | None:
    """Give where the first sentence of a passage starts that others have; None if there is none."""
    start, stop = ends
    for high in (min(stop, start + NEAR_INSIDE), stop):
        dropped = False
        for unit in units(member.text, start, high):
            letters = _letters(member.text[unit.start : unit.stop])
            tag = dropped and unit.goes_on
            if tag and unit.stop - unit.start > TAG:
                return None
            if len(letters) >= GRAM and not tag and known.have(letters, member.document):
                return unit.start if dropped else start
            dropped |= len(letters) >= GRAM
        if high == stop:
            break
    return None


def _last(member: Around, ends: Ends, known: _Texts) -> int | None:
    """Give where the last sentence of a passage stops that others have; None if there is none."""
    start, stop = ends
    for low in (max(start, stop - NEAR_INSIDE), start):
        dropped = False
        for unit in reversed(units(member.text, low, stop)):
            letters = _letters(member.text[unit.start : unit.stop])
            if len(letters) >= GRAM and known.have(letters, member.document):
                return unit.stop if dropped else stop
            dropped |= len(letters) >= GRAM or unit.goes_on
        if low == start:
            break
    return None
